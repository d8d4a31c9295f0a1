from odoo import fields, models


class ResourceReason(models.TransientModel):
    """Refuse a receipt or a return, take an approval, a handover or a wish back: each needs a reason."""

    _name = "crossbiz.resource.reason"
    _description = "Refuse with a Reason"
    _inherit = ["crossbiz.wizard"]

    request_id = fields.Many2one(
        "crossbiz.resource.request",
        "Resource Request",
        required=True,
        readonly=True,
        default=lambda self: self._default_request_id(),
    )
    purpose = fields.Selection(
        [
            ("refuse_receipt", "Refuse the Receipt"),
            ("refuse_return", "Refuse the Return"),
            ("undo_handover", "Take the Handover Back"),
            ("withdraw_approval", "Withdraw the Approval"),
            ("withdraw_extension", "Withdraw the Wish for Longer Use"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)

    def _default_request_id(self):
        """The request that the dialog was opened from, or that of its allocation or feedback."""
        return (
            self._get_active("crossbiz.resource.request")
            or self._get_active("crossbiz.resource.allocation").request_id
            or self._get_active("crossbiz.resource.feedback").request_id
        )

    def action_confirm(self):
        self.ensure_one()
        actions = {
            "refuse_receipt": self.request_id.action_refuse_receipt,
            "refuse_return": self.request_id.action_refuse_return,
            "undo_handover": self.request_id.action_undo_handover,
            "withdraw_approval": self.request_id.action_withdraw_approval,
            "withdraw_extension": self.request_id._get_wish().action_withdraw,
        }
        actions[self.purpose](self.reason)
        return {"type": "ir.actions.act_window_close"}
