from odoo import api, models
from odoo.exceptions import UserError

ANSWER = frozenset({"state", "availability"})  # what an invited person says


class CalendarAttendee(models.Model):
    """Who is invited to a meeting between departments answers; who is invited stands on its list."""

    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._check_crossbiz_list()
        return attendees

    def write(self, vals):
        bound = not ANSWER.issuperset(vals)
        if bound:
            self._check_crossbiz_list()
        result = super().write(vals)
        if bound:
            self._check_crossbiz_list()
        return result

    def unlink(self):
        self._check_crossbiz_list()
        return super().unlink()

    def _check_crossbiz_list(self):
        """:raises UserError: saying where who comes is written"""
        events = self.sudo().event_id if not self.env.su else ()
        if events and events._get_crossbiz_meetings([("state", "!=", "cancelled")]):
            raise UserError(self.env["crossbiz.meeting"]._tell_list())
