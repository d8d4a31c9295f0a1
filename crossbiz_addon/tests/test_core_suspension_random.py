import os
import random
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from odoo.tests import freeze_time, tagged

from .common import MONDAY
from .test_core_suspension import SuspensionCase

UTC = ZoneInfo("UTC")
EPOCH = datetime(2026, 3, 1)
MINUTE = timedelta(minutes=1)
EFFORT = int(os.environ.get("UNIT_EFFORT", "1"))
HOURS = ("hour", "working_hour")


class Minutes:
    """A working week seen minute by minute: Monday to Friday 9-12 and 13-18 in one zone, by a walk and no arithmetic.

    A minute is a number since ``EPOCH`` (UTC). Nothing here knows ``lib/clock``.
    """

    def __init__(self, zone):
        self.zone = ZoneInfo(zone)
        self.wall = cache(self._wall)

    def _wall(self, minute):
        return (EPOCH + minute * MINUTE).replace(tzinfo=UTC).astimezone(self.zone)

    def worked(self, minute):
        local = self.wall(minute)
        return local.weekday() < 5 and (9 <= local.hour < 12 or 13 <= local.hour < 18)

    def closes(self, minute):
        local = self.wall(minute)
        return local.weekday() < 5 and (local.hour, local.minute) == (18, 0)

    def ticks(self, minute, unit):
        """Whether a countdown in ``unit`` goes down as this minute begins."""
        if unit == "hour":
            return True
        if unit == "working_hour":
            return self.worked(minute - 1)
        if unit == "working_day":
            return self.closes(minute)
        local = self.wall(minute)
        return (local.hour, local.minute) == (0, 0)

    def count(self, start, stop, unit):
        return sum(self.ticks(minute, unit) for minute in range(start + 1, stop + 1))

    def walk(self, minute, ticks, unit):
        """The minute at which that many ticks were counted after ``minute``."""
        while ticks:
            minute += 1
            ticks -= self.ticks(minute, unit)
        return minute

    def close_of(self, day, after):
        """The first closing after a minute, of a date or a later one."""
        minute = after + 1
        while not (self.closes(minute) and self.wall(minute).date() >= day):
            minute += 1
        return minute

    # ---- the clock ----

    def due(self, opened, amount, unit):
        """When an obligation that counts at once is due."""
        if unit == "day":
            return self.close_of(self.wall(opened).date() + timedelta(days=amount - 1), opened)
        return self.walk(opened, amount * (60 if unit in HOURS else 1), unit)

    def after_pause(self, due, paused, resumed, unit):
        """When it is due after a pause: what was left then is left now."""
        passed = self.count(paused, resumed, unit)
        if paused >= due or (not passed and (unit in HOURS or resumed < due)):
            return due
        if unit in HOURS:
            return self.walk(resumed, self.count(paused, due, unit), unit)
        if unit == "working_day":
            return self.walk(resumed, self.count(paused, due - 1, unit) + 1, unit)
        return self.close_of(self.wall(due - 1).date() + timedelta(days=passed), resumed)


@tagged("post_install", "-at_install")
class TestRandomSequences(SuspensionCase):
    """Whatever happens to a step in whatever order: its deadline is that of a clock that is watched by the minute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paris = cls._create_department("Paris Office", crossbiz_calendar_id=None)
        cls.paris.crossbiz_calendar_id = cls._create_calendar(cls.company, "Europe/Paris")
        cls._create_person("paris_officer", cls.paris, "crossbiz_addon.group_officer", officer=True)
        cls.weeks = {cls.paris: Minutes("Europe/Paris"), None: Minutes("Asia/Shanghai")}
        cls.officers = {cls.tech: "tech_officer", cls.service: "service_officer", cls.paris: "paris_officer"}

    def get_week(self):
        return self.weeks.get(self.node.department_id, self.weeks[None])

    def get_moment(self):
        return EPOCH + self.now * MINUTE

    def set_rule(self, kind, amount, unit):
        rules = self.env["crossbiz.deadline.rule"]
        rules.search([("node_kind", "=", kind), ("company_id", "=", self.company.id)]).unlink()
        rules.create(
            {
                "node_kind": kind,
                "company_id": self.company.id,
                "amount": amount,
                "unit": unit,
                "start_rule": "same_day",
            }
        )

    def begin(self, chance):
        """An order whose first answer is the step that all happens to."""
        self.unit = chance.choice(["hour", "working_hour", "working_day", "day"])
        self.amount = chance.randint(1, 5) if self.unit in ("working_day", "day") else chance.randint(2, 48)
        for kind in ("order_response", "order_delivery"):
            self.set_rule(kind, self.amount, self.unit)
        self.now = (MONDAY - EPOCH) // MINUTE + chance.randint(0, 3 * 1440)
        self.order = self.draft_order(departments=self.tech, response_hours=self.amount)
        with freeze_time(self.get_moment()):
            self.order.action_issue()
        self.follow("order_response")
        self.paused, self.wish = None, None

    def follow(self, kind):
        """From here on the newest step of this kind is watched."""
        self.node = self.nodes(self.order, kind).sorted("id")[-1:]
        self.due = self.get_week().due(self.now, self.amount, self.unit)

    # ---- what may happen ----

    def stand_still(self, _chance):
        if self.paused is None:
            self.suspend(self.order)
            self.paused = self.now

    def go_on(self, _chance):
        if self.paused is not None:
            self.resume(self.order)
            self.due = self.get_week().after_pause(self.due, self.paused, self.now, self.unit)
            self.paused = None

    def hand_over(self, chance):
        if self.paused is None:
            taking = chance.choice([found for found in self.officers if found != self.node.department_id])
            login = self.officers[self.node.department_id]
            self.rpc(login, "crossbiz.node", "action_hand_over", self.node.ids, taking.id, "They know better.")
            self.wish = self.wish and (*self.wish[:2], taking)

    def ask(self, chance):
        if self.paused is None and self.wish is None:
            wanted = max(self.due, self.now) + chance.randint(1, 4 * 1440)
            login = self.officers[self.node.department_id]
            moment = str(EPOCH + wanted * MINUTE)
            self.rpc(login, "crossbiz.node", "action_request_extension", self.node.ids, moment, "More.")
            wish = self.env["crossbiz.extension"].search([("node_id", "=", self.node.id), ("state", "=", "requested")])
            self.wish = (wish, wanted)

    def grant(self, _chance):
        if self.paused is None and self.wish:
            wish, wanted = self.wish[:2]
            self.rpc("lead_officer", "crossbiz.node", "action_approve", wish.node_ids.ids)
            self.due = max(self.due, wanted)
            self.wish = None

    def reopen(self, _chance):
        """A delivery that is sent back is asked for anew, with the whole time of its rule."""
        if self.paused is not None:
            return
        login = self.officers[self.node.department_id]
        line = self.as_user(self.order.line_ids, login)
        if self.node.kind == "order_response":
            line.write({"plan": "As before.", "planned_delivery": self.get_moment().date() + timedelta(days=9)})
            line.action_submit_plan()
        line.deliverable = "Here it is."
        line.action_deliver()
        self.rpc("sales_officer", line._name, "action_rework", line.ids, "Not yet.")
        self.follow("order_delivery")
        self.wish = None

    def assert_same(self, seed, told):
        self.node.invalidate_recordset()
        self.assertEqual(
            self.node.deadline,
            EPOCH + self.due * MINUTE,
            f"seed {seed}, {self.amount} {self.unit}, {self.get_moment()}: {told}",
        )

    def test_deadline_is_that_of_the_slow_clock(self):
        acts = ["stand_still"] * 4 + ["go_on"] * 5 + ["hand_over", "ask", "grant", "reopen"]
        seen = set()
        for seed in range(24 * EFFORT):
            chance, told = random.Random(seed), []
            with self.undone():
                self.begin(chance)
                self.assert_same(seed, told)
                for _number in range(14):
                    self.now += chance.choice([chance.randint(0, 90), chance.randint(60, 3_000)])
                    act = chance.choice(acts)
                    told.append(f"{self.get_moment():%d %H:%M} {act}")
                    with freeze_time(self.get_moment()):
                        getattr(self, act)(chance)
                    self.assert_same(seed, told)
                    seen.add((act, self.unit))
        self.assertGreaterEqual(len(seen), 20)  # each act in nearly each unit

    def test_the_slow_clock_itself(self):
        """By hand: 8 working hours from Monday 10:00, suspended from 11:00 to Tuesday 10:00."""
        week, monday = self.weeks[None], (MONDAY - EPOCH) // MINUTE
        due = week.due(monday, 8, "working_hour")
        self.assertEqual(week.wall(due).strftime("%a %H:%M"), "Tue 10:00")
        due = week.after_pause(due, monday + 60, monday + 1440, "working_hour")
        self.assertEqual(week.wall(due).strftime("%a %H:%M"), "Tue 18:00")
        self.assertEqual(week.wall(week.due(monday, 2, "day")).date(), date(2026, 3, 3))
