from odoo import api, fields, models

from .resource import DIGITS


class Resource(models.Model):
    """What the pages of a resource show and open."""

    _inherit = "crossbiz.resource"

    free_then = fields.Float(
        "Free in the Period",
        compute="_compute_free_then",
        digits=DIGITS,
        help="Units that are free all through the period that was asked about; without one, those free now.",
    )

    @api.depends("free_now")
    @api.depends_context("default_date_from", "default_date_to")
    def _compute_free_then(self):
        try:
            start, stop = (
                fields.Datetime.to_datetime(self.env.context.get(name))
                for name in ("default_date_from", "default_date_to")
            )
        except (TypeError, ValueError):  # no period that could be asked about
            start = stop = None
        free = self._get_free(start, stop) if start and stop and start < stop else {}
        for resource in self:
            resource.free_then = free.get(resource.id, resource.free_now)

    @api.model
    def get_import_templates(self):
        """The file to begin with when resources are imported."""
        return [
            {
                "label": self.env._("Import Template for Resources"),
                "template": "/crossbiz_addon/static/import/resources.csv",
            }
        ]

    def action_open_overdue(self):
        """What should be back by now."""
        action = self._get_action("crossbiz_addon.request_action")
        return {**action, "domain": [*action["domain"], ("overdue_return", "=", True)]}
