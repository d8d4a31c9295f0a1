from odoo import fields, models


class LineRework(models.TransientModel):
    _name = "crossbiz.task.order.line.rework"
    _description = "Send a Delivery Back"
    _inherit = ["crossbiz.wizard"]

    line_id = fields.Many2one(
        "crossbiz.task.order.line",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.order.line"),
    )
    reason = fields.Text("What Is Missing", required=True)
    planned_delivery = fields.Date("New Delivery Date", help="Empty: the deadline rule for deliveries gives the time.")

    def action_confirm(self):
        self.ensure_one()
        self.line_id.action_rework(self.reason, self.planned_delivery)
        return {"type": "ir.actions.act_window_close"}
