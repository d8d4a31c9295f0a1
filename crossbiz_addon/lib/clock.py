"""The one clock: deadlines of obligations, and what a pause does to them (Civil Code art. 201 and 203).

Pure functions over a `Schedule`. All moments are naive UTC, as Odoo stores them. Four units:

`hour`          wall clock; runs through nights and weekends
`working_hour`  runs only inside working intervals
`working_day`   counts working days; ends with the last working interval of the last one
`day`           counts natural days; a last day that is not worked rolls to the next working day

Elapsed time, target and pause all count the same marks: passed time for hours, closings of working days for
`working_day`, local midnights for `day`. A window counts the marks in (start, stop].

Every function raises `ClockError`, whose `code` the caller translates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from .schedule import HORIZON_DAYS, ONE_DAY, ClockError, Interval, Schedule, check_moments

__all__ = (
    "HORIZON_DAYS", "MAX_AMOUNT", "START_RULES", "UNITS", "ClockError", "Schedule", "Span",
    "deadline", "elapsed", "next_working_moment", "shift",
)  # fmt: skip

UNITS = ("hour", "working_hour", "working_day", "day")
DAY_UNITS = ("working_day", "day")
START_RULES = ("same_day", "next_day")
MAX_AMOUNT = 100_000
HOUR = timedelta(hours=1)


class Span(NamedTuple):
    """When an obligation's clock starts to run, and when it is due."""

    effective_start: datetime
    deadline: datetime


# ---- target ----------------------------------------------------------------------------------------------------


def deadline(schedule: Schedule | None, opened: datetime, amount: float, unit: str, start_rule: str) -> Span:
    """When an obligation opened at `opened` starts to run and is due.

    `same_day` starts at once, and a day's clock counts the opening date; `next_day` starts with the next local date
    (Civil Code art. 201: the day a period begins is not counted). Hours in wall clock from `same_day` need no
    schedule, all else does.
    """
    _check_unit(unit)
    check_moments(opened)
    _check_amount(amount, unit)
    if start_rule not in START_RULES:
        raise ClockError("bad_start_rule", repr(start_rule))
    next_day = start_rule == "next_day"
    if unit != "hour" or next_day:
        _check_schedule(schedule)
    return _TARGETS[unit](schedule, opened, amount, next_day)


def _hours(schedule: Schedule | None, opened: datetime, amount: float, next_day: bool) -> Span:
    start = schedule.midnight(schedule.local_date(opened) + ONE_DAY) if next_day else opened
    return Span(start, start + _duration(amount))


def _working_hours(schedule: Schedule, opened: datetime, amount: float, next_day: bool) -> Span:
    if next_day:
        opened = _working_day_after(schedule, opened)[0][0]
    start = next_working_moment(schedule, opened)
    return Span(start, _add_working_time(schedule, start, _duration(amount)))


def _working_days(schedule: Schedule, opened: datetime, amount: float, next_day: bool) -> Span:
    first = schedule.local_date(opened) + ONE_DAY * next_day
    # An opening after the day's work is over begins with the next working day under either rule.
    days = (day for day in schedule.working_days(first) if _closing(day) > opened)
    counted = list(islice(days, int(amount)))
    return Span(max(opened, counted[0][0][0]), _closing(counted[-1]))


def _natural_days(schedule: Schedule, opened: datetime, amount: float, next_day: bool) -> Span:
    first = schedule.local_date(opened) + ONE_DAY * next_day
    start = max(opened, schedule.midnight(first))
    return Span(start, _closing_from(schedule, first + ONE_DAY * (int(amount) - 1), start))


_TARGETS = {"hour": _hours, "working_hour": _working_hours, "working_day": _working_days, "day": _natural_days}


# ---- elapsed time ----------------------------------------------------------------------------------------------


def elapsed(schedule: Schedule | None, start: datetime, stop: datetime, unit: str) -> float:
    """How much of a unit passed in (start, stop]: hours, closings of working days, or local midnights.

    Zero when `stop` is not after `start`.
    """
    _check_unit(unit)
    check_moments(start, stop)
    if unit != "hour":
        _check_schedule(schedule)
    passed = _PASSED[unit](schedule, start, stop) if start < stop else 0
    return passed / HOUR if isinstance(passed, timedelta) else float(passed)


def _passed_time(_schedule: Schedule | None, start: datetime, stop: datetime) -> timedelta:
    return stop - start


def _passed_working_time(schedule: Schedule, start: datetime, stop: datetime) -> timedelta:
    pieces = (
        min(closes, stop) - max(opens, start)
        for day in schedule.days_between(start, stop)
        for opens, closes in day
        if opens < stop and closes > start
    )
    return sum(pieces, timedelta())


def _passed_closings(schedule: Schedule, start: datetime, stop: datetime) -> int:
    return sum(start < _closing(day) <= stop for day in schedule.days_between(start, stop) if day)


def _passed_midnights(schedule: Schedule, start: datetime, stop: datetime) -> int:
    return (schedule.local_date(stop) - schedule.local_date(start)).days


_PASSED = {
    "hour": _passed_time,
    "working_hour": _passed_working_time,
    "working_day": _passed_closings,
    "day": _passed_midnights,
}


# ---- pause -----------------------------------------------------------------------------------------------------


def shift(
    schedule: Schedule | None,
    deadline: datetime,
    paused_at: datetime,
    resumed_at: datetime,
    unit: str,
    effective_start: datetime,
) -> datetime:
    """The deadline after a pause: later by what passed of `unit` while the clock would have run.

    A pause from the deadline on moves nothing: the obligation was already due. A pause in day units that began
    before the deadline never leaves it due at the resumption: a deadline which the pause overran goes to the end of
    its day. Else a deadline extended by hand to some time of a day keeps it while no day passed, and goes to a day's
    end when one did.

    Two pauses in succession move as much as one pause over both, except for `day`, where every step rolls out of
    the weekend by itself: two pauses are never worse for who is obliged than one.
    """
    _check_unit(unit)
    check_moments(deadline, paused_at, resumed_at, effective_start)
    if unit != "hour":
        _check_schedule(schedule)
    start = max(paused_at, effective_start)
    if paused_at >= deadline or resumed_at <= start:
        return deadline
    passed = _PASSED[unit](schedule, start, resumed_at)
    if not passed and (unit not in DAY_UNITS or resumed_at < deadline):
        return deadline
    return _SHIFTS[unit](schedule, deadline, passed, resumed_at)


def _shift_hours(_schedule: Schedule | None, due: datetime, passed: timedelta, _resumed_at: datetime) -> datetime:
    return due + passed


def _shift_working_hours(schedule: Schedule, due: datetime, passed: timedelta, _resumed_at: datetime) -> datetime:
    return _add_working_time(schedule, due, passed)


def _shift_working_days(schedule: Schedule, due: datetime, passed: int, _resumed_at: datetime) -> datetime:
    """The closing that is `passed` closings after the one the deadline is, or is heading for."""
    closings = (_closing(day) for day in schedule.working_days(_due_date(schedule, due)) if _closing(day) >= due)
    return next(islice(closings, passed, None))


def _shift_natural_days(schedule: Schedule, due: datetime, passed: int, resumed_at: datetime) -> datetime:
    return _closing_from(schedule, _due_date(schedule, due) + ONE_DAY * passed, resumed_at)


_SHIFTS = {
    "hour": _shift_hours,
    "working_hour": _shift_working_hours,
    "working_day": _shift_working_days,
    "day": _shift_natural_days,
}


# ---- working time ----------------------------------------------------------------------------------------------


def next_working_moment(schedule: Schedule, moment: datetime) -> datetime:
    """`moment` inside working time, else the next opening (notices wait for working hours)."""
    _check_schedule(schedule)
    check_moments(moment)
    return next(_remaining(schedule, moment))[0]


def _remaining(schedule: Schedule, moment: datetime) -> Iterator[Interval]:
    """The working intervals from `moment` on; the first may be a part of one."""
    for day in schedule.working_days(schedule.local_date(moment)):
        for start, stop in day:
            if stop > moment:
                yield max(start, moment), stop


def _add_working_time(schedule: Schedule, moment: datetime, duration: timedelta) -> datetime:
    """The moment at which `duration` (more than zero) of working time from `moment` on is used up."""
    for start, stop in _remaining(schedule, moment):
        if duration <= stop - start:
            return start + duration
        duration -= stop - start
    raise AssertionError("working time has no end")


def _working_day_after(schedule: Schedule, moment: datetime) -> tuple[Interval, ...]:
    return next(schedule.working_days(schedule.local_date(moment) + ONE_DAY))


def _closing_from(schedule: Schedule, day: date, after: datetime) -> datetime:
    """The end of the first working day at or after `day` that is not over at `after` (Civil Code art. 203)."""
    closings = map(_closing, schedule.working_days(day))
    return next(closing for closing in closings if closing > after)


def _closing(intervals: tuple[Interval, ...]) -> datetime:
    """The end of a working day: of its last interval, not of its morning."""
    return intervals[-1][1]


def _due_date(schedule: Schedule, due: datetime) -> date:
    """The local date a deadline belongs to; one at midnight ends the date before it."""
    return schedule.local_date(due - timedelta.resolution)


# ---- checks ----------------------------------------------------------------------------------------------------


def _duration(hours: float) -> timedelta:
    return timedelta(seconds=round(hours * 3600))


def _check_amount(amount: float, unit: str) -> None:
    number = isinstance(amount, (int, float)) and not isinstance(amount, bool)
    if not number or not 0 < amount <= MAX_AMOUNT:  # NaN fails here as well
        raise ClockError("bad_amount", repr(amount))
    if unit in DAY_UNITS and amount != int(amount) or not _duration(amount):
        raise ClockError("bad_amount", repr(amount))


def _check_unit(unit: str) -> None:
    if unit not in UNITS:
        raise ClockError("bad_unit", repr(unit))


def _check_schedule(schedule: Schedule | None) -> None:
    if schedule is None:
        raise ClockError("no_schedule")
