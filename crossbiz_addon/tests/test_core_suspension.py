from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import MONDAY, CrossbizCase, shanghai


class SuspensionCase(CrossbizCase):
    """Suspends and resumes as a room does that found out that it should."""

    @classmethod
    def suspend(cls, *documents, login="lead_officer", note="Fire."):
        for document in documents:
            cls.as_user(document, login).case_id._suspend(note)

    @classmethod
    def resume(cls, *documents, login="lead_officer", note="Put out."):
        for document in documents:
            cls.as_user(document, login).case_id._resume_work(note)


@tagged("post_install", "-at_install")
class TestSuspension(SuspensionCase):
    """A suspended case: its clocks stand still, whoever asks is refused, and it goes on where it stood."""

    def test_clocks_stop_and_go_on(self):
        """Regulation 4.3: 24 hours, suspended for two days after three, are over two days later."""
        with freeze_time(MONDAY):
            order = self.issue_order()
        due = MONDAY + timedelta(days=1)
        nodes = self.nodes(order, "order_response")
        with freeze_time(MONDAY + timedelta(hours=3)):
            self.suspend(order)
        self.assertEqual(nodes.mapped("state"), ["paused"] * 2)
        self.assertEqual(nodes.mapped("deadline"), [due] * 2)
        case = order.sudo().case_id
        self.assertTrue(case.suspended)
        self.assertEqual(case.suspended_at, MONDAY + timedelta(hours=3))
        self.assertFalse(case.next_deadline)
        self.assertEqual(case.light, "grey")
        with freeze_time(MONDAY + timedelta(days=2, hours=3)):
            self.resume(order)
        self.assertEqual(nodes.mapped("state"), ["open"] * 2)
        self.assertEqual(nodes.mapped("deadline"), [due + timedelta(days=2)] * 2)
        self.assertEqual(case.next_deadline, due + timedelta(days=2))
        self.assertFalse(case.suspended_at)
        events = [event for event in self.events(order) if event in ("suspended", "resumed")]
        self.assertEqual(events, ["suspended", "resumed"])
        with freeze_time(MONDAY + timedelta(days=3, hours=-1)):
            line = self.submit_plan(order, self.tech, "tech_officer")
        self.assertTrue(self.nodes(order, "order_response", "closed").on_time, line.display_name)

    def test_twice_is_once(self):
        order = self.issue_order()
        self.suspend(order)
        node = self.nodes(order)[0]
        since = node.paused_since
        with freeze_time(since + timedelta(hours=1)):
            self.suspend(order)
        self.assertEqual(node.paused_since, since)
        self.assertEqual(self.events(order).count("suspended"), 1)
        self.resume(order)
        self.resume(order)
        self.assertEqual(self.events(order).count("resumed"), 1)
        self.assertEqual(len(node.pauses), 1)

    def test_opened_meanwhile(self):
        """A step that opens on a suspended case stands still from its first second, and is told of at the end."""
        with freeze_time(MONDAY):
            order = self.issue_order()
            self.suspend(order)
        with freeze_time(shanghai(3, 10)):
            node = order.sudo()._open_node("dispute_decision", self.board, amount=1)
            self.assertEqual(node.state, "paused")
            self.assertEqual(node.paused_since, shanghai(3, 10))
            first = node.deadline
        told = self.env["crossbiz.notice"].search_count([("node_id", "=", node.id), ("event", "=", "opened")])
        with freeze_time(shanghai(5, 10)):
            self.resume(order)
        self.assertEqual(node.state, "open")
        self.assertEqual(node.deadline, first + timedelta(days=1))
        now_told = self.env["crossbiz.notice"].search_count([("node_id", "=", node.id), ("event", "=", "opened")])
        self.assertGreater(now_told, told)

    def test_stray_step(self):
        """A step that slipped in is refused all the same, paused by the job, and loses no minute."""
        with freeze_time(MONDAY):
            order = self.issue_order()
            self.suspend(order)
        node = self.nodes(order, "order_response").filtered(lambda found: found.department_id == self.tech)
        node.write({"state": "open", "paused_since": False, "notice_at": node.deadline})
        with self.refused(UserError, "suspended"), freeze_time(MONDAY):
            self.submit_plan(order, self.tech, "tech_officer")
        self.run_job("cron_escalate", MONDAY + timedelta(days=3))
        self.assertEqual((node.state, node.notice_level, node.paused_since), ("paused", 0, MONDAY))
        node.write({"state": "open", "paused_since": False})
        with freeze_time(MONDAY + timedelta(days=3)):
            self.resume(order)
        self.assertEqual(node.deadline, MONDAY + timedelta(days=4))

    def test_nobody_moves_it(self):
        order = self.issue_order()
        self.suspend(order)
        node = self.nodes(order, "order_response")[0]
        for login, model, method, ids, *arguments in (
            ("tech_officer", "crossbiz.node", "action_acknowledge", node.ids),
            ("tech_officer", "crossbiz.node", "action_hand_over", node.ids, self.sales.id, "x"),
            ("tech_officer", "crossbiz.node", "action_request_extension", node.ids, "2030-01-01 10:00:00", "x"),
            ("lead_officer", order._name, "action_urge", order.ids),
            ("sales_officer", order._name, "action_cancel", order.ids, "x"),
        ):
            with self.subTest(method=method), self.refused(UserError, "suspended"):
                self.rpc(login, model, method, ids, *arguments)

    def test_not_over_rpc(self):
        """The switch is private and the fact is protected."""
        order = self.issue_order()
        for values in ({"suspended": True}, {"suspended_at": "2026-03-02 02:00:00"}):
            with self.refused(AccessError, "process"):
                self.rpc("lead_officer", "crossbiz.case", "write", order.sudo().case_id.ids, values)

    def test_escalation_waits(self):
        with freeze_time(MONDAY):
            order = self.issue_order()
            self.suspend(order)
        self.run_job("cron_escalate", MONDAY + timedelta(days=9))
        self.assertEqual(set(self.nodes(order).mapped("notice_level")), {0})
        self.assertNotIn("node_breached", str(self.events(order)))


@tagged("post_install", "-at_install")
class TestManySteps(SuspensionCase):
    """Suspending thousands of steps takes as many queries as suspending a few."""

    def fill(self, steps, orders=1):
        """Orders with that many steps each, of different departments and periods."""
        departments = self.tech | self.service | self.board
        filled = self.env["crossbiz.task.order"]
        with freeze_time(MONDAY):
            for _number in range(orders):
                filled |= self.issue_order().sudo()
        specs = [
            (order, "dispute_decision", departments[number % 3], {"period": str(number)})
            for order in filled
            for number in range(steps)
        ]
        with freeze_time(MONDAY):
            filled._open_nodes(specs)
        return filled

    def measure(self, orders, method):
        cases = self.as_user(self.env["crossbiz.case"].browse(orders.case_id.ids), "lead_officer")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        getattr(cases, method)("Fire.")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_number_of_queries(self):
        few, many = self.fill(300), self.fill(3_000)
        self.measure(self.fill(3), "_suspend")  # warm
        suspended = self.measure(few, "_suspend"), self.measure(many, "_suspend")
        self.assertEqual(*suspended)
        self.assertEqual(set(many.case_id.node_ids.mapped("state")), {"paused"})
        resumed = self.measure(few, "_resume_work"), self.measure(many, "_resume_work")
        self.assertEqual(*resumed)
        self.assertEqual(set(many.case_id.node_ids.mapped("state")), {"open"})
        self.assertLess(max(*suspended, *resumed), 60)

    def test_number_of_queries_over_cases(self):
        few, many = self.fill(2, 5), self.fill(2, 150)
        self.measure(self.fill(3), "_suspend")  # warm
        self.assertEqual(self.measure(few, "_suspend"), self.measure(many, "_suspend"))
        self.assertEqual(set(many.case_id.mapped("suspended")), {True})
        self.assertEqual(self.measure(few, "_resume_work"), self.measure(many, "_resume_work"))
        self.assertEqual(set(many.case_id.mapped("suspended")), {False})
