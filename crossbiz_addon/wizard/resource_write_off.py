from odoo import fields, models

from ..models.resource.resource import DIGITS


class ResourceWriteOff(models.TransientModel):
    """Take damaged or lost units out of what can be lent."""

    _name = "crossbiz.resource.write.off"
    _description = "Write Off"
    _inherit = ["crossbiz.wizard"]

    resource_id = fields.Many2one(
        "crossbiz.resource", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.resource")
    )
    on_hand = fields.Float(related="resource_id.on_hand", related_sudo=False)
    event = fields.Selection(
        [("damage", "Damaged"), ("loss", "Lost")], "What Happened", required=True, default="damage"
    )
    quantity = fields.Float("Units", required=True, default=1.0, digits=DIGITS)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.resource_id.action_write_off(self.event, self.quantity, self.reason)
        return {"type": "ir.actions.act_window_close"}
