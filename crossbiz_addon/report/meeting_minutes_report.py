from odoo import api, models


class MeetingMinutesReport(models.AbstractModel):
    """《会议纪要》 on paper."""

    _name = "report.crossbiz_addon.meeting_minutes_form"
    _description = "Minutes of the Meeting"
    _inherit = ["crossbiz.form"]

    _form_model = "crossbiz.meeting"
    _signing_events = ("meeting_held", "minutes_confirmed", "minutes_objected", "minutes_archived")

    @api.model
    def _get_report_values(self, docids, data=None):
        return {**super()._get_report_values(docids, data), "get_objections": self._get_objections}

    @api.model
    def _get_objections(self, document):
        """Objections with their reasons, oldest first."""
        return [
            {
                "department": entry.department_id.name,
                "name": self._get_signer(document, entry),
                "at": entry.at,
                "text": entry.note or "",
            }
            for entry in self._get_signing_entries(document)
            if entry.event == "minutes_objected"
        ]

    @api.model
    def _get_filing_number(self, document):
        return super()._get_filing_number(document.sudo()) or document.name
