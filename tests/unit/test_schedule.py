"""Working intervals of a day: attendance, exceptions, two-week calendars, changes of the clock."""

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from calendars import (
    FRIDAY,
    MONDAY,
    OFFICE,
    PARIS,
    ROUND_THE_CLOCK,
    SATURDAY,
    SHANGHAI,
    SUNDAY,
    TUESDAY,
    UTC,
    WEEK,
    at,
    office,
    whole_day,
)

from crossbiz_addon.lib.clock import ClockError, Schedule
from crossbiz_addon.lib.schedule import week_parity

ONE_DAY = timedelta(days=1)
OFFICE_DAY = [("09:00", "12:00"), ("13:00", "18:00")]


def clocks(schedule, day):
    """The day's intervals as local clock readings; times of another date show the date."""

    def reading(moment):
        local = moment.replace(tzinfo=UTC).astimezone(schedule.zone)
        return f"{local:%H:%M}" if local.date() == day else f"{local:%m-%d %H:%M}"

    return [(reading(start), reading(stop)) for start, stop in schedule.intervals(day)]


def hours(schedule, day):
    return sum((stop - start for start, stop in schedule.intervals(day)), timedelta()) / timedelta(hours=1)


# ---- attendance ------------------------------------------------------------------------------------------------


def test_a_week():
    assert clocks(office(), MONDAY) == OFFICE_DAY
    assert clocks(office(), SATURDAY) == []
    assert office().intervals(MONDAY)[0] == (at(MONDAY, "09:00"), at(MONDAY, "12:00"))


def test_unsorted_overlapping_and_adjacent_attendance_is_merged():
    schedule = Schedule(SHANGHAI, {(None, 0): [(13, 18), (9, 11), (10, 12), (12, 12.5), (15, 15)]})
    assert clocks(schedule, MONDAY) == [("09:00", "12:30"), ("13:00", "18:00")]


def test_hours_are_rounded_to_the_minute_as_odoo_does():
    schedule = Schedule(SHANGHAI, {(None, 0): [(8.333333, 11.99), (13.0, 24.0)]})
    assert clocks(schedule, MONDAY) == [("08:20", "11:59"), ("13:00", "01-06 00:00")]


def test_two_week_calendar():
    schedule = Schedule(SHANGHAI, {("0", 0): [(9, 12)], ("1", 0): [(13, 18)], (None, 0): [(20, 21)]})
    first, second = (MONDAY, MONDAY + WEEK) if week_parity(MONDAY) == 0 else (MONDAY + WEEK, MONDAY)
    assert clocks(schedule, first) == [("09:00", "12:00"), ("20:00", "21:00")]
    assert clocks(schedule, second) == [("13:00", "18:00"), ("20:00", "21:00")]


def test_week_parity_is_odoos():
    for day in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 12, 31), date(2027, 1, 4)):
        assert week_parity(day) == int(((day.toordinal() - 1) / 7) // 1 % 2)
    assert [week_parity(day) for day in (MONDAY, SUNDAY, MONDAY + WEEK)] == [0, 0, 1]


# ---- closures --------------------------------------------------------------------------------------------------


def test_closures_cut_intervals():
    schedule = office(
        closures=[
            (at(MONDAY, "10:00"), at(MONDAY, "10:30")),
            (at(MONDAY, "10:15"), at(MONDAY, "11:00")),  # overlaps
            (at(MONDAY, "11:00"), at(MONDAY, "11:15")),  # adjacent
            (at(MONDAY, "17:00"), at(TUESDAY, "09:30")),
            (at(MONDAY, "14:00"), at(MONDAY, "14:00")),  # empty
        ]
    )
    assert clocks(schedule, MONDAY) == [("09:00", "10:00"), ("11:15", "12:00"), ("13:00", "17:00")]
    assert clocks(schedule, TUESDAY) == [("09:30", "12:00"), ("13:00", "18:00")]


@pytest.mark.parametrize("stop", ["11:59", "11:59:01", "11:59:59"])
def test_a_minute_or_less_is_not_working_time(stop):
    schedule = office(closures=[(at(MONDAY, "00:00"), at(MONDAY, stop))])
    assert clocks(schedule, MONDAY) == [("13:00", "18:00")]


def test_more_than_a_minute_is_working_time():
    schedule = office(closures=[(at(MONDAY, "00:00"), at(MONDAY, "11:58:59"))])
    assert schedule.intervals(MONDAY)[0] == (at(MONDAY, "11:58:59"), at(MONDAY, "12:00"))


# ---- dated exceptions ------------------------------------------------------------------------------------------


def test_off_and_make_up_days():
    schedule = office(off=[MONDAY], work=[SATURDAY])
    assert clocks(schedule, MONDAY) == []
    assert clocks(schedule, SATURDAY) == OFFICE_DAY


def test_a_make_up_day_beats_closures():
    assert clocks(office(work=[MONDAY, SATURDAY], closures=[whole_day(MONDAY), whole_day(SATURDAY)]), MONDAY)
    assert clocks(office(work=[SATURDAY], closures=[whole_day(SATURDAY)]), SATURDAY) == OFFICE_DAY


def test_a_make_up_day_has_its_own_weekdays_hours_where_there_are_any():
    schedule = Schedule(SHANGHAI, {**OFFICE, (None, 4): [(9, 12)]}, [whole_day(FRIDAY)], work=[FRIDAY])
    assert clocks(schedule, FRIDAY) == [("09:00", "12:00")]


def test_a_make_up_day_else_has_those_of_the_first_weekday_of_its_week_type():
    weeks = {("0", 2): [(9, 12)], ("1", 1): [(13, 18)]}
    even, odd = sorted((SATURDAY, SATURDAY + WEEK), key=week_parity)
    schedule = Schedule(SHANGHAI, weeks, work=[even, odd])
    assert (clocks(schedule, even), clocks(schedule, odd)) == ([("09:00", "12:00")], [("13:00", "18:00")])
    one_sided = Schedule(SHANGHAI, {("0", 2): [(9, 12)]}, work=[odd])
    assert clocks(one_sided, odd) == [("09:00", "12:00")]


# ---- changes of the clock --------------------------------------------------------------------------------------

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Paris: 2:00 -> 3:00, and 3:00 -> 2:00


def every_day(*intervals, zone=PARIS):
    return Schedule(zone, {(None, weekday): intervals for weekday in range(7)})


@pytest.mark.parametrize(
    "interval, spring, autumn",
    [
        ((0, 24), 23, 25),
        ((1, 4), 2, 4),
        ((9, 18), 9, 9),
        ((3, 5), 2, 2),
        ((2.5, 5), 1.5, 3.5),  # skipped 2:30 is 3:30, doubled 2:30 the first one
        ((1, 2.5), 1.5, 1.5),
        ((2.25, 2.75), 0.5, 0.5),
        ((2.5, 3.25), 0, 1.75),  # 3:30 to 3:15 is nothing
    ],
)
def test_intervals_over_a_gap_shrink_and_over_a_fold_grow(interval, spring, autumn):
    assert hours(every_day(interval), SPRING) == spring
    assert hours(every_day(interval), AUTUMN) == autumn


def test_intervals_that_cross_in_a_gap_are_merged():
    assert clocks(every_day((1, 2.75), (3, 5)), SPRING) == [("01:00", "05:00")]


@pytest.mark.parametrize(
    "zone, gap, fold, change",
    [
        ("America/New_York", date(2026, 3, 8), date(2026, 11, 1), 1),
        ("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 4, 5), 0.5),
        ("Africa/Cairo", date(2026, 4, 24), date(2026, 10, 29), 1),  # changes at midnight
        ("Asia/Shanghai", date(2026, 3, 29), date(2026, 10, 25), 0),
        ("UTC", date(2026, 3, 29), date(2026, 10, 25), 0),
    ],
)
def test_days_in_other_zones(zone, gap, fold, change):
    schedule = every_day((0, 24), zone=ZoneInfo(zone))
    assert (hours(schedule, gap), hours(schedule, fold)) == (24 - change, 24 + change)


def test_a_date_that_was_skipped_is_not_worked():
    schedule = every_day((9, 18), zone=ZoneInfo("Pacific/Apia"))
    assert schedule.intervals(date(2011, 12, 30)) == ()
    assert hours(schedule, date(2011, 12, 29)) == hours(schedule, date(2011, 12, 31)) == 9


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe"])
def test_round_the_clock_leaves_no_hole_and_no_overlap(zone):
    schedule = Schedule(ZoneInfo(zone), ROUND_THE_CLOCK)
    days = [schedule.intervals(date(2026, 1, 1) + ONE_DAY * n) for n in range(730)]
    assert all(len(day) == 1 for day in days)
    assert all(before[0][1] == after[0][0] for before, after in itertools.pairwise(days))


# ---- bad schedules ---------------------------------------------------------------------------------------------


class Localizing(type(UTC)):
    """As pytz zones: attached with `replace` they give local mean time (Shanghai +8:06)."""

    def localize(self, moment):
        raise NotImplementedError


@pytest.mark.parametrize("zone", ["Europe/Paris", None, Localizing("Europe/Paris")])
def test_bad_zones(zone):
    with pytest.raises(ClockError) as caught:
        Schedule(zone, OFFICE)
    assert caught.value.code == "bad_zone"


@pytest.mark.parametrize(
    "exceptions",
    [
        {"weeks": {(None, 0): [(12, 9)]}},
        {"weeks": {(None, 0): [(-1, 9)]}},
        {"weeks": {(None, 0): [(9, 24.5)]}},
        {"weeks": {(None, 7): [(9, 12)]}},
        {"weeks": {(False, 0): [(9, 12)]}},
        {"weeks": {(0, 0): [(9, 12)]}},
        {"closures": [(at(TUESDAY, "00:00"), at(MONDAY, "00:00"))]},
        {"off": [MONDAY], "work": [MONDAY]},
        {"off": ["2026-01-05"]},
        {"work": [datetime(2026, 1, 5)]},
    ],
)
def test_bad_schedules(exceptions):
    with pytest.raises(ClockError) as caught:
        Schedule(**{"zone": SHANGHAI, "weeks": OFFICE, **exceptions})
    assert caught.value.code == "bad_schedule"


def test_closures_are_naive_utc():
    with pytest.raises(ClockError) as caught:
        office(closures=[(datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC))])
    assert caught.value.code == "bad_moment"


def test_a_schedule_is_immutable():
    with pytest.raises(AttributeError):
        office().zone = UTC
