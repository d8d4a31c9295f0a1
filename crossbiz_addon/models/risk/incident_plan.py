from odoo import fields, models
from odoo.exceptions import UserError

from ...lib.wording import list_points

PLAN_STATES = [
    ("none", "Not Submitted"),
    ("submitted", "Under Review"),
    ("returned", "Returned for Changes"),
    ("approved", "Approved"),
]


class Incident(models.Model):
    """The handling plan (应急处置方案), its approval by the decision layer, and the emergency team (应急小组)."""

    _inherit = "crossbiz.incident"

    plan = fields.Text(
        "Incident Handling Plan", copy=False, help="What is done at once, who does it, and how it goes on."
    )
    plan_state = fields.Selection(PLAN_STATES, default="none", required=True, readonly=True, copy=False)
    plan_cycle = fields.Integer("Plans Submitted", readonly=True, copy=False)
    plan_submitted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    plan_submitted_at = fields.Datetime(readonly=True, copy=False)
    plan_approved_at = fields.Datetime(readonly=True, copy=False)
    member_ids = fields.One2many("crossbiz.incident.member", "incident_id", "Emergency Team", copy=False)
    action_ids = fields.One2many("crossbiz.incident.action", "incident_id", "Actions", copy=False)

    def action_submit_plan(self):
        """Submit the handling plan to the decision layer; it closes the plan's clock.

        :raises AccessError: for anyone but who acts for the department that runs the incident
        :raises UserError: saying all that is missing
        """
        for incident in self:
            incident.check_access("read")
            node = incident._get_step("incident_plan")
            if not node:
                raise UserError(self.env._("Report the incident first."))
            node._check_can_act()
            failures = incident._get_plan_failures()
            if failures:
                raise UserError(
                    self.env._(
                        "The plan cannot be submitted yet:\n%(failures)s",
                        failures=list_points(failures),
                    )
                )
            incident.sudo().write(
                {
                    "plan_state": "submitted",
                    "plan_cycle": incident.plan_cycle + 1,
                    "plan_submitted_by": self.env.uid,
                    "plan_submitted_at": fields.Datetime.now(),
                }
            )
            incident._journal(
                "incident_plan_submitted", node_id=node.id, department_id=node.department_id.id, note=incident.plan
            )
            node._close("done")
            decision = incident._get_decision_department()
            incident._open_node("incident_plan_decision", decision, cycle=incident.plan_cycle)
        return True

    def _get_plan_failures(self):
        """What the plan lacks, as translated sentences."""
        failures, incident = [], self.sudo()
        if not (incident.plan or "").strip():
            failures.append(self.env._("%(field)s is empty.", field=self._fields["plan"]._description_string(self.env)))
        if not incident.member_ids:
            failures.append(self.env._("The emergency team has no member."))
        if not incident.action_ids.filtered(lambda action: action.state != "dropped"):
            failures.append(self.env._("The plan divides no work: add actions with a department and a deadline."))
        for action in incident.action_ids.filtered(lambda action: action.state == "draft"):
            failures += action._get_start_failures()
        failures += self._get_decision_department()._get_serving_failures(self.company_id)
        return list(dict.fromkeys(failures))

    def _get_node_outcomes(self, node):
        """A plan is approved or sent back: the incident has to be handled either way."""
        return ("approved", "returned") if node.kind == "incident_plan_decision" else super()._get_node_outcomes(node)

    def _on_node_closed(self, node):
        if node.kind != "incident_plan_decision":
            return
        if node.outcome == "approved":
            self.sudo().write({"plan_state": "approved", "plan_approved_at": node.closed_at})
            self._transition("handling")
            self.action_ids._start_drafts()
            return
        self.sudo().plan_state = "returned"
        self._open_node("incident_plan", self.lead_department_id, cycle=node.cycle + 1)

    def _get_snapshot_values(self):
        return {**super()._get_snapshot_values(), "reference": self.reference, "plan": self.plan or ""}
