from odoo import api, fields, models

from ..models.core.document import OUTCOMES


class NodeOpinion(models.TransientModel):
    _name = "crossbiz.node.opinion"
    _description = "Decide with an Opinion"
    _inherit = ["crossbiz.wizard"]

    node_id = fields.Many2one(
        "crossbiz.node", "Step", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.node")
    )
    outcomes = fields.Json(compute="_compute_outcomes")
    outcome = fields.Selection(
        [("done", "Done"), ("approved", "Approve"), ("rejected", "Reject"), ("returned", "Return for Changes")],
        "Decision",
        required=True,
    )
    opinion = fields.Text(help="Required to reject and to return.")

    @api.depends("node_id")
    def _compute_outcomes(self):
        for wizard in self:
            wizard.outcomes = wizard.node_id.outcomes or OUTCOMES["verdict"]

    def action_confirm(self):
        self.ensure_one()
        actions = {
            "done": self.node_id.action_complete,
            "approved": self.node_id.action_approve,
            "rejected": self.node_id.action_reject,
            "returned": self.node_id.action_return,
        }
        actions[self.outcome](self.opinion)
        return {"type": "ir.actions.act_window_close"}
