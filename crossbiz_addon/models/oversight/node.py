from odoo import fields, models

from ..core.history import keep


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=[("audit", "Audit")], ondelete={"audit": keep})
