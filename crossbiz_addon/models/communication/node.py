from odoo import fields, models

from ..core.history import keep
from ..core.node import RUNNING

KINDS = [("meeting_minutes", "Minutes"), ("resolution", "Resolution")]


class Node(models.Model):
    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=KINDS, ondelete={code: keep for code, _label in KINDS})

    def _get_agenda_label(self):
        """A step as an agenda names it: its kind, and what it is about where that is not the case itself."""
        about = self.topic or (self.subject if self.res_model == "crossbiz.resolution" else "")
        return " · ".join(filter(None, (self._get_kind_label(), about)))

    def _void(self, note=None):
        """A resolution whose step ends without a verdict, because its case was cancelled, is dropped."""
        running = self.sudo().filtered(lambda node: node.kind == "resolution" and node.state in RUNNING)
        result = super()._void(note)
        self.env["crossbiz.resolution"].browse(running.mapped("res_id"))._drop(note)
        return result
