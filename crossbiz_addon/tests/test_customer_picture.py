"""The shared picture of a customer (regulation 3.3.1): who sees what, and what the figures say."""

import json
from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from .common import MONDAY, OFFICER, REFUSED, CrossbizCase, shanghai

UPDATE, ORDER = "crossbiz.customer.update", "crossbiz.task.order"


class PictureCase(CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.users["salesman"] = new_test_user(
            cls.env, "salesman", groups="sales_team.group_sale_salesman", lang="en_US",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        cls.users["employee"] = new_test_user(
            cls.env, "employee", groups="base.group_user", lang="en_US",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        # every internal user gets our group by default; these two are none of ours
        group = cls.env.ref("crossbiz_addon.group_user")
        for login in ("salesman", "employee"):
            cls.users[login].group_ids -= group
        cls.other_company = cls.env["res.company"].create({"name": "Other Works"})
        cls.abroad = cls._create_department("Abroad", company=cls.other_company)
        cls._create_person("abroad_officer", cls.abroad, OFFICER, officer=True, company=cls.other_company)
        cls.contact = cls.env["res.partner"].create({"name": "Mrs. Miller", "parent_id": cls.partner.id})
        cls.stranger = cls.env["res.partner"].create({"name": "Other Mill"})

    @classmethod
    def tell(cls, login, body="The mill plans a second line.", **values):
        return cls.as_user(cls.env[UPDATE], login).create({"partner_id": cls.partner.id, "body": body, **values})

    def sees(self, login, update):
        try:
            return bool(self.rpc(login, UPDATE, "search", [("id", "=", update.id)]))
        except AccessError:
            return False

    def picture(self, login, partner=None):
        return self.rpc(login, "res.partner", "get_crossbiz_picture", (partner or self.partner).ids)

    def rate(self, order, rate):
        order = order.with_user(1).sudo()
        rating = order.rating_id
        order.rating_apply(rate, rating=rating)

    def finished(self, delivered=None, login="tech_officer", department=None, planned=date(2026, 3, 3), rate=None):
        """An order that one department delivered at ``delivered``."""
        department = department or self.tech
        order = self.issue_order(departments=department)
        self.submit_plan(order, department, login, planned)
        with freeze_time(delivered or MONDAY):
            self.deliver(order, department, login)
            self.line_of(order, department, "sales_officer").action_accept()
            if rate:
                self.rate(order, rate)
        return order


@tagged("post_install", "-at_install")
class TestUpdates(PictureCase):
    def test_who_reads(self):
        """Departments that serve the customer, sales and oversight read an update; nobody else.

        1. After-Sales writes what it learned; so far only After-Sales, sales and oversight read it.
        2. Sales issues an order for the customer to Technical: Technical and the lead department read it now.
        3. An order for another customer, a draft, or one of another company, opens nothing.
        """
        update = self.tell("service_officer")
        everyone = set(self.users)
        always = {
            "service_officer",
            "sales_officer",
            "salesman",
            "decision_maker",
            "compliance_officer",
            "auditor",
            "manager",
        }
        self.assertEqual({login for login in everyone if self.sees(login, update)}, always)
        self.issue_order(departments=self.tech, partner_id=self.stranger.id)
        self.draft_order("outsider", departments=self.tech)
        self.assertEqual({login for login in everyone if self.sees(login, update)}, always)
        self.issue_order(departments=self.tech, partner_id=self.contact.id)
        served = always | {"tech_officer", "tech_member", "sales_member", "lead_officer"}
        self.assertEqual({login for login in everyone if self.sees(login, update)}, served)

    def test_released_department(self):
        """Who was never asked after all (a draft's line deleted, a draft cancelled) does not read on."""
        update = self.tell("service_officer")
        draft = self.draft_order(departments=self.tech)
        draft.action_cancel("Entered twice.")
        self.assertFalse(
            self.rpc("tech_officer", ORDER, "search", [("id", "=", draft.id)]), "a draft stays its department's"
        )
        self.assertFalse(self.sees("tech_officer", update))

    def test_who_leaves_reads_no_more(self):
        """Moving to another department ends it in the next request."""
        update = self.tell("service_officer")
        self.issue_order(departments=self.tech)
        self.assertTrue(self.sees("tech_member", update))
        self.users["tech_member"].employee_ids.department_id = self.users["outsider"].employee_ids.department_id
        self.assertFalse(self.sees("tech_member", update))

    def test_who_writes(self):
        """Everyone writes in the name of an own department; what is written stays its author's, and stays."""
        form = Form(self.as_user(self.env[UPDATE], "tech_member"))
        form.partner_id = self.partner
        form.type = "service"
        form.body = "The seals wear out."
        update = form.save()
        self.assertRecordValues(
            update.sudo(),
            [
                {
                    "department_id": self.tech.id,
                    "user_id": self.users["tech_member"].id,
                    "date": MONDAY,
                    "commercial_partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "type": "service",
                }
            ],
        )
        values = {"partner_id": self.partner.id, "body": "Forged"}
        for login, changes in (
            ("tech_member", {"department_id": self.sales.id}),
            ("tech_member", {"user_id": self.users["sales_officer"].id}),
            ("tech_member", {"commercial_partner_id": self.stranger.id}),
            ("tech_member", {"company_id": self.other_company.id}),
            ("employee", {"department_id": self.tech.id}),
            ("salesman", {"department_id": self.sales.id}),
            ("auditor", {"department_id": self.sales.id}),
            ("manager", {"department_id": self.sales.id}),
        ):
            with self.subTest(login=login, **changes), self.refused(REFUSED):
                self.rpc(login, UPDATE, "create", {**values, **changes})

    def test_who_corrects(self):
        """Only the author corrects the words; author, department, customer and company of an update are fixed facts."""
        update = self.tell("tech_member", "The seals ware out.")
        self.rpc("tech_member", UPDATE, "write", update.ids, {"body": "The seals wear out."})
        self.assertEqual(update.sudo().body, "The seals wear out.")
        for login in ("tech_officer", "sales_officer", "decision_maker", "auditor", "manager", "salesman"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, UPDATE, "write", update.ids, {"body": "Nothing wears out."})
        for values in (
            {"user_id": self.users["sales_officer"].id},
            {"commercial_partner_id": self.stranger.id},
            {"department_id": self.sales.id},
            {"company_id": self.other_company.id},
            {"partner_id": self.stranger.id},
        ):
            with self.subTest(**values), self.refused(REFUSED):
                self.rpc("tech_member", UPDATE, "write", update.ids, values)
        self.env.invalidate_all()
        self.assertEqual((update.sudo().department_id, update.sudo().company_id), (self.tech, self.company))

    def test_nobody_deletes(self):
        """Others may already rely on an update: nobody deletes one, not its author, not an administrator."""
        update = self.tell("tech_member")
        self._create_person(
            "boss", None, "base.group_system,crossbiz_addon.group_manager,sales_team.group_sale_manager"
        )
        for login in ("tech_member", "tech_officer", "sales_officer", "manager", "boss"):
            with self.subTest(login=login), self.refused(REFUSED):
                self.rpc(login, UPDATE, "unlink", update.ids)
        with self.refused(UserError, "write a new update|Write a new update"):
            update.sudo().unlink()
        self.assertTrue(update.exists())

    def test_two_companies(self):
        """A customer that two companies share has two pictures: neither sees the other's."""
        ours = self.tell("tech_officer", "Ours")
        theirs = self.tell("abroad_officer", "Theirs")
        self.assertEqual(theirs.sudo().company_id, self.other_company)
        self.assertEqual([update["body"] for update in self.picture("abroad_officer")["updates"]], ["Theirs"])
        self.assertEqual([update["body"] for update in self.picture("tech_officer")["updates"]], ["Ours"])
        self.assertFalse(self.sees("abroad_officer", ours) or self.sees("decision_maker", theirs))


@tagged("post_install", "-at_install")
class TestOpportunityStaysHidden(PictureCase):
    def test_nothing_of_the_opportunity(self):
        """A collaborating department sees what is shared, and nothing more of the opportunity behind it."""
        lead = self.as_user(self.env["crm.lead"], "sales_officer").create(
            {"name": "SECRET-LEAD", "partner_id": self.partner.id, "type": "opportunity", "expected_revenue": 987654}
        )
        order = self.issue_order(departments=self.tech, lead_id=lead.id)
        update = self.tell("sales_officer", lead_id=lead.id)
        for login in ("tech_officer", "tech_member", "lead_officer", "sales_member"):
            self.assertNotIn("lead_id", self.rpc(login, ORDER, "fields_get"))
            for model, record in ((ORDER, order), (UPDATE, update)):
                calls = (
                    ("read", [record.ids, ["lead_id"]]),
                    ("search", [[("lead_id", "=", lead.id)]]),
                    ("search", [[("lead_id.name", "ilike", "SECRET")]]),
                    ("search_count", [[("lead_id.expected_revenue", ">", 0)]]),
                    ("formatted_read_group", [[], ["lead_id"], ["__count"]]),
                    ("search_read", [[("id", "=", record.id)], ["lead_id"]]),
                    ("web_read", [record.ids, {"lead_id": {"fields": {"display_name": {}}}}]),
                    ("export_data", [record.ids, ["lead_id/name"]]),
                )
                for method, arguments in calls:
                    with self.subTest(login=login, model=model, method=method), self.refused((AccessError, UserError)):
                        self.rpc(login, model, method, *arguments)
                readable = self.rpc(login, model, "read", record.ids)
                self.assertNotIn("SECRET", repr(readable))
            for method, arguments in (("read", [lead.ids]), ("search", [[("id", "=", lead.id)]])):
                with self.subTest(login=login, model="crm.lead", method=method), self.refused(AccessError):
                    self.rpc(login, "crm.lead", method, *arguments)
            self.assertNotIn("SECRET", repr(self.picture(login)))
            messages = self.rpc(login, "mail.message", "search_read", [("model", "=", "crm.lead")], ["body"])
            self.assertFalse(messages)
        self.assertEqual(self.rpc("sales_officer", ORDER, "read", order.ids, ["lead_id"])[0]["lead_id"][0], lead.id)

    def test_nobody_without_sales_chooses_one(self):
        """Who may not see opportunities cannot point an order or update at one either."""
        lead = self.as_user(self.env["crm.lead"], "sales_officer").create(
            {"name": "SECRET", "partner_id": self.partner.id}
        )
        for model, values in (
            (ORDER, {"name": "x", "partner_id": self.partner.id}),
            (UPDATE, {"partner_id": self.partner.id, "body": "x"}),
        ):
            with self.subTest(model=model), self.refused(AccessError):
                self.rpc("tech_officer", model, "create", {**values, "lead_id": lead.id})

    def test_opportunities_of_colleagues(self):
        """A salesperson who sees only own opportunities cannot hang an order or update on a colleague's."""
        self._create_person("sales_own", self.sales, f"{OFFICER},sales_team.group_sale_salesman", officer=True)
        lead = self.as_user(self.env["crm.lead"], "sales_officer").create(
            {"name": "SECRET", "partner_id": self.partner.id, "user_id": self.users["sales_officer"].id}
        )
        order = self.draft_order("sales_own")
        for model, method, arguments in (
            (ORDER, "create", [{"name": "x", "partner_id": self.partner.id, "lead_id": lead.id}]),
            (ORDER, "write", [order.ids, {"lead_id": lead.id}]),
            (UPDATE, "create", [{"partner_id": self.partner.id, "body": "x", "lead_id": lead.id}]),
        ):
            with self.subTest(model=model, method=method), self.refused(AccessError):
                self.rpc("sales_own", model, method, *arguments)


@tagged("post_install", "-at_install")
class TestPicture(PictureCase):
    def test_content_by_role(self):
        """One call gives each role its picture: updates, own orders and figures; for others it is empty or refused."""
        order = self.issue_order(departments=self.tech)
        hidden = self.issue_order(departments=self.service)
        update = self.tell("service_officer")
        for login, orders in (
            ("tech_officer", order),
            ("tech_member", order),
            ("service_officer", hidden),
            ("sales_member", order | hidden),
            ("lead_officer", order | hidden),
            ("decision_maker", order | hidden),
            ("auditor", order | hidden),
            ("manager", order | hidden),
            ("outsider", order.browse()),
        ):
            with self.subTest(login=login):
                picture = self.picture(login)
                json.dumps(picture, default=str)
                self.assertEqual(sorted(found["id"] for found in picture["orders"]), sorted(orders.ids))
                self.assertEqual([found["id"] for found in picture["updates"]], [update.id] if orders else [])
                self.assertEqual(picture["can_write"], login != "manager")
        picture = self.picture("tech_officer")
        self.assertEqual(picture["orders"][0]["state"], "running")
        self.assertEqual(picture["orders"][0]["light"], "blue")
        self.assertEqual(list(picture["departments"].values()), ["Technical"])
        self.assertEqual(picture["updates"][0]["department_id"][1], "After-Sales")

    def test_salesman_without_our_group(self):
        """Sales reads updates (3.3.1) also where a salesperson takes no part in cross-business work otherwise."""
        update = self.tell("service_officer")
        self.assertEqual([found["id"] for found in self.picture("salesman")["updates"]], [update.id])

    def test_employee_without_groups(self):
        """An employee in none of the groups gets an empty picture, not an error and not a leak."""
        self.tell("service_officer")
        picture = self.picture("employee")
        self.assertFalse(picture["updates"] or picture["orders"] or picture["satisfaction"] or picture["can_write"])

    def test_contact_shows_the_company(self):
        """The picture of a contact is that of its company, and the other way round."""
        order = self.issue_order(departments=self.tech, partner_id=self.contact.id)
        update = self.tell("tech_officer", partner_id=self.contact.id)
        for partner in (self.partner, self.contact):
            picture = self.picture("sales_officer", partner)
            self.assertEqual([found["id"] for found in picture["orders"]], order.ids)
            self.assertEqual([found["id"] for found in picture["updates"]], update.ids)
            self.assertEqual(picture["commercial_partner_id"], self.partner.id)
        self.assertFalse(self.picture("sales_officer", self.stranger)["orders"])

    def test_contact_that_moves(self):
        """When a contact changes its company, its orders and updates follow."""
        order = self.issue_order(departments=self.tech, partner_id=self.contact.id)
        update = self.tell("tech_officer", partner_id=self.contact.id)
        self.contact.parent_id = self.stranger
        self.env.flush_all()
        self.assertEqual(
            (order.sudo().commercial_partner_id, update.sudo().commercial_partner_id), (self.stranger,) * 2
        )
        self.assertFalse(self.picture("sales_officer")["orders"])

    def test_satisfaction(self):
        """The average of what the customer said, over the orders the reader may see, unrated ones left out."""
        self.finished(rate=5)
        self.finished(rate=1)
        self.finished()
        self.finished(login="service_officer", department=self.service, rate=3)
        for login, satisfaction, rated in (
            ("decision_maker", 3.0, 3),
            ("sales_officer", 3.0, 3),
            ("tech_officer", 3.0, 2),
            ("service_officer", 3.0, 1),
            ("outsider", False, 0),
        ):
            with self.subTest(login=login):
                picture = self.picture(login)
                self.assertEqual((picture["satisfaction"], picture["rated"]), (satisfaction, rated))
        self.finished(rate=5)
        self.assertAlmostEqual(self.picture("tech_officer")["satisfaction"], 11 / 3)
        self.assertAlmostEqual(self.picture("decision_maker")["satisfaction"], 14 / 4)

    def test_fulfilment(self):
        """Deliveries on time of all deliveries, each round counted, open and void ones not.

        1. One on time, one late: 50 %.
        2. A third is on time, sent back, and then late: two of four.
        3. A department that was released and one that still works count in neither.
        """
        self.assertFalse(self.picture("sales_officer")["delivered"])
        self.finished(delivered=shanghai(3, 18))
        self.assertEqual(self.picture("sales_officer")["fulfilment"], 100)
        self.finished(delivered=shanghai(3, 18, 1))
        self.assertEqual(self.picture("sales_officer")["fulfilment"], 50)
        order = self.issue_order()
        self.submit_plan(order, self.tech, "tech_officer", date(2026, 3, 3))
        with freeze_time(shanghai(3, 10)):
            self.deliver(order, self.tech, "tech_officer")
            self.line_of(order, self.tech, "sales_officer").action_rework("Again.", "2026-03-04")
        with freeze_time(shanghai(5, 10)):
            self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.service, "sales_officer").action_withdraw("Not needed.")
        working = self.issue_order(departments=self.tech)
        self.submit_plan(working, self.tech, "tech_officer")
        picture = self.picture("sales_officer")
        self.assertEqual((picture["fulfilment"], picture["delivered"]), (50, 4))
        self.assertEqual(
            self.picture("service_officer")["delivered"], 2, "only of orders that After-Sales takes part in"
        )

    def test_order_of_things(self):
        """Newest updates first; running orders before ended ones; no more than fit on a screen."""
        done = self.finished(rate=5)
        running = [self.issue_order(departments=self.tech) for _ in range(3)]
        ended = self.issue_order(departments=self.tech)
        ended.action_cancel("Entered twice.")
        first = self.tell("tech_officer", "First")
        with freeze_time(MONDAY + timedelta(hours=1)):
            second = self.tell("tech_officer", "Second")
        picture = self.picture("tech_officer")
        self.assertEqual([found["id"] for found in picture["updates"]], [second.id, first.id])
        self.assertEqual({found["id"] for found in picture["orders"][:3]}, {order.id for order in running})
        self.assertEqual({found["id"] for found in picture["orders"][3:]}, {done.id, ended.id})
        for shown in (2, 3, 4):
            with (
                self.subTest(shown=shown),
                patch("odoo.addons.crossbiz_addon.models.customer.res_partner.SHOWN", shown),
            ):
                self.assertEqual(len(self.picture("tech_officer")["orders"]), shown)

    def test_counters(self):
        """The counters on customer and opportunity count what the reader may see, and open the same."""
        self.issue_order(departments=self.tech)
        self.issue_order(departments=self.service, partner_id=self.contact.id)
        for login, count in (("sales_officer", 2), ("tech_officer", 1), ("outsider", 0), ("employee", 0)):
            for partner in (self.partner, self.contact):
                with self.subTest(login=login, partner=partner.name), mute_logger("odoo.addons.base.models.ir_model"):
                    (values,) = self.rpc(login, "res.partner", "read", partner.ids, ["crossbiz_task_order_count"])
                    self.assertEqual(values["crossbiz_task_order_count"], count)
        action = self.rpc("tech_officer", "res.partner", "action_crossbiz_task_orders", self.partner.ids)
        self.assertEqual(self.rpc("tech_officer", ORDER, "search_count", action["domain"]), 1)

    def test_portal(self):
        """A portal user gets no picture, not even their own."""
        self.users["portal"] = new_test_user(
            self.env, "test_portal", groups="base.group_portal", lang="en_US", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)], partner_id=self.contact.id,
        )  # fmt: skip
        self.tell("service_officer")
        try:
            with mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model"):
                picture = self.picture("portal", self.contact)
        except AccessError:
            return
        self.assertFalse(picture["updates"] or picture["orders"])


@tagged("post_install", "-at_install")
class TestLive(PictureCase, MailCase):
    def get_bus(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        return [
            (json.loads(row.channel), json.loads(row.message))
            for row in self.env["bus.bus"].sudo().search([])
            if json.loads(row.message)["type"] == "crossbiz_addon.customer_update"
        ]

    def test_open_screens_learn_of_it(self):
        """A new or corrected update reaches open screens at once, as an id only: each reader reads by own rights."""
        self._reset_bus()
        update = self.tell("tech_officer", "SECRET-BODY", partner_id=self.contact.id)
        sent = self.get_bus()
        self.assertTrue(sent)
        for _channel, message in sent:
            self.assertEqual(message["payload"], {"commercial_partner_id": self.partner.id})
        groups = self.env.ref("crossbiz_addon.group_user") | self.env.ref("sales_team.group_sale_salesman")
        self.assertEqual(
            sorted(channel[1:] for channel, _message in sent), sorted(["res.groups", group.id] for group in groups)
        )
        self._reset_bus()
        update.body = "SECRET-BODY corrected"
        self.assertEqual(len(self.get_bus()), 2)
        self.assertNotIn("SECRET", repr(self.get_bus()))

    def test_nothing_is_told_of_what_was_refused(self):
        """A refused update tells nobody anything."""
        self._reset_bus()
        with self.refused(UserError):
            self.rpc("tech_officer", UPDATE, "create", {"partner_id": self.partner.id, "body": "  "})
        self.assertFalse(self.get_bus())
