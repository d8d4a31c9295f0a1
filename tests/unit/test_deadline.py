"""Deadlines by example. Calendar: Monday to Friday 9-12 and 13-18, Shanghai, unless a test says otherwise."""

import math
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from calendars import (
    FRIDAY,
    MONDAY,
    PARIS,
    ROUND_THE_CLOCK,
    SATURDAY,
    SHANGHAI,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    UTC,
    WEDNESDAY,
    WEEK,
    at,
    office,
    whole_day,
)

from crossbiz_addon.lib.clock import HORIZON_DAYS, MAX_AMOUNT, START_RULES, UNITS, ClockError, Schedule, deadline

ONE_DAY = timedelta(days=1)


def due(opened, amount, unit, start_rule="next_day", schedule=None):
    return deadline(schedule or office(), opened, amount, unit, start_rule).deadline


# ---- 3 working days (Regulation 3.1.2) -------------------------------------------------------------------------


def test_three_working_days_from_monday_end_on_thursday():
    span = deadline(office(), at(MONDAY, "10:00"), 3, "working_day", "next_day")
    assert span == (at(TUESDAY, "09:00"), at(THURSDAY, "18:00"))


@pytest.mark.parametrize("clock", ["00:00", "08:59:59", "12:30", "17:59", "18:00", "18:30", "23:59:59"])
def test_the_hour_of_opening_does_not_matter(clock):
    assert due(at(MONDAY, clock), 3, "working_day") == at(THURSDAY, "18:00")


def test_opened_on_saturday_monday_is_the_first_day_counted():
    assert due(at(SATURDAY, "10:00"), 3, "working_day") == at(WEDNESDAY + WEEK, "18:00")


def test_a_closure_moves_the_deadline_one_day():
    schedule = office(closures=[whole_day(WEDNESDAY)])
    assert due(at(MONDAY, "10:00"), 3, "working_day", schedule=schedule) == at(FRIDAY, "18:00")


def test_a_day_off_does_as_a_closure():
    assert due(at(MONDAY, "10:00"), 3, "working_day", schedule=office(off={WEDNESDAY})) == at(FRIDAY, "18:00")


def test_a_make_up_saturday_brings_the_deadline_forward():
    assert due(at(THURSDAY, "10:00"), 3, "working_day") == at(TUESDAY + WEEK, "18:00")
    assert due(at(THURSDAY, "10:00"), 3, "working_day", schedule=office(work={SATURDAY})) == at(MONDAY + WEEK, "18:00")


def test_an_afternoon_closed_is_still_a_working_day_that_ends_at_noon():
    schedule = office(closures=[(at(THURSDAY, "12:00"), at(THURSDAY, "20:00"))])
    assert due(at(MONDAY, "10:00"), 3, "working_day", schedule=schedule) == at(THURSDAY, "12:00")


@pytest.mark.parametrize("last_second", ["23:59:00", "23:59:59"])
def test_what_a_closure_until_2359_leaves_is_no_working_day(last_second):
    closure = (at(WEDNESDAY, "00:00"), at(WEDNESDAY, last_second))
    schedule = Schedule(SHANGHAI, ROUND_THE_CLOCK, [closure])
    assert due(at(MONDAY, "10:00"), 2, "working_day", schedule=schedule) == at(FRIDAY, "00:00")


# ---- working days that count the opening date ------------------------------------------------------------------


@pytest.mark.parametrize(
    "opened, start, end",
    [
        (at(MONDAY, "10:00"), at(MONDAY, "10:00"), at(WEDNESDAY, "18:00")),
        (at(MONDAY, "07:00"), at(MONDAY, "09:00"), at(WEDNESDAY, "18:00")),
        (at(MONDAY, "12:30"), at(MONDAY, "12:30"), at(WEDNESDAY, "18:00")),
        (at(MONDAY, "17:59:59"), at(MONDAY, "17:59:59"), at(WEDNESDAY, "18:00")),
        (at(MONDAY, "18:00"), at(TUESDAY, "09:00"), at(THURSDAY, "18:00")),
        (at(SATURDAY, "10:00"), at(MONDAY + WEEK, "09:00"), at(WEDNESDAY + WEEK, "18:00")),
    ],
)
def test_same_day(opened, start, end):
    assert deadline(office(), opened, 3, "working_day", "same_day") == (start, end)


# ---- 24 hours (Regulation 3.3.2) -------------------------------------------------------------------------------


def test_24_hours_run_through_the_weekend():
    opened = at(FRIDAY, "17:00")
    assert deadline(None, opened, 24, "hour", "same_day") == (opened, at(SATURDAY, "17:00"))


def test_hours_keep_seconds_and_fractions():
    assert due(at(FRIDAY, "17:00:07"), 0.5, "hour", "same_day") == at(FRIDAY, "17:30:07")


def test_hours_from_the_next_day_start_at_local_midnight():
    span = deadline(office(), at(FRIDAY, "23:30"), 24, "hour", "next_day")
    assert span == (at(SATURDAY, "00:00"), at(SUNDAY, "00:00"))


def test_24_hours_are_24_hours_when_the_clocks_change():
    opened = datetime(2026, 3, 28, 20)  # Paris goes from 2:00 to 3:00 that night
    assert due(opened, 24, "hour", "same_day", office(PARIS)) == opened + ONE_DAY


# ---- working hours ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opened, amount, start, end",
    [
        (at(MONDAY, "10:00"), 2, at(MONDAY, "10:00"), at(MONDAY, "12:00")),
        (at(MONDAY, "10:00"), 2.5, at(MONDAY, "10:00"), at(MONDAY, "13:30")),
        (at(MONDAY, "10:00:30"), 8, at(MONDAY, "10:00:30"), at(TUESDAY, "10:00:30")),
        (at(MONDAY, "12:30"), 1, at(MONDAY, "13:00"), at(MONDAY, "14:00")),
        (at(FRIDAY, "17:00"), 2, at(FRIDAY, "17:00"), at(MONDAY + WEEK, "10:00")),
        (at(FRIDAY, "18:00"), 1, at(MONDAY + WEEK, "09:00"), at(MONDAY + WEEK, "10:00")),
        (at(SUNDAY, "03:00"), 40, at(MONDAY + WEEK, "09:00"), at(FRIDAY + WEEK, "18:00")),
    ],
)
def test_working_hours(opened, amount, start, end):
    assert deadline(office(), opened, amount, "working_hour", "same_day") == (start, end)


def test_working_hours_from_the_next_day():
    span = deadline(office(), at(FRIDAY, "09:00"), 1, "working_hour", "next_day")
    assert span == (at(MONDAY + WEEK, "09:00"), at(MONDAY + WEEK, "10:00"))


# ---- natural days (Civil Code art. 201 and 203) ----------------------------------------------------------------


@pytest.mark.parametrize(
    "opened, amount, start_rule, start, end",
    [
        (at(MONDAY, "10:00"), 3, "next_day", at(TUESDAY, "00:00"), at(THURSDAY, "18:00")),
        (at(MONDAY, "10:00"), 3, "same_day", at(MONDAY, "10:00"), at(WEDNESDAY, "18:00")),
        (at(MONDAY, "10:00"), 5, "next_day", at(TUESDAY, "00:00"), at(MONDAY + WEEK, "18:00")),
        (at(MONDAY, "10:00"), 1, "same_day", at(MONDAY, "10:00"), at(MONDAY, "18:00")),
        (at(SATURDAY, "10:00"), 1, "same_day", at(SATURDAY, "10:00"), at(MONDAY + WEEK, "18:00")),
    ],
)
def test_natural_days(opened, amount, start_rule, start, end):
    assert deadline(office(), opened, amount, "day", start_rule) == (start, end)


def test_a_deadline_is_never_before_its_opening():
    assert due(at(MONDAY, "20:00"), 1, "day", "same_day") == at(TUESDAY, "18:00")


def test_a_last_day_in_a_long_holiday_rolls_behind_it():
    schedule = office(off={MONDAY + WEEK, TUESDAY + WEEK}, work={SUNDAY + WEEK})
    assert due(at(THURSDAY, "10:00"), 2, "day", schedule=schedule) == at(WEDNESDAY + WEEK, "18:00")


# ---- zones -----------------------------------------------------------------------------------------------------


def test_the_date_of_opening_is_the_local_one():
    opened = datetime(2026, 1, 5, 23)  # Monday in UTC, Tuesday in Shanghai
    assert due(opened, 1, "working_day") == at(WEDNESDAY, "18:00")
    assert due(opened, 1, "working_day", schedule=office(UTC)) == at(TUESDAY, "18:00", UTC)


# ---- errors ----------------------------------------------------------------------------------------------------

NEEDS_SCHEDULE = [(unit, rule) for unit in UNITS for rule in START_RULES if (unit, rule) != ("hour", "same_day")]
NEEDS_HOURS = [(unit, rule) for unit, rule in NEEDS_SCHEDULE if unit != "hour"]


def code_of(*arguments):
    with pytest.raises(ClockError) as caught:
        deadline(*arguments)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize("unit, rule", NEEDS_SCHEDULE)
def test_no_schedule(unit, rule):
    assert code_of(None, at(MONDAY, "10:00"), 1, unit, rule) == "no_schedule"


@pytest.mark.parametrize("unit, rule", NEEDS_HOURS)
@pytest.mark.parametrize("weeks", [{}, {(None, 0): ()}, {(None, 0): ((9, 9),)}])
def test_an_empty_calendar_is_an_error(unit, rule, weeks):
    assert code_of(Schedule(SHANGHAI, weeks, work={TUESDAY}), at(MONDAY, "10:00"), 1, unit, rule) == "no_attendance"


@pytest.mark.parametrize("unit, rule", NEEDS_HOURS)
def test_endless_closures_are_an_error_and_not_a_loop(unit, rule):
    forever = office(closures=[(datetime(2000, 1, 1), datetime(2999, 12, 31))])
    assert code_of(forever, at(MONDAY, "10:00"), 1, unit, rule) == "no_working_time"


def test_the_horizon_is_counted_from_the_last_working_day():
    stop = at(MONDAY + ONE_DAY * HORIZON_DAYS, "00:00")  # a Monday again: 1400 days are 200 weeks
    schedule = office(closures=[(at(TUESDAY, "00:00"), stop)])
    assert due(at(MONDAY, "08:00"), 16, "working_hour", "same_day", schedule) == stop + timedelta(hours=18)
    longer = office(closures=[(at(TUESDAY, "00:00"), stop + 2 * ONE_DAY)])
    assert code_of(longer, at(MONDAY, "08:00"), 16, "working_hour", "same_day") == "no_working_time"


@pytest.mark.parametrize(
    "amount", [0, -1, math.nan, math.inf, -math.inf, None, "3", True, Decimal(3), MAX_AMOUNT + 1, 1e-9]
)
@pytest.mark.parametrize("unit", UNITS)
def test_bad_amounts(unit, amount):
    assert code_of(office(), at(MONDAY, "10:00"), amount, unit, "same_day") == "bad_amount"


@pytest.mark.parametrize("unit", ["working_day", "day"])
def test_days_are_whole(unit):
    assert code_of(office(), at(MONDAY, "10:00"), 2.5, unit, "same_day") == "bad_amount"
    assert due(at(MONDAY, "10:00"), 3.0, unit) == due(at(MONDAY, "10:00"), 3, unit)  # as a float field reads


@pytest.mark.parametrize(
    "moment",
    [None, "2026-01-05", MONDAY, datetime.min, datetime.max, datetime(2026, 1, 5, tzinfo=UTC)],
)
def test_bad_moments(moment):
    assert code_of(office(), moment, 1, "hour", "same_day") == "bad_moment"


def test_unknown_words():
    assert code_of(office(), at(MONDAY, "10:00"), 1, "fortnight", "same_day") == "bad_unit"
    assert code_of(office(), at(MONDAY, "10:00"), 1, "day", "whenever") == "bad_start_rule"


def test_the_constants_are_the_fields_of_the_rule():
    assert UNITS == ("hour", "working_hour", "working_day", "day")
    assert START_RULES == ("same_day", "next_day")
