from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MONDAY, REFUSED
from .incident_common import ACTION, INCIDENT, IncidentCase


@tagged("post_install", "-at_install")
class TestIncidentBadInput(IncidentCase):
    """Whatever is wrong is said at once, and nothing is half-written."""

    def test_report_says_all_that_is_missing(self):
        incident = self.draft_incident(
            self.issue_order(), description=False, occurred_at=MONDAY + timedelta(days=1), lead_department_id=False
        )
        self.company.crossbiz_decision_department_id = False
        with self.refused(message="(?s)What Happened is empty.*future.*runs the handling.*decision layer"):
            incident.action_report()
        self.assertFalse(incident.sudo().reference)

    def test_reporter_takes_part(self):
        order = self.issue_order()
        with self.refused(AccessError):
            self.report(order, login="outsider")
        foreign = self.draft_incident(order)
        self.env.flush_all()
        with self.refused(AccessError):
            self.report(login="tech_member", reporting_department_id=self.sales.id)
        foreign.action_report()
        with self.refused(message="reported already"):
            foreign.action_report()

    def test_draft_case(self):
        with self.refused(message="is a draft"):
            self.report(self.draft_order())

    def test_suspend_names_every_problem(self):
        done, running, held, foreign = (self.issue_order() for _number in range(4))
        self.as_user(done, "sales_officer").action_cancel("Not needed.")
        incident = self.report(done, running, held)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, held.sudo().case_id.ids)
        ids = (done | held).sudo().case_id.ids
        with self.refused(message="(?s)Cancelled: only what is on its way.*suspended by this incident already"):
            self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, [*ids, running.sudo().case_id.id])
        self.assertFalse(running.sudo().suspended, "all or none")
        for given in (foreign.sudo().case_id.ids, [99999999], [], "x", [True], [[1]], {"a": 1}, 7):
            with self.subTest(given=given), self.refused(REFUSED):
                self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids, given)
            with self.subTest(given=given, act="resume"), self.refused(REFUSED):
                self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids, given)
        # Without a choice all that can be are suspended, and what has ended is left alone.
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        self.assertTrue(running.sudo().suspended)
        self.assertFalse(done.sudo().suspended)

    def test_suspend_twice_and_resume_twice(self):
        order = self.issue_order()
        incident = self.report(order)
        with self.refused(message="holds no case"):
            self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)
        with self.refused(message="is not suspended by this incident"):
            self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids, order.sudo().case_id.ids)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        with self.refused(message="names no case that could be suspended"):
            self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)
        with self.refused(message="holds no case"):
            self.rpc("lead_officer", INCIDENT, "action_resume", incident.ids)

    def test_who_may_suspend(self):
        incident = self.report(self.issue_order())
        for login in ("sales_officer", "sales_member", "lead_member", "compliance_officer", "auditor", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, INCIDENT, "action_suspend", incident.ids)
        with self.refused(AccessError, "own login"):
            incident.sudo().action_suspend()
        self.rpc("decision_maker", INCIDENT, "action_suspend", incident.ids)

    def test_suspend_in_the_wrong_state(self):
        order = self.issue_order()
        incident = self.draft_incident(order, login="lead_member")
        with self.refused(message="Report the incident first"):
            self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        incident.action_report()
        self.rpc("lead_officer", INCIDENT, "action_dismiss", incident.ids, "Steam.")
        with self.refused(message="has ended"):
            self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)

    def test_plan_says_all_that_is_missing(self):
        incident = self.report(self.issue_order())
        with self.refused(message="(?s)Handling Plan is empty.*no member.*divides no work"):
            self.rpc("lead_officer", INCIDENT, "action_submit_plan", incident.ids)
        found = self.plan(incident, submit=False)
        late = self.action("Too late", self.tech, deadline=MONDAY - timedelta(days=1))
        found.action_ids = [(0, 0, late)]
        nobody = self._create_department("Nobody Here")
        found.action_ids = [(0, 0, self.action("By nobody", nobody))]
        with self.refused(message="(?s)Too late.*past.*Nobody Here.*no officer"):
            found.action_submit_plan()
        self.assertEqual(found.plan_state, "none")

    def test_close_says_all_that_is_missing(self):
        order = self.issue_order()
        incident = self.report(order)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        with self.refused(
            message="(?s)not approved.*Still suspended: CB.*Cause is empty.*Consequence is empty.*improvement"
        ):
            self.close(incident)
        self.plan(incident)
        self.decide_plan(incident)
        with self.refused(message="(?s)Action not ended: Change the seals.*Action not ended: Call the customer"):
            self.close(incident)

    def test_close_issues_all_or_none(self):
        """An improvement that nobody could carry out keeps the incident open; no notice is left behind."""
        incident = self.handle(self.issue_order())
        self.do_actions(incident)
        self.conclude(incident)
        nobody = self._create_department("Nobody Here")
        self.as_user(incident, "lead_officer").improvement_ids = [
            (0, 0, {"department_id": nobody.id, "problem": "x", "requirement": "x"})
        ]
        with self.refused(message="Nobody Here.*no officer"):
            self.close(incident)
        self.assertEqual(incident.sudo().state, "handling")
        self.assertFalse(self.env["crossbiz.rectification"].search([("source_model", "=", INCIDENT)]))

    def test_what_was_reported_stands(self):
        incident = self.report(self.issue_order())
        for login, values in (
            ("sales_member", {"name": "A small fire"}),
            ("sales_member", {"plan": "Nothing."}),
            ("lead_officer", {"severity": "serious"}),
            ("lead_officer", {"state": "closed"}),
            ("lead_officer", {"suspension_ids": [(5, 0, 0)]}),
            ("lead_officer", {"channel_id": False}),
            ("decision_maker", {"plan": "Mine."}),
            ("auditor", {"plan": "Mine."}),
            ("compliance_officer", {"plan": "Mine."}),
        ):
            with self.subTest(login=login, values=values), self.refused(REFUSED):
                self.rpc(login, INCIDENT, "write", incident.ids, values)
        with self.refused(REFUSED):
            self.rpc("sales_member", INCIDENT, "unlink", incident.ids)
        self.plan(incident)
        with self.refused(message="Handling Plan cannot change now"):
            self.rpc("lead_officer", INCIDENT, "write", incident.ids, {"plan": "Another one."})

    def test_cases_are_added_not_lost(self):
        first, second = self.issue_order(), self.issue_order()
        incident = self.report(first)
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        self.rpc("lead_officer", INCIDENT, "write", incident.ids, {"case_ids": [(4, second.sudo().case_id.id)]})
        with self.refused(UserError, "resume it before you take it out"):
            self.rpc("lead_officer", INCIDENT, "write", incident.ids, {"case_ids": [(3, first.sudo().case_id.id)]})
        other = self.env["hr.department"].create({"name": "Elsewhere", "company_id": self.company.id})
        self._create_person("elsewhere", other, "crossbiz_addon.group_user")
        foreign = self.as_user(self.env["crossbiz.task.order"], "elsewhere").create(
            {"name": "Secret", "partner_id": self.partner.id, "need": "x", "delivery_standard": "x"}
        )
        with self.refused(AccessError):
            self.rpc("lead_officer", INCIDENT, "write", incident.ids, {"case_ids": [(4, foreign.sudo().case_id.id)]})

    def test_actions_that_started_stand(self):
        incident = self.handle(self.issue_order())
        action = incident.sudo().action_ids.filtered(lambda found: found.department_id == self.tech)
        for login, values in (
            ("lead_officer", {"name": "Less"}),
            ("lead_officer", {"deadline": "2027-01-01 10:00:00"}),
            ("lead_officer", {"state": "done"}),
            ("lead_officer", {"evidence": "I say it is done."}),
            ("service_officer", {"evidence": "Not mine."}),
            ("tech_officer", {"department_id": self.service.id}),
        ):
            with self.subTest(login=login, values=values), self.refused(REFUSED):
                self.rpc(login, ACTION, "write", action.ids, values)
        with self.refused(REFUSED):
            self.rpc("lead_officer", ACTION, "unlink", action.ids)
        with self.refused(message="How It Was Handled is empty"):
            self.rpc("tech_officer", ACTION, "action_done", action.ids)
        with self.refused(message="filling in its record"):
            self.rpc("tech_officer", "crossbiz.node", "action_complete", self.steps(action).ids)
        for login in ("tech_officer", "sales_officer", "auditor"):
            with self.refused(AccessError):
                self.rpc(login, ACTION, "action_drop", action.ids, "x")

    def test_junk(self):
        incident = self.handle(self.issue_order())
        action = incident.sudo().action_ids[0]
        for value in (7, True, [], {"a": 1}, "x" * 10_001, "   "):
            for model, method, ids in (
                (INCIDENT, "action_dismiss", incident.ids),
                (ACTION, "action_done", action.ids),
                (ACTION, "action_drop", action.ids),
            ):
                with self.subTest(method=method, value=str(value)[:9]), self.refused(REFUSED):
                    login = "tech_officer" if method == "action_done" else "lead_officer"
                    self.rpc(login, model, method, ids, value)

    def test_archived_lead(self):
        """A department that was archived meanwhile cannot be chosen to run it."""
        gone = self._create_department("Gone", active=False)
        incident = self.draft_incident(lead_department_id=gone.id)
        with self.refused(message="Gone.*archived"):
            incident.action_report()
