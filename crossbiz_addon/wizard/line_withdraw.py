from odoo import fields, models


class LineWithdraw(models.TransientModel):
    _name = "crossbiz.task.order.line.withdraw"
    _description = "Release a Department"
    _inherit = ["crossbiz.wizard"]

    line_id = fields.Many2one(
        "crossbiz.task.order.line",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.order.line"),
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.line_id.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
