from odoo import fields, models


class AuditReason(models.TransientModel):
    """Call an audit off: that needs a reason."""

    _name = "crossbiz.audit.reason"
    _description = "Reason at an Audit"
    _inherit = ["crossbiz.wizard"]

    audit_id = fields.Many2one(
        "crossbiz.audit", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.audit")
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.audit_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
