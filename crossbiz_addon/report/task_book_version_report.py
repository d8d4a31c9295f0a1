from odoo import api, models

PARTS = ("milestone_ids", "assignment_ids", "indicator_ids")


class TaskBookVersionReport(models.AbstractModel):
    """One version of a 《联合项目任务书》 on paper: what was submitted, word for word, marked as what became of it."""

    _name = "report.crossbiz_addon.task_book_version_form"
    _description = "Version of a Task Book"
    _inherit = ["report.crossbiz_addon.task_book_form"]

    _form_model = "crossbiz.task.book.version"

    @api.model
    def _get_paper(self, document):
        """The version's snapshot; what happened later stands on the paper of the version in force only."""
        paper = self._name_values(document.book_id, document._get_values())
        for name in PARTS:
            for line in paper[name]:
                line["now"] = line["now"].browse()
        return {**paper, "version": document, "digest": document.digest, "mark": self._get_mark(document)}

    @api.model
    def _get_mark(self, version):
        """Which version it is and what became of it, in one line."""
        book, env, number = version.book_id, version.env, version.number
        if number == book.version:
            return env._("Version %(number)s: in force", number=number)
        if version.outcome == "approved":
            return env._("Version %(number)s: no longer in force", number=number)
        if version.outcome == "rejected":
            return env._("Version %(number)s: rejected, never in force", number=number)
        if version.outcome == "returned":
            return env._("Version %(number)s: returned for changes, never in force", number=number)
        return env._("Version %(number)s: submitted, not decided", number=number)

    @api.model
    def _get_signing_entries(self, document):
        """Who submitted this version, and who decided on it."""
        entries = super()._get_signing_entries(document.book_id)
        submitted = entries.filtered(lambda entry: entry.event == "submitted")  # one for each version, in their order
        decided = entries.filtered(
            lambda entry: entry.node_id.kind == "book_decision" and entry.node_id.period == str(document.number)
        )
        return submitted[document.number - 1 : document.number] | decided

    @api.model
    def _get_signing_department(self, document, entry):
        return super()._get_signing_department(document.book_id, entry)

    @api.model
    def _get_footer(self, document):
        return super()._get_footer(document.book_id)
