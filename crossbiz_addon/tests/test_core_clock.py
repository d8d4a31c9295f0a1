from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MONDAY, CrossbizCase

SHANGHAI, NEW_YORK, UTC = (ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "UTC"))
NUMBERS = count(1)


def at(text, zone=SHANGHAI):
    """A local time as Odoo stores it: ``at("2026-03-02 10:00")`` is 02:00 UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


class ClockCase(CrossbizCase):
    """Monday is 2 March 2026. Departments work Monday to Friday 9-12 and 13-18 in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(MONDAY):
            cls.order = cls.issue_order().sudo()
        cls.other = cls.env["res.company"].create({"name": "Other Works"})
        cls.rule = cls.set_rule(3, "working_day", "next_day")
        cls.env.flush_all()

    @classmethod
    def set_rule(cls, amount, unit, start_rule="same_day", **values):
        """The company's own rule for the kind of step that these tests open."""
        rules = cls.env["crossbiz.deadline.rule"]
        rule = rules.search([("node_kind", "=", "dispute_decision"), ("company_id", "=", cls.company.id)])
        values = {"amount": amount, "unit": unit, "start_rule": start_rule, **values}
        if not rule:
            return rules.create({"node_kind": "dispute_decision", "company_id": cls.company.id, **values})
        rule.write(values)
        return rule

    def open(self, opened, department=None, order=None, **options):
        """Open a step at a local time of Shanghai; returns it in superuser mode."""
        options.setdefault("period", str(next(NUMBERS)))
        with freeze_time(at(opened)):
            return (order or self.order)._open_node("dispute_decision", department or self.tech, **options).sudo()

    def assert_due(self, node, local, zone=SHANGHAI):
        self.assertEqual(node.deadline.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M"), local)

    def close_off(self, start, stop, company=None, **values):
        """A closure between two local times; of the company's calendar unless told otherwise.

        Odoo gives a closure the company of its calendar, else the one its author works in.
        """
        values = {
            "calendar_id": self.calendar.id,
            "name": "Closed",
            "date_from": at(start),
            "date_to": at(stop),
            **values,
        }
        closure = self.env["resource.calendar.leaves"].with_company(company or self.company).create(values)
        self.assertEqual(closure.company_id, company or self.company)
        return closure

    def add_workday(self, day, kind, company=True):
        return self.env["crossbiz.workday"].create(
            {"date": day, "kind": kind, "name": kind, "company_id": company and self.company.id}
        )


@tagged("post_install", "-at_install")
class TestDeadlines(ClockCase):
    """From when a step opens to when it is due (regulation 1.3; Civil Code art. 201, 203)."""

    def test_three_working_days(self):
        """Opened Monday 10:00, due Thursday 18:00: counting begins the next day and ends with the last hour of work."""
        for opened, due in (
            ("2026-03-02 10:00", "2026-03-05 18:00"),
            ("2026-03-02 08:00", "2026-03-05 18:00"),
            ("2026-03-02 23:59", "2026-03-05 18:00"),
            ("2026-03-03 00:00", "2026-03-06 18:00"),
            ("2026-03-04 10:00", "2026-03-09 18:00"),
            ("2026-03-06 17:00", "2026-03-11 18:00"),
            ("2026-03-07 10:00", "2026-03-11 18:00"),  # Saturday: due Wednesday
            ("2026-03-08 22:00", "2026-03-11 18:00"),
        ):
            with self.subTest(opened=opened):
                node = self.open(opened)
                self.assert_due(node, due)
                self.assertEqual((node.baseline_deadline, node.opened_at), (node.deadline, at(opened)))

    def test_closure_in_between(self):
        """Wednesday is a closure: due a day later. Of the calendar, of the whole company, or as a workday exception."""
        closures = (
            lambda: self.close_off("2026-03-04 00:00", "2026-03-04 23:59:59"),
            lambda: self.close_off("2026-03-04 00:00", "2026-03-04 23:59:59", calendar_id=False),
            lambda: self.close_off("2026-03-04 09:00", "2026-03-04 18:00"),
            lambda: self.add_workday(date(2026, 3, 4), "off"),
            lambda: self.add_workday(date(2026, 3, 4), "off", company=False),
        )
        for close in closures:
            with self.undone():
                close()
                self.assert_due(self.open("2026-03-02 10:00"), "2026-03-06 18:00")

    def test_closure_that_closes_nothing(self):
        """A free morning leaves a working day; a colleague's holiday and a closure of another calendar close
        nothing.
        """
        other = self._create_calendar(self.company)
        resource = self.users["tech_member"].employee_ids.resource_id
        for values in (
            {"stop": "2026-03-04 12:00"},
            {"calendar_id": other.id},
            {"resource_id": resource.id},
            {"time_type": "other"},
        ):
            closure = {"start": "2026-03-04 00:00", "stop": "2026-03-04 23:59:59", **values}
            with self.subTest(values=closure), self.undone():
                self.close_off(closure.pop("start"), closure.pop("stop"), **closure)
                self.assert_due(self.open("2026-03-02 10:00"), "2026-03-05 18:00")

    def test_closure_of_the_last_afternoon(self):
        """The last day ends with the last hour that is worked on it."""
        self.close_off("2026-03-05 13:00", "2026-03-05 18:00")
        self.assert_due(self.open("2026-03-02 10:00"), "2026-03-05 12:00")

    def test_make_up_saturday(self):
        """A make-up Saturday in between: due a day earlier; it has the hours of a working day."""
        self.assert_due(self.open("2026-03-05 10:00"), "2026-03-10 18:00")
        for company in (True, False):
            with self.undone():
                self.add_workday(date(2026, 3, 7), "work", company)
                self.assert_due(self.open("2026-03-05 10:00"), "2026-03-09 18:00")
                self.assert_due(self.open("2026-03-04 10:00"), "2026-03-07 18:00")

    def test_company_overrules_the_shared_exception(self):
        """The state says off, the company says work: the company's own word counts, in whatever order they were
        entered.
        """
        for kinds in (("off", "work"), ("work", "off")):
            with self.subTest(shared=kinds[0]), self.undone():
                self.add_workday(date(2026, 3, 4), kinds[1])
                self.add_workday(date(2026, 3, 4), kinds[0], company=False)
                due = "2026-03-05 18:00" if kinds[1] == "work" else "2026-03-06 18:00"
                self.assert_due(self.open("2026-03-02 10:00"), due)

    def test_24_hours_are_wall_clock(self):
        """24 hours run through the night and the weekend: Friday 17:00, due Saturday 17:00."""
        self.set_rule(24, "hour")
        self.close_off("2026-03-07 00:00", "2026-03-07 23:59:59")
        self.assert_due(self.open("2026-03-06 17:00"), "2026-03-07 17:00")
        with freeze_time(at("2026-03-06 17:00")):
            order = self.issue_order()
        for node in self.nodes(order, "order_response"):
            self.assert_due(node, "2026-03-07 17:00")

    def test_working_hours(self):
        """Eight working hours from Monday 16:00: two on Monday, six on Tuesday, the break not counted."""
        self.set_rule(8, "working_hour")
        self.assert_due(self.open("2026-03-02 16:00"), "2026-03-03 16:00")
        self.assert_due(self.open("2026-03-06 17:00"), "2026-03-09 17:00")
        self.assert_due(self.open("2026-03-07 12:00"), "2026-03-09 18:00")

    def test_natural_days(self):
        """Three days from Thursday end on Sunday; a last day off rolls to the next working day (art. 203)."""
        self.set_rule(3, "day", "next_day")
        self.assert_due(self.open("2026-03-05 10:00"), "2026-03-09 18:00")
        self.assert_due(self.open("2026-03-03 10:00"), "2026-03-06 18:00")

    def test_shipped_rules(self):
        """A handling plan has 24 hours at once; each kind of step there is has a rule."""
        response = self.env.ref("crossbiz_addon.deadline_rule_order_response")
        self.assertRecordValues(
            response, [{"amount": 24.0, "unit": "hour", "start_rule": "same_day", "company_id": False}]
        )
        for kind in self.env["crossbiz.node"]._fields["kind"].get_values(self.env):
            with self.subTest(kind=kind):
                self.assertTrue(self.env["crossbiz.deadline.rule"]._get_values(kind, self.company.id)["amount"])

    def test_time_of_the_caller_moves_nothing(self):
        """The deadline is the department's: neither the zone nor the language of who opens the step counts."""
        self.learn_chinese()
        user = self.users["sales_officer"]
        for zone in ("America/New_York", "Pacific/Kiritimati"):
            with self.subTest(zone=zone), freeze_time(at("2026-03-02 10:00")):
                user.tz = zone
                order = self.as_user(self.order, "sales_officer").with_context(tz=zone, lang="zh_CN")
                node = order._open_node("dispute_decision", self.tech, period=str(next(NUMBERS)))
                self.assert_due(node.sudo(), "2026-03-05 18:00")


@tagged("post_install", "-at_install")
class TestCalendars(ClockCase):
    """Whose calendar counts, and what is said when it cannot."""

    def test_another_companys_closure_moves_nothing(self):
        """A closure of another company, with no calendar or with a shared one, as user, superuser or in a job."""
        shared = self._create_calendar(self.company)
        shared.company_id = False
        self.tech.crossbiz_calendar_id = shared
        for calendar in (False, shared.id):
            self.close_off("2026-03-03 00:00", "2026-03-06 23:59:59", company=self.other, calendar_id=calendar)
        self.env["crossbiz.workday"].create({"date": date(2026, 3, 4), "name": "Off", "company_id": self.other.id})
        self.env.flush_all()
        ways = {
            "user": lambda: self.as_user(self.order, "sales_officer"),
            "superuser": self.order.sudo,
            "robot": lambda: self.order.with_user(self.env.ref("base.user_root")),
            "both companies": lambda: self.order.with_context(allowed_company_ids=(self.company | self.other).ids),
            "the other company first": lambda: self.order.with_context(
                allowed_company_ids=(self.other | self.company).ids
            ),
        }
        for department in (self.tech, self.service):
            for label, get_order in ways.items():
                with self.subTest(way=label, department=department.name):
                    node = self.open("2026-03-02 10:00", department, get_order())
                    self.assert_due(node, "2026-03-05 18:00")
        node = self.open("2026-03-02 10:00")
        with freeze_time(at("2026-03-03 11:00")):
            node.with_user(self.env.ref("base.user_root"))._pause()
        with freeze_time(at("2026-03-04 11:00")):
            node.with_user(self.env.ref("base.user_root"))._resume()
        self.assert_due(node, "2026-03-06 18:00")

    def test_closure_entered_in_the_other_company(self):
        """The same when a person of the other company enters it, as Odoo's own screen does."""
        self._create_person("other_admin", None, "base.group_system", company=self.other)
        self.rpc(
            "other_admin",
            "resource.calendar.leaves",
            "create",
            {
                "name": "Carnival",
                "date_from": "2026-03-03 00:00:00",
                "date_to": "2026-03-05 23:59:59",
                "calendar_id": False,
            },
        )
        self.assert_due(self.open("2026-03-02 10:00"), "2026-03-05 18:00")

    def test_calendar_of_the_department(self):
        """A department with hours of its own is due by these."""
        early = self._create_calendar(self.company)
        early.attendance_ids.filtered(lambda line: line.day_period == "afternoon").hour_to = 15
        early.attendance_ids.filtered(lambda line: line.dayofweek == "4").unlink()  # free Fridays
        self.tech.crossbiz_calendar_id = early
        self.assert_due(self.open("2026-03-02 10:00", self.tech), "2026-03-05 15:00")
        self.assert_due(self.open("2026-03-03 10:00", self.tech), "2026-03-09 15:00")
        self.assert_due(self.open("2026-03-03 10:00", self.service), "2026-03-06 18:00")

    def test_new_york_and_daylight_saving(self):
        """New York changes its clocks on 8 March: 18:00 there is 22:00 UTC after it and 23:00 before."""
        self.tech.crossbiz_calendar_id = self._create_calendar(self.company, tz="America/New_York")
        before = self.open("2026-03-02 22:00")  # Monday 09:00 in New York
        self.assert_due(before, "2026-03-05 18:00", NEW_YORK)
        self.assertEqual(before.deadline, datetime(2026, 3, 5, 23, 0))
        across = self.open("2026-03-06 23:00")  # Friday 10:00 in New York
        self.assert_due(across, "2026-03-11 18:00", NEW_YORK)
        self.assertEqual(across.deadline, datetime(2026, 3, 11, 22, 0))
        # Tuesday 08:00 in Shanghai is still Monday in New York.
        self.assert_due(self.open("2026-03-03 08:00"), "2026-03-05 18:00", NEW_YORK)
        self.set_rule(24, "hour")
        self.assertEqual(self.open("2026-03-08 06:00").deadline, at("2026-03-09 06:00"), "24 hours are 24 hours")
        self.set_rule(8, "working_hour")
        self.assert_due(self.open("2026-03-07 05:00"), "2026-03-09 16:00", NEW_YORK)  # Friday 16:00: 2 + 6 hours

    def test_autumn_in_new_york(self):
        """And back on 1 November."""
        self.tech.crossbiz_calendar_id = self._create_calendar(self.company, tz="America/New_York")
        node = self.open("2026-10-30 22:00")  # Friday 10:00
        self.assert_due(node, "2026-11-04 18:00", NEW_YORK)
        self.assertEqual(node.deadline, datetime(2026, 11, 4, 23, 0))

    def test_two_week_calendar(self):
        """A calendar of odd and even weeks counts each week's own days."""
        calendar = self._create_calendar(self.company)
        self.tech.crossbiz_calendar_id = calendar
        calendar.switch_calendar_type()
        week = str(self.env["resource.calendar.attendance"].get_week_type(date(2026, 3, 2)))
        calendar.attendance_ids.filtered(
            lambda line: line.week_type == week and line.dayofweek == "2" and not line.display_type
        ).unlink()
        self.assert_due(self.open("2026-03-02 10:00"), "2026-03-06 18:00")  # no Wednesday this week
        self.assert_due(self.open("2026-03-09 10:00"), "2026-03-12 18:00")

    def assert_names(self, name, *also):
        before = self.env["crossbiz.node"].search_count([])
        with self.assertRaises(UserError) as caught:
            self.open("2026-03-02 10:00")
        for text in (name, *also):
            self.assertIn(text, str(caught.exception))
        self.assertEqual(self.env["crossbiz.node"].search_count([]), before)

    def test_missing_calendar(self):
        """No calendar: the answer names the department and the way to the setting, never a deadline by chance."""
        self.company.resource_calendar_id = False
        self.assert_names("Technical", "Working Hours")
        draft = self.draft_order()
        with self.assertRaises(UserError) as caught:
            draft.action_issue()
        self.assertIn("Technical", str(caught.exception))
        self.assertIn("After-Sales", str(caught.exception), "all that is missing, not just the first thing")

    def test_flexible_calendar(self):
        self.calendar.name = "Come and go"
        self.calendar.schedule_type = "flexible"
        self.assert_names("Come and go", "flexible")

    def test_empty_calendar(self):
        self.calendar.name = "Nothing at all"
        self.calendar.attendance_ids.unlink()
        self.assert_names("Nothing at all", "no working hours")

    def test_calendar_that_is_closed_for_years(self):
        """A closure of ten years ends in an answer, not in an endless search."""
        self.calendar.name = "Retired"
        self.close_off("2026-03-01 00:00", "2036-03-01 00:00")
        self.assert_names("Retired", "no working time")

    def test_wall_clock_needs_no_calendar(self):
        """24 hours can be counted without any; only whether the department can serve is asked when an order is
        issued.
        """
        self.set_rule(24, "hour")
        self.calendar.schedule_type = "flexible"
        self.assert_due(self.open("2026-03-06 17:00"), "2026-03-07 17:00")

    def test_no_rule(self):
        """Without a rule for a kind of step the answer names the step and where to add one."""
        self.env["crossbiz.deadline.rule"].search([("node_kind", "=", "dispute_decision")]).active = False
        self.assert_names("Dispute Decision", "Deadline Rules")


@tagged("post_install", "-at_install")
class TestPauses(ClockCase):
    """A pause moves the deadline by what passed of its own unit, before any verdict."""

    def pause(self, node, start, stop, **values):
        with freeze_time(at(start)):
            node._pause(**values)
            self.assertRecordValues(node, [{"state": "paused", "light": "grey", "overdue": False, "notice_at": False}])
        with freeze_time(at(stop)):
            node._resume(**values)
        self.assertEqual(node.state, "open")

    def test_working_days(self):
        """One closing passed while the clock stood still: a day later. None passed: nothing moves."""
        for start, stop, due in (
            ("2026-03-03 10:00", "2026-03-04 10:00", "2026-03-06 18:00"),
            ("2026-03-03 10:00", "2026-03-03 17:00", "2026-03-05 18:00"),
            ("2026-03-03 10:00", "2026-03-09 10:00", "2026-03-11 18:00"),
            ("2026-03-02 11:00", "2026-03-03 09:00", "2026-03-05 18:00"),  # the clock did not run on Monday
            ("2026-03-05 17:00", "2026-03-06 09:00", "2026-03-06 18:00"),
            ("2026-03-06 09:00", "2026-03-09 09:00", "2026-03-05 18:00"),  # it was due already
        ):
            with self.subTest(start=start, stop=stop):
                node = self.open("2026-03-02 10:00")
                self.pause(node, start, stop)
                self.assert_due(node, due)
                self.assertEqual(node.baseline_deadline, node.deadline)

    def test_hours(self):
        """Wall clock: later by exactly the pause."""
        self.set_rule(24, "hour")
        node = self.open("2026-03-06 17:00")
        self.pause(node, "2026-03-06 20:00", "2026-03-08 21:30")
        self.assert_due(node, "2026-03-09 18:30")
        self.assertEqual(node.paused_seconds, 49.5 * 3600)

    def test_working_hours(self):
        """Working hours: only those that passed during the pause count; a night and a weekend cost nothing."""
        self.set_rule(8, "working_hour")
        node = self.open("2026-03-02 10:00")
        self.assert_due(node, "2026-03-03 10:00")
        self.pause(node, "2026-03-02 11:00", "2026-03-03 11:00")  # 1 + 5 + 2 working hours
        self.assert_due(node, "2026-03-04 10:00")
        self.pause(node, "2026-03-03 19:00", "2026-03-04 08:00")
        self.assert_due(node, "2026-03-04 10:00")

    def test_natural_days(self):
        self.set_rule(3, "day", "next_day")
        node = self.open("2026-03-02 10:00")
        self.assert_due(node, "2026-03-05 18:00")
        self.pause(node, "2026-03-03 10:00", "2026-03-04 10:00")
        self.assert_due(node, "2026-03-06 18:00")

    def test_pauses_add_up(self):
        """Two pauses, each on record; the journal has each stop and start with its reason."""
        node = self.open("2026-03-02 10:00")
        self.pause(node, "2026-03-03 10:00", "2026-03-04 10:00", note="Incident")
        self.pause(node, "2026-03-04 11:00", "2026-03-05 11:00")
        self.assert_due(node, "2026-03-09 18:00")
        self.assertEqual(node.paused_seconds, 48 * 3600)
        self.assertEqual(len(node.pauses), 2)
        entries = self.env["crossbiz.journal"].search([("node_id", "=", node.id)], order="id")
        self.assertEqual(
            entries.mapped("event"), ["node_opened", "node_paused", "node_resumed", "node_paused", "node_resumed"]
        )
        self.assertEqual(entries.mapped("note"), [False, "Incident", "Incident", False, False])
        self.assertEqual(entries[1].at, at("2026-03-03 10:00"))

    def test_twice_is_once(self):
        """Pausing what is paused and resuming what runs change nothing."""
        node = self.open("2026-03-02 10:00")
        with freeze_time(at("2026-03-03 10:00")):
            node._pause()
        with freeze_time(at("2026-03-03 11:00")):
            node._pause()
            self.assertEqual(node.paused_since, at("2026-03-03 10:00"))
        with freeze_time(at("2026-03-04 10:00")):
            node._resume()
        with freeze_time(at("2026-03-05 10:00")):
            node._resume()
        self.assert_due(node, "2026-03-06 18:00")
        self.assertEqual(self.env["crossbiz.journal"].search_count([("node_id", "=", node.id)]), 3)

    def test_many_steps_of_different_calendars(self):
        """A case resumes as a whole: each step by its own calendar and unit, closed ones stay closed."""
        self.service.crossbiz_calendar_id = self._create_calendar(self.company, tz="America/New_York")
        ours, theirs = self.open("2026-03-02 10:00"), self.open("2026-03-02 10:00", self.service)
        done = self.open("2026-03-02 10:00")
        with freeze_time(at("2026-03-02 10:30")):
            self.as_user(done, "tech_officer").action_complete()
        nodes = ours | theirs | done
        with freeze_time(at("2026-03-03 10:00")):
            nodes._pause()
        with freeze_time(at("2026-03-03 19:00")):
            nodes._resume()
        self.assert_due(ours, "2026-03-06 18:00")
        self.assert_due(theirs, "2026-03-04 18:00", NEW_YORK)  # it was night there
        self.assertEqual((done.state, done.paused_seconds), ("closed", 0))

    def test_late_stays_late(self):
        """A pause heals no breach: what was overdue is overdue after it."""
        node = self.open("2026-03-02 10:00")
        self.pause(node, "2026-03-05 19:00", "2026-03-20 10:00")
        with freeze_time(at("2026-03-20 11:00")):
            node.invalidate_recordset()
            self.assertTrue(node.overdue)
            self.as_user(node, "tech_officer").action_complete()
        self.assertFalse(node.on_time)


@tagged("post_install", "-at_install")
class TestRules(ClockCase):
    """A step copies its rule; only a logged re-target moves it."""

    def test_snapshot(self):
        self.set_rule(3, "working_day", "next_day", remind_before=5.0, escalate_after=9.0)
        node = self.open("2026-03-02 10:00")
        self.assertRecordValues(
            node,
            [
                {
                    "amount": 3.0,
                    "unit": "working_day",
                    "start_rule": "next_day",
                    "remind_before": 5.0,
                    "escalate_after": 9.0,
                    "remind_at": at("2026-03-05 13:00"),
                    "escalate_at": at("2026-03-06 03:00"),
                    "fixed": False,
                }
            ],
        )

    def test_rule_change_moves_no_open_step(self):
        """Changed, archived or removed: open steps keep what they were promised, new ones get the new time at once."""
        node = self.open("2026-03-02 10:00")
        facts = node.read()
        self.rpc("manager", "crossbiz.deadline.rule", "write", self.rule.ids, {"amount": 5.0, "remind_before": 1.0})
        self.assertEqual(node.read(), facts)
        self.assert_due(self.open("2026-03-02 10:00"), "2026-03-09 18:00")
        self.rpc("manager", "crossbiz.deadline.rule", "write", self.rule.ids, {"active": False})
        self.assertEqual(node.read(), facts)
        shared = self.env.ref("crossbiz_addon.deadline_rule_dispute_decision")
        self.assertEqual(self.open("2026-03-02 10:00").amount, shared.amount)
        self.rpc("manager", "crossbiz.deadline.rule", "write", self.rule.ids, {"active": True, "amount": 1.0})
        self.assert_due(self.open("2026-03-02 10:00"), "2026-03-03 18:00")
        self.rpc("manager", "crossbiz.deadline.rule", "unlink", self.rule.ids)
        self.assertEqual(node.read(), facts)
        self.assertEqual(self.open("2026-03-02 10:00").amount, shared.amount)

    def test_calendar_change_moves_no_open_step(self):
        node = self.open("2026-03-02 10:00")
        self.close_off("2026-03-03 00:00", "2026-03-04 23:59:59")
        self.add_workday(date(2026, 3, 5), "off")
        self.tech.crossbiz_calendar_id = self._create_calendar(self.company, tz="America/New_York")
        self.assert_due(node, "2026-03-05 18:00")

    def test_retarget(self):
        """Re-targeting moves the open steps of the rule from when they opened, and the journal keeps each move."""
        node, paused = self.open("2026-03-02 10:00"), self.open("2026-03-02 10:00")
        done, planned = self.open("2026-03-02 10:00"), self.open("2026-03-02 10:00", deadline=at("2026-03-04 12:00"))
        other_kind = self.nodes(self.order, "order_response")[0]
        with freeze_time(at("2026-03-02 11:00")):
            self.as_user(done, "tech_officer").action_complete()
        with freeze_time(at("2026-03-03 10:00")):
            paused._pause()
        with freeze_time(at("2026-03-04 10:00")):
            paused._resume()
        kept = {found: found.deadline for found in (done, planned, other_kind)}
        self.assert_due(paused, "2026-03-06 18:00")
        self.set_rule(5, "working_day", "next_day", remind_before=2.0)
        with freeze_time(at("2026-03-04 11:00")):
            self.rpc("manager", "crossbiz.deadline.rule", "action_retarget", self.rule.ids)
        self.assert_due(node, "2026-03-09 18:00")
        self.assert_due(paused, "2026-03-10 18:00")
        self.assertRecordValues(
            node, [{"amount": 5.0, "remind_at": at("2026-03-09 16:00"), "notice_at": at("2026-03-09 16:00")}]
        )
        for found, deadline in kept.items():
            self.assertEqual(found.deadline, deadline)
        self.assertEqual(node.baseline_deadline, at("2026-03-05 18:00"), "the first deadline stays on record")
        entry = self.env["crossbiz.journal"].search([("node_id", "=", node.id), ("event", "=", "node_retargeted")])
        self.assertRecordValues(
            entry,
            [
                {
                    "old_value": str(at("2026-03-05 18:00")),
                    "new_value": str(at("2026-03-09 18:00")),
                    "user_id": self.users["manager"].id,
                    "at": at("2026-03-04 11:00"),
                }
            ],
        )

    def test_retarget_while_it_stands_still(self):
        """A paused step takes the new time too and moves by its pause when it resumes."""
        node = self.open("2026-03-02 10:00")
        with freeze_time(at("2026-03-03 10:00")):
            node._pause()
        self.set_rule(5, "working_day", "next_day")
        with freeze_time(at("2026-03-03 11:00")):
            self.rpc("manager", "crossbiz.deadline.rule", "action_retarget", self.rule.ids)
            self.assertEqual(node.state, "paused")
        with freeze_time(at("2026-03-04 10:00")):
            node._resume()
        self.assert_due(node, "2026-03-10 18:00")

    def test_retarget_of_the_shared_rule(self):
        """The shared rule re-targets only where a company has no rule of its own."""
        node = self.open("2026-03-02 10:00")
        shared = self.env.ref("crossbiz_addon.deadline_rule_dispute_decision")
        shared.amount = 1
        self.rpc("manager", "crossbiz.deadline.rule", "action_retarget", shared.ids)
        self.assert_due(node, "2026-03-05 18:00")
        self.rule.active = False
        self.rpc("manager", "crossbiz.deadline.rule", "action_retarget", shared.ids)
        self.assert_due(node, "2026-03-03 18:00")

    def test_retarget_keeps_what_an_order_promised(self):
        """An order that asked for an answer within 12 hours gets no 20 from a re-target to 20."""
        with freeze_time(MONDAY):
            order = self.issue_order(response_hours=12.0)
            rule = self.env.ref("crossbiz_addon.deadline_rule_order_response")
            rule.amount = 20
            self.rpc("manager", "crossbiz.deadline.rule", "action_retarget", rule.ids)
        for node in self.nodes(order, "order_response"):
            self.assertEqual(node.deadline, MONDAY + timedelta(hours=12))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_retarget_is_the_administrators(self):
        for login in ("lead_officer", "decision_maker", "tech_officer", "auditor", "compliance_officer", "outsider"):
            with self.subTest(role=login), self.assertRaises(AccessError):
                self.rpc(login, "crossbiz.deadline.rule", "action_retarget", self.rule.ids)

    @mute_logger("odoo.sql_db")
    def test_rules_that_make_no_sense(self):
        """No time, a negative one, half a day, a second rule for the same step: refused with the reason."""
        for values in (
            {"amount": 0},
            {"amount": -1},
            {"amount": 2.5},
            {"remind_before": -1},
            {"escalate_after": -1},
            {"unit": "fortnight"},
        ):
            with self.subTest(values=values), self.undone(), self.assertRaises(Exception) as caught:
                self.rpc("manager", "crossbiz.deadline.rule", "write", self.rule.ids, values)
            self.assertNotIsInstance(caught.exception, (AssertionError, AttributeError, TypeError))
        values = {"node_kind": "dispute_decision", "company_id": self.company.id}
        with self.undone(), self.assertRaises(IntegrityError):
            self.rpc("manager", "crossbiz.deadline.rule", "create", [values])


@tagged("post_install", "-at_install")
class TestLights(ClockCase):
    """Colours are facts read now: field and search agree at every moment, nothing stored goes stale."""

    def test_lights_of_a_step(self):
        self.set_rule(3, "working_day", "next_day", remind_before=5.0, escalate_after=0.0)
        node, punctual, late = (self.open("2026-03-02 10:00") for _number in range(3))
        void = self.open("2026-03-02 10:00")
        void._void("No more.")
        with freeze_time(at("2026-03-05 18:00")):
            self.as_user(punctual, "tech_officer").action_complete()
        with freeze_time(at("2026-03-05 18:00") + timedelta(seconds=1)):
            self.as_user(late, "tech_officer").action_complete()
        self.assertEqual((punctual.on_time, late.on_time), (True, False))
        for moment, light in (
            ("2026-03-02 10:00", "blue"),
            ("2026-03-05 12:59", "blue"),
            ("2026-03-05 13:00", "yellow"),
            ("2026-03-05 17:59", "yellow"),
            ("2026-03-05 18:00", "red"),
            ("2026-04-05 18:00", "red"),
        ):
            with self.subTest(moment=moment), freeze_time(at(moment)):
                self.assert_lights({node: light, punctual: "green", late: "yellow", void: "grey"})
                self.assertEqual(node.overdue, light == "red")
                for wanted in (True, False):
                    found = node.search([("id", "=", node.id), ("overdue", "=", wanted)])
                    self.assertEqual(bool(found), node.overdue == wanted)

    def test_lights_of_a_case(self):
        """A case is as red as its latest step; done late it is yellow for ever, suspended it is grey."""
        case = self.order.case_id
        for moment, light in (
            ("2026-03-02 10:00", "blue"),
            ("2026-03-03 05:59", "blue"),
            ("2026-03-03 06:00", "yellow"),
            ("2026-03-03 10:00", "red"),
        ):
            with self.subTest(moment=moment), freeze_time(at(moment)):
                self.assert_lights({case: light})
        with freeze_time(at("2026-03-03 10:00")):
            case.suspended = True
            self.assert_lights({case: "grey"})
            case.suspended = False
            case.state = "done"
            self.assert_lights({case: "green"})
            case.was_late = True
            self.assert_lights({case: "yellow"})
            case.state = "cancelled"
            self.assert_lights({case: "grey"})

    def test_waiting_departments(self):
        """Whom a case waits for: the departments of its open steps, in the field and in the search."""
        case = self.order.case_id
        self.assertEqual(case.waiting_department_ids, self.tech | self.service)
        self.nodes(self.order).filtered(lambda node: node.department_id == self.service)._pause()
        self.env.invalidate_all()
        self.assertEqual(case.waiting_department_ids, self.tech)
        for department, found in ((self.tech, True), (self.service, False), (self.sales, False)):
            for domain in (
                [("waiting_department_ids", "in", department.ids)],
                [("waiting_department_ids", "=", department.id)],
                [("waiting_department_ids.name", "=", department.name)],
                [("waiting_department_ids", "ilike", department.name)],
            ):
                with self.subTest(domain=domain):
                    self.assertEqual(bool(case.search_count([("id", "=", case.id), *domain])), found)
        self.assertEqual(
            case.search_count([("id", "=", case.id), ("waiting_department_ids", "not in", self.tech.ids)]), 0
        )

    def assert_lights(self, lights):
        for record, light in lights.items():
            record.env.flush_all()
            record.invalidate_recordset(["light", "overdue"] if "overdue" in record._fields else ["light"])
            self.assertEqual(record.light, light)
            for colour in ("blue", "yellow", "red", "green", "grey"):
                for operator, wanted in (("=", colour == light), ("!=", colour != light), ("in", colour == light)):
                    value = [colour] if operator == "in" else colour
                    found = record.search_count([("id", "=", record.id), ("light", operator, value)])
                    self.assertEqual(bool(found), wanted, f"{record} {operator} {colour}, is {light}")
