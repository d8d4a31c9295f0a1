from odoo import fields, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    crossbiz_meeting_ids = fields.One2many("crossbiz.meeting", "event_id", "Cross-Business Meeting", readonly=True)

    def write(self, vals):
        """Moved in the calendar, the meeting moves; nobody is asked which of the two is right."""
        result = super().write(vals)
        if {"start", "stop"}.intersection(vals):
            for meeting in self.sudo().crossbiz_meeting_ids.filtered(lambda found: found.state == "planned"):
                event = meeting.event_id
                if (meeting.start, meeting.stop) != (event.start, event.stop):
                    meeting.write({"start": event.start, "stop": event.stop})
        return result
