from odoo import models


class Acceptance(models.Model):
    """What an acceptance finds may have to be put right by who did the work."""

    _name = "crossbiz.acceptance"
    _inherit = ["crossbiz.acceptance", "crossbiz.rectification.source"]

    def _get_rectifying_departments(self):
        """Who judges the project, in whichever discipline."""
        return self.member_ids.department_id

    def _prepare_rectification(self):
        case = self.book_id.case_id
        return {"source": "acceptance", "case_id": case.id, "company_id": case.company_id.id}
