from odoo import api, fields, models

SEQUENCES = {
    "crossbiz.risk.assessment": "RA",
    "crossbiz.compliance.review": "CR",
    "crossbiz.rectification": "RN",
    "crossbiz.violation": "VI",
    "crossbiz.incident": "IN",
    "crossbiz.dispute": "DI",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    crossbiz_risk_project = fields.Boolean(
        "Projects Need a Risk Assessment", default=True, help="Before a joint project starts (regulation 4.1)."
    )
    crossbiz_risk_resource = fields.Boolean(
        "Resource Requests Need a Risk Assessment", default=True, help="Before a resource is handed over."
    )
    crossbiz_risk_customer = fields.Boolean(
        "Task Orders Need a Risk Assessment", help="Before a task order is issued. Its 24 hours begin after that."
    )

    crossbiz_appeal_days = fields.Integer(
        "Appeal against a Violation (working days)",
        default=10,
        help="How long a department may appeal after a violation was decided.",
    )

    _crossbiz_appeal_days_positive = models.Constraint(
        "CHECK(crossbiz_appeal_days > 0)", "Give the department at least one working day to appeal."
    )

    @api.model
    def _get_crossbiz_sequences(self):
        names = {
            "crossbiz.risk.assessment": self.env._("Risk Assessments"),
            "crossbiz.compliance.review": self.env._("Compliance Reviews"),
            "crossbiz.rectification": self.env._("Rectification Notices"),
            "crossbiz.violation": self.env._("Violations"),
            "crossbiz.incident": self.env._("Incidents"),
            "crossbiz.dispute": self.env._("Disputes"),
        }
        return {
            **super()._get_crossbiz_sequences(),
            **{
                code: {"name": names[code], "prefix": f"{prefix}/%(range_year)s/", "use_date_range": True}
                for code, prefix in SEQUENCES.items()
            },
        }

    def _needs_risk_assessment(self, kind):
        """Whether the settings want the risks of this kind of case assessed before it starts (regulation 4.1)."""
        return bool(self.sudo()[f"crossbiz_risk_{kind}"])
