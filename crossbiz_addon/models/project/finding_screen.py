from odoo import api, fields, models
from odoo.fields import Domain


class AcceptanceFinding(models.Model):
    """A finding in a list: whether the reader judges it now, and what there is to judge by."""

    _inherit = "crossbiz.acceptance.finding"

    is_mine = fields.Boolean("Mine", compute="_compute_is_mine", search="_search_is_mine", help="I judge this now.")
    evidence = fields.Text(compute="_compute_evidence", help="What was shown for it.")

    @api.depends("member_id.can_judge")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for finding in self:
            finding.is_mine = finding.can_judge

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps = self.env["crossbiz.node"].search_fetch(
            [("res_model", "=", "crossbiz.acceptance"), ("state", "=", "open"), ("can_act", "=", True)], ["period"]
        )
        members = [int(period) for period in steps.mapped("period") if period]
        mine = Domain("member_id", "in", members)
        return Domain.OR(mine if flag else ~mine for flag in value)

    @api.depends("milestone_id.evidence", "indicator_id.actual")
    def _compute_evidence(self):
        for finding in self:
            finding.evidence = finding.milestone_id.evidence or finding.indicator_id.actual
