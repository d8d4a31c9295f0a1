"""When a company works: weekly attendance, closures and dated exceptions, as data.

All moments are naive UTC, as Odoo stores them; all dates and hours of the day are local to the schedule's zone.
A *working day* is a local date with at least one working interval.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

HORIZON_DAYS = 1400
"""A search that meets no working day on this many consecutive dates gives up."""

SLIVER = timedelta(minutes=1)
"""Intervals this short are not working time: who closes a day until 23:59, or until 23:59:59, means all of it."""

ONE_DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")
WEEK_TYPES = (None, "0", "1")

Interval = tuple[datetime, datetime]

MESSAGES = {
    "no_schedule": "This unit needs a working schedule.",
    "no_attendance": "The working schedule has no working hours at all.",
    "no_working_time": f"The working schedule has no working time for {HORIZON_DAYS} days.",
    "bad_schedule": "The working schedule contradicts itself.",
    "bad_zone": "The time zone must be a zoneinfo.ZoneInfo or a datetime.timezone.",
    "bad_amount": "The amount must be a positive number, and a whole one for days.",
    "bad_unit": "Unknown unit.",
    "bad_start_rule": "Unknown start rule.",
    "bad_moment": "A moment must be a naive datetime in UTC between the years 1900 and 2999.",
}


class ClockError(ValueError):
    """A clock that cannot be computed. `code` says why; the caller translates it and names the record."""

    def __init__(self, code: str, detail: str = ""):
        super().__init__(" ".join(filter(None, (MESSAGES[code], detail))))
        self.code = code


@dataclass(frozen=True, eq=False)
class Schedule:
    """A working calendar with its exceptions. Immutable; remembers each day it has computed.

    `zone`      a zoneinfo or fixed zone; pytz zones are refused, as they need `localize` to be right.
    `weeks`     (week type, weekday) -> local working hours as (from, to) floats, 0.0 to 24.0, rounded to the minute
                as Odoo does. Monday is 0. The week type is None for every week, '0' or '1' for the weeks of a
                two-week calendar. Order, overlaps and adjacent intervals do not matter.
    `closures`  (start, stop) moments that are not worked; they may overlap and be parts of days.
    `off`       dates that are not worked.
    `work`      dates that are worked whatever weekday and closures say (make-up days). They have the hours of their
                own weekday or, where that has none, of the first weekday with attendance in the same week type.
    """

    zone: tzinfo
    weeks: Mapping[tuple[str | None, int], Iterable[tuple[float, float]]]
    closures: Iterable[Interval] = ()
    off: Collection[date] = frozenset()
    work: Collection[date] = frozenset()
    _hours: Sequence = field(init=False, repr=False)
    _closure_starts: Sequence[datetime] = field(init=False, repr=False)
    _closure_stops: Sequence[datetime] = field(init=False, repr=False)
    _memo: dict[date, tuple[Interval, ...]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self):
        if not isinstance(self.zone, tzinfo) or hasattr(self.zone, "localize"):
            raise ClockError("bad_zone", repr(self.zone))
        closures = _checked_closures(self.closures)
        values = {
            "closures": closures,
            "off": _checked_dates(self.off),
            "work": _checked_dates(self.work),
            "_hours": _hours_by_weekday(self.weeks),
            "_closure_starts": [start for start, _stop in closures],
            "_closure_stops": [stop for _start, stop in closures],
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)  # the dataclass is frozen for everyone else
        if both := self.off & self.work:
            raise ClockError("bad_schedule", f"Both off and worked: {min(both)}.")

    # ---- reading -----------------------------------------------------------------------------------------------

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working intervals of a local date, in UTC, sorted and disjoint; empty when it is not worked."""
        try:
            return self._memo[day]
        except KeyError:
            return self._memo.setdefault(day, tuple(self._compute(day)))

    def working_days(self, day: date) -> Iterator[tuple[Interval, ...]]:
        """The intervals of each working day from `day` on, without end.

        :raises ClockError: `no_attendance` for an empty schedule; `no_working_time` when the next working day is
            more than `HORIZON_DAYS` away
        """
        if not any(map(any, self._hours)):
            raise ClockError("no_attendance")
        idle = 0
        while idle < HORIZON_DAYS:
            intervals = self.intervals(day)
            if intervals:
                yield intervals
            idle = 0 if intervals else idle + 1
            day += ONE_DAY
        raise ClockError("no_working_time", f"Searched until {day}.")

    def days_between(self, start: datetime, stop: datetime) -> Iterator[tuple[Interval, ...]]:
        """The intervals of each local date, worked or not, from the date of `start` to the date of `stop`."""
        day, last = self.local_date(start), self.local_date(stop)
        while day <= last:
            yield self.intervals(day)
            day += ONE_DAY

    def local_date(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The moment at which a local date begins."""
        return self._moment(day, 0)

    # ---- computing a day ---------------------------------------------------------------------------------------

    def _compute(self, day: date) -> Iterator[Interval]:
        begin, end = self.midnight(day), self.midnight(day + ONE_DAY)
        # Clipping and merging matter where clocks change: a local time in the gap may pass the one that follows it.
        local = ((self._moment(day, start), self._moment(day, stop)) for start, stop in self._hours_of(day))
        intervals = _merged((max(start, begin), min(stop, end)) for start, stop in local)
        if day not in self.work:
            intervals = (rest for interval in intervals for rest in self._without_closures(*interval))
        return ((start, stop) for start, stop in intervals if stop - start > SLIVER)

    def _hours_of(self, day: date) -> Sequence[tuple[int, int]]:
        if day in self.off:
            return ()
        parity = week_parity(day)
        hours = self._hours[parity][day.weekday()]
        if hours or day not in self.work:
            return hours
        return next(filter(None, (*self._hours[parity], *self._hours[1 - parity])), ())

    def _without_closures(self, start: datetime, stop: datetime) -> Iterator[Interval]:
        for index in range(bisect_right(self._closure_stops, start), len(self._closure_stops)):
            if self._closure_starts[index] >= stop:
                break
            yield start, self._closure_starts[index]
            start = self._closure_stops[index]
        yield start, stop

    def _moment(self, day: date, minutes: int) -> datetime:
        """UTC of a local time. Where clocks change Python's fold=0 reads it as RFC 5545 3.3.5 does: a time that
        occurs twice is the first one, a time that is skipped is counted on from before the gap."""
        local = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return local.replace(tzinfo=self.zone).astimezone(UTC).replace(tzinfo=None)


def week_parity(day: date) -> int:
    """0 or 1: which week of a two-week calendar, counted as Odoo's `resource.calendar.attendance.get_week_type`."""
    return (day.toordinal() - 1) // 7 % 2


def _merged(intervals: Iterable[tuple]) -> list[tuple]:
    """Sorted disjoint intervals that cover the same; empty and negative ones are dropped."""
    merged: list[tuple] = []
    for start, stop in sorted(intervals):
        if start >= stop:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _hours_by_weekday(weeks: Mapping) -> list[list[list[tuple[int, int]]]]:
    """`weeks` as minutes of the day in [week parity][weekday]."""
    for week_type, weekday in weeks:
        # `False` and `0` are one dict key: whoever mixes them would lose hours without notice.
        if isinstance(week_type, bool) or week_type not in WEEK_TYPES or weekday not in range(7):
            raise ClockError("bad_schedule", f"Unknown week type or weekday: {week_type!r}, {weekday!r}.")
    return [
        [
            _merged(_minutes(hours) for week_type in (None, parity) for hours in weeks.get((week_type, weekday), ()))
            for weekday in range(7)
        ]
        for parity in ("0", "1")
    ]


def _minutes(hours: tuple[float, float]) -> tuple[int, int]:
    start, stop = hours
    if not 0 <= start <= stop <= 24:
        raise ClockError("bad_schedule", f"Working hours {start} to {stop}.")
    return math.floor(start * 60 + 0.5), math.floor(stop * 60 + 0.5)


def _checked_closures(closures: Iterable[Interval]) -> tuple[Interval, ...]:
    return tuple(_merged(_checked_closure(start, stop) for start, stop in closures))


def _checked_closure(start: datetime, stop: datetime) -> Interval:
    check_moments(start, stop)
    if stop < start:
        raise ClockError("bad_schedule", f"A closure ends at {stop} before it starts at {start}.")
    return start, stop


def _checked_dates(days: Iterable[date]) -> frozenset[date]:
    days = frozenset(days)
    for day in days:
        if not isinstance(day, date) or isinstance(day, datetime):  # a datetime never equals a date
            raise ClockError("bad_schedule", f"Not a date: {day!r}.")
    return days


def check_moments(*moments: datetime) -> None:
    """Refuse what is not a naive datetime, and years in which conversion could overflow."""
    for moment in moments:
        if not isinstance(moment, datetime) or moment.tzinfo or not 1900 <= moment.year < 3000:
            raise ClockError("bad_moment", repr(moment))
