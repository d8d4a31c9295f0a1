from odoo import fields, models


class LineAccept(models.TransientModel):
    _name = "crossbiz.task.order.line.accept"
    _description = "Accept a Delivery with a Note"
    _inherit = ["crossbiz.wizard"]

    line_id = fields.Many2one(
        "crossbiz.task.order.line",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.task.order.line"),
    )
    note = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.line_id.action_accept(self.note)
        return {"type": "ir.actions.act_window_close"}
