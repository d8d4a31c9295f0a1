from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo.exceptions import UserError

from ...lib import clock

ONE_SECOND = timedelta(seconds=1)


class ScheduleBook:
    """The working schedules of departments, read once each for one piece of work.

    Reads in superuser mode with the company spelled out: Odoo's own calendars would let
    another company's closure move a deadline that a job computes.
    """

    def __init__(self, env):
        self.env = env
        self._schedules = {}

    def get_deadline(self, department, company, opened_at, rule):
        """When a clock opened at ``opened_at`` (UTC) starts and ends.

        :param dict rule: ``amount``, ``unit`` and ``start_rule``
        :return: ``clock.Span``
        :raises UserError: naming the calendar that cannot answer
        """
        wall_clock = rule["unit"] == "hour" and rule["start_rule"] == "same_day"
        schedule = None if wall_clock else self.get_schedule(department, company)
        with self._translated(department, company):
            return clock.deadline(schedule, opened_at, rule["amount"], rule["unit"], rule["start_rule"])

    def get_shifted(self, department, company, deadline, pauses, unit, effective_start):
        """``deadline`` moved by each of the ``pauses`` (pairs of UTC moments) in its own unit."""
        schedule = None if unit == "hour" else self.get_schedule(department, company)
        with self._translated(department, company):
            for paused_at, resumed_at in pauses:
                deadline = clock.shift(schedule, deadline, paused_at, resumed_at, unit, effective_start)
        return deadline

    def get_day_end(self, department, company, day):
        """The end (UTC) of a local date: of its last working interval, or its last second when it is not worked."""
        schedule = self.get_schedule(department, company)
        with self._translated(department, company):
            next(schedule.working_days(day))  # an empty schedule is an error, not a day off
            intervals = schedule.intervals(day)
            return intervals[-1][1] if intervals else schedule.midnight(day + clock.ONE_DAY) - ONE_SECOND

    def get_local_date(self, department, company, moment):
        """The date at ``moment`` (UTC) where ``department`` works."""
        return self.get_schedule(department, company).local_date(moment)

    def get_working_moment(self, calendar, company, moment):
        """``moment`` or, outside the hours of ``calendar``, the next opening."""
        return clock.next_working_moment(self._get_calendar_schedule(calendar, company), moment)

    def get_schedule(self, department, company):
        """The schedule a department works by: its own calendar, else its company's.

        :raises UserError: when there is none, naming the department and the setting
        """
        department, company = department.sudo(), company.sudo()
        calendar = department.crossbiz_calendar_id or company.resource_calendar_id
        if not calendar:
            raise UserError(
                self.env._(
                    "“%(department)s” has no working calendar, so no deadline can be computed. "
                    "Set one on the department or for the company under Settings > Employees > Company Working Hours.",
                    department=department.display_name,
                )
            )
        return self._get_calendar_schedule(calendar, company)

    def _get_calendar_schedule(self, calendar, company):
        key = (calendar.id, company.id)
        if key not in self._schedules:
            self._schedules[key] = self._load(calendar.sudo(), company)
        return self._schedules[key]

    def _load(self, calendar, company):
        if calendar.schedule_type == "flexible":
            raise UserError(
                self.env._(
                    "The working calendar “%(calendar)s” has flexible hours; a deadline needs fixed ones. "
                    "Choose another calendar on the department.",
                    calendar=calendar.display_name,
                )
            )
        weeks = {}
        for line in calendar.attendance_ids:
            if line.day_period != "lunch" and not line.display_type:
                key = (line.week_type or None, int(line.dayofweek))
                weeks.setdefault(key, []).append((line.hour_from, line.hour_to))
        closures = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    ("company_id", "in", [False, company.id]),
                    ("calendar_id", "in", [False, calendar.id]),
                ],
                ["date_from", "date_to"],
            )
        )
        days = {}
        exceptions = (
            self.env["crossbiz.workday"]
            .sudo()
            .search_fetch([("company_id", "in", [False, company.id])], ["date", "kind", "company_id"])
        )
        for exception in exceptions.sorted(lambda found: found.company_id.id or 0):
            days[exception.date] = exception.kind  # the company's own word counts last
        with self._translated(None, company, calendar):
            return clock.Schedule(
                zone=ZoneInfo(calendar.tz or "UTC"),
                weeks=weeks,
                closures=[(closure.date_from, closure.date_to) for closure in closures],
                off={day for day, kind in days.items() if kind == "off"},
                work={day for day, kind in days.items() if kind == "work"},
            )

    def _translated(self, department, company, calendar=None):
        return _Translated(self.env, department, company, calendar)


class _Translated:
    """Turns what the clock refuses into a message that names the calendar."""

    def __init__(self, env, department, company, calendar):
        self.env, self.department, self.company, self.calendar = env, department, company, calendar

    def __enter__(self):
        return self

    def __exit__(self, _kind, error, _traceback):
        if not isinstance(error, clock.ClockError):
            return
        calendar = (
            self.calendar or self.department.sudo().crossbiz_calendar_id or self.company.sudo().resource_calendar_id
        )
        reasons = {
            "no_attendance": self.env._("it has no working hours"),
            "no_working_time": self.env._("it has no working time for years to come; check its closures"),
            "bad_schedule": self.env._("its hours or closures contradict each other"),
            "bad_amount": self.env._("the time of the deadline rule is not usable"),
        }
        raise UserError(
            self.env._(
                "No deadline can be computed with the working calendar “%(calendar)s”: %(reason)s.",
                calendar=calendar.display_name or "?",
                reason=reasons.get(error.code, str(error)),
            )
        ) from error
