from odoo import fields, models

EVENTS = [
    ("risk_filed", "Risk Assessment Filed"),
    ("reviewed", "Review Given"),
    ("rectification_verified", "Rectification Verified"),
    ("violation_recorded", "Violation Recorded"),
    ("violation_appealed", "Appeal Lodged"),
]


class Notice(models.Model):
    _inherit = "crossbiz.notice"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: "cascade" for code, _label in EVENTS})
