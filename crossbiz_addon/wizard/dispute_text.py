from odoo import api, fields, models


class DisputeText(models.TransientModel):
    """What somebody writes in a dispute: a position, the ruling, or why it is withdrawn."""

    _name = "crossbiz.dispute.text"
    _description = "Text in a Dispute"
    _inherit = ["crossbiz.wizard"]

    dispute_id = fields.Many2one(
        "crossbiz.dispute", readonly=True, default=lambda self: self._get_active("crossbiz.dispute")
    )
    position_id = fields.Many2one(
        "crossbiz.dispute.position",
        "Position Of",
        readonly=True,
        default=lambda self: self._get_active("crossbiz.dispute.position"),
    )
    purpose = fields.Selection(
        [("position", "Statement"), ("rule", "Ruling"), ("withdraw", "Withdrawal")], required=True, default="position"
    )
    text = fields.Text(required=True, compute="_compute_text", store=True, readonly=False, precompute=True)

    @api.depends("position_id")
    def _compute_text(self):
        for wizard in self:
            wizard.text = wizard.position_id.text

    def action_confirm(self):
        self.ensure_one()
        if self.purpose == "position":
            self.position_id.action_state(self.text)
        elif self.purpose == "rule":
            self.dispute_id.action_rule(self.text)
        else:
            self.dispute_id.action_withdraw(self.text)
        return {"type": "ir.actions.act_window_close"}
