from odoo import fields, models

from .audit_types import TYPES


class ChecklistTemplate(models.Model):
    """Checklists of audits: copied into each case of a sample when it is drawn."""

    _inherit = "crossbiz.checklist.template"

    type = fields.Selection(selection_add=TYPES, ondelete={code: "cascade" for code, _label in TYPES})
