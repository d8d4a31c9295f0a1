from odoo import api, fields, models

REFERENCE_CODE = "crossbiz.audit"


class ResCompany(models.Model):
    _inherit = "res.company"

    crossbiz_audit_percent = fields.Integer(
        "Share of Cases Checked (%)", default=10, help="Of the cases under way in the period."
    )
    crossbiz_audit_minimum = fields.Integer("At Least (cases)", default=5, help="As far as there are so many.")
    crossbiz_audit_maximum = fields.Integer("At Most (cases)", default=30)
    crossbiz_check_months = fields.Selection(
        [
            ("1", "Each Month"),
            ("2", "Every Two Months"),
            ("3", "Each Quarter"),
            ("4", "Every Four Months"),
            ("6", "Each Half-Year"),
            ("12", "Each Year"),
        ],
        "Compliance Check",
        default="3",
        required=True,
        help="How often compliance checks the ledger (regulation 4.2).",
    )

    _crossbiz_audit_percent_range = models.Constraint(
        "CHECK(crossbiz_audit_percent BETWEEN 1 AND 100)", "The share of cases checked is 1 to 100 per cent."
    )
    _crossbiz_audit_bounds = models.Constraint(
        "CHECK(crossbiz_audit_minimum > 0 AND crossbiz_audit_minimum <= crossbiz_audit_maximum"
        " AND crossbiz_audit_maximum <= 500)",
        "Check one case at least, not more at least than at most, and 500 at most.",
    )

    @api.model
    def _get_crossbiz_sequences(self):
        audits = {"name": self.env._("Audits"), "prefix": "AU/%(range_year)s/", "use_date_range": True}
        return {**super()._get_crossbiz_sequences(), REFERENCE_CODE: audits}
