from odoo import fields, models

from ..core.history import keep

KINDS = [
    ("risk_decision", "Decision on the Risks"),
    ("risk_renewal", "New Assessment of the Risks"),
    ("review_legal", "Legal Review"),
    ("review_infosec", "Information Security Review"),
    ("rectification", "Rectification"),
    ("rectification_check", "Check of the Rectification"),
    ("incident_plan", "Incident Handling Plan"),
    ("incident_plan_decision", "Decision on the Handling Plan"),
    ("incident_action", "Action against an Incident"),
    ("incident_report", "Incident Report"),
    ("violation_appeal", "Appeal against a Violation"),
]


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=KINDS, ondelete={code: keep for code, _label in KINDS})
