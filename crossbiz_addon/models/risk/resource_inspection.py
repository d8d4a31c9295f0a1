from odoo import api, fields, models


class ResourceInspection(models.Model):
    """What an inspection finds may have to be put right by who uses the resource."""

    _name = "crossbiz.resource.inspection"
    _inherit = ["crossbiz.resource.inspection", "crossbiz.rectification.source"]

    can_record_violation = fields.Boolean(compute="_compute_can_record_violation")

    @api.depends("result")
    @api.depends_context("uid")
    def _compute_can_record_violation(self):
        acting, violations = self.env.user._get_acting_departments(), self.env["crossbiz.violation"]
        for inspection in self:
            decider = violations._get_deciding_department(inspection.company_id, inspection.borrower_id)
            inspection.can_record_violation = inspection.result == "violation" and decider in acting

    def _get_rectifying_departments(self):
        return self.department_id

    def _prepare_rectification(self):
        return {
            "source": "inspection",
            "case_id": self.request_id.case_id.id,
            "company_id": self.company_id.id,
            "department_id": self.borrower_id.id,
        }

    def action_record_violation(self):
        """Record the violation that was found; see ``crossbiz.violation``."""
        self.ensure_one()
        self.check_access("read")
        return self.env["crossbiz.violation"]._get_record_action(self, self._prepare_rectification())
