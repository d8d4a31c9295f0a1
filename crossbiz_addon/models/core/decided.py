from odoo import api, fields, models


class Decided(models.AbstractModel):
    """Papers on which somebody decides in a step: who it is finds the button on the paper itself, too."""

    _name = "crossbiz.decided"
    _description = "Paper That Is Decided On"
    _inherit = ["crossbiz.document"]

    can_give_decision = fields.Boolean(
        compute="_compute_can_give_decision", help="A decision on this paper is mine to give now."
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_give_decision(self):
        """The judge is the step."""
        waiting = set(self._get_decisions().mapped("res_id"))
        for paper in self:
            paper.can_give_decision = paper._origin.id in waiting

    def action_open_decision(self):
        """The dialog with approve, reject and return.

        :raises UserError: when no decision is the current user's
        """
        self.ensure_one()
        self.check_access("read")
        return self._get_decisions()._get_first()._get_opinion_dialog()

    def _get_decisions(self):
        return self._get_my_steps().filtered("can_decide")
