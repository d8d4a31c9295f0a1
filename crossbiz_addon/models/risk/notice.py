from odoo import api, fields, models

EVENTS = [
    ("risk_filed", "Risk Assessment Filed"),
    ("reviewed", "Review Given"),
    ("rectification_verified", "Rectification Verified"),
    ("incident", "Incident Reported"),
    ("cases_suspended", "Cases Suspended"),
    ("cases_resumed", "Cases Resumed"),
    ("dispute", "Dispute Raised"),
    ("dispute_ruled", "Dispute Ruled"),
    ("violation_recorded", "Violation Recorded"),
    ("violation_appealed", "Appeal Lodged"),
]


class Notice(models.Model):
    _inherit = "crossbiz.notice"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: "cascade" for code, _label in EVENTS})

    @api.model
    def _get_urgent_events(self):
        """An incident reaches its readers at once, at night too (regulation 4.3)."""
        return super()._get_urgent_events() | {"incident"}
