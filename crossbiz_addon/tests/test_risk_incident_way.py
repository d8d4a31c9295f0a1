from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, OFFICER, shanghai
from .incident_common import ACTION, INCIDENT, IncidentCase


@tagged("post_install", "-at_install")
class TestIncidentWay(IncidentCase):
    """Regulation 4.3: report at once, suspend, team and plan, actions, resume, report with improvements."""

    def test_the_whole_way(self):
        order = self.issue_order()
        due = self.nodes(order, "order_response")[0].deadline
        # Reported by a plain member: numbered, the clocks run, the decision layer is told.
        incident = self.report(order)
        self.assertEqual((incident.state, incident.reference), ("reported", "IN/2026/00001"))
        self.assertEqual(incident.lead_department_id, self.lead)
        plan, report = self.steps(incident, "incident_plan"), self.steps(incident, "incident_report")
        self.assertEqual(plan.deadline, MONDAY + timedelta(hours=24))
        self.assertEqual(report.deadline, shanghai(9, 18))
        told = self.env["crossbiz.notice"].search([("event", "=", "incident")]).user_id
        self.assertIn(self.users["decision_maker"], told)
        self.assertIn(self.users["tech_officer"], told)
        # Suspended for two days.
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        self.assertTrue(order.sudo().suspended)
        self.assertEqual(set(self.nodes(order).mapped("state")), {"paused"})
        self.assertEqual(set(self.steps(incident).mapped("state")), {"open"}, "the handling goes on")
        # Plan, approved by the decision layer: the actions start.
        self.plan(incident)
        self.assertEqual(plan.state, "closed")
        self.assertEqual(incident.sudo().plan_state, "submitted")
        self.decide_plan(incident)
        self.assertEqual(incident.sudo().state, "handling")
        self.assertEqual(set(incident.sudo().action_ids.mapped("state")), {"open"})
        action = incident.sudo().action_ids.filtered(lambda found: found.department_id == self.tech)
        self.assertEqual(self.steps(action).deadline, action.deadline)
        self.do_actions(incident)
        self.assertEqual(set(incident.sudo().action_ids.mapped("state")), {"done"})
        # Resumed: every clock where it stood.
        with freeze_time(MONDAY + timedelta(days=2)):
            self.rpc("decision_maker", INCIDENT, "action_resume", incident.ids)
        self.assertEqual(self.nodes(order, "order_response")[0].deadline, due + timedelta(days=2))
        # Closed: the improvement is a rectification of Technical.
        self.conclude(incident)
        self.close(incident)
        self.assertEqual(incident.sudo().state, "closed")
        self.assertEqual(report.state, "closed")
        notice = incident.sudo().improvement_ids.rectification_id
        self.assertEqual((notice.source, notice.state, notice.department_id), ("incident", "issued", self.tech))
        self.assertEqual(notice.issuing_department_id, self.lead)
        events = [event[0] if isinstance(event, tuple) else event for event in self.events(incident)]
        for event in (
            "incident_reported",
            "cases_suspended",
            "incident_plan_submitted",
            "cases_resumed",
            "incident_closed",
        ):
            self.assertIn(event, events)

    def test_told_at_night(self):
        """The decision layer learns of it at once, although notices wait for working hours; other news waits."""
        self.company.crossbiz_notice_working_hours = True
        order = self.issue_order()
        night = shanghai(2, 23)
        self.env["crossbiz.notice"].search([]).sudo().write({"sent_at": MONDAY})
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.env.ref("crossbiz_addon.cron_notify").id)]
        )
        with freeze_time(night):
            incident = self.report(order)
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.env.ref("crossbiz_addon.cron_notify").id)]),
            triggers,
        )
        self.run_job("cron_notify", night)
        notices = self.env["crossbiz.notice"].search([("user_id", "=", self.users["decision_maker"].id)])
        self.assertTrue(notices.filtered(lambda found: found.event == "incident").sent_at)
        opened = self.env["crossbiz.notice"].search([("node_id", "in", self.steps(incident).ids)])
        self.assertTrue(opened)
        self.assertFalse(opened.filtered("sent_at"), "a step can wait for the morning")
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.users["decision_maker"].partner_id.ids)], limit=1
        )
        self.assertIn("Fire at the pump line", message.body)

    def test_without_a_case(self):
        """Anyone of the company reports what concerns no case yet; the company's lead department runs it."""
        incident = self.report(login="outsider")
        self.assertEqual(incident.sudo().lead_department_id, self.lead)
        self.rpc("lead_officer", INCIDENT, "read", incident.ids, ["name"])
        with self.refused(message="names no case"):
            self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)

    def test_returned_plan(self):
        incident = self.report(self.issue_order())
        self.plan(incident)
        with self.refused(message="decision|Possible"):
            self.decide_plan(incident, "reject", "No.")
        self.decide_plan(incident, "return", "Name who tells the press.")
        found = self.as_user(incident, "lead_officer")
        self.assertEqual((found.state, found.plan_state), ("reported", "returned"))
        again = self.steps(incident, "incident_plan")[-1]
        self.assertEqual((again.state, again.cycle), ("open", 2))
        found.plan = "As before; the lead officer tells the press."
        found.action_submit_plan()
        self.decide_plan(incident)
        self.assertEqual(found.state, "handling")
        self.assertFalse(self.steps(incident, "incident_plan_decision")[-1].changed_since)

    def test_four_eyes(self):
        """Who wrote the plan does not approve it, as officer of the decision layer either."""
        self.board.crossbiz_officer_ids |= self.users["lead_officer"]
        incident = self.report(self.issue_order())
        self.plan(incident)
        with self.refused(AccessError, "submitted this yourself"):
            self.decide_plan(incident, login="lead_officer")

    def test_started_at_once(self):
        """What cannot wait starts before the plan is approved, and is not started twice."""
        incident = self.report(self.issue_order())
        found = self.plan(incident, submit=False)
        first = found.action_ids[0]
        self.rpc("lead_officer", ACTION, "action_start", first.ids)
        self.assertEqual(first.sudo().state, "open")
        with self.refused(message="cannot become"):
            self.rpc("lead_officer", ACTION, "action_start", first.ids)
        found.action_submit_plan()
        self.decide_plan(incident)
        self.assertEqual(len(self.steps(first)), 1)
        self.assertEqual(set(found.action_ids.mapped("state")), {"open"})

    def test_named_person_does_it(self):
        incident = self.report(self.issue_order())
        found = self.plan(incident, submit=False)
        action = found.action_ids[0]
        action.user_id = self.users["tech_member"]
        action.action_start()
        with self.refused(AccessError, "is for tech_member"):
            self.rpc("tech_officer", ACTION, "action_done", action.ids, "Done.")
        self.rpc("tech_member", ACTION, "write", action.ids, {"evidence": "New seals."})
        self.rpc("tech_member", ACTION, "action_done", action.ids)
        self.assertEqual((action.sudo().state, action.sudo().done_by), ("done", self.users["tech_member"]))

    def test_handed_over_and_extended(self):
        incident = self.handle(self.issue_order())
        action = incident.sudo().action_ids.filtered(lambda found: found.department_id == self.tech)
        node = self.steps(action)
        wanted = str(action.deadline + timedelta(days=2))
        self.rpc("tech_officer", "crossbiz.node", "action_request_extension", node.ids, wanted, "The seals come later.")
        wish = self.env["crossbiz.extension"].search([("node_id", "=", node.id)])
        self.assertEqual(wish.deciding_department_id, self.lead)
        self.rpc("lead_officer", "crossbiz.node", "action_approve", wish.node_ids.ids)
        self.assertEqual(str(action.deadline), wanted)
        self.rpc("tech_officer", "crossbiz.node", "action_hand_over", node.ids, self.sales.id, "They have seals.")
        self.assertEqual(action.department_id, self.sales)
        plan = self.steps(incident, "incident_report")
        with self.refused(message="runs this incident"):
            self.rpc("lead_officer", "crossbiz.node", "action_hand_over", plan.ids, self.tech.id, "You do it.")

    def test_dropped_action(self):
        incident = self.handle(self.issue_order())
        action = incident.sudo().action_ids[0]
        self.rpc("lead_officer", ACTION, "action_drop", action.ids, "Not needed any more.")
        self.assertEqual(action.state, "dropped")
        self.assertEqual(self.steps(action).state, "void")

    def test_overdue_escalates(self):
        incident = self.report(self.issue_order())
        node = self.steps(incident, "incident_plan")
        self.run_job("cron_escalate", MONDAY + timedelta(hours=25))
        self.assertEqual(node.notice_level, 2)
        self.assertIn(incident, self.as_user(self.env[INCIDENT], "lead_officer").search([]).sudo(False))
        with freeze_time(MONDAY + timedelta(hours=25)):
            self.assertIn(
                incident.id, self.as_user(self.env[INCIDENT], "lead_officer").search([("overdue", "=", True)]).ids
            )

    def test_dismissed(self):
        order = self.issue_order()
        incident = self.report(order)
        self.plan(incident, submit=False)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, None, "Smoke.")
        with self.refused(message="still holds"):
            self.rpc("lead_officer", INCIDENT, "action_dismiss", incident.ids, "It was steam.")
        self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)
        self.rpc("lead_officer", INCIDENT, "action_dismiss", incident.ids, "It was steam.")
        self.assertEqual(incident.sudo().state, "dismissed")
        self.assertEqual(set(self.steps(incident).mapped("state")), {"void"})
        self.assertEqual(set(incident.sudo().action_ids.mapped("state")), {"dropped"})
        self.assertFalse(order.sudo().suspended)

    def test_two_incidents_hold_one_case(self):
        """It resumes when the last lets it go."""
        order = self.issue_order()
        fire, flood = self.report(order), self.report(order, name="Flood")
        self.rpc("lead_officer", INCIDENT, "action_suspend", fire.ids)
        since = order.sudo().suspended_at
        with freeze_time(MONDAY + timedelta(hours=1)):
            self.rpc("lead_officer", INCIDENT, "action_suspend", flood.ids)
        self.assertEqual(order.sudo().suspended_at, since)
        with self.refused(
            message=r"(?s)suspended.*IN/2026/00001 Fire.*IN/2026/00002 Flood.*Operations.*decision layer"
        ):
            self.rpc("sales_officer", order._name, "action_cancel", order.ids, "x")
        with freeze_time(MONDAY + timedelta(hours=2)):
            self.rpc("lead_officer", INCIDENT, "action_resume", fire.ids)
        self.assertTrue(order.sudo().suspended)
        with self.refused(message="IN/2026/00002 Flood"):
            self.rpc("sales_officer", order._name, "action_cancel", order.ids, "x")
        with freeze_time(MONDAY + timedelta(hours=3)):
            self.rpc("lead_officer", INCIDENT, "action_resume", flood.ids)
        self.assertFalse(order.sudo().suspended)
        self.assertEqual(self.nodes(order, "order_response")[0].deadline, MONDAY + timedelta(hours=27))

    def test_some_cases(self):
        first, second = self.issue_order(), self.issue_order()
        incident = self.report(first, second)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, first.sudo().case_id.ids, "This one.")
        self.assertEqual((first.sudo().suspended, second.sudo().suspended), (True, False))
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        self.assertTrue(second.sudo().suspended)
        self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids, second.sudo().case_id.ids)
        self.assertEqual((first.sudo().suspended, second.sudo().suspended), (True, False))
        line = incident.sudo().suspension_ids.filtered("resumed_at")
        self.assertEqual((line.case_id, line.resumed_by), (second.sudo().case_id, self.users["lead_officer"]))

    def test_escalated_from_a_task_order(self):
        """One step: the customer's complaint is a reported incident."""
        order = self.issue_order()
        action = self.rpc("tech_member", order._name, "action_escalate", order.ids)
        self.assertEqual(action["context"]["default_category"], "complaint")
        wizard = self.as_user(self.env["crossbiz.incident.escalate"], "tech_member").with_context(**action["context"])
        wizard = wizard.create({"description": "The customer is furious."})
        incident = self.env[INCIDENT].browse(wizard.action_confirm()["res_id"])
        self.assertEqual((incident.state, incident.category), ("reported", "complaint"))
        self.assertEqual((incident.name, incident.reporting_department_id), (order.name, self.tech))
        self.assertEqual(
            self.rpc("sales_officer", order._name, "read", order.ids, ["incident_count"])[0]["incident_count"], 1
        )
        self.assertEqual(self.rpc("outsider", INCIDENT, "search_count", []), 0)

    def test_channel_follows_the_team(self):
        incident = self.report(self.issue_order())
        self.plan(incident)
        channel = incident.sudo().channel_id
        names = channel.channel_member_ids.partner_id.user_ids.mapped("login")
        self.assertEqual(set(names), {"tech_member", "service_officer", "lead_officer"})
        self.as_user(incident, "lead_officer").member_ids[0].unlink()
        self.assertNotIn(self.users["tech_member"].partner_id, channel.channel_member_ids.partner_id)
        # Who becomes an officer of After-Sales joins with the job.
        self._create_person("service_second", self.service, OFFICER, officer=True)
        self.run_job("cron_follow_team")
        self.assertIn(self.users["service_second"].partner_id, channel.channel_member_ids.partner_id)
        with self.refused((AccessError, UserError)):
            self.rpc("service_officer", "discuss.channel", "unlink", channel.ids)
        stranger = self.users["outsider"].partner_id
        with self.refused(ValidationError, "is open to who takes part in what it is about"):
            self.rpc("service_officer", "discuss.channel", "add_members", channel.ids, stranger.ids)
        self.assertNotIn(stranger, channel.channel_member_ids.partner_id)

    def test_closed_without_improvement(self):
        incident = self.handle(self.issue_order())
        self.do_actions(incident)
        self.conclude(incident, improvement_ids=[], no_improvement_reason="Lightning.")
        self.close(incident)
        self.assertEqual(incident.sudo().state, "closed")
        self.assertFalse(self.env["crossbiz.rectification"].search([("source_model", "=", INCIDENT)]))
