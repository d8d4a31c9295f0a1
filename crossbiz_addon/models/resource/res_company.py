from odoo import api, fields, models

from .resource import REFERENCE_CODE


class ResCompany(models.Model):
    _inherit = "res.company"

    crossbiz_major_value = fields.Monetary(
        "Major from a Value of",
        currency_field="currency_id",
        default=100_000.0,
        help="A request for resources of this value or more goes to the decision layer (regulation 2.3). 0: never.",
    )
    crossbiz_major_days = fields.Integer(
        "Major from a Use of (days)",
        default=90,
        help="A request for so many days or more goes to the decision layer. 0: never.",
    )

    _crossbiz_major_positive = models.Constraint(
        "CHECK(crossbiz_major_value >= 0 AND crossbiz_major_days >= 0)", "Thresholds cannot be negative."
    )

    @api.model
    def _get_crossbiz_sequences(self):
        return {
            **super()._get_crossbiz_sequences(),
            REFERENCE_CODE: {"name": self.env._("Resources"), "prefix": "R"},
        }
