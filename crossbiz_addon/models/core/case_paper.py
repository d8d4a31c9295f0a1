from odoo import api, models
from odoo.exceptions import UserError


class Case(models.Model):
    """The paper behind a ledger row, and what can be done with it from the ledger."""

    _inherit = "crossbiz.case"

    @api.model
    def _get_document_models(self):
        """Which model holds the papers of each kind of case; rooms add theirs."""
        return {}

    def _get_document(self):
        """The document of this case, in the caller's rights.

        :raises UserError: when no installed room knows this kind
        """
        self.ensure_one()
        model = self._get_document_models().get(self.kind)
        document = model and self.env[model].search([("case_id", "=", self.id)], limit=1)
        if not document:
            raise UserError(self.env._("The document of “%(case)s” cannot be opened.", case=self.display_name))
        return document

    def action_open_document(self):
        """Open the paper behind a ledger row."""
        return self._get_document().get_formview_action()

    def action_cancel(self, reason=None):
        """Cancel with a reason; see the document."""
        return self._get_document().action_cancel(reason)

    def action_urge(self):
        """Urge the waiting departments (督办); see the document."""
        for case in self:
            case._get_document().action_urge()
        return True

    def action_report_difficulty(self, description=None, category="difficulty"):
        """Report a difficulty, risk or suggestion (难点反馈, regulation 2.2); see the document."""
        return self._get_document().action_report_difficulty(description, category)
