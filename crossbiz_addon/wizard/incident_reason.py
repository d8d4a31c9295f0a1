from odoo import fields, models


class IncidentReason(models.TransientModel):
    """Why an incident was none, or an action against one is given up."""

    _name = "crossbiz.incident.reason"
    _description = "Reason in an Incident"
    _inherit = ["crossbiz.wizard"]

    incident_id = fields.Many2one(
        "crossbiz.incident", readonly=True, default=lambda self: self._get_active("crossbiz.incident")
    )
    action_id = fields.Many2one(
        "crossbiz.incident.action",
        readonly=True,
        default=lambda self: self._get_active("crossbiz.incident.action"),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.action_id:
            self.action_id.action_drop(self.reason)
        else:
            self.incident_id.action_dismiss(self.reason)
        return {"type": "ir.actions.act_window_close"}
