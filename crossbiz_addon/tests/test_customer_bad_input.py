"""Every bad input has a clear answer and loses nothing (house rule 8): table-driven, over RPC as a console would."""

import re
import xmlrpc.client
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MONDAY, OFFICER, REFUSED, CrossbizCase, shanghai

ORDER, LINE, NODE = "crossbiz.task.order", "crossbiz.task.order.line", "crossbiz.node"
EVIL = "<script>alert('x')</script><b>bold</b> <img src=x onerror=alert(1)> & \"quoted\" {{ object.env }} ${1+1}"
UNKNOWN = (*REFUSED, MissingError)
LIMIT = 10_000


class BadInputCase(CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls._create_person(
            "sales_second", cls.sales, f"{OFFICER},sales_team.group_sale_salesman_all_leads", officer=True
        )
        cls.other_company = cls.env["res.company"].create({"name": "Other Works"})
        cls.abroad = cls._create_department("Abroad", company=cls.other_company)
        cls._create_person("abroad_officer", cls.abroad, OFFICER, officer=True, company=cls.other_company)
        cls.nobody = cls._create_department("Empty Room")
        cls.closed = cls._create_department("Closed Room", active=False)

    def fresh(self, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(1).sudo()

    def get_values(self, **changes):
        """What an integrator sends to draft an order, with ``changes``; None leaves a value out."""
        values = {
            "name": "Retrofit of a pump line",
            "partner_id": self.partner.id,
            "need": "The pumps stop at night.",
            "line_ids": [Command.create({"department_id": self.tech.id, "request": "Seals"})],
            **changes,
        }
        return {name: value for name, value in values.items() if value is not None}

    def get_facts(self, order):
        """What must not change by a refused call."""
        seen = self.fresh(order)
        return (
            seen.read(["state", "need", "partner_id", "submitted_at", "done_at", "collaborator_ids", "department_ids"]),
            seen.line_ids.read(
                ["state", "plan", "planned_delivery", "deliverable", "verdict", "cycle", "department_id"]
            ),
            seen.node_ids.sorted("id").mapped(lambda node: (node.kind, node.state, node.deadline)),
            self.events(order),
            self.env["crossbiz.notice"].search_count([("res_id", "=", order.id)]),
        )

    def planned_order(self):
        order = self.issue_order(departments=self.tech)
        return order, self.submit_plan(order, self.tech, "tech_officer")

    def delivered_order(self):
        order, line = self.planned_order()
        self.deliver(order, self.tech, "tech_officer")
        return order, line


@tagged("post_install", "-at_install")
class TestBadDraft(BadInputCase):
    def check_issue_refused(self, message, **changes):
        order_id = self.rpc("sales_officer", ORDER, "create", self.get_values(**changes))
        order = self.env[ORDER].browse(order_id)
        before = self.get_facts(order)
        with self.refused(UserError, message):
            self.rpc("sales_officer", ORDER, "action_issue", order.ids)
        self.assertEqual(self.get_facts(order), before)
        self.assertEqual(self.fresh(order).state, "draft")
        return order

    def test_incomplete_draft_is_not_issued(self):
        """Issuing names the field that is empty or wrong, or the department and what it lacks, and issues nothing."""
        line = {"department_id": self.tech.id}
        cases = (
            ("no need", {"need": None}, "Customer's Need is empty"),
            ("empty need", {"need": ""}, "Customer's Need is empty"),
            ("blank need", {"need": " \n\t "}, "Customer's Need is empty"),
            ("no customer", {"partner_id": None}, "Customer is empty"),
            ("no department", {"line_ids": None}, "No responsible department: add at least one"),
            (
                "nobody acts",
                {"line_ids": [Command.create({"department_id": self.nobody.id})]},
                "Empty Room.*no officer",
            ),
            ("archived", {"line_ids": [Command.create({"department_id": self.closed.id})]}, "Closed Room.*archived"),
            ("zero hours", {"response_hours": 0}, "response limit.*24"),
            ("negative hours", {"response_hours": -1}, "response limit.*24"),
            ("above the rule", {"response_hours": 24.5}, "response limit.*24"),
            ("far above", {"response_hours": 1e9}, "response limit.*24"),
            ("no lead", {"lead_department_id": False}, "No lead department.*Settings"),
            ("lead without officer", {"lead_department_id": self.nobody.id}, "Empty Room.*no officer"),
        )
        for label, changes, message in cases:
            with self.subTest(label), self.undone():
                self.check_issue_refused(message, **changes)
        with self.subTest("all at once"):
            self.check_issue_refused(
                "(?s)Empty Room.*Customer is empty.*Customer's Need is empty.*response limit",
                need=" ",
                partner_id=None,
                response_hours=0,
                line_ids=[Command.create(line), Command.create({"department_id": self.nobody.id})],
            )

    def test_shorter_limit_is_fine(self):
        """A first contact may ask for an answer sooner than the rule; the clock takes it."""
        order_id = self.rpc("sales_officer", ORDER, "create", self.get_values(response_hours=0.5))
        self.rpc("sales_officer", ORDER, "action_issue", [order_id])
        self.assertEqual(self.nodes(self.env[ORDER].browse(order_id)).deadline, MONDAY + timedelta(minutes=30))

    def test_wrong_draft_is_not_stored(self):
        """What can never be right is refused when it is drafted."""
        lead = self.env["crm.lead"].create({"name": "Theirs", "company_id": self.other_company.id})
        foreign_partner = self.env["res.partner"].create({"name": "Theirs", "company_id": self.other_company.id})
        twice = [Command.create({"department_id": self.tech.id}), Command.create({"department_id": self.tech.id})]
        cases = (
            ("no subject", {"name": None}, ValidationError, "Subject"),
            ("a department twice", {"line_ids": twice}, ValidationError, "Technical.*twice|only once"),
            ("unknown department", {"line_ids": [Command.create({"department_id": 99999999})]}, UNKNOWN, "."),
            (
                "no department on a line",
                {"line_ids": [Command.create({"request": "x"})]},
                ValidationError,
                "Department",
            ),
            ("unknown customer", {"partner_id": 99999999}, UNKNOWN, "."),
            ("unknown opportunity", {"lead_id": 99999999}, UNKNOWN, "."),
            ("opportunity of another company", {"lead_id": lead.id}, REFUSED, "(?i)compan"),
            ("customer of another company", {"partner_id": foreign_partner.id}, REFUSED, "(?i)compan"),
            ("another company", {"company_id": self.other_company.id}, REFUSED, "(?i)compan"),
            ("first contact of others", {"requesting_department_id": self.tech.id}, AccessError, "."),
            ("first contact abroad", {"requesting_department_id": self.abroad.id}, REFUSED, "(?i)compan"),
            ("lead abroad", {"lead_department_id": self.abroad.id}, REFUSED, "(?i)compan"),
        )
        for label, changes, kind, message in cases:
            count = self.env["crossbiz.case"].search_count([])
            with self.subTest(label):
                with self.refused(kind, message):
                    self.rpc("sales_officer", ORDER, "create", self.get_values(**changes))
                self.assertEqual(self.env["crossbiz.case"].search_count([]), count, "no ledger row without a document")

    def test_department_of_another_company(self):
        """A department of another company is never asked, whether it is refused when drafting or when issuing."""
        line = [Command.create({"department_id": self.abroad.id})]
        with self.refused(REFUSED, "(?i)Abroad|compan"):
            order_id = self.rpc("sales_officer", ORDER, "create", self.get_values(line_ids=line))
            self.rpc("sales_officer", ORDER, "action_issue", [order_id])
        order = self.issue_order(departments=self.tech)
        with self.refused(REFUSED, "(?i)Abroad|compan"):
            self.rpc("sales_officer", LINE, "create", {"order_id": order.id, "department_id": self.abroad.id})

    def test_missing_settings(self):
        """A missing lead department, calendar or rule is named with the way to the setting."""
        with self.subTest("lead department"), self.undone():
            self.company.crossbiz_lead_department_id = False
            self.check_issue_refused("No lead department.*Configuration > Settings")
        with self.subTest("calendar"), self.undone():
            self.company.resource_calendar_id = False
            self.check_issue_refused("Technical.*no working calendar.*Configuration > Departments")
        with self.subTest("own calendar is enough"), self.undone():
            departments = self.tech | self.sales | self.lead
            departments.crossbiz_calendar_id = self.calendar
            self.company.resource_calendar_id = False
            self.issue_order(departments=self.tech)
        with self.subTest("rule"), self.undone():
            rules = self.env["crossbiz.deadline.rule"].search([("node_kind", "=", "order_response")])
            rules.active = False
            with self.refused(UserError, "no deadline rule.*Handling Plan.*Deadline Rules"):
                order_id = self.rpc("sales_officer", ORDER, "create", self.get_values())
                self.rpc("sales_officer", ORDER, "action_issue", [order_id])
        with self.subTest("no home department"), self.refused(UserError, "no department"):
            self._create_person("homeless", None, "crossbiz_addon.group_user")
            self.rpc("homeless", ORDER, "create", self.get_values())
        with self.subTest("suspended first contact"), self.undone():
            self.sales.crossbiz_suspended = True
            self.check_issue_refused("Sales.*suspended")

    def test_unusable_calendars(self):
        """A calendar without hours or with flexible ones is named; the answer is not half-taken."""
        empty = self._create_calendar(self.company)
        empty.write({"name": "No Hours", "attendance_ids": [(5, 0, 0)]})
        flexible = self._create_calendar(self.company)
        flexible.write({"name": "Flexible Hours", "schedule_type": "flexible", "full_time_required_hours": 40})
        for calendar in (empty, flexible):
            with self.subTest(calendar.name), self.undone():
                order = self.issue_order(departments=self.tech)
                self.tech.crossbiz_calendar_id = calendar
                line = order.line_ids
                self.as_user(line, "tech_officer").write({"plan": "Seals.", "planned_delivery": date(2026, 3, 6)})
                before = self.get_facts(order)
                with self.refused(UserError, calendar.name):
                    self.rpc("tech_officer", LINE, "action_submit_plan", line.ids)
                self.assertEqual(self.get_facts(order), before)

    def test_issued_order_stands(self):
        """Once issued, need, customer, subject and departments stand; the message names field and remedy."""
        order = self.issue_order()
        other = self.env["res.partner"].create({"name": "Other Mill"})
        before = self.get_facts(order)
        cases = (
            ({"need": "Something else."}, UserError, "Customer's Need cannot change.*Cancel it"),
            ({"delivery_standard": "Lower."}, UserError, "Delivery Standard cannot change"),
            ({"partner_id": other.id}, UserError, "Customer cannot change"),
            ({"response_hours": 48}, UserError, "Response Limit .* cannot change"),
            ({"name": "Another subject"}, UserError, "Subject cannot change"),
            ({"requesting_department_id": self.lead.id}, REFUSED, "."),
            ({"lead_department_id": self.sales.id}, UserError, "Lead Department cannot change"),
            ({"company_id": self.other_company.id}, REFUSED, "."),
            ({"commercial_partner_id": other.id}, AccessError, "."),
            ({"lead_id": False}, UserError, "Opportunity cannot change"),
            ({"state": "done"}, AccessError, "process"),
            ({"reference": "CB/2026/99999"}, AccessError, "process"),
            ({"user_id": self.users["tech_officer"].id}, AccessError, "process"),
            ({"delivered_at": "2026-03-02 00:00:00"}, AccessError, "process"),
            ({"satisfaction": 5}, AccessError, "process"),
            ({"suspended": True}, AccessError, "process"),
            ({"case_id": order.case_id.id}, AccessError, "ledger row"),
            ({"kind": "project"}, AccessError, "process"),
            ({"department_ids": [(4, self.nobody.id)]}, AccessError, "process"),
            ({"collaborator_ids": [(4, self.nobody.id)]}, AccessError, "process"),
            ({"node_ids": [(5, 0, 0)]}, AccessError, "."),
            ({"journal_ids": [(5, 0, 0)]}, AccessError, "."),
        )
        for values, kind, message in cases:
            for method, arguments in (("write", [values]), ("web_save", [values, {}])):
                with self.subTest(values=values, method=method), self.refused(kind, message):
                    self.rpc("sales_officer", ORDER, method, order.ids, *arguments)
        self.assertEqual(self.get_facts(order), before)

    def test_forged_creation(self):
        """No draft is born with facts of the process: by values, defaults of the context, import or copy."""
        facts = {
            "state": "running",
            "reference": "CB/2026/99999",
            "submitted_at": "2026-03-01 00:00:00",
            "satisfaction": 5,
            "delivered_at": "2026-03-01 00:00:00",
            "rated_at": "2026-03-01 00:00:00",
            "user_id": self.users["tech_officer"].id,
            "suspended": True,
            "was_late": True,
            "commercial_partner_id": self.company.partner_id.id,
        }
        for field, value in facts.items():
            with self.subTest(field=field, by="values"), self.refused(AccessError):
                self.rpc("sales_officer", ORDER, "create", self.get_values(**{field: value}))
            with self.subTest(field=field, by="default"), self.refused(AccessError):
                self.rpc("sales_officer", ORDER, "create", self.get_values(), context={f"default_{field}": value})
            order = self.draft_order()
            with self.subTest(field=field, by="copy"), self.refused(AccessError):
                self.rpc("sales_officer", ORDER, "copy", order.ids, {field: value})
        result = self.rpc(
            "sales_officer",
            ORDER,
            "load",
            ["name", "partner_id/.id", "state"],
            [["Imported", str(self.partner.id), "done"]],
        )
        self.assertFalse(result["ids"])
        result = self.rpc(
            "sales_officer", ORDER, "load", ["name", "partner_id/.id", "need", "line_ids/department_id/.id"],
            [["Imported", str(self.partner.id), "Seals", str(self.tech.id)]],
        )  # fmt: skip
        self.assertTrue(result["ids"], result["messages"])
        self.assertRecordValues(
            self.fresh(self.env[ORDER].browse(result["ids"])), [{"state": "draft", "kind": "customer"}]
        )

    def test_form_opens_for_who_has_no_department(self):
        """Who belongs to no department yet can open the form; saving says what is missing."""
        self._create_person("homeless", None, "crossbiz_addon.group_user")
        form = Form(self.as_user(self.env[ORDER], "homeless"))
        form.name = "Retrofit"
        form.requesting_department_id = self.sales
        with self.refused(AccessError):
            form.save()

    def test_form_asks_for_what_is_needed(self):
        """The form itself asks for the subject; a plan is kept while it is typed, and asked for when submitted."""
        form = Form(self.as_user(self.env[ORDER], "sales_officer"))
        form.partner_id = self.partner
        with self.assertRaisesRegex(AssertionError, "name.*required"):
            form.save()
        order = self.issue_order(departments=self.tech)
        line = self.line_of(order, self.tech, "tech_officer")
        form = Form(line, view="crossbiz_addon.task_order_line_view_form_plan")
        form.plan = "Half a plan"
        record = form.save()
        with self.refused(UserError, "Planned Delivery is empty"):
            record.action_submit_plan()
        form.planned_delivery = date(2026, 3, 6)
        form.save().action_submit_plan()
        self.assertEqual(line.state, "planned")


@tagged("post_install", "-at_install")
class TestBadAnswer(BadInputCase):
    def test_plan(self):
        """A plan without text or a possible date closes nothing; each refusal names the field."""
        order = self.issue_order(departments=self.tech)
        line = order.line_ids
        cases = (
            ("no plan", {"planned_delivery": "2026-03-06"}, "Handling Plan is empty"),
            ("empty plan", {"plan": "", "planned_delivery": "2026-03-06"}, "Handling Plan is empty"),
            ("blank plan", {"plan": " \n\t ", "planned_delivery": "2026-03-06"}, "Handling Plan is empty"),
            ("no date", {"plan": "Seals."}, "Planned Delivery is empty"),
            (
                "yesterday",
                {"plan": "Seals.", "planned_delivery": "2026-03-01"},
                "Planned Delivery 2026-03-01 has passed",
            ),
            (
                "long ago",
                {"plan": "Seals.", "planned_delivery": "1970-01-01"},
                "Planned Delivery 1970-01-01 has passed",
            ),
            ("no end in sight", {"plan": "Seals.", "planned_delivery": "9999-12-31"}, "Planned Delivery"),
        )
        before = self.get_facts(order)
        for label, values, message in cases:
            with self.subTest(label), self.undone():
                self.rpc("tech_officer", LINE, "write", line.ids, {"plan": False, "planned_delivery": False, **values})
                with self.refused(UserError, message):
                    self.rpc("tech_officer", LINE, "action_submit_plan", line.ids)
                self.assertRecordValues(
                    self.fresh(line), [{"state": "asked", "plan_submitted_at": False, "plan_submitted_by": False}]
                )
                self.assertEqual(self.nodes(order).mapped("state"), ["open"])
        self.assertEqual(self.get_facts(order), before)

    def test_today(self):
        """Today is a possible date until work ends, on a day off until midnight, by the department's clock."""
        for moment, day, possible in (
            (shanghai(2, 17, 59), date(2026, 3, 2), True),
            (shanghai(2, 18), date(2026, 3, 2), False),
            (shanghai(2, 18, 30), date(2026, 3, 2), False),
            (shanghai(7, 23, 59), date(2026, 3, 7), True),  # Saturday
            (shanghai(8, 0), date(2026, 3, 7), False),
            (shanghai(2, 7), date(2026, 3, 1), False),  # Monday in Shanghai, still Sunday in UTC
            (shanghai(2, 7), date(2026, 3, 2), True),
        ):
            with self.subTest(moment=moment, day=day), self.undone(), freeze_time(moment):
                order = self.issue_order(departments=self.tech)
                if possible:
                    self.submit_plan(order, self.tech, "tech_officer", day)
                    self.assertGreater(self.nodes(order, "order_delivery").deadline, moment)
                else:
                    with self.refused(UserError, "has passed"):
                        self.submit_plan(order, self.tech, "tech_officer", day)

    def test_a_day_off_ends_with_its_last_second(self):
        """A delivery planned for a Saturday is due that Saturday, not on Sunday at midnight."""
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
            self.submit_plan(order, self.tech, "tech_officer", date(2026, 3, 7))
        self.assertEqual(self.nodes(order, "order_delivery").deadline, shanghai(7, 23, 59) + timedelta(seconds=59))

    def test_garbage_dates(self):
        """A word where a date belongs is refused; the line keeps what it had."""
        order, line = self.planned_order()
        self.deliver(order, self.tech, "tech_officer")
        for value in ("next week", "2026-13-45", "06.03.2026", "''; DROP TABLE"):
            with self.subTest(value=value, by="rework"), self.refused(UserError, "(?i)date|delivery"):
                self.rpc("sales_officer", LINE, "action_rework", line.ids, "Again.", value)
        self.assertEqual(self.fresh(line).state, "delivered")
        other = self.issue_order(departments=self.tech)
        for value in ("next week", "2026-13-45"):
            with self.subTest(value=value, by="write"), self.assertRaises(ValueError):  # the ORM's own answer
                self.rpc("tech_officer", LINE, "write", other.line_ids.ids, {"planned_delivery": value})
        self.assertFalse(self.fresh(other.line_ids).planned_delivery)

    def test_rework(self):
        """Sending back needs a reason, and a date that can still be met."""
        order, line = self.delivered_order()
        before = self.get_facts(order)
        cases = (
            ([], "Reason is empty"),
            ([""], "Reason is empty"),
            (["  \n"], "Reason is empty"),
            (["x" * (LIMIT + 1)], "Reason has 10001 characters"),
            (["Again.", "2026-03-01"], "Planned Delivery 2026-03-01 has passed"),
        )
        for arguments, message in cases:
            with self.subTest(arguments=repr(arguments)[:40]), self.refused(UserError, message):
                self.rpc("sales_officer", LINE, "action_rework", line.ids, *arguments)
        self.assertEqual(self.get_facts(order), before)

    def test_delivery(self):
        """A delivery without a word on what was delivered is refused."""
        order, line = self.planned_order()
        before = self.get_facts(order)
        for value in (False, "", " \n "):
            with self.subTest(value=value), self.undone():
                self.rpc("tech_officer", LINE, "write", line.ids, {"deliverable": value})
                with self.refused(UserError, "Deliverable is empty"):
                    self.rpc("tech_officer", LINE, "action_deliver", line.ids)
        self.assertEqual(self.get_facts(order), before)

    def test_twice(self):
        """Each step counts once, however often it is pressed; the second press says who did it."""
        order = self.draft_order(departments=self.tech)
        line = order.line_ids
        steps = (
            ("sales_officer", order, "action_issue", "already issued"),
            ("tech_officer", line, "action_submit_plan", "already closed by tech_officer"),
            ("tech_officer", line, "action_deliver", "already closed by tech_officer"),
            ("sales_officer", line, "action_accept", "already closed by sales_officer"),
        )
        for login, record, method, message in steps:
            if method == "action_submit_plan":
                self.rpc(login, LINE, "write", line.ids, {"plan": "Seals.", "planned_delivery": "2026-03-06"})
            if method == "action_deliver":
                self.rpc(login, LINE, "write", line.ids, {"deliverable": "Done."})
            self.rpc(login, record._name, method, record.ids)
            before = self.get_facts(order)
            with self.subTest(method), self.refused(UserError, message):
                self.rpc(login, record._name, method, record.ids)
            self.assertEqual(self.get_facts(order), before)
        self.assertEqual(self.fresh(order).state, "closing")

    def test_same_record_twice_in_one_call(self):
        """Ids repeated in one call count once or are refused, they never act twice."""
        order = self.draft_order(departments=self.tech)
        self.rpc("sales_officer", ORDER, "action_issue", order.ids * 2)
        self.assertEqual(len(self.nodes(order)), 1)
        self.assertEqual(self.events(order).count("order_issued"), 1)

    def test_unknown_records(self):
        """Ids that do not exist or were never there are answered, not a traceback."""
        for model, method, arguments in (
            (ORDER, "action_issue", []),
            (ORDER, "action_cancel", ["x"]),
            (LINE, "action_submit_plan", []),
            (LINE, "action_deliver", []),
            (LINE, "action_accept", []),
            (LINE, "action_withdraw", ["x"]),
            (NODE, "action_complete", []),
            (NODE, "action_acknowledge", []),
            ("crossbiz.case", "action_cancel", ["x"]),
        ):
            with self.subTest(model=model, method=method), self.refused(UNKNOWN):
                self.rpc("sales_officer", model, method, [99999999], *arguments)

    def test_nothing_chosen(self):
        """A call on no record at all does nothing."""
        before = self.count_written_rows()
        for model, method, arguments in (
            (ORDER, "action_issue", []),
            (ORDER, "action_urge", []),
            (LINE, "action_submit_plan", []),
            (LINE, "action_accept", []),
            (NODE, "action_complete", []),
            (NODE, "action_acknowledge", []),
        ):
            with self.subTest(model=model, method=method):
                self.rpc("sales_officer", model, method, [], *arguments)
        self.assertEqual(self.count_written_rows(), before)

    def test_half_of_a_batch_is_refused_whole(self):
        """When one of several cannot be issued, none is: nothing is half-done."""
        good, bad = self.draft_order(departments=self.tech), self.draft_order(departments=self.tech, need=" ")
        with self.refused(UserError, "Customer's Need is empty"):
            self.rpc("sales_officer", ORDER, "action_issue", (good | bad).ids)
        self.assertEqual((self.fresh(good).state, self.fresh(bad).state), ("draft", "draft"))
        self.assertFalse(self.nodes(good))


@tagged("post_install", "-at_install")
class TestLongTexts(BadInputCase):
    """10,000 characters are taken, one more is refused by a message that says how many there are."""

    def check(self, label, call, field="", clean=None):
        with self.subTest(label, length=LIMIT), self.undone():
            call("x" * LIMIT)
        with self.subTest(label, length=LIMIT + 1), self.refused(UserError, f"{field}.* 10001 characters; 10000"):
            call("x" * (LIMIT + 1))

    def test_draft(self):
        order = self.draft_order(departments=self.tech)
        for field, label in (("need", "Customer's Need"), ("delivery_standard", "Delivery Standard")):
            self.check(
                field,
                lambda text, field=field: self.rpc("sales_officer", ORDER, "write", order.ids, {field: text}),
                label,
            )
            self.check(
                f"{field} created",
                lambda text, field=field: self.rpc("sales_officer", ORDER, "create", self.get_values(**{field: text})),
                label,
            )
        self.check(
            "request",
            lambda text: self.rpc("sales_officer", LINE, "write", order.line_ids.ids, {"request": text}),
            "Request",
        )

    def test_answers(self):
        order = self.issue_order(departments=self.tech)
        line = order.line_ids
        self.check(
            "plan", lambda text: self.rpc("tech_officer", LINE, "write", line.ids, {"plan": text}), "Handling Plan"
        )
        self.submit_plan(order, self.tech, "tech_officer", plan="y" * LIMIT)
        self.check(
            "deliverable",
            lambda text: self.rpc("tech_officer", LINE, "write", line.ids, {"deliverable": text}),
            "Deliverable",
        )
        self.deliver(order, self.tech, "tech_officer", "z" * LIMIT)
        self.check("rework", lambda text: self.rpc("sales_officer", LINE, "action_rework", line.ids, text), "Reason")
        self.check("note of a verdict", lambda text: self.rpc("sales_officer", LINE, "action_accept", line.ids, text))
        self.assertEqual(
            len(self.fresh(order).journal_ids.filtered(lambda entry: entry.event == "plan_submitted").note), LIMIT
        )

    def test_reasons(self):
        order = self.issue_order()
        line = order.line_ids[0]
        node = self.nodes(order)[0]
        node_login = "tech_officer" if node.department_id == self.tech else "service_officer"
        calls = {
            "cancel": lambda text: self.rpc("sales_officer", ORDER, "action_cancel", order.ids, text),
            "withdraw": lambda text: self.rpc("sales_officer", LINE, "action_withdraw", line.ids, text),
            "hand over": lambda text: self.rpc(node_login, NODE, "action_hand_over", node.ids, self.lead.id, text),
            "extension": lambda text: self.rpc(
                node_login, NODE, "action_request_extension", node.ids, "2026-03-20 00:00:00", text
            ),
        }
        for label, call in calls.items():
            self.check(label, call, "Reason")
        self.check(
            "difficulty",
            lambda text: self.rpc("tech_member", ORDER, "action_report_difficulty", order.ids, text),
            "Description",
        )

    def test_customer_update(self):
        values = {"partner_id": self.partner.id}
        model = "crossbiz.customer.update"
        self.check(
            "update", lambda text: self.rpc("sales_officer", model, "create", {**values, "body": text}), "What Happened"
        )
        update_id = self.rpc("sales_officer", model, "create", {**values, "body": "Short."})
        self.check(
            "corrected",
            lambda text: self.rpc("sales_officer", model, "write", [update_id], {"body": text}),
            "What Happened",
        )
        for body in ("", " \n ", False, None):
            with self.subTest(body=body), self.refused((UserError, ValidationError), "What Happened"):
                self.rpc("sales_officer", model, "create", {**values, "body": body})
            with self.subTest(corrected=body), self.refused((UserError, ValidationError), "What Happened"):
                self.rpc("sales_officer", model, "write", [update_id], {"body": body})

    def test_chinese_counts_characters(self):
        """Characters are counted, not bytes."""
        order = self.draft_order(need="需" * LIMIT)
        self.assertEqual(len(self.fresh(order).need), LIMIT)


@tagged("post_install", "-at_install")
class TestMarkup(BadInputCase):
    """Markup, scripts and templates in every text are kept as text and shown as text."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.opportunity = cls.as_user(cls.env["crm.lead"], "sales_officer").create(
            {"name": f"Lead {EVIL}", "partner_id": cls.partner.id, "type": "opportunity"}
        )
        order = cls.issue_order(
            name=f"Subject {EVIL}",
            need=f"Need {EVIL}",
            delivery_standard=f"Standard {EVIL}",
            lead_id=cls.opportunity.id,
            departments=None,
            line_ids=[
                Command.create({"department_id": department.id, "request": f"Request {EVIL}"})
                for department in (cls.tech, cls.service, cls.lead)
            ],
        )
        cls.as_user(order, "tech_member").action_report_difficulty(f"Difficulty {EVIL}")
        cls.line_of(order, cls.lead, "sales_officer").action_withdraw(f"Withdrawn {EVIL}")
        line = cls.submit_plan(order, cls.tech, "tech_officer", plan=f"Plan {EVIL}")
        cls.deliver(order, cls.tech, "tech_officer", f"Delivered {EVIL}")
        cls.line_of(order, cls.tech, "sales_officer").action_rework(f"Rework {EVIL}")
        cls.deliver(order, cls.tech, "tech_officer", f"Delivered {EVIL}")
        cls.as_user(line, "sales_officer").action_accept(f"Accepted {EVIL}")
        cls.order, cls.line = order, line

    def assert_escaped(self, html, what):
        self.assertFalse(
            re.search(r"<script|<b>bold|<img[^>]*onerror|<img src=x", str(html)), f"{what}: markup got through"
        )

    def test_stored_verbatim(self):
        """What was typed is what is kept, character by character, in the documents and in the sealed journal."""
        order, line = self.fresh(self.order), self.fresh(self.line)
        self.assertEqual(
            (order.name, order.need, order.delivery_standard), (f"Subject {EVIL}", f"Need {EVIL}", f"Standard {EVIL}")
        )
        self.assertEqual((line.request, line.plan), (f"Request {EVIL}", f"Plan {EVIL}"))
        self.assertEqual((line.deliverable, line.verdict_note), (f"Delivered {EVIL}", f"Accepted {EVIL}"))
        self.assertEqual(order.difficulty_ids.description, f"Difficulty {EVIL}")
        notes = set(order.journal_ids.mapped("note")) - {False}
        self.assertLessEqual(
            {f"{word} {EVIL}" for word in ("Plan", "Delivered", "Rework", "Accepted", "Withdrawn", "Difficulty")}, notes
        )
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def test_chatter(self):
        """What is posted on the order and on the opportunity is escaped; so are the names of departments."""
        self.submit_plan(self.order, self.service, "service_officer", plan=f"Plan {EVIL}")
        self.env.invalidate_all()
        bodies = (self.opportunity.sudo().message_ids | self.opportunity.sudo().message_ids).mapped("body")
        bodies += self.fresh(self.order).message_ids.mapped("body")
        posted = "".join(bodies)
        self.assertIn("Subject", posted)
        self.assert_escaped(posted, "chatter")

    def test_notices(self):
        """The messages that the job sends to officers are escaped, in subject and body."""
        self.as_user(self.order, "lead_officer").action_urge()
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        with self.enter_registry_test_mode():
            self.env.ref("crossbiz_addon.cron_notify").method_direct_trigger()
        self.env.invalidate_all()
        messages = self.env["mail.message"].search([("id", ">", before), ("message_type", "=", "user_notification")])
        told = messages.filtered(lambda message: "Subject" in message.body)
        self.assertGreaterEqual(len(told), 3)
        for message in told:
            self.assert_escaped(message.body, "notice")
        for mail in self.env["mail.mail"].search([("mail_message_id", "in", told.ids)]):
            self.assert_escaped(mail.body_html, "notice mail")
        text = "".join(told.mapped("body"))
        self.assertIn("Withdrawn &lt;script&gt;", text)
        self.assertIn("Difficulty &lt;script&gt;", text)

    def test_customer_mail(self):
        """The rating request shows the subject as text and evaluates nothing in it."""
        self.line_of(self.order, self.service, "sales_officer").action_withdraw("Not needed.")
        mail = self.env["mail.mail"].search([("recipient_ids", "=", self.partner.id)], limit=1)
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assert_escaped(mail.body_html, "customer mail")
        self.assertIn("{{ object.env }}", mail.subject)
        self.assertNotIn("odoo.api.Environment", mail.subject + mail.body_html)

    def test_report(self):
        """The printed form shows every text as text."""
        self.fresh(self.order).sudo().rating_comment = EVIL
        report = self.as_user(self.env["ir.actions.report"], "tech_officer")
        html = report._render_qweb_html("crossbiz_addon.task_order_form", self.order.ids)[0].decode()
        self.assert_escaped(html.replace('<script type="', ""), "report")  # Odoo's own
        for word in ("Subject", "Need", "Standard", "Request", "Plan", "Delivered", "Accepted"):
            self.assertIn(f"{word} &lt;script&gt;", html)

    def test_dialogs(self):
        """Errors that quote a text quote it as text: messages are plain, and the client escapes them."""
        with self.refused(UserError, re.escape(f"Subject {EVIL}")):
            self.rpc("sales_officer", ORDER, "action_issue", self.order.ids)

    def test_picture(self):
        """Updates are kept verbatim; the picture hands out plain values, which the screen escapes."""
        update_id = self.rpc(
            "sales_officer", "crossbiz.customer.update", "create", {"partner_id": self.partner.id, "body": EVIL}
        )
        picture = self.rpc("tech_officer", "res.partner", "get_crossbiz_picture", self.partner.ids)
        self.assertEqual([update["body"] for update in picture["updates"] if update["id"] == update_id], [EVIL])
        self.assertTrue(all(type(update["body"]) is str for update in picture["updates"]))


@tagged("post_install", "-at_install")
class TestDeletion(BadInputCase):
    """What has a history stays (house rule 8), whoever tries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_system,hr.group_hr_manager,sales_team.group_sale_manager,base.group_partner_manager"
        cls.users["boss"] = new_test_user(
            cls.env, "boss", groups=f"{groups},crossbiz_addon.group_manager,crossbiz_addon.group_user",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        cls.order = cls.issue_order(departments=cls.tech)
        cls.submit_plan(cls.order, cls.tech, "tech_officer")

    def test_documents(self):
        """An issued or cancelled order, its lines, steps, journal and ledger row are deleted by nobody."""
        cancelled = self.issue_order(departments=self.tech)
        cancelled.action_cancel("Entered twice.")
        gone_draft = self.draft_order(departments=self.tech)
        gone_draft.action_cancel("Entered twice.")
        for order in (self.order, cancelled, gone_draft):
            before = self.get_facts(order)
            for record in (order, order.case_id, order.line_ids, self.nodes(order), self.fresh(order).journal_ids):
                for login in ("sales_officer", "tech_officer", "manager", "boss"):
                    if not record:
                        continue
                    with self.subTest(order=order.id, model=record._name, login=login), self.refused(REFUSED):
                        self.rpc(login, record._name, "unlink", record.ids)
            self.assertEqual(self.get_facts(order), before)
        with self.refused(UserError, "history.*Cancel it"):
            self.rpc("sales_officer", ORDER, "unlink", self.order.ids)

    def test_neighbours(self):
        """A department, person, customer or company that the history names is not deleted."""
        for model, record in (
            ("hr.department", self.tech),
            ("hr.department", self.sales),
            ("res.users", self.users["tech_officer"]),
            ("res.users", self.users["sales_officer"]),
            ("res.partner", self.partner),
            ("res.company", self.company),
        ):
            with self.subTest(model=model, record=record.display_name), self.refused(REFUSED, "(?s)."):
                self.rpc("boss", model, "unlink", record.ids)
        self.assertTrue((self.tech | self.sales).exists() == self.tech | self.sales)
        self.assertTrue(self.partner.exists())

    def test_opportunity_goes_and_the_order_stays(self):
        """Deleting an opportunity leaves its task order and all evidence as they were."""
        lead = self.env["crm.lead"].create(
            {"name": "Gone soon", "partner_id": self.partner.id, "company_id": self.company.id}
        )
        order = self.issue_order(departments=self.tech, lead_id=lead.id)
        before = self.get_facts(order)
        self.rpc("boss", "crm.lead", "unlink", lead.ids)
        self.assertEqual(self.get_facts(order), before)
        self.submit_plan(order, self.tech, "tech_officer")

    def test_archived_department_still_answers(self):
        """Archiving a department that owes a step stops nothing: its people answer what was asked."""
        order = self.issue_order(departments=self.tech)
        self.tech.action_archive()
        line = self.as_user(order, "tech_officer").line_ids
        line.write({"plan": "Seals.", "planned_delivery": date(2026, 3, 6)})
        line.action_submit_plan()
        line.deliverable = "Done."
        line.action_deliver()
        self.as_user(line, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "closing")

    def test_archived_customer(self):
        """Archiving the customer stops nothing either."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.partner.action_archive()
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.assertEqual(self.fresh(order).state, "closing")

    def test_draft_leaves_nothing_behind(self):
        """A draft may be deleted, by its document only, with its ledger row and all that hung on it."""
        draft = self.draft_order()
        case, lines = draft.case_id, draft.line_ids
        draft.message_post(body="A remark.")
        with self.refused(AccessError):
            self.rpc("sales_officer", "crossbiz.case", "unlink", case.ids)
        self.rpc("sales_officer", ORDER, "unlink", draft.ids)
        self.assertFalse(draft.exists() or case.exists() or lines.exists())
        self.assertFalse(self.env["mail.message"].search([("model", "=", ORDER), ("res_id", "=", draft.id)]))
        self.assertFalse(self.env["mail.followers"].search([("res_model", "=", ORDER), ("res_id", "=", draft.id)]))


@tagged("post_install", "-at_install")
class TestOverHttp(CrossbizCase, HttpCase):
    """What an integrator's script gets: ``/json/2`` with API keys, and XML-RPC."""

    def setUp(self):
        super().setUp()
        self.keys = {}
        until = fields.Datetime.now() + timedelta(days=1)
        for login in ("sales_officer", "sales_member", "tech_officer", "outsider"):
            keys = self.env["res.users.apikeys"].with_user(self.users[login])
            self.keys[login] = keys._generate("rpc", "script", until)
        self.tomorrow = date.today() + timedelta(days=30)  # noqa: DTZ011 - far enough in every zone; HTTP runs in real time
        self.env.flush_all()

    def call(self, login, model, method, status=200, **body):
        body.setdefault("context", {"lang": "en_US"})
        headers = {"Authorization": f"bearer {self.keys[login]}"}
        with mute_logger("odoo.http", "odoo.sql_db"):
            response = self.url_open(f"/json/2/{model}/{method}", json=body, headers=headers)
        self.assertEqual(response.status_code, status, response.text[:500])
        self.env.invalidate_all()
        return response.json()

    def draft(self, **changes):
        values = {
            "name": "Retrofit",
            "partner_id": self.partner.id,
            "need": "The pumps stop at night.",
            "line_ids": [[0, 0, {"department_id": self.tech.id}]],
            **changes,
        }
        return self.call("sales_officer", ORDER, "create", vals_list=[values])[0]

    def test_whole_way_by_json(self):
        """An integrator drives a task order from draft to closing, each call under the key of the person who acts."""
        order_id = self.draft()
        self.call("sales_officer", ORDER, "action_issue", ids=[order_id])
        line_ids = self.call("tech_officer", LINE, "search", domain=[["order_id", "=", order_id]])
        self.call(
            "tech_officer", LINE, "write", ids=line_ids, vals={"plan": "Seals.", "planned_delivery": str(self.tomorrow)}
        )
        self.call("tech_officer", LINE, "action_submit_plan", ids=line_ids)
        self.call("tech_officer", LINE, "write", ids=line_ids, vals={"deliverable": "Done."})
        self.call("tech_officer", LINE, "action_deliver", ids=line_ids)
        self.call("sales_officer", LINE, "action_accept", ids=line_ids, note="Fine.")
        (seen,) = self.call("tech_officer", ORDER, "read", ids=[order_id], fields=["state", "reference", "light"])
        self.assertEqual((seen["state"], seen["light"]), ("closing", "blue"))

    def test_answers_to_bad_calls(self):
        """Each refusal has its HTTP status and a message that a person understands."""
        order_id = self.draft()
        self.call("sales_officer", ORDER, "action_issue", ids=[order_id])
        twice = [[0, 0, {"department_id": self.tech.id}]] * 2
        cases = (
            ("issued twice", 422, "already issued", "sales_officer", ORDER, "action_issue", {"ids": [order_id]}),
            ("frozen", 422, "Customer's Need cannot change", "sales_officer", ORDER, "write",
             {"ids": [order_id], "vals": {"need": "Other"}}),
            ("protected", 403, "only the steps of the process", "sales_officer", ORDER, "write",
             {"ids": [order_id], "vals": {"state": "done"}}),
            ("foreign", 403, ".", "outsider", ORDER, "read", {"ids": [order_id], "fields": ["need"]}),
            ("not an officer", 403, "only an officer of “Sales”", "sales_member", ORDER, "action_cancel",
             {"ids": [order_id], "reason": "x"}),
            ("no reason", 422, "Reason is empty", "sales_officer", ORDER, "action_cancel", {"ids": [order_id]}),
            ("unknown", 404, ".", "sales_officer", ORDER, "action_issue", {"ids": [99999999]}),
            ("department twice", 422, "twice|only once", "sales_officer", ORDER, "create",
             {"vals_list": [{"name": "x", "partner_id": self.partner.id, "line_ids": twice}]}),
            ("unknown department", 422, ".", "sales_officer", ORDER, "create",
             {"vals_list": [{"name": "x", "line_ids": [[0, 0, {"department_id": 99999999}]]}]}),
            ("no subject", 422, "Subject", "sales_officer", ORDER, "create", {"vals_list": [{"need": "x"}]}),
            ("history", 422, "has a history", "sales_officer", ORDER, "unlink", {"ids": [order_id]}),
            ("ledger row", 403, ".", "sales_officer", "crossbiz.case", "create",
             {"vals_list": [{"name": "x", "kind": "customer"}]}),
            ("journal", 403, ".", "sales_officer", "crossbiz.journal", "create", {"vals_list": [{"event": "rated"}]}),
        )  # fmt: skip
        for label, status, message, login, model, method, body in cases:
            with self.subTest(label):
                answer = self.call(login, model, method, status=status, **body)
                self.assertRegex(answer["message"], message)
        self.assertEqual(self.env[ORDER].browse(order_id).sudo().state, "running")

    def test_private_methods_stay_private(self):
        """What the server does on its own cannot be called from outside."""
        order_id = self.draft()
        node = self.env["crossbiz.node"]
        for model, method, ids in (
            (ORDER, "_transition", [order_id]),
            (ORDER, "_open_node", [order_id]),
            (ORDER, "_journal", [order_id]),
            (ORDER, "_rating_get_access_token", [order_id]),
            (ORDER, "_cron_close_unrated", []),
            (LINE, "_issue", []),
            (node._name, "_close", []),
            ("crossbiz.journal", "_append", []),
            ("hr.department", "_settle_membership", []),
        ):
            with self.subTest(model=model, method=method):
                self.call("sales_officer", model, method, status=403, ids=ids)

    def test_without_a_key(self):
        """Nothing answers without a key."""
        with mute_logger("odoo.http"):
            response = self.url_open(f"/json/2/{ORDER}/search_read", json={"domain": []})
        self.assertEqual(response.status_code, 401)

    def test_whole_way_by_xmlrpc(self):
        """The same by XML-RPC, for older scripts; refusals are faults with their message."""
        database = self.env.cr.dbname

        def execute(login, model, method, *arguments, **options):
            user = self.users[login]
            self.env.flush_all()
            with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.xmlrpc"):
                answer = self.xmlrpc_object.execute_kw(
                    database, user.id, self.keys[login], model, method, list(arguments), options
                )
            self.env.invalidate_all()
            return answer

        values = {
            "name": "Retrofit",
            "partner_id": self.partner.id,
            "need": "Seals",
            "line_ids": [[0, 0, {"department_id": self.tech.id}]],
        }
        context = {"lang": "en_US"}
        order_id = execute("sales_officer", ORDER, "create", values)
        execute("sales_officer", ORDER, "action_issue", [order_id])
        with self.assertRaisesRegex(xmlrpc.client.Fault, "already issued"):
            execute("sales_officer", ORDER, "action_issue", [order_id], context=context)
        with self.assertRaisesRegex(xmlrpc.client.Fault, "only the steps of the process"):
            execute("sales_officer", ORDER, "write", [order_id], {"state": "done"}, context=context)
        with self.assertRaises(xmlrpc.client.Fault):
            execute("outsider", ORDER, "read", [order_id], ["need"])
        line_ids = execute("tech_officer", LINE, "search", [["order_id", "=", order_id]])
        with self.assertRaisesRegex(xmlrpc.client.Fault, "Handling Plan is empty"):
            execute("tech_officer", LINE, "action_submit_plan", line_ids, context=context)
        execute("tech_officer", LINE, "write", line_ids, {"plan": "Seals.", "planned_delivery": str(self.tomorrow)})
        self.assertIs(execute("tech_officer", LINE, "action_submit_plan", line_ids), True)
        self.assertEqual(execute("tech_officer", LINE, "read", line_ids, ["state"])[0]["state"], "planned")
