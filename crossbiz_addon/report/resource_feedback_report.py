from odoo import api, models

HANDED_BACK = "handed_back"


class ResourceFeedbackReport(models.AbstractModel):
    """《资源使用反馈表》 on paper."""

    _name = "report.crossbiz_addon.resource_feedback_form"
    _description = "Resource Use Feedback"
    _inherit = ["crossbiz.resource.form"]

    _form_model = "crossbiz.resource.feedback"
    _signing_events = ("received", HANDED_BACK, "return_confirmed", "return_refused")

    @api.model
    def _get_report_values(self, docids, data=None):
        return {
            **super()._get_report_values(docids, data),
            "get_number": self._get_number,
            "get_lateness": self._get_lateness,
            "get_inspections": self._get_inspections,
        }

    @api.model
    def _get_number(self, document):
        """Which return of its request this is, from 1; what was lent may come back in several rounds."""
        return 1 + len(document.request_id.feedback_ids.filtered(lambda other: other.id < document.id))

    @api.model
    def _get_lateness(self, document):
        """Whether it came back late, and by how much; empty until it is back."""
        if not document.returned_at:
            return ""
        if not document.late:
            return document.env._("No")
        length = self._get_length(document, document.due_at, document.returned_at)
        return document.env._("Yes, by %(length)s", length=length)

    @api.model
    def _get_inspections(self, document):
        """What the owner found while it was lent."""
        inspections = document.request_id.inspection_ids
        labels = dict(inspections._fields["result"]._description_selection(document.env))
        return [
            self._prepare_remark(
                labels[inspection.result],
                person=inspection.user_id,
                moment=inspection.date,
                lines=[inspection.note],
            )
            for inspection in inspections.sorted("id")
            if not document.returned_at or inspection.date <= document.returned_at
        ]

    @api.model
    def _get_signing_entries(self, document):
        """The receipt, and of the returns this one: the paper's own hand-back and what was answered to it.

        The journal is the request's; each hand-back is answered before the next one.
        """
        request = document.request_id
        entries = super()._get_signing_entries(request)
        handed_in = request.feedback_ids.filtered(lambda other: other.state != "draft").sorted("id")
        wanted = handed_in.ids.index(document.id) + 1 if document in handed_in else None
        found, number = entries.browse(), 0
        for entry in entries:
            number += entry.event == HANDED_BACK
            if entry.event == "received" or number == wanted:
                found |= entry
        return found

    @api.model
    def _get_footer(self, document):
        return super()._get_footer(document.request_id)
