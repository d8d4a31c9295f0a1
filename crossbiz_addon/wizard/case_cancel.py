from odoo import fields, models


class CaseCancel(models.TransientModel):
    _name = "crossbiz.case.cancel"
    _description = "Cancel a Case"
    _inherit = ["crossbiz.wizard"]

    case_id = fields.Many2one(
        "crossbiz.case", required=True, readonly=True, default=lambda self: self._default_case_id()
    )
    reason = fields.Text(required=True)

    def _default_case_id(self):
        """The case of the document that the dialog was opened from."""
        documents = self.env.get(self.env.context.get("active_model") or "")
        if documents is None or "case_id" not in documents._fields:
            return False
        return self._get_active(documents._name).case_id

    def action_confirm(self):
        self.ensure_one()
        self.case_id.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
