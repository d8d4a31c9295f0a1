from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OFFICER
from .incident_common import ACTION, INCIDENT, IncidentCase


@tagged("post_install", "-at_install")
class TestIncidentAccess(IncidentCase):
    """Seen by who reported it, the team, the departments of cases and actions, compliance, decision and audit."""

    def sees(self, incident):
        """Who of the cast finds it."""
        return {login for login in self.users if self.may_read(login) and self.finds(login, incident)}

    def may_read(self, login):
        return self.env[INCIDENT].with_user(self.users[login]).has_access("read")

    def finds(self, login, incident):
        return bool(self.rpc(login, INCIDENT, "search_count", [("id", "=", incident.id)]))

    def test_circle(self):
        overseers = {"decision_maker", "compliance_officer", "auditor"}
        draft = self.draft_incident()
        self.assertEqual(self.sees(draft), {"sales_member", "sales_officer"} | overseers)
        draft.action_report()
        lead = {"lead_officer", "lead_member"}
        self.assertEqual(self.sees(draft), {"sales_member", "sales_officer"} | lead | overseers)
        order = self.issue_order()
        on_case = self.report(order)
        parts = {"tech_officer", "tech_member", "service_officer", "sales_member", "sales_officer"}
        self.assertEqual(self.sees(on_case), parts | lead | overseers)

    def test_team_and_actions(self):
        incident = self.report(login="sales_member")
        self.assertFalse(self.finds("tech_member", incident))
        found = self.as_user(incident, "lead_officer")
        found.member_ids = [(0, 0, {"department_id": self.tech.id, "user_id": self.users["tech_member"].id})]
        self.assertTrue(self.finds("tech_member", incident))
        self.assertFalse(self.finds("tech_officer", incident), "the person, not the department")
        found.action_ids = [(0, 0, self.action("Call them", self.service))]
        self.assertFalse(self.finds("service_officer", incident), "planned, not started")
        found.action_ids.action_start()
        self.assertTrue(self.finds("service_officer", incident))

    def test_membership_is_live(self):
        incident = self.report(self.issue_order())
        self._create_person("newcomer", None, OFFICER)
        self.assertFalse(self.finds("newcomer", incident))
        self.tech.crossbiz_officer_ids |= self.users["newcomer"]
        self.assertTrue(self.finds("newcomer", incident))
        self.tech.crossbiz_officer_ids -= self.users["newcomer"]
        self.assertFalse(self.finds("newcomer", incident))

    def test_what_hangs_on_it(self):
        """Steps, journal and lines follow the incident; administrators read none of them."""
        incident = self.handle()
        nodes, entries = self.steps(incident) | self.steps(incident.sudo().action_ids[0]), self.env["crossbiz.journal"]
        entries = entries.search([("res_model", "in", (INCIDENT, ACTION))])
        self.assertTrue(nodes and entries)
        for login in ("outsider", "manager"):
            for records in (nodes, entries):
                with self.subTest(login=login, model=records._name):
                    self.assertFalse(self.rpc(login, records._name, "search_count", [("id", "in", records.ids)]))
            for model in (INCIDENT, ACTION, f"{INCIDENT}.member", f"{INCIDENT}.improvement", f"{INCIDENT}.suspension"):
                found = self.env[model].with_user(self.users[login])
                with self.subTest(login=login, model=model):
                    self.assertFalse(found.has_access("read") and found.search_count([]))
        for login in ("lead_member", "decision_maker", "auditor"):
            self.assertEqual(
                self.rpc(login, "crossbiz.node", "search_count", [("id", "in", nodes.ids)]), len(nodes), login
            )

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other Works"})
        board = self._create_department("Other Board", company=other)
        self._create_person("other_boss", board, f"{OFFICER},crossbiz_addon.group_decision", True, company=other)
        incident = self.report(self.issue_order())
        self.assertFalse(self.finds("other_boss", incident))
        with self.refused(AccessError):
            self.rpc("other_boss", INCIDENT, "action_suspend", incident.ids)

    def test_suspension_lines_are_facts(self):
        incident = self.report(self.issue_order())
        self.rpc("lead_officer", INCIDENT, "action_suspend", incident.ids)
        line = incident.sudo().suspension_ids
        for method, arguments in (("write", [{"resumed_at": "2026-03-02 02:00:00"}]), ("unlink", [])):
            with self.refused(AccessError):
                self.rpc("lead_officer", line._name, method, line.ids, *arguments)
        with self.refused(AccessError):
            self.rpc("lead_officer", line._name, "create", [{"incident_id": incident.id}])

    def test_chatter_reaches_only_readers(self):
        incident = self.report(self.issue_order())
        stranger = self.users["outsider"].partner_id
        message = self.as_user(incident, "lead_officer").message_post(
            body="Look at this.", partner_ids=stranger.ids, message_type="comment"
        )
        self.assertNotIn(stranger, message.sudo().notification_ids.res_partner_id)
