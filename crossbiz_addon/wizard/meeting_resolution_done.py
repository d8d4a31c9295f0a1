from odoo import fields, models


class ResolutionDone(models.TransientModel):
    """Report a resolution as done, with what came of it."""

    _name = "crossbiz.resolution.done"
    _description = "Report a Resolution as Done"
    _inherit = ["crossbiz.wizard"]

    resolution_id = fields.Many2one(
        "crossbiz.resolution",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.resolution"),
    )
    result = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.resolution_id.action_done(self.result)
        return {"type": "ir.actions.act_window_close"}
