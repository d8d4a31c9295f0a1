from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

PENDING = ("planned", "missed")


class Meeting(models.Model):
    """The calendar event behind a meeting: it tells the invited people when and where, and no more.

    Meeting and event say the same; whichever is moved, the other follows. Others see only
    that the people are busy. Each side writes only what differs, so neither calls the other
    back.
    """

    _inherit = "crossbiz.meeting"

    def _make_events(self):
        """One calendar event for each meeting, in superuser mode: it invites people of other departments.

        Odoo mails the invitations where a person invites; the job tells by notices.
        """
        meetings = self.sudo()
        events = meetings.env["calendar.event"].with_context(
            mail_create_nosubscribe=True,
            mail_create_nolog=True,
            skip_contact_description=True,
            no_mail_to_attendees=self.env.su,
        )
        made = events.create([meeting._prepare_event() for meeting in meetings])
        for meeting, event in zip(meetings, made, strict=True):
            meeting.event_id = event

    def _update_events(self):
        """Bring the events of meetings that lie ahead in line: also those that were deleted or archived."""
        pending = self.sudo().filtered(lambda meeting: meeting.state in PENDING)
        lost = pending.filtered(lambda meeting: not meeting.event_id)
        lost._make_events()
        for meeting in pending - lost:
            event, values = meeting.event_id, meeting._prepare_event()
            changes = {
                name: values[name]
                for name in ("name", "start", "stop", "location", "privacy", "active")
                if (event[name] or False) != (values[name] or False)
            }
            if set(event.partner_ids.ids) != set(values["partner_ids"][0][2]):
                changes["partner_ids"] = values["partner_ids"]
            if changes:
                event.with_context(no_mail_to_attendees=self.env.su).write(changes)

    def _prepare_event(self):
        return {
            "name": self.name,
            "start": self.start,
            "stop": self.stop,
            "location": self.location,
            "user_id": self._get_organizer().id,
            "partner_ids": [Command.set(self._get_people().partner_id.ids)],
            "privacy": "private",
            "active": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _get_people(self):
        """Who comes: for each department the named person or delegate, else whoever acts for it; and the host."""
        return self.attendance_ids._get_people() | self.department_id.crossbiz_acting_ids

    def _get_organizer(self):
        """In whose calendar it stands as theirs: who invited, else an officer of the host."""
        acting = self.department_id.crossbiz_acting_ids
        return self.create_uid & acting or acting[:1]

    # --------------------------------------------------
    # What happens in the calendar
    # --------------------------------------------------

    def _check_event_change(self, vals):
        """Refuse in the calendar what the meeting would refuse.

        :raises AccessError: for who does not host it
        :raises UserError: for what the meeting itself decides, with the way there
        """
        for meeting in self:
            name = meeting.sudo().name
            if vals.get("recurrency") or vals.get("recurrence_id") or vals.get("rrule"):
                raise UserError(
                    self.env._("“%(meeting)s” is one meeting and does not repeat. Plan the next one.", meeting=name)
                )
            if vals.get("allday"):
                raise UserError(self.env._("“%(meeting)s” needs the hours at which it begins and ends.", meeting=name))
            if self.env.su:
                continue
            if vals.get("active") is False:
                raise UserError(meeting._tell_event_stays())
            if vals.get("privacy", "private") != "private":
                raise UserError(
                    self.env._("“%(meeting)s” is seen by who is invited: its event stays private.", meeting=name)
                )
            if {"partner_ids", "attendee_ids", "user_id", "res_model_id", "res_id"}.intersection(vals):
                raise UserError(self._tell_list())
            meeting._check_writable({"name", "start", "stop", "location"}.intersection(vals))

    def _tell_list(self):
        return self.env._(
            "Who comes to a meeting between departments is written on its list: open the meeting and change Attendance."
        )

    def _tell_event_stays(self):
        return self.env._(
            "“%(meeting)s” is a meeting between departments: open it and call it off there, with a reason. "
            "Then it leaves the calendars.",
            meeting=self.sudo().name,
        )

    def _follow_event(self, vals):
        """Take over what was changed in the calendar, in the rights of who changed it."""
        for meeting in self:
            found = meeting.sudo()
            if found.state in PENDING:
                event = found.event_id
                changes = {
                    name: event[name]
                    for name in ("name", "start", "stop", "location")
                    if name in vals and (event[name] or False) != (found[name] or False)
                }
                if changes:
                    meeting.write(changes)
        if self.env.su:
            self._update_events()

    def _get_start_text(self):
        """When it begins, by the clock of its company."""
        zone = self.company_id.sudo().resource_calendar_id.tz or self.env.user.tz or "UTC"
        local = fields.Datetime.context_timestamp(self.with_context(tz=zone), self.start)
        return f"{local:%Y-%m-%d %H:%M}"
