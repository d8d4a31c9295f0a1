from odoo import fields, models


class SetupCheck(models.TransientModel):
    """A line of the settings' checklist."""

    _name = "crossbiz.setup.check"
    _description = "Set-Up Check"

    setup_id = fields.Many2one("crossbiz.setup", required=True, ondelete="cascade", index=True)
    name = fields.Char(required=True, readonly=True)
    is_done = fields.Boolean(readonly=True)
    hint = fields.Char(readonly=True)
    action = fields.Char(readonly=True)

    def action_open(self):
        """Open the page where this can be mended."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(self.action or "crossbiz_addon.setup_action")
