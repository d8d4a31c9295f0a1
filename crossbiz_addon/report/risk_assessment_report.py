from odoo import models


class RiskAssessmentReport(models.AbstractModel):
    """《风险评估报告》 on paper."""

    _name = "report.crossbiz_addon.risk_assessment_form"
    _description = "Risk Assessment Report"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.risk.assessment"
    _signing_events = ("risk_filed", "node_approved", "node_rejected", "node_returned")
