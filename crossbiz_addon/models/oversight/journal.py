from odoo import api, fields, models

from ..core.history import keep

EVENTS = [
    ("audit_drawn", "Sample Drawn"),
    ("audit_assigned", "Case Given to Somebody"),
    ("audit_judged", "Case Checked"),
    ("audit_reopened", "Check Taken Up Again"),
    ("audit_closed", "Audit Closed"),
    ("audit_missed", "Audit Not Done in Time"),
    ("audit_cancelled", "Audit Called Off"),
]


class Journal(models.Model):
    _inherit = "crossbiz.journal"

    event = fields.Selection(selection_add=EVENTS, ondelete={code: keep for code, _label in EVENTS})

    @api.model
    def _get_value_kinds(self):
        return {
            **super()._get_value_kinds(),
            "audit_drawn": "digest",
            "audit_assigned": "text",
            "audit_judged": ("crossbiz.audit.line", "result"),
            "audit_closed": "digest",
        }
