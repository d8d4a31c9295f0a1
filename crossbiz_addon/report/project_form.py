from odoo import api, models


class ProjectForm(models.AbstractModel):
    """Base of the papers of a joint project: an acceptance is signed by each of its judges, not by the last one."""

    _name = "crossbiz.project.form"
    _description = "Paper of a Joint Project"
    _inherit = ["crossbiz.form"]

    @api.model
    def _get_verdict_entries(self, book):
        """The verdicts of the round that passed; none before."""
        passed = book.acceptance_ids.filtered(lambda acceptance: acceptance.state == "passed")
        return book.case_id.journal_ids.filtered(
            lambda entry: (
                entry.res_model == passed._name and entry.res_id in passed._ids and entry.event == "node_approved"
            )
        )

    @api.model
    def _get_signing_label(self, document, entry):
        """A verdict says in which discipline it was given."""
        if entry.res_model == "crossbiz.acceptance":
            return entry.node_id._get_kind_label()
        return super()._get_signing_label(document, entry)
