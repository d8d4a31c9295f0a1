from odoo import api, models


class IncidentReport(models.AbstractModel):
    """《事件处置报告》 on paper: timeline out of the journal, cause, measures, improvements."""

    _name = "report.crossbiz_addon.incident_form"
    _description = "Incident Report"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.incident"
    _signing_events = (
        "incident_reported",
        "incident_plan_submitted",
        "node_approved",
        "node_returned",
        "incident_dismissed",
        "incident_closed",
    )

    @api.model
    def _get_report_values(self, docids, data=None):
        values = super()._get_report_values(docids, data)
        return {**values, "get_timeline": lambda document: document._get_timeline()}

    @api.model
    def _get_signing_department(self, document, entry):
        if entry.event == "incident_reported":
            return document.reporting_department_id
        if entry.event in ("incident_closed", "incident_dismissed"):
            return document.lead_department_id
        return entry.department_id
