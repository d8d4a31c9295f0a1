from odoo import fields, models

from ..core.history import keep

EVENTS = [
    ("meeting_held", "Meeting Held"),
    ("meeting_missed", "Meeting Not Held"),
    ("minutes_confirmed", "Minutes Confirmed"),
    ("minutes_objected", "Objection to the Minutes"),
    ("minutes_archived", "Minutes Archived"),
    ("resolved", "Resolved"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: keep for code, _label in EVENTS})
