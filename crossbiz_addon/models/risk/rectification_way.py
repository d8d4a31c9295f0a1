from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points
from ..core.schedule_book import ScheduleBook


class Rectification(models.Model):
    """The way of an issued notice: accepted, submitted with evidence, checked by somebody of another department."""

    _inherit = "crossbiz.rectification"

    # --------------------------------------------------
    # The responsible department
    # --------------------------------------------------

    def action_accept(self, measures=None):
        """Accept the notice (签收) and say what will be done about it. The clock runs on.

        :param str measures: what will be done; empty: as written on the notice
        :raises AccessError: for anyone but an officer of the responsible department
        :raises UserError: without measures, or when there is nothing to accept
        """
        for notice in self:
            node = notice._get_running_step("rectification")
            if measures is not None:
                notice.measures = self._clean_text(self._fields["measures"]._description_string(self.env), measures)
            notice._get_clean("measures")
            notice._transition(
                "accepted",
                "rectification_accepted",
                note=notice.measures,
                accepted_by=self.env.uid,
                accepted_at=fields.Datetime.now(),
            )
            node.action_acknowledge()
        return True

    def action_submit(self):
        """Submit what was done, with its evidence, to be checked.

        :raises AccessError: for anyone but an officer of the responsible department
        :raises UserError: saying all that is missing
        """
        for notice in self:
            node = notice._get_running_step("rectification")
            notice._check_submittable()
            files = notice._journal_with_files("rectification_submitted", notice.file_ids, note=notice.result)
            notice._transition(
                "submitted",
                submitted_by=self.env.uid,
                submitted_at=fields.Datetime.now(),
                file_ids=[fields.Command.set(files.ids)],
            )
            node._close("done", notice.result)
            notice._open_node("rectification_check", notice.checking_department_id, cycle=node.cycle)
        return True

    def _get_running_step(self, kind):
        """The step that the current user takes now.

        :raises AccessError: when it is not theirs
        :raises UserError: when it does not run
        """
        self.ensure_one()
        self.check_access("read")
        self._check_person()
        node = self.sudo()._get_open_nodes(kind).sudo(False)
        if not node:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(notice)s” is %(state)s: this step is not to be taken now.",
                    notice=self.display_name,
                    state=labels[self.state],
                )
            )
        node._check_can_act()
        return node

    def _check_submittable(self):
        """:raises UserError: saying all that is missing"""
        failures = []
        if self.state == "issued":
            failures.append(self.env._("The notice was not accepted yet."))
        for name in ("measures", "result"):
            if not (self[name] or "").strip():
                label = self._fields[name]._description_string(self.env)
                failures.append(self.env._("%(field)s is empty.", field=label))
        if failures:
            raise UserError(
                self.env._(
                    "“%(notice)s” cannot be submitted yet:\n%(failures)s",
                    notice=self.display_name,
                    failures=list_points(failures),
                )
            )

    # --------------------------------------------------
    # The check
    # --------------------------------------------------

    def action_verify(self, opinion=None):
        """Confirm that the problem is put right: ends the rectification.

        :raises AccessError: for who submitted it, who works in the responsible department, or no officer of the
            checking one
        """
        for notice in self:
            notice._get_running_step("rectification_check").action_approve(opinion)
        return True

    def action_return(self, reason=None, deadline=None):
        """Send it back with a reason: the responsible department goes on, by the old date or a new one.

        :param deadline: a new date; without one the old one holds while it lies ahead, else what the rule gives
        :raises AccessError: as for :meth:`action_verify`
        :raises UserError: without a reason, or with a date that has passed
        """
        deadline = self._read_date(deadline)
        for notice in self:
            node = notice._get_running_step("rectification_check")
            notice._check_verdict(node, "returned")
            if deadline:
                due = ScheduleBook(self.env).get_day_end(notice.department_id, notice.company_id, deadline)
                if due <= fields.Datetime.now():
                    raise UserError(self.env._("%(day)s has passed: choose a later day.", day=str(deadline)))
                notice.sudo().deadline = deadline
            node.action_return(reason)
        return True

    def _read_date(self, value):
        """:raises UserError: for what is no date"""
        try:
            return fields.Date.to_date(value or False)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("The deadline needs a date like 2026-03-06.")) from error

    def _check_verdict(self, node, outcome):
        """Who works in the responsible department does not check its rectification, whatever else they act for."""
        if node.kind == "rectification_check":
            self._check_not_own()
        return super()._check_verdict(node, outcome)

    # --------------------------------------------------
    # Ending early
    # --------------------------------------------------

    def action_withdraw(self, reason=None):
        """Withdraw a notice that was issued by mistake or has no object any more; it leaves the figures.

        :raises AccessError: for anyone but an officer of the issuing department, or who is to put it right
        :raises UserError: without a reason, or once it was submitted
        """
        self.check_access("read")
        reason = self._clean_text(self.env._("Reason"), reason)
        for notice in self:
            notice._check_acts_for(notice._get_granting_department(), self.env._("Withdraw"))
            notice._check_not_own()
            notice._transition("withdrawn", "rectification_withdrawn", note=reason)
            running = notice._get_open_nodes()
            running._notify("cancelled", note=reason)
            running._void(reason)
        return True

    def _get_granting_department(self):
        """Who may grant more time or withdraw: the issuing department, but never who has to put it right."""
        is_own = self.issuing_department_id == self.department_id
        return self.checking_department_id if is_own else self.issuing_department_id

    def _check_not_own(self):
        """:raises AccessError: for who works in the responsible department, whatever else they act for"""
        if self.department_id in self.env.user._get_own_departments():
            raise AccessError(
                self.env._(
                    "You belong to “%(department)s”, which has to put this right: somebody of another department "
                    "has to decide on it.",
                    department=self.department_id.sudo().display_name,
                )
            )

    # --------------------------------------------------
    # Document
    # --------------------------------------------------

    def _on_node_closed(self, node):
        if node.kind != "rectification_check":
            return
        if node.outcome == "returned":
            self._transition("returned", "rectification_returned", note=node.opinion)
            self.sudo()._open_cycle(ScheduleBook(self.env), node.cycle + 1)
            return
        steps = self.sudo().node_ids.filtered(lambda step: step.kind == "rectification")
        self._transition(
            "verified",
            "rectification_verified",
            note=node.opinion,
            verified_by=node.closed_by.id,
            verified_at=node.closed_at,
            completed_on_time=all(steps.mapped("on_time")),
        )
        self.env["crossbiz.notice"].sudo()._queue_document(self, "rectification_verified", self.department_id)

    def _on_extended(self, node):
        if node.kind == "rectification":
            book = ScheduleBook(self.env)
            self.sudo().deadline = book.get_local_date(node.department_id, node.company_id, node.deadline)

    def _get_extension_judge(self, node):
        """Who issued a notice says how long it may take; never the department that asks."""
        if node.kind != "rectification":
            return super()._get_extension_judge(node)
        return self._get_granting_department()

    def _get_hand_over_refusal(self, node):
        if node.kind == "rectification":
            return self.env._(
                "A rectification notice stays with the department it names. "
                "Ask “%(department)s” to withdraw it and issue it to the right one.",
                department=self.issuing_department_id.sudo().display_name,
            )
        return super()._get_hand_over_refusal(node)

    def _get_watching_departments(self, node):
        return self.issuing_department_id

    def _get_node_outcomes(self, node):
        """A rectification is verified or goes back; it is never rejected for good."""
        if node.kind == "rectification_check":
            return ("approved", "returned")
        return super()._get_node_outcomes(node)

    def _get_node_verb(self, node):
        return self.env._("Rectify") if node.kind == "rectification" else self.env._("Verify")

    def _get_node_action(self, node):
        return self.get_formview_action()

    def _stands_still(self, node):
        """What puts an incident right goes on while its cases are suspended."""
        return self.source != "incident"

    def _get_snapshot_values(self):
        """What a check approves: the notice and the answer, with the seals of its files."""
        return {
            **super()._get_snapshot_values(),
            "reference": self.reference,
            "department": self.department_id.id,
            "problem": self.problem,
            "requirement": self.requirement,
            "measures": self.measures or "",
            "result": self.result or "",
            "files": sorted(self.file_ids.mapped("checksum")),
        }
