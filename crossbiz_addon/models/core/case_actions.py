from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

URGE_INTERVAL = timedelta(days=1)


class CaseDocument(models.AbstractModel):
    """What can be done with every case: cancel, urge, report a difficulty."""

    _inherit = "crossbiz.case.document"

    def action_cancel(self, reason=None):
        """Cancel with a reason; running steps end without a verdict.

        :raises AccessError: for anyone but an officer of the requesting department
        :raises UserError: without a reason, or when it already ended
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Cancel"))
        self._check_not_suspended()
        reason = self._clean_text(self.env._("Reason"), reason)
        self._transition("cancelled", "cancelled", note=reason, done_at=fields.Datetime.now())
        nodes = self.case_id.sudo().node_ids.filtered(lambda node: node.state in ("open", "paused"))
        nodes._notify("cancelled", note=reason)
        self._end_nodes(nodes.sudo(self.env.su), reason)
        return True

    def _end_nodes(self, nodes, reason):
        """End the steps that run when these documents end early."""
        nodes._void(reason)

    def action_urge(self):
        """Urge the departments this waits for (督办, regulation 2.1): at most once a day for each step.

        :raises AccessError: for anyone but officers of the lead or requesting department and the decision layer
        :raises UserError: when nothing is open, or all was urged within a day
        """
        now = fields.Datetime.now()
        urged_before = now - URGE_INTERVAL
        for document in self:
            document.check_access("read")
            self.env["crossbiz.node"]._check_person()
            document._check_not_suspended()
            if not document.can_urge:
                document._refuse_urge()
            open_nodes = document.case_id.sudo().node_ids.filtered(lambda node: node.state == "open")
            nodes = open_nodes.filtered(lambda node: not node.urged_at or node.urged_at <= urged_before)
            if not nodes:
                raise UserError(
                    self.env._("All waiting departments were already urged today. Try again tomorrow, or call them.")
                )
            nodes.write({"urged_at": now})
            self.env["crossbiz.journal"].sudo()._append([node._prepare_journal_entry("urged") for node in nodes])
            nodes._notify("urged")
        return True

    def _refuse_urge(self):
        if not self.next_deadline:
            raise UserError(self.env._("“%(document)s” waits for nobody.", document=self.display_name))
        raise AccessError(
            self.env._("Only officers of the lead or requesting department and the decision layer can urge.")
        )

    def action_report_difficulty(self, description=None, category="difficulty"):
        """Tell all participants of a difficulty, a risk or a suggestion (regulation 2.2).

        :raises AccessError: for who does not take part
        :raises UserError: without a text, or on a case that has ended or not begun
        """
        self.ensure_one()
        self.check_access("read")
        self._check_person()
        difficulties = self.env["crossbiz.difficulty"]
        label = difficulties._fields["description"]._description_string(self.env)
        description = self._clean_text(label, description)
        if category not in dict(difficulties._fields["category"].selection):
            raise UserError(self.env._("Choose difficulty, risk or suggestion."))
        department = self.env.user._get_member_departments() & self.department_ids
        if not department:
            raise AccessError(self.env._("Only the departments that take part can report on this case."))
        if self.state in ("draft", "done", "cancelled", "rejected"):
            raise UserError(self.env._("“%(document)s” is not running.", document=self.display_name))
        difficulties.sudo().create(
            {
                "case_id": self.case_id.id,
                "department_id": department[0].id,
                "user_id": self.env.uid,
                "category": category,
                "description": description,
            }
        )
        self._journal("difficulty", department_id=department[0].id, new_value=category, note=description)
        self.env["crossbiz.notice"].sudo()._queue_document(
            self, "difficulty", self.lead_department_id | self.requesting_department_id, note=description
        )
        return True
