from odoo import fields, models


class MeetingReason(models.TransientModel):
    """Call a meeting off, or object to its minutes: both need a reason."""

    _name = "crossbiz.meeting.reason"
    _description = "Reason at a Meeting"
    _inherit = ["crossbiz.wizard"]

    meeting_id = fields.Many2one(
        "crossbiz.meeting", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.meeting")
    )
    purpose = fields.Selection([("cancel", "Call Off"), ("object", "Object to the Minutes")], required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        actions = {"cancel": self.meeting_id.action_cancel, "object": self.meeting_id.action_object}
        actions[self.purpose](self.reason)
        return {"type": "ir.actions.act_window_close"}
