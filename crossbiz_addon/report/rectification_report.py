from odoo import api, models


class RectificationReport(models.AbstractModel):
    """《整改通知书》 on paper."""

    _name = "report.crossbiz_addon.rectification_form"
    _description = "Rectification Notice"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.rectification"
    _signing_events = (
        "rectification_issued",
        "rectification_accepted",
        "rectification_submitted",
        "rectification_returned",
        "rectification_verified",
        "rectification_withdrawn",
    )

    @api.model
    def _get_report_values(self, docids, data=None):
        return {**super()._get_report_values(docids, data), "get_returns": self._get_returns}

    @api.model
    def _get_signing_department(self, document, entry):
        """Entries name the responsible department; who issues and who checks signs for another."""
        if entry.event in ("rectification_issued", "rectification_withdrawn"):
            return document.issuing_department_id
        if entry.event in ("rectification_returned", "rectification_verified"):
            return document.checking_department_id
        return document.department_id

    @api.model
    def _get_signatures(self, document):
        """Without the department an entry names: it is always the responsible one, which the paper says above."""
        return [{**signature, "about": ""} for signature in super()._get_signatures(document)]

    @api.model
    def _get_returns(self, document):
        """Why it was sent back, oldest first."""
        return [entry for entry in self._get_signing_entries(document) if entry.event == "rectification_returned"]
