from odoo import fields, models


class NodeHandOver(models.TransientModel):
    _name = "crossbiz.node.hand.over"
    _description = "Hand a Step Over"
    _inherit = ["crossbiz.wizard"]

    node_id = fields.Many2one(
        "crossbiz.node", "Step", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.node")
    )
    company_id = fields.Many2one(related="node_id.company_id")
    department_id = fields.Many2one("hr.department", "New Responsible Department", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.node_id.action_hand_over(self.department_id.id, self.reason)
        return {"type": "ir.actions.act_window_close"}
