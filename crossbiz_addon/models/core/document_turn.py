from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class Document(models.AbstractModel):
    """Whose turn it is: the judge is the step, which says who may act on it."""

    _inherit = "crossbiz.document"

    def _get_my_steps(self, kind=None):
        """The running steps of these documents that the current user may act on, the most urgent first.

        One query for any number of documents; it brings ``res_id``, ``case_id``, ``kind`` and ``period`` along.

        :param kind: one kind or a collection of kinds; all of them when not given
        """
        domain = self._get_steps_domain() & Domain("can_act", "=", True)
        if kind:
            domain &= Domain("kind", "in", [kind] if isinstance(kind, str) else list(kind))
        return self.env["crossbiz.node"].search_fetch(
            domain, ["res_id", "case_id", "kind", "period"], order="deadline, id"
        )

    def _get_running_steps(self, kind=None):
        """The running steps of these documents, whoever may act on them, the most urgent first.

        One query for any number of documents; it brings along what says who may act, so that a page asks once.

        :param kind: one kind; all of them when not given
        """
        domain = self._get_steps_domain() & Domain("state", "=", "open")
        if kind:
            domain &= Domain("kind", "=", kind)
        names = ["res_model", "res_id", "kind", "period", "state", "department_id", "user_id"]
        return self.env["crossbiz.node"].search_fetch(
            domain, [*names, "is_decision", "submitter_id"], order="deadline, id"
        )

    def _get_steps_domain(self):
        """Which steps people take on the page of these documents: their own."""
        return Domain("res_model", "=", self._name) & Domain("res_id", "in", self._origin.ids)


class Node(models.Model):
    _inherit = "crossbiz.node"

    def _get_first(self):
        """The first of the steps that were looked up for the current user.

        :raises UserError: when there is none
        """
        if not self:
            raise UserError(self.env._("This step is not yours or was already taken. Reload the page to see it."))
        return self[0]

    def _get_dialog(self, name):
        """Window action of one of the dialogs about a step, such as ``node_extension_action``, for this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"crossbiz_addon.{name}")
        return {**action, "context": {"active_model": self._name, "active_id": self.id, "active_ids": self.ids}}

    def _get_opinion_dialog(self):
        """The dialog that closes this step with an opinion, under the name of its kind."""
        return {**self._get_dialog("node_opinion_action"), "name": self._get_kind_label()}

    def _get_closing_action(self):
        """Where this step is closed: in the form of its record, else in the dialog for an opinion."""
        return self.action_fill_in() if self.can_fill_in else self._get_opinion_dialog()
