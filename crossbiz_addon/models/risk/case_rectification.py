from odoo import api, fields, models
from odoo.fields import Domain

from ..core.counting import Counted


class CaseDocument(models.AbstractModel):
    """Problems found on a case, from its papers."""

    _name = "crossbiz.case.document"
    _inherit = ["crossbiz.case.document", "crossbiz.rectification.source"]

    rectification_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _get_counted(self):
        notices = Counted("crossbiz.rectification", "case_id", shared=False)
        return {**super()._get_counted(), "rectification_count": notices}

    def _get_rectification_domain(self):
        """Those about the case, wherever the problem was found."""
        return [("case_id", "=", self.case_id.id)]

    def _get_rectifying_departments(self):
        return self.lead_department_id

    def _prepare_rectification(self):
        return {"source": "check", "case_id": self.case_id.id, "company_id": self.company_id.id}


class Case(models.Model):
    _inherit = "crossbiz.case"

    def _get_steps_domain(self):
        """Also of the notices about these cases, whose steps belong to none."""
        notices = self.env["crossbiz.rectification"].sudo()._search([("case_id", "in", self.ids)])
        return super()._get_steps_domain() | (
            Domain("res_model", "=", "crossbiz.rectification") & Domain("res_id", "in", notices)
        )
