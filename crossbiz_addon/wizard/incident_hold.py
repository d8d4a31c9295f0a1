from odoo import api, fields, models


class IncidentHold(models.TransientModel):
    """Which cases of an incident stand still, or go on."""

    _name = "crossbiz.incident.hold"
    _description = "Suspend or Resume Cases"
    _inherit = ["crossbiz.wizard"]

    incident_id = fields.Many2one(
        "crossbiz.incident", required=True, readonly=True, default=lambda self: self._get_active("crossbiz.incident")
    )
    purpose = fields.Selection([("suspend", "Suspend"), ("resume", "Resume")], required=True, default="suspend")
    choice_ids = fields.Many2many("crossbiz.case", compute="_compute_choice_ids", string="Possible Cases")
    case_ids = fields.Many2many(
        "crossbiz.case",
        "crossbiz_incident_hold_case_rel",
        string="Cases",
        compute="_compute_case_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'in', choice_ids)]",
    )
    reason = fields.Text()

    @api.depends("incident_id", "purpose")
    def _compute_choice_ids(self):
        for wizard in self:
            held = wizard.incident_id.held_case_ids
            free = wizard.incident_id.case_ids - held
            able = free.filtered(lambda case: not case._get_suspension_refusal())
            wizard.choice_ids = held if wizard.purpose == "resume" else able

    @api.depends("incident_id", "purpose")
    def _compute_case_ids(self):
        for wizard in self:
            wizard.case_ids = wizard.choice_ids

    def action_confirm(self):
        self.ensure_one()
        actions = {"suspend": self.incident_id.action_suspend, "resume": self.incident_id.action_resume}
        actions[self.purpose](self.case_ids.ids, self.reason)
        return {"type": "ir.actions.act_window_close"}
