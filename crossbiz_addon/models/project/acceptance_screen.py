from odoo import fields, models
from odoo.exceptions import AccessError


class Acceptance(models.Model):
    """A round's page: what I judge, and the verdict at its end."""

    _inherit = "crossbiz.acceptance"

    _verdict_forms = frozenset({"acceptance_technical", "acceptance_finance", "acceptance_compliance"})

    my_finding_ids = fields.One2many(
        "crossbiz.acceptance.finding", "acceptance_id", "My Findings", domain=[("is_mine", "=", True)]
    )

    def write(self, vals):
        """People write their findings through the round; all else is set by its steps.

        :raises AccessError: for anything else
        """
        refused = set(vals) - {"my_finding_ids"}
        if refused and not self.env.su:
            self._check_protected(refused)
            raise AccessError(self.env._("In a round of acceptance people write their own findings only."))
        return super().write(vals)

    def _get_node_verb(self, node):
        return self.env._("Judge")

    def _get_node_action(self, node):
        return {**self.book_id._get_page(self), "name": self.display_name}

    def action_open_verdict(self):
        """Give my verdict on this round, after my findings.

        :raises UserError: when it is not my turn
        """
        self.ensure_one()
        self.check_access("read")
        return self._get_my_steps()._get_first()._get_opinion_dialog()
