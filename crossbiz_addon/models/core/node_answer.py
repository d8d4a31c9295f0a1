from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class Node(models.Model):
    """How a step may be answered: its document says with which outcomes, and what its button says."""

    _inherit = "crossbiz.node"

    verb = fields.Char(
        "Answer", compute="_compute_verb", help="What the button says that opens the record which closes this step."
    )
    outcomes = fields.Json("Possible Outcomes", compute="_compute_outcomes")
    can_return = fields.Boolean(compute="_compute_can_return", help="I can send this back for changes.")
    can_hand_over = fields.Boolean(compute="_compute_can_pass", help="I can give this to another department.")
    can_extend = fields.Boolean(compute="_compute_can_pass", help="I can ask for more time.")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_verb(self):
        for node in self:
            node.verb = node._get_document().sudo()._get_node_verb(node) if node.res_model in self.env else False

    @api.depends("kind")
    def _compute_outcomes(self):
        for node in self:
            node.outcomes = list(node._get_outcomes())

    @api.depends("can_decide")
    @api.depends_context("uid")
    def _compute_can_return(self):
        for node in self:
            node.can_return = node.can_decide and "returned" in node._get_outcomes()

    @api.depends("can_act")
    @api.depends_context("uid")
    def _compute_can_pass(self):
        for node in self:
            document = node._get_document().sudo() if node.can_act and node.res_model in self.env else None
            node.can_hand_over = document is not None and not document._get_hand_over_refusal(node)
            node.can_extend = document is not None and not document._get_extension_refusal(node)

    def _get_outcomes(self):
        """The outcomes that people may close this step with."""
        self.ensure_one()
        return self._get_document().sudo()._get_node_outcomes(self) if self.res_model in self.env else ()

    def _check_outcome(self, outcome):
        """Refuse to close a step otherwise than its kind allows.

        :raises UserError: saying what closes it
        """
        possible = self._get_outcomes()
        if outcome in possible:
            return
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        remedies = {
            "record": self.env._(
                "“%(step)s” is closed by filling in its record. Open it with “%(verb)s”.",
                step=self.name,
                verb=self.verb,
            ),
            "verdict": self.env._(
                "“%(step)s” needs a decision. Possible are: %(outcomes)s.",
                step=self.name,
                outcomes=format_list(self.env, [labels[name] for name in possible], "or"),
            ),
            "complete": self.env._("“%(step)s” needs no decision: mark it as done.", step=self.name),
        }
        raise UserError(remedies[self._get_mode()])
