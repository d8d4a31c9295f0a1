from odoo import api, models


class AuditReport(models.AbstractModel):
    """The report of an audit on paper."""

    _name = "report.crossbiz_addon.audit_form"
    _description = "Audit Report"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.audit"
    _signing_events = ("audit_drawn", "audit_closed", "audit_cancelled")

    @api.model
    def _get_report_values(self, docids, data=None):
        return {**super()._get_report_values(docids, data), "get_findings": self._get_findings}

    @api.model
    def _get_findings(self, document):
        """The points that are findings, case by case."""
        return document.line_ids.sorted("id").check_ids.filtered(lambda check: check.result in ("minor", "major"))

    @api.model
    def _get_signing_entries(self, document):
        """Those of the audit: who reads it reads who signed it."""
        document.check_access("read")
        signed = [
            ("res_model", "=", document._name),
            ("res_id", "=", document.id),
            ("event", "in", self._signing_events),
        ]
        return document.env["crossbiz.journal"].sudo().search(signed, order="position")

    @api.model
    def _get_signatures(self, document):
        """Without the department an entry names: it is always the one that holds the audit."""
        return [{**signature, "about": ""} for signature in super()._get_signatures(document)]

    @api.model
    def _get_footer(self, document):
        _left, right = super()._get_footer(document.sudo())
        return document.reference or "", right
