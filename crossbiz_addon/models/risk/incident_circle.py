from odoo import api, fields, models
from odoo.fields import Domain


class Incident(models.Model):
    """Who has to do with an incident: what its record rules, its steps and its journal ask."""

    _inherit = "crossbiz.incident"

    concerns_me = fields.Boolean(
        compute="_compute_concerns_me",
        search="_search_concerns_me",
        compute_sudo=True,
        help="Reported by me, or my department has to do with it. What record rules ask.",
    )

    @api.depends("user_id", "reporting_department_id", "lead_department_id", "case_ids", "state")
    @api.depends_context("uid")
    def _compute_concerns_me(self):
        concerning = self.browse(self.sudo()._search(self._get_concerning_domain() & Domain("id", "in", self.ids)))
        for incident in self:
            incident.concerns_me = incident._origin in concerning

    def _search_concerns_me(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_concerning_domain()

    @api.model
    def _get_concerning_domain(self):
        """What this user has to do with, by the departments of this moment; a draft is its department's."""
        self.env["crossbiz.case"]._settle_participants()
        mine = self.env.user._get_member_departments().ids
        team = Domain("user_id", "=", self.env.uid) | (
            Domain("user_id", "=", False) & Domain("department_id", "in", mine)
        )
        concerned = (
            Domain("lead_department_id", "in", mine)
            | Domain("case_ids", "any!", Domain("department_ids", "in", mine))
            | Domain("member_ids", "any!", team)
            | Domain("action_ids", "any!", Domain("department_id", "in", mine) & Domain("state", "!=", "draft"))
        )
        own = Domain("user_id", "=", self.env.uid) | Domain("reporting_department_id", "in", mine)
        return own | (Domain("state", "!=", "draft") & concerned)
