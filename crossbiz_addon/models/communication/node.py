from odoo import fields, models

from ..core.history import keep

KINDS = [("meeting_minutes", "Minutes"), ("resolution", "Resolution")]


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=KINDS, ondelete={code: keep for code, _label in KINDS})
