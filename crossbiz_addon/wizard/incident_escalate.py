from odoo import api, fields, models

from ..models.risk.incident import CATEGORIES, SEVERITIES


class IncidentEscalate(models.TransientModel):
    """From a case to a reported incident in one step (regulation 4.3)."""

    _name = "crossbiz.incident.escalate"
    _description = "Escalate to an Incident"
    _inherit = ["crossbiz.wizard"]

    case_id = fields.Many2one("crossbiz.case", required=True, readonly=True)
    name = fields.Char("Subject", required=True, compute="_compute_name", store=True, readonly=False, precompute=True)
    category = fields.Selection(CATEGORIES, required=True, default="other")
    severity = fields.Selection(SEVERITIES, required=True, default="serious")
    description = fields.Text("What Happened", required=True)
    occurred_at = fields.Datetime(required=True, default=fields.Datetime.now)

    @api.depends("case_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = wizard.case_id.name

    def action_confirm(self):
        """Report it at once, and show it."""
        self.ensure_one()
        department = self.env.user._get_member_departments() & self.case_id.department_ids
        incident = self.env["crossbiz.incident"].create(
            {
                "name": self.name,
                "category": self.category,
                "severity": self.severity,
                "description": self.description,
                "occurred_at": self.occurred_at,
                "company_id": self.case_id.company_id.id,
                "case_ids": [fields.Command.link(self.case_id.id)],
                **({"reporting_department_id": department[0].id} if department else {}),
            }
        )
        incident.action_report()
        return incident.get_formview_action()
