from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ...lib.wording import list_points
from .task_book import LINES


class TaskBook(models.Model):
    """How a task book is submitted and decided (regulation 3.2.1, 2.3)."""

    _inherit = "crossbiz.task.book"

    def action_submit(self):
        """Submit the paper as a version for the decision layer: the first one, or a revision.

        :raises AccessError: for anyone but an officer of the initiating department
        :raises UserError: saying all that is missing
        """
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Submit the task book"))
        for book in self:
            book._check_not_suspended()
            if book.state != "draft" and not book.revising:
                raise UserError(self.env._("“%(book)s” was already submitted.", book=book.display_name))
            if book._get_open_nodes("book_decision"):
                raise UserError(self.env._("“%(book)s” is being decided already.", book=book.display_name))
            failures = book._get_submit_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "“%(book)s” cannot be submitted yet:\n%(failures)s",
                        book=book.display_name,
                        failures=list_points(failures),
                    )
                )
            version = book._make_version()
            if book.state == "draft":
                book._transition(
                    "review", "submitted", submitted_at=version.submitted_at, user_id=self.env.uid, major=True
                )
            else:
                book._journal("submitted", new_value=str(version.number))
            decision = book.company_id._get_crossbiz_department("decision")
            book._open_node("book_decision", decision, period=str(version.number))
        return True

    def action_reopen(self):
        """Open a rejected book again for changes."""
        self.check_access("read")
        self._check_acts_for(self.requesting_department_id, self.env._("Open the task book again"))
        self._transition("draft")
        return True

    def _get_submit_failures(self, past=True):
        """What the paper lacks, as translated sentences: all of it at once.

        :param bool past: whether dates in the past count too; a decision may take its time
        """
        failures = self._get_gate_failures()
        if not (self.objective or "").strip():
            failures.append(self.env._("The objective is empty."))
        if not self.date_start or not self.date_end:
            failures.append(self.env._("Start and end of the project are empty."))
        elif past and self.date_end < fields.Date.context_today(self):
            failures.append(self.env._("The project's end is past."))
        failures += self._get_kickoff_failures() + self._get_line_failures(past)
        if not self.company_id.sudo().crossbiz_decision_department_id:
            failures.append(self.env._("The company has no decision layer: choose one in the settings."))
        return failures

    def _get_kickoff_failures(self):
        """One kick-off with confirmed minutes begins one project."""
        meeting = self.kickoff_meeting_id.sudo()
        if not meeting:
            return [self.env._("No kick-off meeting: hold one and choose it here.")]
        failures = []
        if meeting.meeting_type != "kickoff":
            failures.append(self.env._("“%(meeting)s” is no kick-off meeting.", meeting=meeting.name))
        if meeting.state not in ("confirmed", "archived"):
            failures.append(self.env._("The minutes of the kick-off meeting are not confirmed."))
        others = self.sudo().search(
            [
                ("kickoff_meeting_id", "=", meeting.id),
                ("id", "!=", self.id),
                ("state", "not in", ("draft", "rejected", "cancelled")),
            ],
            limit=1,
        )
        if others:
            failures.append(
                self.env._(
                    "The kick-off meeting belongs to the task book %(book)s already: hold one for this project.",
                    book=others.reference,
                )
            )
        return failures

    def _get_line_failures(self, past=True):
        failures = []
        milestones, assignments, indicators = (self[name]._get_standing() for name in LINES)
        if not milestones:
            failures.append(self.env._("No milestone: add at least one."))
        for milestone in milestones:
            failures += milestone._get_failures(past)
        if not assignments:
            failures.append(self.env._("No division of work: say what each department does."))
        for department in (milestones.department_id | self.collaborator_ids) - assignments.department_id:
            if department not in milestones.department_id and self.version:
                continue  # a revision takes it out
            failures.append(
                self.env._("“%(department)s” has no assignment.", department=department.sudo().display_name)
            )
        for assignment in assignments:
            failures += assignment._get_failures()
        if not indicators:
            failures.append(self.env._("No indicator: say by what the result is judged."))
        elif float_compare(self.weight_total, 100, precision_digits=2):
            failures.append(
                self.env._("The weights of the indicators add up to %(total)g, not to 100.", total=self.weight_total)
            )
        return failures

    def _get_serving_departments(self):
        return (
            super()._get_serving_departments()
            | self.assignment_ids._get_standing().department_id
            | self.milestone_ids.filtered(lambda line: not line.withdrawn and not line.reached_at).department_id
            | self.company_id.sudo().crossbiz_decision_department_id
        )

    # --------------------------------------------------
    # The decision
    # --------------------------------------------------

    def _check_verdict(self, node, outcome):
        """Nobody approves what changed after it was submitted."""
        if node.kind == "book_decision" and outcome == "approved":
            version = self._get_version(node)
            if version.digest != self._get_snapshot()[1]:
                raise UserError(
                    self.env._(
                        "The task book changed after version %(number)s was submitted. "
                        "Return it, so that it is submitted as it is now.",
                        number=version.number,
                    )
                )
            failures = self.sudo()._get_submit_failures(past=False)
            if failures:
                raise UserError(
                    self.env._(
                        "“%(book)s” cannot be approved any more, return it:\n%(failures)s",
                        book=self.display_name,
                        failures=list_points(failures),
                    )
                )
        return super()._check_verdict(node, outcome)

    def _on_node_closed(self, node):
        if node.kind == "book_decision":
            self._on_decided(node)
        elif node.kind == "retrospective":
            self._transition("done", done_at=node.closed_at)
            self._end_owed(self._get_open_nodes("progress_report"), self.env._("The project is done."))

    def _on_decided(self, node):
        version = self._get_version(node)
        version.sudo().write({"decided_by": node.closed_by.id, "decided_at": node.closed_at, "outcome": node.outcome})
        if node.outcome == "approved":
            self._put_in_force(version)
        elif self.state == "review":
            self._transition("rejected" if node.outcome == "rejected" else "draft", note=node.opinion)
        self.env["crossbiz.notice"].sudo()._queue_document(
            self, node.outcome, self.requesting_department_id, note=node.opinion
        )
