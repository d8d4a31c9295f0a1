from odoo import api, fields, models
from odoo.fields import Command


class AuditAssign(models.TransientModel):
    """Name who checks some cases of an audit: at first those that nobody checks, or the one it was opened from."""

    _name = "crossbiz.audit.assign"
    _description = "Checker of Cases"
    _inherit = ["crossbiz.wizard"]

    audit_id = fields.Many2one(
        "crossbiz.audit", required=True, readonly=True, default=lambda self: self._default_audit_id()
    )
    line_ids = fields.Many2many(
        "crossbiz.audit.line", "crossbiz_audit_assign_line_rel", "assign_id", "line_id", "Cases", required=True
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    user_id = fields.Many2one("res.users", "Checked By", required=True)

    @api.model
    def _default_audit_id(self):
        return self._get_active("crossbiz.audit") or self._get_active("crossbiz.audit.line").audit_id

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        audit = self.env["crossbiz.audit"].browse(values.get("audit_id"))
        if "line_ids" in fields and audit.has_access("read"):
            lines = self._get_active("crossbiz.audit.line") or audit.line_ids.filtered(
                lambda line: line.state == "open" and not line.user_id
            )
            values["line_ids"] = [Command.set(lines.ids)]
        return values

    @api.depends("line_ids")
    def _compute_candidate_ids(self):
        for wizard in self:
            lines = wizard.line_ids._origin
            able = lines and lines.has_access("read") and len(lines.audit_id) == 1
            wizard.candidate_ids = lines._get_candidates() if able else False

    def _check_targets(self):
        """Also the cases: their names would tell what they are."""
        self.line_ids._origin.check_access("read")
        return super()._check_targets()

    def action_confirm(self):
        self.ensure_one()
        self.audit_id._check_holds(self.env._("Name who checks a case"))
        self.line_ids.action_assign(self.user_id)
        return {"type": "ir.actions.act_window_close"}
