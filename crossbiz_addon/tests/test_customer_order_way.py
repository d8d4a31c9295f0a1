"""A task order from the opportunity's button to the customer's rating (regulation 3.3.2, 2.1, 2.2)."""

import re
from datetime import date, timedelta
from html import unescape

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from .common import MONDAY, OFFICER, REFUSED, CrossbizCase, shanghai

LINK = r"/rate/[0-9a-f]{32}"
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.http")


class OrderWayCase(CrossbizCase):
    """An opportunity of Sales beside the cast."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_person(
            "sales_second", cls.sales, f"{OFFICER},sales_team.group_sale_salesman_all_leads", officer=True
        )
        cls.opportunity = cls.as_user(cls.env["crm.lead"], "sales_officer").create(
            {"name": "Pump line retrofit", "partner_id": cls.partner.id, "type": "opportunity"}
        )

    @classmethod
    def look(cls, order):
        """The order in superuser mode, as the database has it now."""
        cls.env.flush_all()
        cls.env.invalidate_all()
        return order.with_user(1).sudo()

    @classmethod
    def token_of(cls, order):
        """The customer's key to the rating page, as the database holds it."""
        return cls.look(order).rating_id.access_token

    def draft_from_opportunity(self):
        """Press the opportunity's button and fill in what a person fills in."""
        opportunity = self.as_user(self.opportunity, "sales_officer")
        form = Form.from_action(opportunity.env, opportunity.action_crossbiz_new_task_order())
        form.need = "The pumps stop at night."
        form.delivery_standard = "Runs a week without a stop."
        for department in (self.tech, self.service):
            with form.line_ids.new() as line:
                line.department_id = department
                line.request = f"Part of {department.name}"
        return form.save()

    def fill_in_plan(self, order, department, login, planned, plan):
        """From My Nodes into the handling plan's dialog, and submit it there."""
        node = self.env["crossbiz.node"].with_user(self.users[login]).search([("can_act", "=", True)])
        node = node.filtered(lambda found: found.kind == "order_response" and found.res_id == order.id)
        self.assertEqual(node.department_id, department)
        action = node.action_fill_in()
        record = self.as_user(self.env[action["res_model"]].browse(action["res_id"]), login)
        form = Form(record, view=action["views"][0][0])
        form.plan = plan
        form.planned_delivery = planned
        form.save().action_submit_plan()
        return record

    def close_up(self, departments=None, planned=date(2026, 3, 6)):
        """An order that waits for its customer's rating: planned, delivered and accepted."""
        logins = {self.tech: "tech_officer", self.service: "service_officer"}
        order = self.issue_order(departments=departments or self.tech, lead_id=self.opportunity.id)
        for department in departments or self.tech:
            self.submit_plan(order, department, logins[department], planned)
            self.deliver(order, department, logins[department])
            self.line_of(order, department, "sales_officer").action_accept()
        return order


@tagged("post_install", "-at_install")
class TestOrderWay(OrderWayCase, MailCase):
    def test_whole_way(self):
        """Regulation 3.3.2: the first-contact department issues the task order, the departments answer within 24 hours.

        1. Sales drafts it from the opportunity; a draft is seen by Sales alone.
        2. Sales issues it on Monday at 10:00: Technical and After-Sales owe a plan by Tuesday 10:00, wall clock.
        3. Technical signs for the step, answers at 14:00 and promises Friday: it owes the delivery by Friday 18:00.
        4. Tuesday at 7:00 After-Sales' light is yellow, at 10:00 red; its plan at 11:00 is late and stays so.
        5. Technical delivers on Thursday; Sales sends it back with a date; the verdict stays in the journal.
        6. Technical delivers again, Sales accepts; After-Sales delivers, Sales accepts: the customer is asked.
        7. The customer rates with 5: done, and yellow, because a step was late.
        """
        with freeze_time(MONDAY):
            order = self.draft_from_opportunity()
            self.check_draft(order)
        with freeze_time(MONDAY):
            self.as_user(order, "sales_officer").action_issue()
            self.check_issued(order)
        with freeze_time(shanghai(2, 14)):
            self.check_technical_answers(order)
        self.check_late_answer(order)
        with freeze_time(shanghai(5, 14)):
            self.check_sent_back(order)
        with freeze_time(shanghai(6, 11)), self.mock_mail_gateway():
            self.check_accepted(order)
        with freeze_time(shanghai(9, 9)):
            self.check_rated(order)
        self.check_evidence(order)

    def check_draft(self, order):
        self.assertEqual(order.lead_id, self.opportunity)
        self.assertEqual((order.partner_id, order.name), (self.partner, "Pump line retrofit"))
        self.assertEqual(order.requesting_department_id, self.sales)
        self.assertEqual(order.lead_department_id.sudo(), self.lead)
        self.assertEqual(order.response_hours, 24)
        self.assertRegex(order.reference, r"^CB/2026/\d{5}$")
        self.assertEqual((order.state, order.light, order.user_id), ("draft", "grey", self.users["sales_officer"]))
        self.assertEqual(self.look(order).department_ids, self.sales)
        self.assertFalse(order.node_ids)
        self.assertTrue(order.can_submit)
        for login in ("tech_officer", "lead_officer", "service_officer"):
            self.assertFalse(
                self.env["crossbiz.task.order"].with_user(self.users[login]).search([("id", "=", order.id)])
            )

    def check_issued(self, order):
        seen = self.look(order)
        self.assertRecordValues(
            seen,
            [
                {
                    "state": "running",
                    "light": "blue",
                    "submitted_at": MONDAY,
                    "started_at": MONDAY,
                    "next_deadline": shanghai(3, 10),
                    "user_id": self.users["sales_officer"].id,
                    "delivered_at": False,
                }
            ],
        )
        self.assertEqual(seen.waiting_department_ids, self.tech | self.service)
        self.assertEqual(seen.department_ids, self.sales | self.lead | self.tech | self.service)
        self.assertRecordValues(
            seen.node_ids.sorted("id"),
            [
                {
                    "kind": "order_response",
                    "department_id": department.id,
                    "state": "open",
                    "opened_at": MONDAY,
                    "effective_start": MONDAY,
                    "deadline": shanghai(3, 10),
                    "baseline_deadline": shanghai(3, 10),
                    "remind_at": shanghai(3, 6),
                    "light": "blue",
                    "overdue": False,
                    "cycle": 1,
                    "unit": "hour",
                    "amount": 24,
                }
                for department in (self.tech, self.service)
            ],
        )
        self.assertEqual(seen.line_ids.mapped("state"), ["asked", "asked"])
        with self.refused(UserError, "already issued"):
            self.as_user(order, "sales_officer").action_issue()

    def check_technical_answers(self, order):
        node = self.nodes(order, "order_response").filtered(lambda found: found.department_id == self.tech)
        self.as_user(node, "tech_officer").action_acknowledge()
        self.assertRecordValues(
            node,
            [{"acknowledged_at": shanghai(2, 14), "acknowledged_by": self.users["tech_officer"].id, "state": "open"}],
        )
        line = self.fill_in_plan(order, self.tech, "tech_officer", date(2026, 3, 6), "Replace the seals.")
        self.assertRecordValues(
            line.sudo(),
            [
                {
                    "state": "planned",
                    "plan_submitted_at": shanghai(2, 14),
                    "plan_submitted_by": self.users["tech_officer"].id,
                    "planned_delivery": date(2026, 3, 6),
                }
            ],
        )
        self.assertRecordValues(
            node,
            [
                {
                    "state": "closed",
                    "outcome": "done",
                    "on_time": True,
                    "light": "green",
                    "closed_at": shanghai(2, 14),
                    "closed_by": self.users["tech_officer"].id,
                }
            ],
        )
        self.assertRecordValues(
            self.nodes(order, "order_delivery"),
            [
                {
                    "department_id": self.tech.id,
                    "deadline": shanghai(6, 18),
                    "state": "open",
                    "cycle": 1,
                    "light": "blue",
                }
            ],
        )
        self.assertEqual(self.look(order).waiting_department_ids, self.tech | self.service)

    def check_late_answer(self, order):
        node = self.nodes(order, "order_response", "open")
        self.assertEqual(node.department_id, self.service)
        for moment, light in (
            (shanghai(3, 5, 59), "blue"),
            (shanghai(3, 6), "yellow"),
            (shanghai(3, 9, 59), "yellow"),
            (shanghai(3, 10), "red"),
            (shanghai(3, 11), "red"),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                for record in (self.look(order), self.look(node)):
                    record.invalidate_recordset(["light"])
                    self.assertEqual(record.light, light)
                    self.assertIn(record, record.search([("light", "=", light)]))
                    others = [other for other in ("blue", "yellow", "red", "green", "grey") if other != light]
                    self.assertNotIn(record, record.search([("light", "in", others)]))
        with freeze_time(shanghai(3, 11)):
            self.fill_in_plan(order, self.service, "service_officer", date(2026, 3, 6), "Train the staff.")
            self.assertRecordValues(self.look(node), [{"state": "closed", "on_time": False, "light": "yellow"}])
            self.assertTrue(self.look(order).was_late)
            self.assertEqual(self.look(order).light, "blue", "what is late by now is done; the rest has time")

    def check_sent_back(self, order):
        line = self.line_of(order, self.tech, "tech_officer")
        form = Form(line, view="crossbiz_addon.task_order_line_view_form_delivery")
        form.deliverable = "Seals replaced."
        form.save().action_deliver()
        self.assertRecordValues(
            line.sudo(),
            [{"state": "delivered", "delivered_at": shanghai(5, 14), "delivered_by": self.users["tech_officer"].id}],
        )
        # three working days from the next day: Friday, Monday, Tuesday
        self.assertRecordValues(
            self.nodes(order, "order_acceptance"),
            [{"department_id": self.sales.id, "state": "open", "deadline": shanghai(10, 18), "period": str(line.id)}],
        )
        self.assertEqual(self.look(order).waiting_department_ids, self.sales | self.service)
        form = self.open_dialog("crossbiz.task.order.line.rework", "sales_officer", line)
        form.reason = "The protocol is missing."
        form.planned_delivery = date(2026, 3, 9)
        form.save().action_confirm()
        self.assertRecordValues(
            line.sudo(),
            [
                {
                    "state": "planned",
                    "cycle": 2,
                    "verdict": "rework",
                    "verdict_note": "The protocol is missing.",
                    "planned_delivery": date(2026, 3, 9),
                    "delivered_at": False,
                }
            ],
        )
        self.assertRecordValues(
            self.nodes(order, "order_delivery", "open").sorted("id"),
            [
                {"department_id": self.service.id, "cycle": 1, "deadline": shanghai(6, 18)},
                {"department_id": self.tech.id, "cycle": 2, "deadline": shanghai(9, 18)},
            ],
        )

    def check_accepted(self, order):
        self.deliver(order, self.tech, "tech_officer", "Seals replaced, with the protocol.")
        self.deliver(order, self.service, "service_officer", "Staff trained.")
        line = self.line_of(order, self.tech, "sales_officer")
        self.assertFalse(line.verdict, "the verdict on the first delivery is not one on the second")
        line.action_accept("Well done.")
        self.assertEqual(self.look(order).state, "running")
        self.line_of(order, self.service, "sales_second").action_accept()
        seen = self.look(order)
        self.assertRecordValues(
            seen,
            [
                {
                    "state": "closing",
                    "delivered_at": shanghai(6, 11),
                    "rating_requested_at": shanghai(6, 11),
                    "next_deadline": False,
                    "light": "blue",
                }
            ],
        )
        self.assertFalse(seen.waiting_department_ids)
        self.assertEqual((seen.accepted_count, seen.line_count), (2, 2))
        mail = self._new_mails.filtered(lambda found: found.recipient_ids == self.partner)
        self.assertEqual(len(mail), 1)
        token = self.token_of(order)
        for rate in (1, 3, 5):
            self.assertIn(f"/rate/{token}/{rate}", mail.body_html)
        mail.send()
        self.assertSentEmail(mail.email_from, self.partner)

    def check_rated(self, order):
        seen = self.look(order)
        seen.rating_apply(5, token=self.token_of(order), feedback="Quiet nights.")
        self.assertRecordValues(
            self.look(order),
            [
                {
                    "state": "done",
                    "satisfaction": 5,
                    "rating_comment": "Quiet nights.",
                    "rated_at": shanghai(9, 9),
                    "done_at": shanghai(9, 9),
                    "light": "yellow",
                }
            ],
        )

    def check_evidence(self, order):
        """The journal holds all of it in order, and its seals hold; the opportunity tells what matters."""
        tech, service, sales = "Technical", "After-Sales", "Sales"
        self.assertEqual(
            self.events(order),
            [
                "order_issued",
                ("node_opened", tech),
                ("node_opened", service),
                ("node_acknowledged", tech),
                ("plan_submitted", tech),
                ("node_done", tech),
                ("node_opened", tech),
                ("plan_submitted", service),
                ("node_done", service),
                ("node_opened", service),
                ("delivered", tech),
                ("node_done", tech),
                ("node_opened", sales),
                ("rework", tech),
                ("node_done", sales),
                ("node_opened", tech),
                ("delivered", tech),
                ("node_done", tech),
                ("node_opened", sales),
                ("delivered", service),
                ("node_done", service),
                ("node_opened", sales),
                ("accepted", tech),
                ("node_done", sales),
                ("accepted", service),
                ("node_done", sales),
                "state",
                "rating_requested",
                "rated",
                "state",
            ],
        )
        entries = self.look(order).journal_ids.sorted("position")
        self.assertEqual(entries.mapped("position"), list(range(1, len(entries) + 1)))
        by_event = entries.grouped("event")
        self.assertEqual(by_event["plan_submitted"].mapped("note"), ["Replace the seals.", "Train the staff."])
        self.assertEqual(by_event["plan_submitted"].mapped("new_value"), ["2026-03-06", "2026-03-06"])
        self.assertEqual(
            by_event["delivered"].mapped("note")[:2], ["Seals replaced.", "Seals replaced, with the protocol."]
        )
        self.assertEqual(by_event["rework"].note, "The protocol is missing.")
        self.assertEqual(by_event["accepted"].mapped("note"), ["Well done.", False])
        self.assertEqual(
            by_event["accepted"].user_id,
            self.users["sales_officer"] | self.users["sales_second"],
            "each under the own name",
        )
        self.assertEqual(
            [(entry.old_value, entry.new_value) for entry in by_event["order_issued"] | by_event["state"]],
            [("draft", "running"), ("running", "closing"), ("closing", "done")],
        )
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])
        self.env.invalidate_all()
        posted = "\n".join(self.opportunity.sudo().message_ids.sorted("id").mapped("body"))
        steps = [
            "issued",
            "Technical submitted its handling plan",
            "After-Sales submitted its handling plan",
            "Technical delivered",
            "Technical delivered",
            "All departments delivered",
            "rated the result with 5",
        ]
        self.assertRegex(posted, re.compile(".*".join(map(re.escape, steps)), re.DOTALL))
        self.assertIn(order.sudo().reference, posted)

    @freeze_time(MONDAY)
    def test_button_needs_a_customer(self):
        """The opportunity's button says what is missing instead of drafting an order that serves nobody."""
        self.opportunity.partner_id = False
        with self.refused(UserError, "customer"):
            self.as_user(self.opportunity, "sales_officer").action_crossbiz_new_task_order()

    @freeze_time(MONDAY)
    def test_button_counts(self):
        """The opportunity shows how many task orders serve it, and opens them."""
        order = self.draft_from_opportunity()
        opportunity = self.as_user(self.opportunity, "sales_officer")
        self.assertEqual(opportunity.crossbiz_task_order_count, 1)
        action = opportunity.action_crossbiz_task_orders()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), order)

    @freeze_time(MONDAY)
    def test_issue_from_the_unsaved_form(self):
        """“Issue” on the form just opened by the button carries the form's defaults as context, as a browser does."""
        order = self.draft_from_opportunity()
        context = {
            "default_lead_id": self.opportunity.id,
            "default_partner_id": self.partner.id,
            "default_name": "Another name",
        }
        self.rpc("sales_officer", "crossbiz.task.order", "action_issue", order.ids, context=context)
        seen = self.look(order)
        self.assertEqual((seen.state, seen.name), ("running", "Pump line retrofit"))
        self.assertEqual(len(seen.node_ids), 2)

    @freeze_time(MONDAY)
    def test_only_officers_of_the_first_contact_issue(self):
        """A plain member drafts and cannot issue; nor can officers of other departments, deciders, auditors, robots."""
        order = self.draft_order("sales_member")
        self.assertFalse(order.can_submit)
        for login in ("sales_member", "tech_officer", "lead_officer", "decision_maker", "auditor", "manager"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, "crossbiz.task.order", "action_issue", order.ids)
        for robot in (order.sudo(), order.with_user(1), order.with_user(1).sudo()):
            with self.refused(AccessError):
                robot.action_issue()
        self.assertEqual(self.look(order).state, "draft")
        self.rpc("sales_second", "crossbiz.task.order", "action_issue", order.ids)
        self.assertEqual(self.look(order).user_id, self.users["sales_second"], "issued by who issued it")

    @freeze_time(MONDAY)
    def test_submit_is_issue(self):
        """``action_submit``, the name common to all documents, issues a task order."""
        order = self.draft_order()
        self.rpc("sales_officer", "crossbiz.task.order", "action_submit", order.ids)
        self.assertEqual(self.look(order).state, "running")

    @freeze_time(MONDAY)
    def test_judged_by_somebody_else(self):
        """Who delivered never accepts or sends back, also not as officer of the first contact (four eyes)."""
        order = self.issue_order(departments=self.tech)
        node = self.nodes(order, "order_response")
        self.as_user(node, "tech_officer").action_hand_over(self.sales.id, "Sales has the spare parts.")
        self.submit_plan(order, self.sales, "sales_officer")
        self.deliver(order, self.sales, "sales_officer")
        line = self.line_of(order, self.sales, "sales_officer")
        for action in (line.action_accept, lambda: line.action_rework("Again, please.")):
            with self.refused(AccessError, "yourself"):
                action()
        self.assertEqual(self.look(line).state, "delivered")
        self.line_of(order, self.sales, "sales_second").action_accept()
        self.assertEqual(self.look(order).state, "closing")

    @freeze_time(MONDAY)
    def test_judged_by_the_first_contact_only(self):
        """The delivering department and everybody else but officers of the first contact cannot judge."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        line = self.deliver(order, self.tech, "tech_officer")
        for login in ("tech_officer", "tech_member", "sales_member", "lead_officer", "decision_maker", "manager"):
            for method, arguments in (("action_accept", []), ("action_rework", ["Again"])):
                with self.subTest(login=login, method=method), self.refused(AccessError):
                    self.rpc(login, line._name, method, line.ids, *arguments)
        self.assertEqual(self.look(line).state, "delivered")

    @freeze_time(MONDAY)
    def test_rework_without_date_has_the_rules_time(self):
        """Sent back without a date, the department has the deadline rule's three working days."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_rework("The protocol is missing.")
        self.assertRecordValues(
            self.nodes(order, "order_delivery", "open"), [{"cycle": 2, "deadline": shanghai(5, 18), "fixed": False}]
        )

    @freeze_time(MONDAY)
    def test_every_round_stays_in_the_journal(self):
        """Three rounds leave three deliveries and two verdicts, with their reasons and rounds, in the evidence."""
        order = self.issue_order(departments=self.tech)
        self.submit_plan(order, self.tech, "tech_officer")
        for number in (1, 2):
            self.deliver(order, self.tech, "tech_officer", f"Try {number}")
            self.line_of(order, self.tech, "sales_officer").action_rework(f"Not yet {number}")
        self.deliver(order, self.tech, "tech_officer", "Try 3")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        entries = self.look(order).journal_ids.sorted("position").grouped("event")
        self.assertEqual(entries["delivered"].mapped("note"), ["Try 1", "Try 2", "Try 3"])
        self.assertEqual(entries["rework"].mapped("note"), ["Not yet 1", "Not yet 2"])
        nodes = self.nodes(order)
        self.assertEqual(
            nodes.filtered(lambda node: node.kind == "order_delivery").sorted("id").mapped("cycle"), [1, 2, 3]
        )
        self.assertEqual(
            nodes.filtered(lambda node: node.kind == "order_acceptance").sorted("id").mapped("cycle"), [1, 2, 3]
        )
        self.assertEqual(set(nodes.mapped("state")), {"closed"})

    @freeze_time(MONDAY)
    def test_way_without_opportunity(self):
        """A task order can serve a customer without an opportunity; nothing is posted anywhere else."""
        order = self.issue_order(departments=self.tech)
        before = self.env["mail.message"].search_count([("model", "=", "crm.lead")])
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        self.line_of(order, self.tech, "sales_officer").action_accept()
        self.assertEqual(self.look(order).state, "closing")
        self.assertEqual(self.env["mail.message"].search_count([("model", "=", "crm.lead")]), before)

    @freeze_time(MONDAY)
    def test_merged_opportunities_keep_their_orders(self):
        """Merging a duplicate opportunity moves its task orders to the one that stays."""
        order = self.issue_order(departments=self.tech, lead_id=self.opportunity.id)
        other = self.as_user(self.env["crm.lead"], "sales_officer").create(
            {"name": "The same again", "partner_id": self.partner.id, "type": "opportunity", "probability": 90}
        )
        merged = self.as_user(self.opportunity | other, "sales_officer").merge_opportunity()
        self.assertEqual((self.opportunity | other).exists(), merged)
        self.assertEqual(self.look(order).lead_id, merged.sudo())


@tagged("post_install", "-at_install")
class TestRatingEnds(OrderWayCase, MailCase):
    """How an order ends: rated, unrated, without an address (regulation 3.3.2, 6.1)."""

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("crossbiz_addon.cron_close_unrated").method_direct_trigger()
        self.env.invalidate_all()

    def test_unrated_order_ends_after_the_limit(self):
        """Without an answer the order is done when the company's rating limit is over, not before, by the job.

        1. The customer is asked on Monday; the limit is seven days.
        2. A second before it is over nothing happens.
        3. Then it is done, journaled as unrated, without satisfaction, and the job run again does nothing.
        """
        with freeze_time(MONDAY):
            order = self.close_up()
        with freeze_time(MONDAY + timedelta(days=7, seconds=-1)):
            self.run_job()
            self.assertEqual(self.look(order).state, "closing")
        with freeze_time(MONDAY + timedelta(days=7)):
            self.run_job()
            self.assertRecordValues(
                self.look(order),
                [{"state": "done", "done_at": MONDAY + timedelta(days=7), "satisfaction": 0, "rated_at": False}],
            )
            self.run_job()
        self.assertEqual(self.events(order).count("unrated"), 1)
        self.assertEqual(self.events(order)[-1], "unrated")

    def test_limit_is_the_companys(self):
        """Each company has its own rating limit; asking again starts it anew."""
        self.company.crossbiz_rating_days = 2
        with freeze_time(MONDAY):
            order, asked_again = self.close_up(), self.close_up()
        with freeze_time(MONDAY + timedelta(days=1)), self.mock_mail_gateway():
            self.as_user(asked_again, "sales_officer").action_send_rating()
            self.assertEqual(self._new_mails.recipient_ids, self.partner)
        with freeze_time(MONDAY + timedelta(days=2)):
            self.run_job()
        self.assertEqual(self.look(order).state, "done")
        self.assertEqual(self.look(asked_again).state, "closing")

    @freeze_time(MONDAY)
    def test_who_asks_again(self):
        """Only officers of the first contact ask the customer again, and only while the rating is awaited."""
        order = self.close_up()
        for login in ("tech_officer", "sales_member", "lead_officer", "decision_maker"):
            with self.subTest(login=login), self.refused(AccessError):
                self.rpc(login, order._name, "action_send_rating", order.ids)
        running = self.issue_order()
        with self.refused(UserError, "not waiting for a rating"):
            self.as_user(running, "sales_officer").action_send_rating()

    @freeze_time(MONDAY)
    def test_customer_without_email(self):
        """A customer without e-mail stops nothing: Sales is told how to go on, and the order ends by the limit."""
        self.partner.email = False
        with self.mock_mail_gateway():
            order = self.close_up()
            self.assertFalse(self._new_mails.filtered(lambda mail: "/rate/" in (mail.body_html or "")))
        self.assertEqual(self.look(order).state, "closing")
        self.assertIn("no e-mail address", self.look(order).message_ids[:1].body)
        self.assertNotIn("rating_requested", self.events(order))
        with self.refused(UserError, "no e-mail address"):
            self.as_user(order, "sales_officer").action_send_rating()
        self.partner.email = "mill@example.com"
        with self.mock_mail_gateway():
            self.as_user(order, "sales_officer").action_send_rating()
            self.assertIn("/rate/", self._new_mails.body_html)
        self.partner.email = False
        with freeze_time(MONDAY + timedelta(days=7)):
            self.run_job()
        self.assertEqual(self.look(order).state, "done")

    @freeze_time(MONDAY)
    def test_late_rating_counts(self):
        """A customer who answers after the limit is heard: the order stays done and knows the satisfaction."""
        order = self.close_up()
        token = self.token_of(order)
        with freeze_time(MONDAY + timedelta(days=7)):
            self.run_job()
        with freeze_time(MONDAY + timedelta(days=9)):
            self.look(order).rating_apply(3, token=token)
        self.assertRecordValues(
            self.look(order),
            [
                {
                    "state": "done",
                    "satisfaction": 3,
                    "done_at": MONDAY + timedelta(days=7),
                    "rated_at": MONDAY + timedelta(days=9),
                }
            ],
        )

    @freeze_time(MONDAY)
    def test_rated_while_suspended(self):
        """A rating that comes in while the case is suspended ends the order once it resumed, by the job."""
        order = self.close_up()
        case = self.look(order).case_id
        case.suspended = True
        self.look(order).rating_apply(5, token=self.token_of(order))
        self.assertEqual(self.look(order).state, "closing", "nothing moves while it is suspended")
        case.suspended = False
        with freeze_time(MONDAY + timedelta(days=8)):
            self.run_job()
        self.assertRecordValues(self.look(order), [{"state": "done", "satisfaction": 5}])

    @freeze_time(MONDAY)
    def test_mail_speaks_the_customers_language(self):
        """The rating request names the order and the customer, and nothing that is internal."""
        order = self.issue_order(departments=self.tech, need="INTERNAL-NEED")
        self.submit_plan(order, self.tech, "tech_officer", plan="INTERNAL-PLAN")
        self.deliver(order, self.tech, "tech_officer", "INTERNAL-DELIVERABLE")
        with self.mock_mail_gateway():
            self.line_of(order, self.tech, "sales_officer").action_accept("INTERNAL-NOTE")
            mail = self._new_mails
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn(self.partner.name, mail.body_html)
        self.assertIn("Retrofit of a pump line", mail.subject)
        self.assertNotIn("INTERNAL", mail.body_html + mail.subject)


@tagged("post_install", "-at_install")
class TestRatingSecrecy(OrderWayCase, MailCase):
    """The rating is the customer's alone: nobody in the company finds its link or sets its value."""

    LOGINS = ("sales_officer", "sales_member", "tech_officer", "lead_officer", "decision_maker", "auditor", "manager")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.order = cls.close_up(cls)
        cls.token = cls.token_of(cls.order)
        cls.template = cls.env.ref("crossbiz_addon.mail_template_rating")

    @mute_logger(*QUIET)
    def assert_hidden(self, login, model, method, *arguments, **options):
        """The call is refused, or its answer does not hold the token."""
        with self.undone():
            try:
                answer = self.rpc(login, model, method, *arguments, **options)
            except UserError:
                return
            self.assertFalse(self.token in repr(answer), "the answer holds the token")

    def test_mail_waits_to_be_sent(self):
        """While the request waits in the mail queue or failed there, nobody reads it, not even who accepted."""
        self.assertTrue(
            self.env["mail.mail"].search_count([("body_html", "like", self.token)]), "there is a mail to hide"
        )
        for login in self.LOGINS:
            for model, fields in (
                ("mail.message", ["body", "subject", "preview"]),
                ("mail.mail", ["body_html", "body"]),
                ("mail.notification", []),
                ("rating.rating", []),
            ):
                with self.subTest(login=login, model=model):
                    self.assert_hidden(login, model, "search_read", [], fields)
            message = self.env["mail.message"].search([("body", "like", self.token)])
            for record in message:
                with self.subTest(login=login, message=record.id):
                    self.assert_hidden(login, "mail.message", "read", record.ids, ["body"])

    def test_document_does_not_hold_it(self):
        """No field of the order, its case, its chatter or its ratings holds the token."""
        fields = [name for name, field in self.order._fields.items() if field.type != "binary"]
        for login in self.LOGINS:
            readable = self.rpc(login, self.order._name, "fields_get", fields, ["type"])
            with self.subTest(login=login):
                self.assert_hidden(login, self.order._name, "read", self.order.ids, list(readable))
                self.assert_hidden(
                    login, self.order._name, "web_read", self.order.ids,
                    {"rating_ids": {"fields": {"access_token": {}}}, "message_ids": {"fields": {"body": {}}}},
                )  # fmt: skip
                self.assert_hidden(login, "rating.rating", "search", [("access_token", "=", self.token)])
                count = self.rpc(login, "rating.rating", "search_count", [("res_model", "=", self.order._name)])
                self.assertEqual(count, 0)

    def test_composer_does_not_render_it(self):
        """Opening the mail composer on the order with the rating template does not show an employee the link."""
        for login in self.LOGINS:
            context = {
                "default_model": self.order._name,
                "default_res_ids": self.order.ids,
                "default_template_id": self.template.id,
                "default_composition_mode": "comment",
            }
            with self.subTest(login=login, by="composer"), self.undone(), mute_logger(*QUIET):
                try:
                    composer_id = self.rpc(login, "mail.compose.message", "create", {}, context=context)
                    answer = self.rpc(login, "mail.compose.message", "read", [composer_id], ["body", "subject"])
                except UserError:
                    continue
                self.assertFalse(re.search(LINK, answer[0]["body"] or ""), "shows the link")

    def test_template_is_not_sent_elsewhere(self):
        """An employee cannot have the rating template sent to an own address, or previewed."""
        for login in self.LOGINS:
            with (
                self.subTest(login=login, by="send_mail"),
                self.undone(),
                mute_logger(*QUIET),
                self.mock_mail_gateway(),
            ):
                try:
                    self.rpc(
                        login, "mail.template", "send_mail", self.template.ids, self.order.id,
                        email_values={"email_to": "me@example.com", "recipient_ids": [(5,)]},
                    )  # fmt: skip
                except UserError:
                    continue
                for mail in self._new_mails:
                    self.assertFalse(re.search(LINK, mail.body_html), "sends the link")
            with self.subTest(login=login, by="preview"), self.undone(), mute_logger(*QUIET):
                try:
                    preview_id = self.rpc(
                        login, "mail.template.preview", "create",
                        {"mail_template_id": self.template.id, "resource_ref": f"{self.order._name},{self.order.id}"},
                    )  # fmt: skip
                    answer = self.rpc(login, "mail.template.preview", "read", [preview_id], ["body_html"])
                except UserError:
                    continue
                self.assertFalse(re.search(LINK, answer[0]["body_html"] or ""), "shows the link")

    def test_nobody_rates_own_work(self):
        """No employee sets the satisfaction: not by the API, the chatter, a field or a forged rating."""
        model_id = self.env["ir.model"]._get_id(self.order._name)
        for login in self.LOGINS:
            for method, arguments, options in (
                ("rating_apply", [5], {"token": self.token}),
                ("message_post", [], {"body": "Great", "rating_value": 5}),
                ("write", [{"satisfaction": 5}], {}),
                ("write", [{"rated_at": "2026-03-02 02:00:00"}], {}),
                ("write", [{"rating_ids": [(0, 0, {"res_model_id": model_id, "rating": 5, "consumed": True})]}], {}),
            ):
                with (
                    self.subTest(login=login, method=method, arguments=arguments),
                    self.refused(REFUSED),
                ):
                    self.rpc(login, self.order._name, method, self.order.ids, *arguments, **options)
            with self.subTest(login=login, method="create"), self.refused(AccessError):
                self.rpc(
                    login, "rating.rating", "create",
                    {"res_model_id": model_id, "res_id": self.order.id, "rating": 5, "consumed": True},
                )  # fmt: skip
        self.assertFalse(self.look(self.order).rated_at)

    def test_forged_rating_is_worth_nothing(self):
        """A rating that an employee made for something else and bent to this order does not count.

        1. The officer creates a rating on something of their own and reads its token.
        2. They write model and id of the task order into it.
        3. They use the public rating page with that token: the order is not rated.
        """
        own = self.as_user(self.env["rating.rating"], "tech_officer").create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.users["tech_officer"].partner_id.id,
                "partner_id": self.partner.id,
            }
        )
        token = own.access_token
        with self.refused(REFUSED):
            self.rpc(
                "tech_officer", "rating.rating", "write", own.ids,
                {"res_model_id": self.env["ir.model"]._get_id(self.order._name), "res_id": self.order.id},
            )  # fmt: skip
            # as the public controller does with the token
            rating = self.env["rating.rating"].sudo().search([("access_token", "=", token)])
            self.env[rating.res_model].sudo().browse(rating.res_id).rating_apply(5, rating=rating)
        self.assertFalse(self.look(self.order).rated_at)

    def test_planted_rating_is_not_asked_for(self):
        """A rating that an employee planted on the order beforehand is not the one the customer gets.

        1. While it runs, the officer who will deliver bends a rating of theirs, in the customer's name, to the order.
        2. All is accepted; the customer is asked: with a fresh link, not with the planted one.
        """
        order = self.issue_order(departments=self.tech)
        planted = self.as_user(self.env["rating.rating"], "tech_officer").create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.users["tech_officer"].partner_id.id,
                "partner_id": self.partner.id,
            }
        )
        token = planted.access_token
        try:
            self.rpc(
                "tech_officer", "rating.rating", "write", planted.ids,
                {"res_model_id": self.env["ir.model"]._get_id(order._name), "res_id": order.id},
            )  # fmt: skip
        except AccessError:
            self.env.invalidate_all()
        self.submit_plan(order, self.tech, "tech_officer")
        self.deliver(order, self.tech, "tech_officer")
        with self.mock_mail_gateway():
            self.line_of(order, self.tech, "sales_officer").action_accept()
            self.assertFalse(token in self._new_mails.body_html, "the customer was asked with the planted link")
        self.assertFalse(self.token_of(order) == token)


@tagged("post_install", "-at_install")
class TestRatingPage(OrderWayCase, HttpCase):
    """The customer's way: a link in an e-mail, a page without login."""

    def setUp(self):
        super().setUp()
        with freeze_time(MONDAY):
            self.order = self.close_up()
        mail = self.env["mail.mail"].search([("recipient_ids", "=", self.partner.id)], limit=1)
        self.path = re.search(r"/rate/[0-9a-f]+/5", mail.body_html).group()
        self.assertEqual(self.path, f"/rate/{self.token_of(self.order)}/5")

    def open_page(self, path=None):
        response = self.url_open(path or self.path)
        self.assertEqual(response.status_code, 200)
        return response.text

    def rate(self, rate=5, feedback="Quiet nights.", page=None):
        page = page or self.open_page()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page).group(1)
        action = unescape(re.search(r'action="(/rate/[^"]+/submit_feedback)"', page).group(1))
        return self.url_open(action, data={"rate": rate, "feedback": feedback, "csrf_token": token})

    def test_rating_by_the_link(self):
        """The customer clicks the smiley in the e-mail, adds a sentence and sends it, without any login.

        1. The page opens for anyone who has the link, and opening it (a mail scanner does) rates nothing.
        2. Sending it sets the satisfaction and ends the order.
        3. The journal says that the customer rated, and Sales and the opportunity see it.
        """
        page = self.open_page()
        self.assertFalse(self.look(self.order).rated_at)
        self.assertEqual(self.rate(page=page).status_code, 200)
        seen = self.look(self.order)
        self.assertRecordValues(
            seen, [{"satisfaction": 5, "rating_comment": "Quiet nights.", "state": "done", "light": "green"}]
        )
        self.assertEqual(self.events(self.order)[-2:], ["rated", "state"])
        self.assertIn("rated the result with 5", self.opportunity.sudo().message_ids[:1].body)
        self.assertIn("Quiet nights.", "".join(seen.message_ids.mapped("body")))
        self.assertFalse(self.env["crossbiz.journal"]._verify()["broken"])

    def test_each_smiley(self):
        """Each of the three smileys of the e-mail leads to its page and counts as its value."""
        for rate in (1, 3, 5):
            with self.subTest(rate=rate), self.undone():
                page = self.open_page(self.path[:-1] + str(rate))
                self.rate(rate, page=page)
                self.assertEqual(self.look(self.order).satisfaction, rate)

    @mute_logger("odoo.http")
    def test_wrong_links(self):
        """A guessed token opens nothing, and a page sent without its csrf token rates nothing."""
        self.assertEqual(self.url_open("/rate/0123456789abcdef/5").status_code, 404)
        response = self.url_open(self.path[:-1] + "submit_feedback", data={"rate": 5})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.look(self.order).rated_at)

    def test_no_employee_rates_by_the_link(self):
        """An employee who got hold of the link is turned away when logged in."""
        self.authenticate("tech_officer", "tech_officer")
        self.assertNotIn("submit_feedback", self.url_open(self.path).text)

    def test_feedback_is_text(self):
        """Markup in the customer's sentence is kept as text: shown, never run, in form, chatter and opportunity."""
        evil = "<script>alert('x')</script><b>bold</b> & \"quoted\""
        response = self.rate(feedback=evil)
        self.assertNotIn("<script>alert", response.text)
        seen = self.look(self.order)
        self.assertEqual(seen.rating_comment, evil)
        bodies = "".join((seen | seen).message_ids.mapped("body")) + "".join(
            self.opportunity.sudo().message_ids.mapped("body")
        )
        self.assertNotIn("<script", bodies)
        self.assertNotIn("<b>bold", bodies)
        self.assertNotIn("<script>alert", self.open_page())

    def test_long_feedback_is_not_lost(self):
        """However much the customer writes, the rating counts."""
        self.assertEqual(self.rate(feedback="long " * 4000).status_code, 200)
        self.assertEqual(self.look(self.order).satisfaction, 5)

    def test_empty_feedback(self):
        """The smiley alone is enough."""
        self.rate(3, feedback="")
        self.assertRecordValues(self.look(self.order), [{"satisfaction": 3, "state": "done"}])

    def test_changed_mind(self):
        """A customer who comes back and rates anew is heard; both ratings stay in the journal."""
        self.rate(1)
        self.rate(5)
        self.assertRecordValues(self.look(self.order), [{"satisfaction": 5, "state": "done"}])
        rated = self.look(self.order).journal_ids.filtered(lambda entry: entry.event == "rated").sorted("position")
        self.assertEqual([float(entry.new_value) for entry in rated], [1.0, 5.0])

    def test_cancelled_order_stays_cancelled(self):
        """A customer who uses the link of a cancelled order sees no error; it stays cancelled."""
        self.as_user(self.order, "sales_officer").action_cancel("Entered twice.")
        self.assertEqual(self.rate().status_code, 200)
        self.assertEqual(self.look(self.order).state, "cancelled")
        self.assertFalse(self.as_user(self.partner, "sales_officer").get_crossbiz_picture()["satisfaction"])


@tagged("post_install", "-at_install")
class TestFiles(OrderWayCase, HttpCase):
    """Deliverables are often files: participants attach them to the order, in the browser's own way."""

    def upload(self, login, order, name="protocol.txt"):
        self.authenticate(login, login)
        page = self.url_open("/odoo/crossbiz-task-orders").text
        token = re.search(r'csrf_token: "([^"]+)"', page).group(1)
        with mute_logger("odoo.http"):
            return self.url_open(
                "/mail/attachment/upload",
                data={"csrf_token": token, "thread_id": order.id, "thread_model": order._name, "is_pending": True},
                files={"ufile": (name, b"It runs.", "text/plain")},
            )

    def test_attached_by_a_participant(self):
        """The delivering department attaches its protocol with a message; the first contact reads it, others do not."""
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        response = self.upload("tech_member", order)
        self.assertEqual(response.status_code, 200, response.text[:300])
        attachment = self.env["ir.attachment"].search([("name", "=", "protocol.txt")])
        self.assertEqual(len(attachment), 1)
        as_member = self.as_user(order, "tech_member")
        message = as_member.message_post(body="The protocol.", message_type="comment", attachment_ids=attachment.ids)
        self.assertEqual(message.attachment_ids.sudo(), attachment)
        self.env.flush_all()
        for login, readable in (("sales_officer", True), ("lead_officer", True), ("outsider", False)):
            with self.subTest(login=login):
                found = self.rpc(login, "ir.attachment", "search", [("res_model", "=", order._name)])
                self.assertEqual(found, attachment.ids if readable else [])
                self.authenticate(login, login)
                with mute_logger("odoo.http"):
                    content = self.url_open(f"/web/content/{attachment.id}").content
                self.assertEqual(content == b"It runs.", readable)

    def test_outsider_attaches_nothing(self):
        """Who may not read the order cannot attach anything to it."""
        with freeze_time(MONDAY):
            order = self.issue_order(departments=self.tech)
        response = self.upload("outsider", order)
        self.assertNotEqual(response.status_code, 200)
        self.assertFalse(self.env["ir.attachment"].search([("res_model", "=", order._name)]))
