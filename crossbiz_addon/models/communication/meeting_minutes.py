from odoo import api, fields, models
from odoo.exceptions import UserError


class Meeting(models.Model):
    """Minutes (会议纪要): confirmed by the host, archived by the lead, copied to the decision layer (3.2.2)."""

    _inherit = "crossbiz.meeting"

    def action_hold(self):
        """The meeting took place: the minutes can be written, their clock starts.

        :raises AccessError: for anyone but the host's officers
        :raises UserError: before it began
        """
        for meeting in self:
            meeting.check_access("read")
            meeting._check_acts_for(meeting.department_id, self.env._("Write the minutes"))
            if meeting.start > fields.Datetime.now():
                raise UserError(self.env._("“%(meeting)s” has not begun yet.", meeting=meeting.name))
            meeting._transition("draft", "meeting_held", held_at=fields.Datetime.now())
            meeting._open_node("meeting_minutes", meeting.department_id)
        return True

    def action_confirm(self):
        """Confirm the minutes: each resolution becomes an obligation with a clock.

        :raises UserError: saying all that is missing
        """
        for meeting in self:
            meeting.check_access("read")
            node = meeting._get_step("meeting_minutes")
            if node:
                node._check_can_act()
            meeting._check_acts_for(meeting.department_id, self.env._("Confirm the minutes"))
            failures = meeting._get_minutes_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "The minutes cannot be confirmed yet:\n%(failures)s",
                        failures="\n".join(f"• {failure}" for failure in failures),
                    )
                )
            meeting._transition(
                "confirmed",
                "minutes_confirmed",
                note=meeting._get_snapshot()[1],
                confirmed_by=self.env.uid,
                confirmed_at=fields.Datetime.now(),
            )
            if node:
                node._close("done")
            meeting.resolution_ids._open()
        return True

    def _get_minutes_failures(self):
        """What the minutes lack, as translated sentences."""
        failures = []
        if not (self.minutes or "").strip():
            failures.append(self.env._("The minutes are empty."))
        if not self.attendance_ids.filtered("present"):
            failures.append(self.env._("Nobody is marked as present."))
        for line in self.resolution_ids.filtered(lambda line: line.state == "draft"):
            failures += line._get_failures()
        return failures

    def action_object(self, reason=None):
        """Object to confirmed minutes, for a reason: the host corrects and confirms again.

        :raises AccessError: for who does not act for an invited department
        """
        self.ensure_one()
        self.check_access("read")
        self._check_person()
        if not self.department_ids & self.env.user._get_acting_departments():
            self._check_acts_for(self.department_id, self.env._("Object to the minutes"))
        reason = self._clean_text(self.env._("Reason"), reason)
        self._transition("draft", "minutes_objected", note=reason, confirmed_by=False, confirmed_at=False)
        self._open_node("meeting_minutes", self.department_id)
        return True

    def action_archive_minutes(self):
        """Archive the minutes: from now on they are read only, and the decision layer has a copy.

        :raises AccessError: for anyone but the lead department's officers (the host's, where there is no lead)
        """
        for meeting in self:
            meeting.check_access("read")
            company = meeting.company_id.sudo()
            lead = meeting.case_id.sudo().lead_department_id or company.crossbiz_lead_department_id
            meeting._check_acts_for((lead or meeting.department_id).sudo(False), self.env._("Archive the minutes"))
            meeting._transition(
                "archived",
                "minutes_archived",
                note=meeting._get_snapshot()[1],
                archived_by=self.env.uid,
                archived_at=fields.Datetime.now(),
            )
            self.env["crossbiz.notice"].sudo()._queue_document(
                meeting, "minutes", company.crossbiz_decision_department_id, note=meeting.name
            )
        return True

    def action_cancel(self, reason=None):
        """Call a planned meeting off, for a reason; regular ones cannot be, they are missed.

        :raises UserError: for a meeting of the calendar of meetings
        """
        for meeting in self:
            meeting.check_access("read")
            meeting._check_acts_for(meeting.department_id, self.env._("Call off"))
            if meeting.period:
                raise UserError(
                    self.env._("“%(meeting)s” is a regular meeting: move it within its month.", meeting=meeting.name)
                )
            meeting._transition("cancelled", "cancelled", note=meeting._clean_text(self.env._("Reason"), reason))
            meeting.sudo().event_id.unlink()
        return True

    @api.model
    def _cron_note_missed(self):
        """A planned meeting that nobody held within a week is a fact."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=7)
        progress = self.env["ir.cron"]._commit_progress
        overdue = self.search([("state", "=", "planned"), ("stop", "<", limit)])
        progress(remaining=len(overdue))
        for meeting in overdue:
            meeting._transition("missed", "meeting_missed")
            if not progress(1):
                break
