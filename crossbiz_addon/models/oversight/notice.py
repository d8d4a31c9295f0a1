from odoo import fields, models

EVENTS = [
    ("audit_assigned", "Case to Check"),
    ("audit_missed", "Audit Not Done in Time"),
    ("audit_closed", "Audit Closed"),
]


class Notice(models.Model):
    _inherit = "crossbiz.notice"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: "cascade" for code, _label in EVENTS})
