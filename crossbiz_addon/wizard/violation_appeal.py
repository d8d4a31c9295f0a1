from odoo import fields, models


class ViolationAppeal(models.TransientModel):
    _name = "crossbiz.violation.appeal"
    _description = "Appeal against a Violation"
    _inherit = ["crossbiz.wizard"]

    violation_id = fields.Many2one(
        "crossbiz.violation", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.violation")
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.violation_id.action_appeal(self.reason)
        return {"type": "ir.actions.act_window_close"}
