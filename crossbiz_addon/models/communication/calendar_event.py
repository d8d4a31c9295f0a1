from odoo import api, models
from odoo.exceptions import UserError

# What of an event is its meeting's.
WATCHED = frozenset(
    {
        "name",
        "start",
        "stop",
        "start_date",
        "stop_date",
        "duration",
        "allday",
        "location",
        "privacy",
        "active",
        "partner_ids",
        "attendee_ids",
        "user_id",
        "res_model_id",
        "res_id",
        "recurrency",
        "recurrence_id",
        "rrule",
    }
)


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        """Moved in the calendar, the meeting moves; nobody is asked which of the two is right."""
        given = dict(vals)  # Odoo takes keys out of what it gets
        meetings = self.env["crossbiz.meeting"]
        if WATCHED.intersection(given):
            meetings = self._get_crossbiz_meetings([("state", "!=", "cancelled")])
        events = self
        if meetings:
            self.check_access("write")  # before a refusal names the meeting
            meetings._check_event_change(given)
            # everybody reads what Odoo notes about a change, the private place of it as well
            events = self.with_context(tracking_disable=True)
        result = super(CalendarEvent, events).write(vals)
        if meetings:
            if {"duration", "start_date", "stop_date"}.intersection(given):
                given = {**given, "start": None, "stop": None}
            meetings._follow_event(given)
        return result

    def unlink(self):
        """Deleted in superuser mode, the event of a meeting that lies ahead is made again."""
        meetings = self._get_crossbiz_meetings([("state", "in", ("planned", "missed"))])
        result = super().unlink()
        if meetings:
            meetings.sudo().exists()._make_events()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_crossbiz_meeting(self):
        if not self.env.su:
            meetings = self._get_crossbiz_meetings([("state", "!=", "cancelled")])
            if meetings:
                raise UserError(meetings[0]._tell_event_stays())

    def _get_crossbiz_meetings(self, domain):
        """The meetings behind these events; found in superuser mode, returned in the caller's rights."""
        meetings = self.env["crossbiz.meeting"].sudo().search([("event_id", "in", self.ids), *domain])
        return meetings.sudo(self.env.su)
