from datetime import datetime

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..hooks import post_init_hook
from ..models.organisation.res_company import FUNCTIONS
from .common import MONDAY, CrossbizCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.models", "odoo.sql_db")
COMPUTED = ("crossbiz_acting_ids", "crossbiz_member_ids", "crossbiz_manager_chain_ids")


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestConfigurators(CrossbizCase):
    """Officers, calendar and suspension are the cross-business administrators'; all else is HR's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(mute_logger(*QUIET))
        cls._create_person("hr", None, "hr.group_hr_manager")
        cls._create_person("hr_and_manager", None, "hr.group_hr_manager,crossbiz_addon.group_manager")
        cls._create_person("system", None, "base.group_system")
        cls.system_is_manager = cls.users["system"].has_group("crossbiz_addon.group_manager")
        cls.other_calendar = cls._create_calendar(cls.company)
        cls.values = {
            "crossbiz_officer_ids": [(4, cls.users["tech_member"].id)],
            "crossbiz_calendar_id": cls.other_calendar.id,
            "crossbiz_suspended": True,
        }
        cls.env.flush_all()

    def test_administrators_only(self):
        """Nobody else sets them, whatever other rights they have."""
        for name, value in self.values.items():
            for login in (
                "hr",
                "tech_officer",
                "lead_officer",
                "decision_maker",
                "compliance_officer",
                "auditor",
                "sales_member",
                "outsider",
            ):
                with self.subTest(field=name, role=login), self.undone(), self.assertRaises(AccessError):
                    self.rpc(login, "hr.department", "write", self.tech.ids, {name: value})
            for login in ("manager", "hr_and_manager"):
                with self.subTest(field=name, role=login), self.undone():
                    self.rpc(login, "hr.department", "write", self.tech.ids, {name: value})
                    self.assertTrue(self.tech[name])

    def test_other_ways_to_set_them(self):
        """HR does not get there by creating, by context, by import, by copy, or through a parent or child."""
        new = {"name": "New", "company_id": self.company.id}
        self.tech.parent_id = self.service
        me = [(4, self.users["hr"].id)]
        attempts = {
            "create": lambda: self.rpc("hr", "hr.department", "create", [{**new, "crossbiz_officer_ids": me}]),
            "context": lambda: self.rpc(
                "hr", "hr.department", "create", [new], context={"default_crossbiz_officer_ids": me}
            ),
            "name_create": lambda: self.rpc(
                "hr", "hr.department", "name_create", "New", context={"default_crossbiz_officer_ids": me}
            ),
            "copy": lambda: self.rpc("hr", "hr.department", "copy", self.tech.ids, {"crossbiz_officer_ids": me}),
            "web_save": lambda: self.rpc(
                "hr", "hr.department", "web_save", self.tech.ids, {"crossbiz_officer_ids": me}, {}
            ),
            "child": lambda: self.rpc(
                "hr",
                "hr.department",
                "write",
                self.service.ids,
                {"child_ids": [(1, self.tech.id, {"crossbiz_officer_ids": me})]},
            ),
            "new child": lambda: self.rpc(
                "hr",
                "hr.department",
                "write",
                self.service.ids,
                {"child_ids": [(0, 0, {**new, "crossbiz_officer_ids": me})]},
            ),
        }
        for label, attempt in attempts.items():
            with self.subTest(way=label), self.undone():
                try:
                    attempt()
                except AccessError:
                    continue
                self.env.invalidate_all()
                appointed = self.env["hr.department"].search([("crossbiz_officer_ids", "in", self.users["hr"].ids)])
                self.assertFalse(appointed)
                self.assertFalse(self.users["hr"].has_group("crossbiz_addon.group_officer"))
        with self.subTest(way="load"), self.undone():
            result = self.rpc("hr", "hr.department", "load", [".id", "crossbiz_suspended"], [[str(self.tech.id), "1"]])
            self.assertFalse(result["ids"])

    def test_hr_keeps_its_own(self):
        """HR goes on to manage departments; the addon is not in the way."""
        department_id = self.rpc("hr", "hr.department", "create", [{"name": "New", "company_id": self.company.id}])
        self.rpc("hr", "hr.department", "write", department_id, {"name": "Newer", "parent_id": self.tech.id})
        self.rpc(
            "hr", "hr.department", "write", department_id, {"manager_id": self.users["tech_member"].employee_ids.id}
        )
        self.rpc("hr", "hr.department", "action_archive", department_id)
        self.rpc("hr", "hr.department", "unlink", department_id)

    def test_administrator_changes_nothing_else(self):
        """The right to write departments that we give our administrators reaches our fields only."""
        for values in (
            {"name": "Renamed"},
            {"manager_id": self.users["tech_member"].employee_ids.id},
            {"parent_id": self.service.id},
            {"active": False},
            {"company_id": False},
            {"color": 3},
            {"note": "x"},
            {"crossbiz_suspended": True, "name": "Renamed"},
            {"member_ids": [(5,)]},
            {"child_ids": [(0, 0, {"name": "Child"})]},
        ):
            with self.subTest(values=values), self.undone(), self.assertRaises(AccessError):
                self.rpc("manager", "hr.department", "write", self.tech.ids, values)
        for method, arguments in (
            ("create", ([{"name": "New", "company_id": self.company.id}],)),
            ("unlink", (self.tech.ids,)),
            ("action_archive", (self.tech.ids,)),
            ("copy", (self.tech.ids,)),
        ):
            with self.subTest(method=method), self.undone(), self.assertRaises(AccessError):
                self.rpc("manager", "hr.department", method, *arguments)

    def test_membership_cannot_be_written(self):
        """Who belongs and acts is computed: also who has every right there is writes it nowhere."""
        me = self.users["hr_and_manager"]
        for name in COMPUTED:
            for login in ("hr_and_manager", "manager", "hr"):
                with self.subTest(field=name, role=login), self.undone(), self.assertRaises(AccessError):
                    self.rpc(login, "hr.department", "write", self.tech.ids, {name: [(4, me.id)]})
                with self.subTest(field=name, role=login, way="context"), self.undone():
                    new, context = {"name": "New", "company_id": self.company.id}, {f"default_{name}": [(4, me.id)]}
                    try:
                        department_id = self.rpc(login, "hr.department", "create", [new], context=context)
                    except AccessError:
                        continue
                    self.assertNotIn(me, self.env["hr.department"].browse(department_id)[name])
        employee = self.users["outsider"].employee_ids
        attempts = (
            ("hr.department", self.tech.ids, {"crossbiz_employee_ids": [(4, employee.id)]}),
            (
                "hr.department",
                self.tech.ids,
                {"crossbiz_employee_ids": [(1, employee.id, {"crossbiz_department_id": self.tech.id})]},
            ),
            ("hr.employee", employee.ids, {"crossbiz_department_id": self.tech.id}),
        )
        for model, ids, values in attempts:
            with self.subTest(model=model, values=values), self.undone():
                try:
                    self.rpc("hr_and_manager", model, "write", ids, values)
                except UserError:
                    continue
                self.env.invalidate_all()
                self.assertNotIn(self.users["outsider"], self.tech.crossbiz_member_ids)

    def test_calendar_of_the_same_company(self):
        """A department works by a calendar of its own company or of none."""
        foreign = self._create_calendar(self.env["res.company"].create({"name": "Elsewhere"}))
        with self.assertRaises(UserError):
            self.rpc("manager", "hr.department", "write", self.tech.ids, {"crossbiz_calendar_id": foreign.id})
        foreign.company_id = False
        self.rpc("manager", "hr.department", "write", self.tech.ids, {"crossbiz_calendar_id": foreign.id})

    def test_departments_of_the_other_company(self):
        """An administrator configures the departments of their own companies."""
        foreign = self._create_department("Elsewhere", company=self.env["res.company"].create({"name": "Elsewhere"}))
        for context in ({}, {"allowed_company_ids": foreign.company_id.ids}):
            with self.subTest(context=context), self.assertRaises(AccessError):
                self.rpc(
                    "manager", "hr.department", "write", foreign.ids, {"crossbiz_suspended": True}, context=context
                )

    def test_employee_in_none_of_our_groups_reads_departments(self):
        """Odoo's own pages about departments keep working for everybody."""
        self.users["employee"] = new_test_user(self.env, "employee", company_id=self.company.id)
        names = sorted(self.rpc("employee", "hr.department", "fields_get", [], ["type"]))
        self.rpc("employee", "hr.department", "read", self.tech.ids, names)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestAppointments(CrossbizCase):
    """An appointment takes effect at once, and only for people of the company."""

    def test_officer_gets_the_group(self):
        """Appointed by an administrator, a member may act without another visit to the user settings."""
        user = self.users["tech_member"]
        self.assertFalse(user.has_group("crossbiz_addon.group_officer"))
        self.rpc("manager", "hr.department", "write", self.tech.ids, {"crossbiz_officer_ids": [(4, user.id)]})
        self.assertTrue(user.has_group("crossbiz_addon.group_officer"))
        self.assertIn(user, self.tech.crossbiz_acting_ids)

    def test_manager_gets_the_group(self):
        """So does whom HR makes the manager, also when the login comes later."""
        self._create_person("hr", None, "hr.group_hr_manager")
        user = self.users["tech_member"]
        self.rpc("hr", "hr.department", "write", self.tech.ids, {"manager_id": user.employee_ids.id})
        self.assertTrue(user.has_group("crossbiz_addon.group_officer"))
        late = self.env["hr.employee"].create(
            {"name": "Late", "company_id": self.company.id, "department_id": self.service.id}
        )
        self.service.manager_id = late
        self._create_person("late", None, "crossbiz_addon.group_user")
        self.rpc("hr", "hr.employee", "write", late.ids, {"user_id": self.users["late"].id})
        self.assertTrue(self.users["late"].has_group("crossbiz_addon.group_officer"))
        self.assertIn(self.users["late"], self.service.crossbiz_acting_ids)

    def test_departments_that_were_there_before(self):
        """Installed where people already work, the relations' tables are empty: the hook fills them."""
        departments = self.env["hr.department"].sudo().search([("company_id", "=", self.company.id)])
        before = [{name: set(department[name].ids) for name in COMPUTED} for department in departments]
        self.assertTrue(self.tech.sudo().crossbiz_acting_ids)
        self.env.flush_all()
        for name in COMPUTED:
            self.env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(departments._fields[name].relation)))
        self.env.invalidate_all()
        self.assertFalse(self.tech.sudo().crossbiz_acting_ids)
        post_init_hook(self.env)
        self.env.invalidate_all()
        after = [{name: set(department[name].ids) for name in COMPUTED} for department in departments]
        self.assertEqual(after, before)

    def test_decision_layer_sees_what_it_decides(self):
        """An officer of the department that the settings name as decision layer is in the group that sees all cases."""
        user = self.users["tech_member"]
        self.rpc("manager", "hr.department", "write", self.board.ids, {"crossbiz_officer_ids": [(4, user.id)]})
        self.assertTrue(user.has_group("crossbiz_addon.group_decision"))
        self.assertFalse(self.users["tech_officer"].has_group("crossbiz_addon.group_decision"))
        setup = self.as_user(self.env["crossbiz.setup"], "manager").create({})
        setup.crossbiz_decision_department_id = self.tech
        setup.action_save()
        self.assertTrue(self.users["tech_officer"].has_group("crossbiz_addon.group_decision"), "named later")

    def test_nobody_appoints_themselves(self):
        """Who configures gains no right to decide: not by writing, not with a new department, but by a colleague."""
        me = self.users["manager"]
        appointed = {"crossbiz_officer_ids": [(4, me.id)]}
        self._create_person("second_manager", None, "crossbiz_addon.group_manager,hr.group_hr_user")
        with self.refused(AccessError, "cannot appoint yourself"):
            self.rpc("manager", "hr.department", "write", (self.tech | self.board).ids, appointed)
        with self.refused(AccessError, "cannot appoint yourself"):
            self.rpc(
                "second_manager",
                "hr.department",
                "create",
                {"name": "Mine", "crossbiz_officer_ids": [(6, 0, self.users["second_manager"].ids)]},
            )
        self.rpc("second_manager", "hr.department", "write", self.tech.ids, appointed)
        self.assertIn(me, self.tech.crossbiz_acting_ids)
        self.rpc("manager", "hr.department", "write", self.tech.ids, {"crossbiz_officer_ids": [(3, me.id)]})
        self.assertNotIn(me, self.tech.crossbiz_acting_ids, "to leave is free")

    def test_no_right_beyond_the_appointment(self):
        """The appointment brings one group, not the configuration and not the audit."""
        user = self.users["tech_member"]
        before = user.all_group_ids
        self.tech.crossbiz_officer_ids |= user
        self.assertEqual(user.all_group_ids - before, self.env.ref("crossbiz_addon.group_officer"))

    def test_outsiders_of_the_company_are_no_officers(self):
        """A portal user or a closed login can be appointed by no console: they neither act nor get notices."""
        portal = new_test_user(self.env, "test_portal", groups="base.group_portal", company_id=self.company.id)
        closed = self.users["tech_member"]
        closed.active = False
        for user in (portal, closed):
            with self.subTest(user=user.login), self.undone():
                try:
                    self.rpc(
                        "manager", "hr.department", "write", self.tech.ids, {"crossbiz_officer_ids": [(4, user.id)]}
                    )
                except UserError:
                    continue
                self.env.invalidate_all()
                self.assertNotIn(user, self.tech.crossbiz_acting_ids | self.tech.crossbiz_member_ids)
                self.assertFalse(user.has_group("crossbiz_addon.group_officer"))

    def test_taking_the_group_away_lasts(self):
        """A right that an administrator took away does not come back with the next unrelated change."""
        self.users["tech_officer"].group_ids -= self.env.ref("crossbiz_addon.group_officer")
        self.rpc("manager", "hr.department", "write", self.tech.ids, {"crossbiz_suspended": True})
        self.tech.name = "Technology"
        self.assertFalse(self.users["tech_officer"].has_group("crossbiz_addon.group_officer"))

    def test_who_cannot_act_serves_nobody(self):
        """A department whose only officer lost the permission, or works for another company, is no address for a
        step.
        """
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self._create_person("stranger", None, "crossbiz_addon.group_officer", company=elsewhere)
        self._create_person("demoted", None, "crossbiz_addon.group_user")
        for login in ("stranger", "demoted"):
            with self.subTest(officer=login), self.undone():
                try:
                    self.tech.crossbiz_officer_ids = self.users[login]
                except UserError:
                    continue
                self.users["demoted"].group_ids -= self.env.ref("crossbiz_addon.group_officer")
                draft = self.draft_order(departments=self.tech)
                with self.assertRaises(UserError) as caught:
                    draft.action_issue()
                self.assertIn("Technical", str(caught.exception))

    def test_new_users_take_part(self):
        """Whoever gets a login as employee is a user of the addon from the start."""
        user = (
            self.env["res.users"].with_context(no_reset_password=True).create({"name": "New", "login": "new.employee"})
        )
        self.assertTrue(user.has_group("crossbiz_addon.group_user"))
        self.assertFalse(user.has_group("crossbiz_addon.group_officer"))

    def test_chain_without_end(self):
        """Departments cannot be each other's parents; managers above are found over any height."""
        above = self._create_department("Above")
        top = self._create_department("Top", manager_id=self.users["decision_maker"].employee_ids.id)
        self.tech.parent_id, above.parent_id = above, top
        self.assertIn(self.users["decision_maker"], self.tech.crossbiz_member_ids)
        with self.assertRaises(UserError):
            top.parent_id = self.tech
            self.env.flush_all()

    def test_suspended_department_submits_nothing(self):
        """Regulation 6.3: a suspended department issues nothing new; what runs goes on."""
        order, draft = self.issue_order(), self.draft_order()
        self.rpc("manager", "hr.department", "write", self.sales.ids, {"crossbiz_suspended": True})
        with self.assertRaises(UserError) as caught:
            self.as_user(draft, "sales_officer").action_issue()
        self.assertIn("Sales", str(caught.exception))
        self.submit_plan(order, self.tech, "tech_officer")


@tagged("post_install", "-at_install")
class TestReferences(CrossbizCase):
    """Each company counts its own cases, each year from one."""

    def _create_works(self, name):
        company = self.env["res.company"].create({"name": name})
        company.resource_calendar_id = self._create_calendar(company)
        department = self._create_department(f"{name} Sales", company=company)
        self._create_person(
            f"{name}_officer", department, "crossbiz_addon.group_officer", officer=True, company=company
        )
        return company

    def _draft(self, login, count=1, **values):
        ids = self.rpc(
            login, "crossbiz.task.order", "create", [{"name": f"Order {number}", **values} for number in range(count)]
        )
        return self.env["crossbiz.task.order"].browse(ids).sudo().mapped("reference")

    @freeze_time(MONDAY)
    def test_first_of_each_company(self):
        """A new company begins with CB/2026/00001, and the next one too."""
        for name in ("north", "south"):
            self._create_works(name)
            self.assertEqual(self._draft(f"{name}_officer"), ["CB/2026/00001"])
        self.assertEqual(self._draft("north_officer"), ["CB/2026/00002"])
        self.assertEqual(self._draft("south_officer", 2), ["CB/2026/00002", "CB/2026/00003"])

    @freeze_time(MONDAY)
    def test_batch_is_unique_and_in_order(self):
        self._create_works("north")
        references = self._draft("north_officer", 120) + self._draft("north_officer", 3)
        self.assertEqual(references, [f"CB/2026/{number:05d}" for number in range(1, 124)])

    def test_year(self):
        """The count begins again with the year, by the calendar of who drafts."""
        self._create_works("north")
        for moment, reference in (
            (datetime(2026, 12, 31, 15, 59), "CB/2026/00001"),  # 23:59 in Shanghai
            (datetime(2026, 12, 31, 16, 0), "CB/2027/00001"),
            (datetime(2026, 12, 31, 15, 59), "CB/2026/00002"),  # a clock that is set back
            (datetime(2027, 6, 1), "CB/2027/00002"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.assertEqual(self._draft("north_officer"), [reference])

    @freeze_time(MONDAY)
    @mute_logger("odoo.sql_db")
    def test_a_reference_is_given_once(self):
        """Two cases of a company never share one; other companies may have the same."""
        first, second = (self.draft_order().sudo().case_id for _number in range(2))
        with self.assertRaises(psycopg2.IntegrityError):
            second.reference = first.reference
            self.env.flush_all()

    @freeze_time(MONDAY)
    def test_missing_sequence_is_named(self):
        self.env["ir.sequence"].search([("code", "=", "crossbiz.case")]).unlink()
        with self.assertRaises(UserError) as caught:
            self._draft("sales_officer")
        self.assertIn("crossbiz.case", str(caught.exception))

    @freeze_time(MONDAY)
    def test_other_kinds_of_sequence(self):
        """A company that wants no gaps, or no yearly count, gets that."""
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "crossbiz.case"), ("company_id", "=", self.company.id)]
        )
        sequence.write({"implementation": "no_gap", "use_date_range": False, "prefix": "X-", "number_next": 7})
        self.assertEqual(self._draft("sales_officer", 2), ["X-00007", "X-00008"])
        sequence.write({"implementation": "standard", "number_next": 20})
        self.assertEqual(self._draft("sales_officer", 2), ["X-00020", "X-00021"])


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestFunctions(CrossbizCase):
    """Functional departments are named in the settings; one that is missing is no silent dead end."""

    def test_missing_function_names_the_setting(self):
        """Each function: the answer says which company lacks which department, and where to choose it."""
        for function in FUNCTIONS:
            name = f"crossbiz_{function}_department_id"
            self.company[name] = False
            label = self.company._fields[name]._description_string(self.env)
            with self.subTest(function=function), self.assertRaises(UserError) as caught:
                self.company._get_crossbiz_department(function)
            for text in ("Cross Works", label, "Settings"):
                self.assertIn(text, str(caught.exception))
            self.company[name] = self.tech
            self.assertEqual(self.company._get_crossbiz_department(function), self.tech)

    def test_extension_without_a_decision_layer(self):
        """Where it is needed: the lead asks for its own step, and no decision layer is named."""
        self.company.crossbiz_decision_department_id = False
        node = self.issue_order()._open_node("dispute_decision", self.lead).sudo()
        with self.assertRaises(UserError) as caught:
            self.as_user(node, "lead_officer").action_request_extension(datetime(2026, 4, 1), "Late.")
        self.assertIn("Decision Layer", str(caught.exception))
        self.assertFalse(self.env["crossbiz.extension"].search([("node_id", "=", node.id)]))

    def test_issuing_says_all_that_is_missing(self):
        """No lead, a department without officer, no need: one answer with all of it."""
        self.company.crossbiz_lead_department_id = False
        nobody = self._create_department("Nobody Home")
        order = self.draft_order(departments=nobody, need="  ")
        with self.assertRaises(UserError) as caught:
            order.action_issue()
        for text in ("lead department", "Nobody Home", "Customer's Need"):
            self.assertIn(text, str(caught.exception))
        self.assertEqual(order.state, "draft")

    @mute_logger(*QUIET)
    def test_functions_belong_to_the_company(self):
        """A function is given to a department of the company, or to one of no company."""
        foreign = self._create_department("Elsewhere", company=self.env["res.company"].create({"name": "Elsewhere"}))
        self.users["manager"].company_ids |= foreign.company_id
        setup = self.as_user(self.env["crossbiz.setup"], "manager").with_context(
            allowed_company_ids=(self.company | foreign.company_id).ids
        )
        with self.assertRaises(UserError):
            setup.create({"crossbiz_legal_department_id": foreign.id}).action_save()
            self.env.flush_all()

    @mute_logger(*QUIET)
    def test_settings_of_a_company_are_written_by_the_page_alone(self):
        """Our administrators write no company directly; nobody below them reaches the settings page."""
        for login in ("manager", "hr_nobody", "decision_maker", "lead_officer"):
            if login == "hr_nobody":
                self._create_person("hr_nobody", None, "hr.group_hr_manager")
            with self.subTest(role=login), self.assertRaises(AccessError):
                self.rpc(
                    login, "res.company", "write", self.company.ids, {"crossbiz_decision_department_id": self.tech.id}
                )

    @mute_logger(*QUIET)
    def test_settings_of_the_other_company(self):
        """The settings page of an administrator writes none of a company that is not theirs, whatever it is told."""
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        for values, context in (
            ({"company_id": foreign.id}, {}),
            ({}, {"default_company_id": foreign.id}),
            ({}, {"allowed_company_ids": foreign.ids}),
        ):
            with self.subTest(values=values, context=context), self.undone():
                try:
                    settings = {"crossbiz_rating_days": 99, **values}
                    setup_id = self.rpc("manager", "crossbiz.setup", "create", settings, context=context)
                    self.rpc("manager", "crossbiz.setup", "action_save", [setup_id])
                except UserError:
                    continue
                self.env.invalidate_all()
                self.assertNotEqual(foreign.crossbiz_rating_days, 99)

    def test_administrators_queue(self):
        """What reaches nobody reaches the active administrators of that company."""
        self._create_person("retired", None, "crossbiz_addon.group_manager")
        self.users["retired"].active = False
        administrators = self.company._get_crossbiz_administrators()
        self.assertIn(self.users["manager"], administrators)
        self.assertNotIn(self.users["retired"], administrators)
        self.assertNotIn(self.env.ref("base.user_root"), administrators)
        self.assertFalse(
            self.env["res.company"].create({"name": "Elsewhere"})._get_crossbiz_administrators() & self.users["manager"]
        )

    def test_a_new_person_is_made_in_one_go(self):
        """A new user may say at once that notices come into Odoo: nothing writes the user before the groups stand."""
        user = new_test_user(self.env, "new_one", groups="base.group_user", notification_type="inbox")
        self.assertEqual((user.notification_type, user.share), ("inbox", False))
