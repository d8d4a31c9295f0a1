from odoo import api, fields, models

from ..models.risk.review import OPINIONS


class ReviewOpinion(models.TransientModel):
    """The opinion of a review, and why."""

    _name = "crossbiz.compliance.review.opinion"
    _description = "Opinion of a Review"
    _inherit = ["crossbiz.wizard"]

    review_id = fields.Many2one(
        "crossbiz.compliance.review",
        required=True,
        readonly=True,
        default=lambda self: self._get_active("crossbiz.compliance.review"),
    )
    condition_count = fields.Integer(compute="_compute_condition_count")
    opinion = fields.Selection(OPINIONS, required=True)
    reason = fields.Text(help="Required unless it passes.")

    @api.depends("review_id.condition_ids")
    def _compute_condition_count(self):
        for wizard in self:
            wizard.condition_count = len(wizard.review_id.condition_ids)

    def action_confirm(self):
        """Give the opinion; see the review."""
        self.ensure_one()
        self.review_id.action_give_opinion(self.opinion, self.reason)
        return {"type": "ir.actions.act_window_close"}
