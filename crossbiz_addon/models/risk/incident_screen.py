from odoo import api, fields, models


class Incident(models.Model):
    """What the screen offers to whom."""

    _inherit = "crossbiz.incident"

    can_report = fields.Boolean(compute="_compute_can", help="I can report this.")
    can_write_plan = fields.Boolean(compute="_compute_can", help="I write the handling plan.")
    can_submit_plan = fields.Boolean(compute="_compute_can", help="I can submit the plan.")
    can_run = fields.Boolean(compute="_compute_can", help="I can suspend, resume, start and drop.")
    can_suspend = fields.Boolean(compute="_compute_can", help="There are cases that I can suspend.")
    can_resume = fields.Boolean(compute="_compute_can", help="There are cases that I can resume.")
    can_write = fields.Boolean(compute="_compute_can", help="I write team, actions and report.")
    can_close = fields.Boolean(compute="_compute_can", help="I can close this.")
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue", help="One of its steps is overdue.")
    open_action_count = fields.Integer("Open Actions", compute="_compute_open_action_count")

    @api.depends("state", "plan_state", "lead_department_id", "reporting_department_id", "case_ids", "suspension_ids")
    @api.depends_context("uid")
    def _compute_can(self):
        mine = self.env.user._get_member_departments()
        acting = self.env.user._get_acting_departments()
        for incident in self:
            draft, running = incident.state == "draft", incident.state in ("reported", "handling")
            decision = incident.company_id.sudo().crossbiz_decision_department_id
            leads = incident.lead_department_id in acting
            held = incident._get_held_cases()
            incident.can_report = draft and incident.reporting_department_id in mine
            incident.can_write = running and incident.lead_department_id in mine
            unsent = incident.state == "reported" and incident.plan_state in ("none", "returned")
            incident.can_write_plan = unsent and incident.can_write
            incident.can_submit_plan = unsent and leads
            incident.can_run = running and bool(acting.sudo() & (incident.lead_department_id.sudo() | decision))
            free = incident.sudo().case_ids - held
            suspendable = any(not case._get_suspension_refusal() for case in free)
            incident.can_suspend = incident.can_run and suspendable
            incident.can_resume = incident.can_run and bool(held)
            incident.can_close = incident.state == "handling" and leads

    @api.depends("node_ids.state", "node_ids.deadline", "action_ids.state", "action_ids.deadline")
    def _compute_overdue(self):
        for incident in self:
            incident.overdue = any(incident.node_ids.mapped("overdue")) or any(incident.action_ids.mapped("overdue"))

    def _search_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        now = fields.Datetime.now()
        late = [("state", "=", "open"), ("deadline", "<=", now)]
        return ["|", ("node_ids", "any", late), ("action_ids", "any", late)]

    def _compute_open_action_count(self):
        counts = dict(
            self.env["crossbiz.incident.action"]._read_group(
                [("incident_id", "in", self.ids), ("state", "=", "open")], ["incident_id"], ["__count"]
            )
        )
        for incident in self:
            incident.open_action_count = counts.get(incident._origin, 0)
