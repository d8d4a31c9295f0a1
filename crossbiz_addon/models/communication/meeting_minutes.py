from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ...lib.wording import list_points


class Meeting(models.Model):
    """Minutes (会议纪要): written and confirmed by the host; who was invited may object (regulation 3.2.2)."""

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
                raise UserError(
                    self.env._(
                        "“%(meeting)s” begins on %(moment)s. Move it first if it took place earlier.",
                        meeting=meeting.name,
                        moment=meeting._get_start_text(),
                    )
                )
            meeting._transition("draft", "meeting_held", held_at=fields.Datetime.now())
            meeting._open_node("meeting_minutes", meeting.department_id)
        return True

    def action_confirm(self):
        """Confirm the minutes: each resolution becomes an obligation with a clock.

        :raises AccessError: for anyone but the host's officers
        :raises UserError: saying all that is missing
        """
        for meeting in self:
            meeting.check_access("read")
            meeting._check_acts_for(meeting.department_id, self.env._("Confirm the minutes"))
            step = meeting._get_open_nodes("meeting_minutes").sudo(False)
            step._check_can_act()
            failures = meeting._get_minutes_failures() if meeting.state == "draft" else []
            if failures:
                raise UserError(
                    self.env._(
                        "The minutes cannot be confirmed yet:\n%(failures)s",
                        failures=list_points(failures),
                    )
                )
            meeting._transition(
                "confirmed",
                "minutes_confirmed",
                note=meeting._get_snapshot()[1],
                confirmed_by=self.env.uid,
                confirmed_at=fields.Datetime.now(),
            )
            step._close("done")
            meeting.resolution_ids._open()
            meeting._settle_departments()
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
        """Object to confirmed minutes, for a reason: the host corrects and confirms them again.

        What they resolved and nobody has done yet is open for changes with them.

        :raises AccessError: for who does not act for an invited department
        :raises UserError: without a reason, or when there is nothing to object to
        """
        reason = self._clean_text(self.env._("Reason"), reason)
        for meeting in self:
            meeting.check_access("read")
            mine = meeting._get_objecting_departments()
            if meeting.state != "confirmed":
                raise UserError(
                    self.env._("“%(meeting)s”: only confirmed minutes can be objected to.", meeting=meeting.name)
                )
            cycle = 1 + meeting.sudo()._get_step("meeting_minutes").cycle
            meeting._transition("draft", "minutes_objected", note=reason, confirmed_by=False, confirmed_at=False)
            meeting.resolution_ids._reopen(reason)
            meeting._open_node("meeting_minutes", meeting.department_id, cycle=cycle)
            self.env["crossbiz.notice"].sudo()._queue_document(
                meeting, "returned", meeting.department_id, note=f"{mine[0].sudo().name}: {reason}"
            )
        return True

    def _get_objecting_departments(self):
        """The invited departments for which the current user may object.

        :raises AccessError: when there is none
        """
        self._check_person()
        mine = (self.department_id | self.attendance_ids.department_id) & self.env.user._get_acting_departments()
        if not mine:
            raise AccessError(self.env._("Only officers of the invited departments can object to these minutes."))
        return mine

    def action_cancel(self, reason=None):
        """Call a planned meeting off, for a reason: it leaves the calendars. A regular one is moved instead.

        :raises AccessError: for anyone but the host's officers
        :raises UserError: for a regular meeting, without a reason, or once it took place
        """
        reason = self._clean_text(self.env._("Reason"), reason)
        for meeting in self:
            meeting.check_access("read")
            meeting._check_acts_for(meeting.department_id, self.env._("Call off"))
            if meeting.period:
                raise UserError(
                    self.env._("“%(meeting)s” is a regular meeting: move it within its month.", meeting=meeting.name)
                )
            meeting._call_off(reason)
        return True

    def _call_off(self, reason):
        self._transition("cancelled", "cancelled", note=reason)
        self.sudo().event_id.unlink()
        self.env["crossbiz.notice"].sudo()._queue_document(self, "cancelled", self.department_ids, note=reason)

    # --------------------------------------------------
    # Evidence
    # --------------------------------------------------

    def _get_snapshot_values(self):
        """What is confirmed and archived: all that the minutes say."""
        return {
            **super()._get_snapshot_values(),
            "name": self.name,
            "type": self.meeting_type,
            "case": self.case_id.id,
            "host": self.department_id.id,
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(self.stop),
            "location": self.location or "",
            "agenda": self.agenda or "",
            "minutes": self.minutes or "",
            "attendance": [
                [line.department_id.id, line.user_id.id, line.delegate_id.id, line.present, line.note or ""]
                for line in self.attendance_ids.sorted("id")
            ],
            "resolutions": [
                [line.id, line.name, line.agreed_department_id.id, fields.Date.to_string(line.agreed_deadline)]
                for line in self.resolution_ids.sorted("id")
            ],
        }
