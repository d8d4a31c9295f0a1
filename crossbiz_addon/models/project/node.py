from odoo import fields, models

from ..core.history import keep

KINDS = [
    ("book_decision", "Decision on the Task Book"),
    ("progress_report", "Weekly Progress"),
    ("milestone", "Milestone"),
    ("acceptance_technical", "Acceptance: Technical"),
    ("acceptance_finance", "Acceptance: Finance"),
    ("acceptance_compliance", "Acceptance: Compliance"),
    ("retrospective", "Retrospective"),
]


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=KINDS, ondelete={code: keep for code, _label in KINDS})
