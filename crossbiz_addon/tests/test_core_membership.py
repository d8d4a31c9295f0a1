from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MONDAY, CrossbizCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class MembershipCase(CrossbizCase):
    """Sales asked Technical and After-Sales; the Canteen and Purchasing have a case of their own.

    Nothing here clears a cache of the registry: what holds must hold in the very next request of a running server.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(mute_logger(*QUIET))
        cls.canteen = cls.users["outsider"].employee_ids.department_id
        cls.purchasing = cls._create_department("Purchasing")
        cls._create_person("buyer", cls.purchasing, "crossbiz_addon.group_officer", officer=True)
        cls._create_person("cook", cls.canteen, "crossbiz_addon.group_officer", officer=True)
        cls.order = cls.issue_order().sudo()
        cls.meal = cls.issue_order(login="cook", departments=cls.purchasing).sudo()
        cls.env.flush_all()

    def sees(self, login, order, context=None):
        """Whether a person sees an order: ledger, paper, steps and journal have to agree, read and search too."""
        answers = {}
        for records in (order, order.case_id, order.line_ids, order.node_ids, order.journal_ids):
            model, ids = records._name, records.ids
            try:
                found = self.rpc(login, model, "search", [("id", "in", ids)], context=context)
            except AccessError:
                found = []
            answers[model, "search"] = sorted(found) == sorted(ids)
            self.assertTrue(not found or answers[model, "search"], f"{login} sees a part of {records}")
            try:
                self.rpc(login, model, "read", ids, context=context)
                answers[model, "read"] = True
            except AccessError:
                answers[model, "read"] = False
        self.assertEqual(len(set(answers.values())), 1, answers)
        return answers["crossbiz.case", "read"]

    def can_act(self, login, department, order=None):
        """Whether a person may act on the step of a department: field, list, systray and action have to agree."""
        node = self.nodes(order or self.order, state="open").filtered(lambda found: found.department_id == department)
        node.ensure_one()
        listed = node.id in self.rpc(login, "crossbiz.node", "search", [("can_act", "=", True)])
        groups = self.env["res.users"].with_user(self.users[login])._get_activity_groups()
        counted = sum(group["total_count"] for group in groups if group["model"] == "crossbiz.node")
        self.assertEqual(counted, len(self.rpc(login, "crossbiz.node", "search", [("can_act", "=", True)])))
        acted = False
        with self.undone():
            try:
                self.rpc(login, "crossbiz.node", "action_acknowledge", node.ids)
                acted = True
            except AccessError:
                self.assertFalse(listed)
        self.assertEqual(acted, listed)
        if acted:
            self.assertTrue(self.rpc(login, "crossbiz.node", "read", node.ids, ["can_act"])[0]["can_act"])
        return acted

    def assert_moved(self, login):
        self.assertFalse(self.sees(login, self.order), "the case of the department that was left")
        self.assertTrue(self.sees(login, self.meal), "the case of the new department")


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestMoving(MembershipCase):
    """Access is live: it follows today's membership, in the same transaction."""

    def test_control(self):
        self.assertTrue(self.sees("tech_member", self.order))
        self.assertFalse(self.sees("tech_member", self.meal))
        self.assertTrue(self.can_act("tech_officer", self.tech))
        self.assertFalse(self.can_act("tech_officer", self.purchasing, self.meal))

    def test_department_of_an_employee(self):
        """A member moves: the old cases are gone, those of the new department are there."""
        for login in ("tech_member", "tech_officer"):
            self.assertTrue(self.sees(login, self.order))
            self.users[login].employee_ids.department_id = self.canteen
            self.assert_moved(login)
        self.users["tech_member"].employee_ids.department_id = self.tech
        self.assertTrue(self.sees("tech_member", self.order))
        self.assertFalse(self.sees("tech_member", self.meal))

    def test_acting_moves_too(self):
        """An officer who moves acts no longer for the old department, and only by appointment for the new one."""
        self.assertTrue(self.can_act("tech_officer", self.tech))
        self.users["tech_officer"].employee_ids.department_id = self.purchasing
        self.assertFalse(self.can_act("tech_officer", self.tech))
        self.assertFalse(self.can_act("tech_officer", self.purchasing, self.meal))
        self.assertNotIn(self.users["tech_officer"], self.tech.crossbiz_officer_ids)
        self.purchasing.crossbiz_officer_ids |= self.users["tech_officer"]
        self.assertTrue(self.can_act("tech_officer", self.purchasing, self.meal))
        # Back again, but the appointment has ended.
        self.users["tech_officer"].employee_ids.department_id = self.tech
        self.assertTrue(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech))

    def test_moved_by_an_hr_officer(self):
        """The same when an HR officer does it in a form instead of the superuser."""
        self._create_person("hr", None, "hr.group_hr_user")
        employee = self.users["tech_officer"].employee_ids
        self.rpc("hr", "hr.employee", "web_save", employee.ids, {"department_id": self.canteen.id}, {"name": {}})
        self.assert_moved("tech_officer")
        self.assertFalse(self.can_act("tech_officer", self.tech))

    def test_dated_version(self):
        """A move that HR planned for the tenth takes effect on the tenth, when its day comes, and not before."""
        employee = self.users["tech_officer"].employee_ids
        employee.create_version({"date_version": date(2026, 3, 10), "department_id": self.canteen.id})
        self.assertTrue(self.sees("tech_officer", self.order))
        self.assertTrue(self.can_act("tech_officer", self.tech))
        for day in (9, 10):
            with freeze_time(datetime(2026, 3, day, 2, 0)):
                self.env["hr.employee"]._cron_update_current_version_id()
                if day == 9:
                    self.assertTrue(self.sees("tech_officer", self.order))
                else:
                    self.assert_moved("tech_officer")
                    self.assertFalse(self.can_act("tech_officer", self.tech))
        self.assertNotIn(self.users["tech_officer"], self.tech.crossbiz_officer_ids)

    def test_version_of_today(self):
        """A correction in the present version moves at once."""
        self.users["tech_officer"].employee_ids.version_id.department_id = self.canteen
        self.assert_moved("tech_officer")
        self.assertNotIn(self.users["tech_officer"], self.tech.crossbiz_officer_ids)

    def test_version_is_removed(self):
        """A version that is deleted again gives the department back that was before, and ends what came with it."""
        with freeze_time(datetime(2026, 3, 10, 2, 0)):
            employee = self.users["tech_officer"].employee_ids
            version = employee.create_version({"date_version": date(2026, 3, 10), "department_id": self.canteen.id})
            self.canteen.crossbiz_officer_ids |= self.users["tech_officer"]
            self.assert_moved("tech_officer")
            version.unlink()
            self.assertTrue(self.sees("tech_officer", self.order))
            self.assertFalse(self.sees("tech_officer", self.meal))
            self.assertNotIn(self.users["tech_officer"], self.canteen.crossbiz_officer_ids)

    def test_archived_employee(self):
        """Who left the company sees nothing, acts nowhere, also when the login is still open."""
        self.users["tech_officer"].employee_ids.action_archive()
        self.assertFalse(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech))
        self.users["tech_officer"].with_context(active_test=False).employee_ids.action_unarchive()
        self.assertTrue(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech), "the appointment ended")

    def test_removed_employee(self):
        """An employee record that is deleted ends membership and appointment as well."""
        self.users["tech_officer"].employee_ids.unlink()
        self.assertFalse(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech))

    def test_employee_gets_another_login(self):
        """The employee's login passes to a successor: the predecessor is out, as member and as officer."""
        employee = self.users["tech_officer"].employee_ids
        self._create_person("successor", None, "crossbiz_addon.group_user")
        employee.user_id = self.users["successor"]
        self.assertTrue(self.sees("successor", self.order))
        self.assertFalse(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech))

    def test_archived_user(self):
        """A closed login neither acts nor counts; the department falls back, and everything returns with the login."""
        user = self.users["tech_officer"]
        self.assertIn(user, self.tech.crossbiz_member_ids)
        user.active = False
        self.assertNotIn(user, self.tech.crossbiz_member_ids | self.tech.crossbiz_acting_ids)
        user.active = True
        self.assertIn(user, self.tech.crossbiz_member_ids & self.tech.crossbiz_acting_ids)
        self.assertTrue(self.can_act("tech_officer", self.tech))

    def test_officer_is_relieved(self):
        """An appointment taken back ends the acting; an employee stays a member, a guest does not."""
        self.tech.crossbiz_officer_ids |= self.users["buyer"]
        self.assertTrue(self.can_act("buyer", self.tech))
        self.tech.crossbiz_officer_ids -= self.users["buyer"] | self.users["tech_officer"]
        self.assertFalse(self.sees("buyer", self.order))
        self.assertTrue(self.sees("tech_officer", self.order))
        self.assertFalse(self.can_act("tech_officer", self.tech))

    def test_drafts_stay_with_their_department(self):
        draft = self.draft_order("tech_member", departments=self.service).sudo()
        read = lambda login: self.rpc(login, draft._name, "search_count", [("id", "=", draft.id)])  # noqa: E731
        self.assertEqual((read("tech_member"), read("tech_officer"), read("service_officer")), (1, 1, 0))
        self.users["tech_member"].employee_ids.department_id = self.canteen
        self.assertEqual((read("tech_member"), read("tech_officer")), (0, 1))
        with self.assertRaises(AccessError):
            self.rpc("tech_member", draft._name, "write", draft.ids, {"need": "Mine."})

    def test_group_taken_away(self):
        """Without any group of ours nothing is seen, whatever the department."""
        self.users["tech_member"].group_ids = self.env.ref("base.group_user")
        self.assertFalse(self.sees("tech_member", self.order))

    def test_department_of_others_joins_later(self):
        """A department that is added or takes over sees the case from then on, and not a moment before."""
        self.assertFalse(self.sees("buyer", self.order))
        node = self.nodes(self.order).filtered(lambda found: found.department_id == self.tech)
        self.rpc(
            "tech_officer",
            "crossbiz.node",
            "action_hand_over",
            node.ids,
            department=self.purchasing.id,
            reason="Theirs.",
        )
        self.assertTrue(self.sees("buyer", self.order))
        self.assertTrue(self.can_act("buyer", self.purchasing))
        self.assertFalse(self.can_act("buyer", self.service))


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestManagers(MembershipCase):
    """Managers act for their department; the managers above see it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.division = cls._create_department("Division")
        cls.group = cls._create_department("Group")
        for login in ("division_manager", "group_manager", "division_officer", "new_manager"):
            cls._create_person(login, None, "crossbiz_addon.group_user")
        cls._hire("division_manager", cls.division)
        cls._hire("group_manager", cls.group)
        cls._hire("new_manager", cls.group)
        cls.division.write(
            {
                "manager_id": cls.users["division_manager"].employee_ids.id,
                "parent_id": cls.group.id,
                "crossbiz_officer_ids": [(4, cls.users["division_officer"].id)],
            }
        )
        cls.group.manager_id = cls.users["group_manager"].employee_ids
        cls.tech.parent_id = cls.division
        cls.env.flush_all()

    @classmethod
    def _hire(cls, login, department):
        return cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": cls.users[login].id,
                "department_id": department.id,
                "company_id": cls.company.id,
            }
        )

    def test_parent_managers_see_child_cases(self):
        """The managers above, at any height, see the cases of a department; its officers beside them do not."""
        self.assertTrue(self.sees("division_manager", self.order))
        self.assertTrue(self.sees("group_manager", self.order))
        self.assertFalse(self.sees("division_officer", self.order))
        self.assertFalse(self.can_act("division_manager", self.tech), "Technical has an officer of its own")

    def test_department_moves_in_the_organisation(self):
        """Another parent: the old line of managers is out, the new one is in."""
        self.tech.parent_id = self.group
        self.assertFalse(self.sees("division_manager", self.order))
        self.assertTrue(self.sees("group_manager", self.order))
        self.tech.parent_id = False
        self.assertFalse(self.sees("group_manager", self.order))

    def test_parent_gets_another_manager(self):
        self.group.manager_id = self.users["new_manager"].employee_ids
        self.assertTrue(self.sees("new_manager", self.order))
        self.assertFalse(self.sees("group_manager", self.order))

    def test_manager_of_the_department_itself(self):
        """A new manager sees and acts at once; the one before is out of both."""
        self.tech.manager_id = self.users["division_manager"].employee_ids
        self.assertTrue(self.can_act("division_manager", self.tech))
        self.tech.parent_id = False
        self.tech.manager_id = self.users["new_manager"].employee_ids
        self.assertTrue(self.sees("new_manager", self.order))
        self.assertTrue(self.can_act("new_manager", self.tech))
        self.assertFalse(self.sees("division_manager", self.order))
        self.assertFalse(self.can_act("division_manager", self.tech))

    def test_archived_manager(self):
        self.tech.manager_id = self.users["new_manager"].employee_ids
        self.users["new_manager"].employee_ids.action_archive()
        self.assertFalse(self.sees("new_manager", self.order))
        self.assertFalse(self.can_act("new_manager", self.tech))

    def test_fall_back_to_the_parent(self):
        """Nobody left to act in a department: who acts for the parent department can, and sees what it is about."""
        self.users["tech_officer"].active = False
        self.assertEqual(self.tech.crossbiz_acting_ids, self.users["division_manager"] | self.users["division_officer"])
        self.assertTrue(self.can_act("division_manager", self.tech))
        self.assertTrue(self.can_act("division_officer", self.tech))
        self.users["division_manager"].active = False
        self.users["division_officer"].active = False
        self.assertTrue(self.can_act("group_manager", self.tech))
        self.users["tech_officer"].active = True
        self.assertFalse(self.can_act("group_manager", self.tech))
        self.assertTrue(self.can_act("tech_officer", self.tech))

    def test_archived_department(self):
        """A department that was closed still answers for its running steps."""
        self.tech.active = False
        self.assertTrue(self.sees("tech_officer", self.order))
        self.assertTrue(self.sees("tech_member", self.order))
        self.assertTrue(self.can_act("tech_officer", self.tech))


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestLeavings(MembershipCase):
    """What else reaches people must not outlive their membership."""

    def test_discussion_ends(self):
        """Who left the department gets no further message of the case's discussion."""
        order = self.as_user(self.order, "tech_member")
        order.message_post(body="I am on it.", message_type="comment", subtype_xmlid="mail.mt_comment")
        self.users["tech_member"].employee_ids.department_id = self.canteen
        message = self.as_user(self.order, "sales_officer").message_post(
            body="The price is secret.", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertNotIn(self.users["tech_member"].partner_id, message.sudo().notified_partner_ids)
        self.assertFalse(self.rpc("tech_member", "mail.message", "search", [("id", "=", message.id)]))

    def test_waiting_notice_is_not_sent_to_who_left(self):
        """A notice that waited is not sent to somebody who may no longer know the case."""
        user = self.users["tech_officer"]
        waiting = self.env["crossbiz.notice"].search([("user_id", "=", user.id), ("sent_at", "=", False)])
        self.assertTrue(waiting)
        user.employee_ids.department_id = self.canteen
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        self.run_job("cron_notify")
        sent = self.env["mail.message"].search([("id", ">", last), ("notified_partner_ids", "in", user.partner_id.ids)])
        self.assertNotIn(self.order.reference, "".join(map(str, sent.mapped("body"))))

    def test_named_person_who_left(self):
        """A step that names a person who left the department is not stuck: the department's officers may act."""
        node = self.order._open_node("dispute_decision", self.tech, user=self.users["tech_member"])
        self.users["tech_member"].employee_ids.department_id = self.canteen
        self.assertFalse(self.as_user(self.env["crossbiz.node"], "tech_member").search([("can_act", "=", True)]))
        self.as_user(node, "tech_officer").action_complete()
        self.assertEqual(node.sudo().closed_by, self.users["tech_officer"])


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestCompanies(MembershipCase):
    """Two companies: nobody of one sees or does anything in the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Works"})
        cls.env.user.company_ids |= cls.other
        cls.other.resource_calendar_id = cls._create_calendar(cls.other)
        cls.other_sales = cls._create_department("Other Sales", company=cls.other)
        cls.other_tech = cls._create_department("Other Technical", company=cls.other)
        cls.other.crossbiz_lead_department_id = cls.other_tech
        for login, department in (("other_sales_officer", cls.other_sales), ("other_tech_officer", cls.other_tech)):
            cls._create_person(login, department, "crossbiz_addon.group_officer", officer=True, company=cls.other)
        for login, group in (
            ("other_decision", "crossbiz_addon.group_officer,crossbiz_addon.group_decision"),
            ("other_auditor", "crossbiz_addon.group_audit"),
            ("other_compliance", "crossbiz_addon.group_compliance"),
            ("other_manager", "crossbiz_addon.group_manager"),
        ):
            cls._create_person(login, None, group, company=cls.other)
        partner = {"partner_id": cls.partner.id, "lead_department_id": cls.other_tech.id}
        cls.other_order = cls.issue_order(login="other_sales_officer", departments=cls.other_tech, **partner).sudo()
        # One person works in both.
        cls._create_person("both", cls.tech, "crossbiz_addon.group_officer", officer=True)
        cls.users["both"].company_ids |= cls.other
        cls.env["hr.employee"].create(
            {
                "name": "both",
                "user_id": cls.users["both"].id,
                "department_id": cls.other_tech.id,
                "company_id": cls.other.id,
            }
        )
        cls.other_tech.crossbiz_officer_ids |= cls.users["both"]
        cls.env.flush_all()

    def test_each_company_sees_its_own(self):
        self.assertEqual(self.order.company_id, self.company)
        self.assertEqual(self.other_order.company_id, self.other)
        for login in ("other_sales_officer", "other_decision", "other_auditor", "other_compliance", "other_manager"):
            with self.subTest(role=login):
                self.assertFalse(self.sees(login, self.order))
                self.assertTrue(self.sees(login, self.other_order))
        for login in ("sales_officer", "decision_maker", "auditor", "compliance_officer", "manager"):
            with self.subTest(role=login):
                self.assertTrue(self.sees(login, self.order))
                self.assertFalse(self.sees(login, self.other_order))

    def test_tricks_with_allowed_companies(self):
        """Naming the other company in the context opens nothing, alone or beside one's own."""
        for companies in (self.company, self.company | self.other, self.other | self.company):
            for login in ("other_sales_officer", "other_decision", "other_auditor", "other_manager"):
                context = {"allowed_company_ids": companies.ids}
                for records in (self.order, self.order.case_id, self.order.node_ids, self.order.journal_ids):
                    with self.subTest(role=login, companies=companies.ids, model=records._name):
                        with self.assertRaises(AccessError):
                            self.rpc(login, records._name, "read", records.ids, context=context)
                        with self.assertRaises(AccessError):
                            self.rpc(login, records._name, "search", [("id", "in", records.ids)], context=context)

    def test_does_nothing_in_the_other_company(self):
        node = self.nodes(self.order).filtered(lambda found: found.department_id == self.tech)
        line = self.order.line_ids[0]
        calls = (
            ("crossbiz.node", "action_acknowledge", node.ids, {}),
            ("crossbiz.node", "action_hand_over", node.ids, {"department": self.other_tech.id, "reason": "Mine."}),
            ("crossbiz.task.order", "action_cancel", self.order.ids, {"reason": "No."}),
            ("crossbiz.task.order", "action_urge", self.order.ids, {}),
            ("crossbiz.task.order", "write", self.order.ids, {"vals": {"need": "Other."}}),
            ("crossbiz.task.order", "message_post", self.order.ids, {"body": "Hello."}),
            ("crossbiz.task.order.line", "action_withdraw", line.ids, {"reason": "No."}),
            ("crossbiz.case", "action_report_difficulty", self.order.case_id.ids, {"description": "No."}),
        )
        for login in ("other_sales_officer", "other_decision", "other_manager"):
            for context in ({}, {"allowed_company_ids": self.company.ids}):
                for model, method, ids, kwargs in calls:
                    case = self.subTest(role=login, method=method, context=context)
                    with case, self.undone(), self.assertRaises(AccessError):
                        self.rpc(login, model, method, ids, **kwargs, context=context)

    def test_company_switcher(self):
        """A person of both companies sees what the switcher says: one, the other, or both."""
        for companies, wanted in (
            (self.company, (True, False)),
            (self.other, (False, True)),
            (self.company | self.other, (True, True)),
        ):
            context = {"allowed_company_ids": companies.ids}
            with self.subTest(companies=companies.mapped("name")):
                seen = tuple(self.sees("both", order, context=context) for order in (self.order, self.other_order))
                self.assertEqual(seen, wanted)
                nodes = self.rpc("both", "crossbiz.node", "search", [("can_act", "=", True)], context=context)
                found = self.env["crossbiz.node"].browse(nodes).company_id
                self.assertEqual(found, companies)

    def test_drafts_in_the_company_that_is_chosen(self):
        """What is drafted belongs to the company of the switcher, with its department, lead and numbering."""
        for company, department in ((self.company, self.tech), (self.other, self.other_tech)):
            context = {"allowed_company_ids": company.ids}
            (order_id,) = self.rpc("both", "crossbiz.task.order", "create", [{"name": "New"}], context=context)
            order = self.env["crossbiz.task.order"].browse(order_id).sudo()
            with self.subTest(company=company.name):
                self.assertEqual((order.company_id, order.requesting_department_id), (company, department))
                self.assertEqual(order.lead_department_id, company.crossbiz_lead_department_id)

    def test_department_of_no_company(self):
        """A department that serves both companies: its people see the cases of the companies they belong to."""
        shared = self._create_department("Shared Works")
        shared.company_id = False
        self._create_person("shared_officer", None, "crossbiz_addon.group_officer")
        shared.crossbiz_officer_ids = self.users["shared_officer"] | self.users["other_sales_officer"]
        order = self.issue_order(departments=shared).sudo()
        self.assertTrue(self.sees("shared_officer", order))
        self.assertFalse(self.sees("other_sales_officer", order))

    def test_configuration_of_the_other_company(self):
        """Deadline rules and workdays of the other company are neither seen nor changed."""
        rule = self.env["crossbiz.deadline.rule"].create({"node_kind": "order_response", "company_id": self.company.id})
        day = self.env["crossbiz.workday"].create(
            {"date": date(2026, 5, 1), "name": "Labour Day", "company_id": self.company.id}
        )
        for record, values in ((rule, {"amount": 99.0}), (day, {"name": "Work"})):
            for context in ({}, {"allowed_company_ids": self.company.ids}):
                with self.subTest(model=record._name, context=context):
                    for call in (("read", record.ids), ("write", record.ids, values), ("unlink", record.ids)):
                        with self.assertRaises(AccessError):
                            self.rpc("other_manager", record._name, *call, context=context)
        values = {"node_kind": "order_delivery", "company_id": self.company.id}
        with self.assertRaises(AccessError):
            self.rpc("other_manager", rule._name, "create", [values])

    def test_retarget_stays_in_ones_own_companies(self):
        """Retargeting a shared rule moves the steps of the companies one belongs to, not those of the others."""
        rule = self.env.ref("crossbiz_addon.deadline_rule_order_response")
        self.rpc("other_manager", rule._name, "write", rule.ids, {"amount": 20.0})
        ours, theirs = self.nodes(self.order)[:1], self.nodes(self.other_order)[:1]
        before = ours.deadline
        self.rpc("other_manager", rule._name, "action_retarget", rule.ids)
        self.assertEqual(theirs.deadline, MONDAY + timedelta(hours=20))
        self.assertEqual(ours.deadline, before)

    def test_journal_without_a_case_stays_in_its_company(self):
        """An entry of a step that belongs to no case is read by the auditors of its own company only."""
        node = self.nodes(self.order)[0].copy({"case_id": False, "period": "caseless"})
        self.env["crossbiz.journal"]._append([node._prepare_journal_entry("urged", note="secret")])
        found = lambda login: self.rpc(login, "crossbiz.journal", "search_count", [("note", "=", "secret")])  # noqa: E731
        self.assertEqual((found("auditor"), found("other_auditor")), (1, 0))
