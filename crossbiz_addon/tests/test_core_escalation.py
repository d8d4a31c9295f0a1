from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from ..models.core import node_escalation
from .common import MONDAY, CrossbizCase

# An order issued on Monday at 10:00 waits for its plans until Tuesday 10:00.
DEADLINE = MONDAY + timedelta(hours=24)
REMINDER = DEADLINE - timedelta(hours=4)
ESCALATION = DEADLINE + timedelta(hours=8)
TICK = timedelta(minutes=5)
NODE_LOG = "odoo.addons.crossbiz_addon.models.core.node_escalation"
NOTICE_LOG = "odoo.addons.crossbiz_addon.models.core.notice"


class EscalationCase(CrossbizCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(MONDAY):
            cls.order = cls.issue_order().sudo()
        cls.node = cls.node_of(cls.tech)
        cls.env.flush_all()

    @classmethod
    def node_of(cls, department, order=None):
        return cls.nodes(order or cls.order).filtered(lambda node: node.department_id == department)

    def escalate(self, moment):
        self.run_job("cron_escalate", moment)

    def told(self, event, node=None):
        """Who has been told of an event of a step: sorted logins, one for each notice."""
        notices = self.env["crossbiz.notice"].search([("event", "=", event), ("node_id", "=", (node or self.node).id)])
        return (
            sorted(notices.mapped("user_id.login"))
            if len(notices) == len(notices.user_id)
            else notices.mapped("user_id.login")
        )

    def journaled(self, node=None):
        """The events of a step since it opened, oldest first."""
        entries = self.env["crossbiz.journal"].search([("node_id", "=", (node or self.node).id)], order="position")
        return entries.filtered(lambda entry: entry.event != "node_opened")


@tagged("post_install", "-at_install")
class TestEscalation(EscalationCase):
    """Remind, breach, escalate: each once, to the right people, whatever happens to the job."""

    def test_levels_and_recipients(self):
        """Four hours before: who acts. At the deadline: manager and lead too. Eight hours later: the decision layer."""
        self.tech.manager_id = self.users["tech_member"].employee_ids
        for moment, level, events in (
            (REMINDER - timedelta(seconds=1), 0, []),
            (REMINDER, 1, ["node_reminded"]),
            (DEADLINE - timedelta(seconds=1), 1, ["node_reminded"]),
            (DEADLINE, 2, ["node_reminded", "node_breached"]),
            (ESCALATION - timedelta(seconds=1), 2, ["node_reminded", "node_breached"]),
            (ESCALATION, 3, ["node_reminded", "node_breached", "node_escalated"]),
            (ESCALATION + timedelta(days=30), 3, ["node_reminded", "node_breached", "node_escalated"]),
        ):
            with self.subTest(moment=moment):
                self.escalate(moment)
                self.assertEqual(self.node.notice_level, level)
                self.assertEqual(self.journaled().mapped("event"), events)
        acting = ["tech_member", "tech_officer"]
        self.assertEqual(self.told("reminded"), acting)
        self.assertEqual(self.told("breached"), ["lead_officer", *acting])
        self.assertEqual(self.told("escalated"), ["decision_maker"])
        self.assertEqual(self.node.state, "open", "telling closes nothing")

    def test_each_once(self):
        """The job runs every five minutes, and twice at the same moment: nobody hears anything twice."""
        for moment in (
            REMINDER,
            REMINDER,
            REMINDER + TICK,
            DEADLINE,
            DEADLINE,
            DEADLINE + TICK,
            ESCALATION,
            ESCALATION,
        ):
            self.escalate(moment)
        self.assertEqual(self.told("reminded"), ["tech_officer"])
        self.assertEqual(self.told("breached"), ["lead_officer", "tech_officer"])
        self.assertEqual(self.told("escalated"), ["decision_maker"])
        self.assertEqual(self.journaled().mapped("event"), ["node_reminded", "node_breached", "node_escalated"])

    def test_breach_is_dated_by_the_deadline(self):
        """The job comes two hours late; the breach is of 10:00, and the journal says when it was noticed."""
        self.escalate(DEADLINE + timedelta(hours=2))
        breach = self.journaled()
        self.assertRecordValues(
            breach,
            [
                {
                    "event": "node_breached",
                    "new_value": str(DEADLINE),
                    "at": DEADLINE + timedelta(hours=2),
                    "department_id": self.tech.id,
                }
            ],
        )

    def test_late_job(self):
        """The server stood still for three days: breach and escalation go out together, the late reminder does not."""
        self.escalate(DEADLINE + timedelta(days=3))
        self.assertEqual(self.journaled().mapped("event"), ["node_breached", "node_escalated"])
        self.assertEqual(self.journaled().mapped("new_value"), [str(DEADLINE), str(ESCALATION)])
        self.assertFalse(self.told("reminded"))
        self.assertEqual(self.told("breached"), ["lead_officer", "tech_officer"])
        self.assertEqual(self.told("escalated"), ["decision_maker"])
        self.assertFalse(self.node.notice_at)

    def test_done_withdrawn_and_paused_steps_are_silent(self):
        """What is done, withdrawn or stands still tells nobody anything."""
        with freeze_time(MONDAY):
            self.submit_plan(self.order, self.tech, "tech_officer")
        paused = self.node_of(self.service)
        with freeze_time(MONDAY + timedelta(hours=2)):
            paused._pause()
            cancelled = self.issue_order(departments=self.lead)
            cancelled.action_cancel("No more.")
        self.escalate(ESCALATION + timedelta(days=1))
        for node in (self.node, paused, self.nodes(cancelled)):
            with self.subTest(state=node.state):
                self.assertFalse(node.notice_level)
                self.assertFalse(
                    self.told("reminded", node) + self.told("breached", node) + self.told("escalated", node)
                )

    def test_resumed_step_is_told_by_its_new_deadline(self):
        """Paused for ten hours, it reminds and is breached ten hours later."""
        with freeze_time(MONDAY + timedelta(hours=2)):
            self.node._pause()
        self.escalate(DEADLINE + timedelta(hours=1))
        with freeze_time(MONDAY + timedelta(hours=12)):
            self.node._resume()
        self.escalate(REMINDER + timedelta(hours=10) - TICK)
        self.assertEqual(self.node.notice_level, 0)
        self.escalate(REMINDER + timedelta(hours=10))
        self.assertEqual(self.node.notice_level, 1)
        self.escalate(DEADLINE + timedelta(hours=10))
        self.assertEqual(self.journaled()[-1].new_value, str(DEADLINE + timedelta(hours=10)))

    def test_extended_step_is_told_again(self):
        """A granted extension starts the reminders anew; what was told before stays in the journal."""
        self.escalate(REMINDER)
        later = DEADLINE + timedelta(days=2)
        with freeze_time(REMINDER + TICK):
            self.as_user(self.node, "tech_officer").action_request_extension(later, "Parts are late.")
            extension = self.env["crossbiz.extension"].search([("node_id", "=", self.node.id)])
            decision = self.env["crossbiz.node"].search(
                [("res_model", "=", extension._name), ("res_id", "=", extension.id)]
            )
            self.as_user(decision, "lead_officer").action_approve()
        self.escalate(ESCALATION)
        self.assertEqual(self.node.notice_level, 0)
        self.escalate(later - timedelta(hours=4))
        self.escalate(later)
        self.assertEqual(
            self.journaled().mapped("event"), ["node_reminded", "node_retargeted", "node_reminded", "node_breached"]
        )

    def test_rule_without_reminder_or_escalation(self):
        """Zero hours mean never."""
        self.env.ref("crossbiz_addon.deadline_rule_order_response").write({"remind_before": 0, "escalate_after": 0})
        with freeze_time(MONDAY):
            node = self.nodes(self.issue_order(departments=self.tech))
        self.assertEqual(node.notice_at, DEADLINE)
        for moment in (REMINDER, DEADLINE, ESCALATION, ESCALATION + timedelta(days=9)):
            self.escalate(moment)
        self.assertEqual(self.journaled(node).mapped("event"), ["node_breached"])
        self.assertFalse(node.notice_at)

    # --------------------------------------------------
    # Who is told when somebody is missing
    # --------------------------------------------------

    def test_archived_officer_manager(self):
        """The officer's login is closed: the department's manager is told, and can act."""
        self.tech.manager_id = self.users["tech_member"].employee_ids
        self.users["tech_officer"].active = False
        self.escalate(REMINDER)
        self.assertEqual(self.told("reminded"), ["tech_member"])

    def test_archived_officer_parent_department(self):
        """No manager either: who acts for the parent department is told."""
        self.tech.parent_id = self.service
        self.users["tech_officer"].active = False
        self.escalate(REMINDER)
        self.assertEqual(self.told("reminded"), ["service_officer"])

    def test_archived_officer_administrators(self):
        """Nobody at all: the administrators of the company are told, and the journal says that nobody can act."""
        self.users["tech_officer"].active = False
        self._create_person(
            "other_manager", None, "crossbiz_addon.group_manager", company=self.env["res.company"].create({"name": "X"})
        )
        self.escalate(REMINDER)
        told = self.told("reminded")
        self.assertIn("manager", told)
        self.assertNotIn("other_manager", told)
        self.assertNotIn("__system__", told)
        self.assertEqual(sorted(self.journaled().mapped("event")), ["node_reminded", "officer_missing"])
        self.assertEqual(self.node.state, "open", "an archived officer never deletes a step")

    def test_no_decision_layer(self):
        """A company that named no decision layer: its administrators learn of the escalation."""
        self.company.crossbiz_decision_department_id = False
        self.escalate(ESCALATION)
        self.assertIn("manager", self.told("escalated"))
        self.assertIn("officer_missing", self.journaled().mapped("event"))

    def test_named_person(self):
        """A step of a named person reminds that person; once the login is closed, the department's officers."""
        with freeze_time(MONDAY):
            nodes = [
                self.order._open_node(
                    "dispute_decision", self.tech, user=self.users["tech_member"], period=period
                ).sudo()
                for period in ("a", "b")
            ]
        reminder = nodes[0].remind_at
        nodes[1].remind_at = nodes[1].notice_at = reminder + timedelta(hours=1)
        self.escalate(reminder)
        self.users["tech_member"].active = False
        self.escalate(reminder + timedelta(hours=1))
        self.assertEqual([self.told("reminded", node) for node in nodes], [["tech_member"], ["tech_officer"]])

    # --------------------------------------------------
    # What happens to the job
    # --------------------------------------------------

    def _issue_more(self, count):
        with freeze_time(MONDAY):
            orders = [self.issue_order() for _number in range(count)]
        return self.env["crossbiz.node"].sudo().concat(*(self.nodes(order) for order in orders)) | self.nodes(
            self.order
        )

    def test_one_bad_step_never_stops_the_rest(self):
        """One step cannot be told: it is logged and kept, all others are told; it is told once the fault is gone."""
        nodes, bad = self._issue_more(3), self.node
        recipients = type(bad)._get_recipients

        def failing(record, event):
            if bad in record:
                raise ValueError("injected fault")
            return recipients(record, event)

        with patch.object(type(bad), "_get_recipients", failing), self.assertLogs(NODE_LOG, "ERROR") as logs:
            self.escalate(DEADLINE)
        self.assertIn(f"Step {bad.id} could not be escalated", logs.output[0])
        self.assertEqual(len(logs.output), 1)
        self.assertEqual(bad.notice_level, 0)
        self.assertFalse(self.journaled(bad) or self.told("breached", bad), "half a breach")
        self.assertEqual(set((nodes - bad).mapped("notice_level")), {2})
        for node in nodes - bad:
            self.assertEqual(self.journaled(node).mapped("event"), ["node_breached"])
        self.escalate(DEADLINE + TICK)
        self.assertEqual(bad.notice_level, 2)
        self.assertEqual(self.journaled(bad).mapped("event"), ["node_breached"])
        self.assertEqual(self.told("breached", bad), ["lead_officer", "tech_officer"])

    def test_batches(self):
        """More steps than a batch holds, one of them bad: all others are told in the same run."""
        nodes, bad = self._issue_more(4), self.node
        recipients = type(bad)._get_recipients

        def failing(record, event):
            if bad in record:
                raise ValueError("injected fault")
            return recipients(record, event)

        with (
            patch.object(node_escalation, "BATCH", 3),
            patch.object(type(bad), "_get_recipients", failing),
            mute_logger(NODE_LOG),
        ):
            self.escalate(DEADLINE)
        self.assertEqual(set((nodes - bad).mapped("notice_level")), {2})
        self.assertEqual(bad.notice_level, 0)

    def test_step_in_use_is_left_for_the_next_run(self):
        """Somebody works on a step right now: the job neither waits nor circles, and comes back to it."""
        nodes, held = self._issue_more(2), self.node
        lock, calls = type(held).try_lock_for_update, []

        def locking(record, **kwargs):
            calls.append(record)
            if len(calls) > 50:
                raise AssertionError("the job circles around a step that is in use")
            return lock(record - held, **kwargs)

        with patch.object(type(held), "try_lock_for_update", locking):
            self.escalate(DEADLINE)
        self.assertEqual(held.notice_level, 0)
        self.assertEqual(set((nodes - held).mapped("notice_level")), {2})
        self.escalate(DEADLINE + TICK)
        self.assertEqual(self.journaled(held).mapped("event"), ["node_breached"])

    def test_closed_in_the_last_moment(self):
        """A step that was closed after the job looked is not told: the facts are read again under the lock."""
        lock = type(self.node).try_lock_for_update

        def closing(record, **kwargs):
            if self.node in record:
                self.env.cr.execute("UPDATE crossbiz_node SET state = 'closed' WHERE id = %s", [self.node.id])
                record.invalidate_recordset()
            return lock(record, **kwargs)

        with patch.object(type(self.node), "try_lock_for_update", closing):
            self.escalate(DEADLINE)
        self.assertFalse(self.journaled())
        self.assertEqual(self.node_of(self.service).notice_level, 2)

    def test_two_companies(self):
        """The job serves all companies, each with its own lead and decision layer."""
        other = self.env["res.company"].create({"name": "Other Works"})
        other.resource_calendar_id = self._create_calendar(other)
        departments = {
            name: self._create_department(f"Other {name}", company=other) for name in ("sales", "tech", "board")
        }
        for name, department in departments.items():
            group = "crossbiz_addon.group_officer" + (",crossbiz_addon.group_decision" if name == "board" else "")
            self._create_person(f"other_{name}", department, group, officer=True, company=other)
        other.write(
            {
                "crossbiz_lead_department_id": departments["sales"].id,
                "crossbiz_decision_department_id": departments["board"].id,
            }
        )
        with freeze_time(MONDAY):
            order = self.draft_order("other_sales", departments["tech"])
            order.action_issue()
        self.escalate(ESCALATION)
        node = self.nodes(order)
        self.assertEqual(self.told("breached", node), ["other_sales", "other_tech"])
        self.assertEqual(self.told("escalated", node), ["other_board"])
        self.assertEqual(self.told("escalated"), ["decision_maker"])


@tagged("post_install", "-at_install")
class TestNotices(EscalationCase, MailCase):
    """A notice is a row beside the fact it tells; a job sends what waits as one message a person, exactly once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crossbiz.notice"].search([]).sent_at = MONDAY  # of issuing the order
        cls.env.flush_all()

    def send(self, moment):
        """Run the job at a moment; returns the messages that it made, by login."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        with self.mock_mail_gateway(), patch.object(type(self.env["crossbiz.notice"]), "_log_access", False):
            self.run_job("cron_notify", moment)
        messages = self.env["mail.message"].search([("id", ">", last)])
        return {
            user.login: found
            for user in self.env["res.users"].search([])
            if (found := messages.filtered(lambda message, user=user: user.partner_id in message.notified_partner_ids))
        }

    def waiting(self, login):
        return self.env["crossbiz.notice"].search_count(
            [("user_id", "=", self.users[login].id), ("sent_at", "=", False)]
        )

    def issue(self, count, moment=MONDAY, **values):
        with freeze_time(moment):
            return [self.issue_order(departments=self.tech, **values) for _number in range(count)]

    def test_one_message_a_person(self):
        """Five new orders are one message with five lines, for one notification and one e-mail."""
        orders = self.issue(5)
        self.assertEqual(self.waiting("tech_officer"), 5)
        sent = self.send(MONDAY + TICK)
        self.assertEqual(set(sent), {"tech_officer"})
        message = sent["tech_officer"]
        self.assertEqual(len(message), 1)
        self.assertEqual(message.notified_partner_ids, self.users["tech_officer"].partner_id)
        self.assertEqual(len(message.notification_ids), 1)
        self.assertEqual(len(self._new_mails), 1)
        for order in orders:
            self.assertIn(order.reference, message.body)
        self.assertIn("5 notices", message.subject)
        self.assertFalse(self.waiting("tech_officer"))

    def test_exactly_once(self):
        """The job runs again, and again: nothing more goes out."""
        self.issue(2)
        self.assertTrue(self.send(MONDAY + TICK))
        self.assertFalse(self.send(MONDAY + TICK))
        self.assertFalse(self.send(MONDAY + timedelta(days=1)))

    def test_single_notice_says_what_it_is(self):
        """One notice is named in the subject; times are those of the reader."""
        (order,) = self.issue(1)
        self.users["tech_officer"].tz = "America/New_York"
        message = self.send(MONDAY + TICK)["tech_officer"]
        self.assertIn(order.reference, message.subject)
        self.assertIn("9:00", message.body)  # Tuesday 10:00 in Shanghai is Monday 21:00 in New York
        self.assertIn(f"/odoo/crossbiz.task.order/{order.id}", message.body)

    def test_by_the_readers_own_preference(self):
        """Who wants the inbox gets no e-mail."""
        self.users["tech_officer"].notification_type = "inbox"
        self.issue(1)
        message = self.send(MONDAY + TICK)["tech_officer"]
        self.assertEqual(message.notification_ids.notification_type, "inbox")
        self.assertFalse(self._new_mails)

    def test_in_the_readers_language(self):
        """A reader who works in Chinese is told in Chinese."""
        self.learn_chinese()
        self.users["tech_officer"].lang = "zh_CN"
        (order,) = self.issue(1)
        message = self.send(MONDAY + TICK)["tech_officer"]
        self.assertNotIn("New Step", message.subject)
        self.assertNotIn("Hello", message.body)
        self.assertIn(order.reference, message.body)

    def test_message_is_its_readers_alone(self):
        """Nobody else reads the message, neither a colleague nor an administrator."""
        self.issue(1)
        message = self.send(MONDAY + TICK)["tech_officer"]
        self.assertTrue(self.as_user(message, "tech_officer").has_access("read"))
        for login in ("tech_member", "sales_officer", "outsider", "manager"):
            with self.subTest(role=login):
                self.assertFalse(self.as_user(message, login).has_access("read"))

    def test_long_list_is_cut(self):
        """Thirty notices are one message that names some and counts the rest."""
        self.issue(30)
        message = self.send(MONDAY + TICK)["tech_officer"]
        self.assertEqual(len(message), 1)
        self.assertLess(message.body.count("<li"), 30)
        self.assertIn("more", message.body)

    def test_nothing_stale(self):
        """A reminder of what is done by now is not sent, and does not wait for ever."""
        (order,) = self.issue(1)
        with freeze_time(MONDAY + TICK):
            self.submit_plan(order, self.tech, "tech_officer")
        self.env["crossbiz.notice"].search(
            [("event", "=", "opened"), ("node_id.kind", "!=", "order_response")]
        ).unlink()
        self.assertFalse(self.send(MONDAY + 2 * TICK))
        self.assertFalse(self.waiting("tech_officer"))

    def test_rolled_back_fact_sends_nothing(self):
        """The notice commits with what happened: no order, no notice."""
        with self.undone():
            self.issue(1)
            self.assertTrue(self.waiting("tech_officer"))
        self.assertFalse(self.waiting("tech_officer"))
        self.assertFalse(self.send(MONDAY + TICK))

    def test_one_unreachable_person_never_stops_the_rest(self):
        """The message to one person fails: the others get theirs, this one waits and gets it with the next run."""
        with freeze_time(MONDAY):
            self.issue_order()
        bad, deliver = self.users["service_officer"], type(self.env["crossbiz.notice"])._deliver

        def failing(record, user):
            if user == bad:
                raise ValueError("injected fault")
            return deliver(record, user)

        with patch.object(type(self.env["crossbiz.notice"]), "_deliver", failing), self.assertLogs(NOTICE_LOG, "ERROR"):
            self.assertEqual(set(self.send(MONDAY + TICK)), {"tech_officer"})
        self.assertEqual(self.waiting("service_officer"), 1)
        self.assertEqual(set(self.send(MONDAY + 2 * TICK)), {"service_officer"})

    # --------------------------------------------------
    # Working hours
    # --------------------------------------------------

    def test_night_and_weekend(self):
        """Where the company says so, what falls in the night or on a weekend reaches its reader with the next
        opening.
        """
        self.company.crossbiz_notice_working_hours = True
        for opened, silent, opening in (
            (
                datetime(2026, 3, 2, 13, 0),
                datetime(2026, 3, 3, 0, 59),
                datetime(2026, 3, 3, 1, 0),
            ),  # 21:00, 08:59, 09:00
            (datetime(2026, 3, 3, 4, 30), datetime(2026, 3, 3, 4, 59), datetime(2026, 3, 3, 5, 0)),  # in the break
            (datetime(2026, 3, 7, 2, 0), datetime(2026, 3, 8, 9, 0), datetime(2026, 3, 9, 1, 0)),  # Saturday
        ):
            with self.subTest(opened=opened):
                self.issue(1, opened)
                self.assertFalse(self.send(opened))
                self.assertFalse(self.send(silent))
                self.assertEqual(set(self.send(opening)), {"tech_officer"})

    def test_at_once_where_the_company_does_not_mind(self):
        self.issue(1, datetime(2026, 3, 7, 15, 0))
        self.assertEqual(set(self.send(datetime(2026, 3, 7, 15, 5))), {"tech_officer"})

    def test_exceptions_count_for_notices(self):
        """A make-up Saturday is a working day for its readers, a day off is none, another company's closure
        means nothing.
        """
        self.company.crossbiz_notice_working_hours = True
        days = self.env["crossbiz.workday"]
        days.create({"date": date(2026, 3, 7), "kind": "work", "name": "Make-up", "company_id": self.company.id})
        days.create({"date": date(2026, 3, 9), "kind": "off", "name": "Off", "company_id": self.company.id})
        other = self.env["res.company"].create({"name": "Other Works"})
        days.create({"date": date(2026, 3, 10), "kind": "off", "name": "Off", "company_id": other.id})
        self.issue(1, datetime(2026, 3, 7, 2, 0))
        self.assertEqual(set(self.send(datetime(2026, 3, 7, 2, 5))), {"tech_officer"})
        self.issue(1, datetime(2026, 3, 9, 2, 0))
        self.assertFalse(self.send(datetime(2026, 3, 9, 2, 5)))
        self.assertEqual(set(self.send(datetime(2026, 3, 10, 1, 0))), {"tech_officer"})

    def test_readers_without_usable_hours(self):
        """No, flexible or empty working hours: at once or in the company's morning, but never never."""
        self.company.crossbiz_notice_working_hours = True
        employee = self.users["tech_officer"].employee_ids
        empty = self._create_calendar(self.company)
        empty.attendance_ids.unlink()
        flexible = self._create_calendar(self.company)
        flexible.schedule_type = "flexible"
        night = datetime(2026, 3, 2, 15, 0)
        for label, calendar in (("empty", empty), ("flexible", flexible), ("none", self.env["resource.calendar"])):
            with self.subTest(calendar=label), self.undone():
                employee.resource_calendar_id = calendar
                if not calendar:
                    self.company.resource_calendar_id = False
                self.issue_notice(night)
                sent = self.send(night + TICK) or self.send(datetime(2026, 3, 3, 1, 0))
                self.assertEqual(set(sent), {"tech_officer"})

    def issue_notice(self, moment):
        with freeze_time(moment):
            self.node.sudo()._notify("reminded")

    # --------------------------------------------------
    # Readers
    # --------------------------------------------------

    def test_escalation_reaches_the_decision_layer(self):
        """Whoever the decision layer appointed learns of an escalation, also one who was given no further role."""
        self._create_person("director", self.board, "crossbiz_addon.group_user", officer=True)
        self.escalate(ESCALATION)
        self.assertIn("director", self.told("escalated"))
        self.assertLessEqual({"director", "decision_maker"}, set(self.send(ESCALATION + TICK)))

    def test_officer_who_left_before_the_message(self):
        """The only officer is gone before the notice went out: who acts now is told instead."""
        self.tech.manager_id = self.users["tech_member"].employee_ids
        self.tech.crossbiz_officer_ids = self.users["tech_officer"]
        self.tech.manager_id = False
        self.issue(1)
        self.users["tech_officer"].active = False
        self.tech.manager_id = self.users["tech_member"].employee_ids
        self.assertEqual(set(self.send(MONDAY + TICK)), {"tech_member"})

    def test_sent_notices_are_kept_for_a_while(self):
        """What was sent is removed after three months, what waits never."""
        self.issue(1)
        waiting = self.env["crossbiz.notice"].search([("sent_at", "=", False)])
        with freeze_time(MONDAY + timedelta(days=89)):
            self.env["crossbiz.notice"]._gc_sent()
            self.assertTrue(self.env["crossbiz.notice"].search_count([("sent_at", "!=", False)]))
        with freeze_time(MONDAY + timedelta(days=91)):
            self.env["crossbiz.notice"]._gc_sent()
        self.assertEqual(self.env["crossbiz.notice"].search([]), waiting)
