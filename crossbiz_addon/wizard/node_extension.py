from odoo import fields, models


class NodeExtension(models.TransientModel):
    _name = "crossbiz.node.extension"
    _description = "Ask for an Extension"
    _inherit = ["crossbiz.wizard"]

    node_id = fields.Many2one(
        "crossbiz.node", "Step", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.node")
    )
    old_deadline = fields.Datetime(related="node_id.deadline", string="Present Deadline", related_sudo=False)
    deadline = fields.Datetime("Wanted Deadline", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.node_id.action_request_extension(self.deadline, self.reason)
        return {"type": "ir.actions.act_window_close"}
