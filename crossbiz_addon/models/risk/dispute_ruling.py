from odoo import models
from odoo.exceptions import AccessError, UserError


class Dispute(models.Model):
    """How a dispute ends: by a ruling of the decision layer, or taken back by who raised it."""

    _inherit = "crossbiz.dispute"

    def action_rule(self, ruling=None):
        """Settle it: the ruling (裁决) is journaled on the case and binding.

        :raises AccessError: for anyone but officers of the decision layer who act for no party
        :raises UserError: without a text, or when it is not open
        """
        for dispute in self:
            dispute.check_access("read")
            node = dispute._get_step("dispute_decision")
            node._check_can_act()
            text = self._clean_text(self._fields["ruling"]._description_string(self.env), ruling)
            node.action_approve(text)
        return True

    def action_withdraw(self, reason=None):
        """Take it back: the parties have agreed.

        :raises AccessError: for anyone but officers of the department that raised it
        :raises UserError: without a reason, when it is not open, or its case is suspended
        """
        self.check_access("read")
        reason = self._clean_text(self.env._("Reason"), reason)
        for dispute in self:
            dispute._check_acts_for(dispute.department_id, self.env._("Withdraw the dispute"))
            dispute._check_moving()
            dispute._withdraw(reason)
            nodes = dispute._get_open_nodes()
            nodes._notify("cancelled", note=reason)
            nodes.sudo(self.env.su)._void(reason)
        return True

    def _withdraw(self, reason):
        """End without a ruling."""
        self._transition("withdrawn", "dispute_withdrawn", note=reason, withdrawal=reason)
        for dispute in self:
            dispute._journal_on_case("dispute_withdrawn", dispute.display_name, reason)

    def _check_verdict(self, node, outcome):
        """Whoever acts for a party, or works there, does not rule."""
        party = self.sudo()._get_judging_party(self.env.user)
        if party:
            raise AccessError(
                self.env._(
                    "“%(department)s” is a party of this dispute: its people do not rule. "
                    "Another officer of the decision layer has to do it.",
                    department=party[0].display_name,
                )
            )
        return super()._check_verdict(node, outcome)

    def _get_judging_party(self, user):
        """The parties that this user acts for or works in (superuser mode)."""
        own = user._get_acting_departments() | user._get_own_departments()
        return self.party_ids & own.sudo()

    def _on_node_closed(self, node):
        if not (node.opinion or "").strip():
            raise UserError(self.env._("A dispute is settled by a ruling: write it down."))
        self._transition(
            "ruled",
            "dispute_ruled",
            note=node.opinion,
            ruling=node.opinion,
            ruled_by=node.closed_by.id,
            ruled_at=node.closed_at,
        )
        self._journal_on_case("dispute_ruled", self.display_name, node.opinion)
        parties = self.sudo().party_ids
        self.env["crossbiz.notice"].sudo()._queue_document(self, "dispute_ruled", parties, note=node.opinion)
