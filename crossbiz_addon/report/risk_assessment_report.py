from odoo import api, models


class RiskAssessmentReport(models.AbstractModel):
    """《风险评估报告》 on paper."""

    _name = "report.crossbiz_addon.risk_assessment_form"
    _description = "Risk Assessment Report"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.risk.assessment"
    _signing_events = ("risk_filed", "node_approved", "node_rejected", "node_returned")

    @api.model
    def _get_signing_entries(self, document):
        """Those of the report itself: who reads it reads who signed it."""
        document.check_access("read")
        return (
            document.env["crossbiz.journal"]
            .sudo()
            .search(
                [
                    ("res_model", "=", document._name),
                    ("res_id", "=", document.id),
                    ("event", "in", self._signing_events),
                ],
                order="position",
            )
        )

    @api.model
    def _get_footer(self, document):
        _left, right = super()._get_footer(document.sudo())
        return document.reference or "", right
