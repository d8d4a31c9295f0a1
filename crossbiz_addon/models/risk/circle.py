from odoo import api, models

INCIDENT = ["crossbiz.incident", "crossbiz.incident.action"]


class Circle(models.AbstractModel):
    _inherit = "crossbiz.circle"

    @api.model
    def _get_circle_models(self):
        return [*super()._get_circle_models(), "crossbiz.rectification", "crossbiz.violation", *INCIDENT]
