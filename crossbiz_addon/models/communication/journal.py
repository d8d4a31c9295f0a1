from odoo import api, fields, models

from ..core.history import keep

EVENTS = [
    ("meeting_planned", "Meeting Planned"),
    ("meeting_moved", "Meeting Moved"),
    ("meeting_held", "Meeting Held"),
    ("meeting_missed", "Meeting Not Held"),
    ("minutes_confirmed", "Minutes Confirmed"),
    ("minutes_objected", "Objection to the Minutes"),
    ("minutes_archived", "Minutes Archived"),
    ("minutes_filed", "Minutes Filed as PDF"),
    ("resolved", "Resolved"),
    ("resolution_dropped", "Resolution Dropped"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: keep for code, _label in EVENTS})

    @api.model
    def _get_value_kinds(self):
        return {
            **super()._get_value_kinds(),
            "meeting_planned": "moment",
            "meeting_moved": "moment",
            "minutes_filed": "digest",
        }
