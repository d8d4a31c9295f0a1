from odoo import api, fields, models
from odoo.fields import Domain

from ..core.history import keep

COMPLAINT = "crossbiz.complaint"
KINDS = [
    ("complaint_acknowledge", "Acknowledgement of a Complaint"),
    ("complaint_outcome", "Outcome of a Complaint"),
    ("complaint_follow_up", "Check for Retaliation"),
]
FOLLOW_UP_DAYS = 14


class Circle(models.AbstractModel):
    _inherit = "crossbiz.circle"

    @api.model
    def _get_circle_models(self):
        return [*super()._get_circle_models(), COMPLAINT]

    @api.model
    def _get_secret_models(self):
        return [*super()._get_secret_models(), COMPLAINT]


class Node(models.Model):
    """The clocks of a complaint: seen and closed by its handlers, and announced to nobody.

    A notice, a mail or an activity would tell who is asked, and so who is not. What is overdue brings in the next
    pool, and the daily digest tells each handler that something waits.
    """

    _inherit = "crossbiz.node"

    kind = fields.Selection(selection_add=KINDS, ondelete={code: keep for code, _label in KINDS})

    @api.model
    def _get_due_domain(self, now):
        return [*super()._get_due_domain(now), ("res_model", "!=", COMPLAINT)]

    def _notify(self, event, note=None):
        return super(Node, self.filtered(lambda node: node.res_model != COMPLAINT))._notify(event, note)

    def _get_refusal(self, acting):
        """The handlers act, whichever department they belong to."""
        if self.res_model != COMPLAINT:
            return super()._get_refusal(acting)
        if self.state != "open":
            return self.state
        if not self._is_person():
            return "person"
        return None if self.open_to_me else "department"

    def _search_can_act(self, operator, value):
        if operator != "in" or not self.env.user._is_in_complaint_pool():
            return super()._search_can_act(operator, value)
        others = Domain("res_model", "!=", COMPLAINT) & Domain(super()._search_can_act("in", [True]))
        ours = Domain("res_model", "=", COMPLAINT) & Domain("state", "=", "open") & Domain("open_to_me", "=", True)
        mine = others | ours
        return Domain.OR(mine if flag else ~mine for flag in value)


class DeadlineRule(models.Model):
    """The times of complaints are promised to their reporters: they stand in the company's settings."""

    _inherit = "crossbiz.deadline.rule"

    @api.model
    def _selection_node_kind(self):
        ours = dict(KINDS)
        return [(kind, label) for kind, label in super()._selection_node_kind() if kind not in ours]

    @api.model
    def _get_values(self, kind, company_id):
        if kind not in dict(KINDS):
            return super()._get_values(kind, company_id)
        company = self.env["res.company"].sudo().browse(company_id)
        days = {
            "complaint_acknowledge": company.crossbiz_complaint_acknowledge_days,
            "complaint_outcome": company.crossbiz_complaint_outcome_months * 30,
            "complaint_follow_up": FOLLOW_UP_DAYS,
        }[kind]
        return {"amount": days, "unit": "day", "start_rule": "next_day", "remind_before": 0, "escalate_after": 0}
