from odoo import api, models


class RetrospectiveReport(models.AbstractModel):
    """《项目复盘报告》 on paper."""

    _name = "report.crossbiz_addon.retrospective_form"
    _description = "Project Retrospective"
    _inherit = ["crossbiz.project.form"]

    _form_model = "crossbiz.retrospective"
    _signing_events = ("retrospective_filed",)

    @api.model
    def _get_report_values(self, docids, data=None):
        return {**super()._get_report_values(docids, data), "get_rounds": self._get_rounds}

    @api.model
    def _get_rounds(self, document):
        """The rounds of acceptance, oldest first."""
        return document.book_id.acceptance_ids.sorted("round")

    @api.model
    def _get_signing_entries(self, document):
        """Who judged that it passed, then who filed the report."""
        book = document.book_id
        return (super()._get_signing_entries(book) | self._get_verdict_entries(book)).sorted("id")

    @api.model
    def _get_footer(self, document):
        return super()._get_footer(document.book_id)

    @api.model
    def _get_signing_department(self, document, entry):
        """The lead department looks back."""
        if entry.event == "retrospective_filed":
            return document.book_id.lead_department_id
        return super()._get_signing_department(document, entry)
