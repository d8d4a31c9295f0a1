from odoo import api, fields, models


class RectificationAnswer(models.TransientModel):
    """Accept a rectification notice, verify it, send it back or withdraw it: with what has to be said."""

    _name = "crossbiz.rectification.answer"
    _description = "Answer to a Rectification Notice"
    _inherit = ["crossbiz.wizard"]

    rectification_id = fields.Many2one(
        "crossbiz.rectification",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.rectification"),
    )
    purpose = fields.Selection(
        [("accept", "Accept the Notice"), ("verify", "Verify"), ("return", "Send Back"), ("withdraw", "Withdraw")],
        required=True,
    )
    text = fields.Text(compute="_compute_text", store=True, readonly=False)
    deadline = fields.Date("New Date", help="Empty: the old date, while it lies ahead; else what the rule gives.")

    @api.depends("rectification_id", "purpose")
    def _compute_text(self):
        for answer in self:
            if answer.purpose == "accept" and not answer.text:
                answer.text = answer.rectification_id.measures

    def action_confirm(self):
        self.ensure_one()
        notice = self.rectification_id
        if self.purpose == "accept":
            notice.action_accept(self.text or "")
        elif self.purpose == "verify":
            notice.action_verify(self.text)
        elif self.purpose == "return":
            notice.action_return(self.text, self.deadline)
        else:
            notice.action_withdraw(self.text)
        return {"type": "ir.actions.act_window_close"}
