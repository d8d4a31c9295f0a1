from odoo import fields, models


class ResourceExtend(models.TransientModel):
    """Ask to use what is lent longer than it was approved."""

    _name = "crossbiz.resource.extend"
    _description = "Ask for Longer Use"
    _inherit = ["crossbiz.wizard"]

    request_id = fields.Many2one(
        "crossbiz.resource.request",
        "Resource Request",
        required=True,
        readonly=True,
        default=lambda self: self.env["crossbiz.resource.reason"]._default_request_id(),
    )
    old_date_to = fields.Datetime(related="request_id.allocation_id.stop", string="Due Back", related_sudo=False)
    date_to = fields.Datetime("Wanted Until", required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        self.request_id.action_extend_use(self.date_to, self.reason)
        return {"type": "ir.actions.act_window_close"}
