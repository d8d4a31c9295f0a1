from odoo import api, fields, models
from odoo.fields import Domain

from ..core.light import LIGHTS

RUNNING = ("issued", "accepted", "submitted", "returned")


class Rectification(models.Model):
    """What the screens of a notice show and offer."""

    _inherit = "crossbiz.rectification"

    can_write_notice = fields.Boolean(compute="_compute_can_write", help="A draft of one of my departments.")
    can_write_answer = fields.Boolean(compute="_compute_can_write", help="My department has to put it right.")
    can_issue = fields.Boolean(compute="_compute_can_act")
    can_withdraw = fields.Boolean(compute="_compute_can_act")
    can_accept = fields.Boolean(compute="_compute_can_act")
    can_submit = fields.Boolean(compute="_compute_can_act")
    can_check = fields.Boolean(compute="_compute_can_act", help="I verify this or send it back.")
    can_record_violation = fields.Boolean(compute="_compute_can_act")
    light = fields.Selection(LIGHTS, compute="_compute_light", search="_search_light")
    overdue = fields.Boolean(compute="_compute_light", search="_search_overdue")
    return_reason = fields.Text("Sent Back Because", compute="_compute_return_reason")

    @api.depends("state", "department_id", "issuing_department_id")
    @api.depends_context("uid")
    def _compute_can_write(self):
        mine = self.env.user._get_member_departments()
        for notice in self:
            drafts = not notice._origin or notice.issuing_department_id in mine
            notice.can_write_notice = notice.state == "draft" and drafts
            notice.can_write_answer = notice.state in ("issued", "accepted", "returned") and (
                notice.department_id in mine
            )

    @api.depends("state", "department_id", "issuing_department_id", "checking_department_id")
    @api.depends_context("uid")
    def _compute_can_act(self):
        acting, own = self.env.user._get_acting_departments(), self.env.user._get_own_departments()
        steps = {node.res_id: node.kind for node in self._get_my_steps()}
        for notice in self:
            foreign = notice.department_id not in own
            step = steps.get(notice._origin.id)
            notice.can_issue = notice.state == "draft" and notice.issuing_department_id in acting
            notice.can_withdraw = (
                notice._can_transition("withdrawn") and foreign and notice._get_granting_department() in acting
            )
            notice.can_accept = notice.state == "issued" and step == "rectification"
            notice.can_submit = notice.state in ("accepted", "returned") and step == "rectification"
            notice.can_check = notice.state == "submitted" and step == "rectification_check" and foreign
            notice.can_record_violation = (
                notice.state not in ("draft", "withdrawn")
                and self.env["crossbiz.violation"]._get_deciding_department(notice.company_id, notice.department_id)
                in acting
            )

    @api.depends("state", "completed_on_time")
    def _compute_light(self):
        """The light of the running step; afterwards whether it was on time."""
        nodes = self.env["crossbiz.node"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self._origin.ids),
                ("state", "in", ("open", "paused")),
            ]
        )
        running = {node.res_id: node for node in nodes}
        for notice in self:
            node = running.get(notice._origin.id)
            if notice.state == "verified":
                notice.light = "green" if notice.completed_on_time else "yellow"
            else:
                notice.light = node.light if node else "grey"
            notice.overdue = bool(node) and node.overdue

    def _search_light(self, operator, value):
        if operator != "in":
            return NotImplemented
        verified = Domain("state", "=", "verified")
        running = Domain("state", "in", RUNNING)
        domains = {
            "green": verified & Domain("completed_on_time", "=", True),
            "yellow": verified & Domain("completed_on_time", "=", False),
            "grey": ~verified & ~running,
        }
        found = Domain.OR(domains[light] for light in value if light in domains)
        step = [("state", "in", ("open", "paused")), ("light", "in", list(value))]
        return found | (running & Domain("node_ids", "any", step))

    def _search_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return Domain("state", "in", RUNNING) & Domain("node_ids", "any", [("overdue", "=", True)])

    def _compute_return_reason(self):
        for notice in self:
            checks = notice.node_ids.filtered(
                lambda node: node.kind == "rectification_check" and node.outcome == "returned"
            )
            notice.return_reason = checks.sorted("id")[-1:].opinion

    def action_record_violation(self):
        """Record a violation that this rectification shows; see ``crossbiz.violation``."""
        self.ensure_one()
        self.check_access("read")
        values = {
            "source": self.source,
            "case_id": self.case_id.id,
            "company_id": self.company_id.id,
            "department_id": self.department_id.id,
        }
        return self.env["crossbiz.violation"]._get_record_action(self, values)
