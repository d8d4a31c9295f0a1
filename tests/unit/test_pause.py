"""Pauses, elapsed time and the next working moment, by example. Calendar as in test_deadline."""

from datetime import datetime, timedelta

import pytest
from calendars import (
    FRIDAY,
    MONDAY,
    ROUND_THE_CLOCK,
    SATURDAY,
    SHANGHAI,
    SUNDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    WEEK,
    at,
    office,
)

from crossbiz_addon.lib.clock import UNITS, ClockError, Schedule, elapsed, next_working_moment, shift

OPENED = at(MONDAY, "10:00")
DUE = at(THURSDAY, "18:00")


def after_pause(paused_at, resumed_at, unit, due=DUE, start=OPENED, schedule=None):
    return shift(schedule or office(), due, paused_at, resumed_at, unit, start)


# ---- each unit in its own measure ------------------------------------------------------------------------------


def test_hours_move_by_the_wall_clock():
    assert after_pause(at(TUESDAY, "10:00"), at(TUESDAY, "12:30:01"), "hour") == DUE + timedelta(
        hours=2, seconds=9001 - 7200
    )
    assert shift(None, DUE, at(TUESDAY, "10:00"), at(FRIDAY, "10:00"), "hour", OPENED) == DUE + timedelta(days=3)


def test_working_hours_move_by_working_time():
    due = at(THURSDAY, "17:00")
    assert after_pause(at(TUESDAY, "11:00"), at(TUESDAY, "14:00"), "working_hour", due) == at(FRIDAY, "10:00")


@pytest.mark.parametrize("unit", ["working_hour", "working_day"])
def test_a_pause_across_a_weekend_moves_nothing(unit):
    due = at(TUESDAY + WEEK, "18:00")
    assert after_pause(at(FRIDAY, "18:30"), at(MONDAY + WEEK, "08:00"), unit, due) == due


def test_a_make_up_saturday_in_the_pause_counts():
    due = at(TUESDAY + WEEK, "18:00")
    moved = after_pause(
        at(FRIDAY, "18:30"), at(MONDAY + WEEK, "08:00"), "working_day", due, schedule=office(work={SATURDAY})
    )
    assert moved == at(WEDNESDAY + WEEK, "18:00")


@pytest.mark.parametrize(
    "paused, resumed, end",
    [
        (at(TUESDAY, "09:00"), at(TUESDAY, "17:59:59"), DUE),
        (at(TUESDAY, "09:00"), at(TUESDAY, "18:00"), at(FRIDAY, "18:00")),
        (at(TUESDAY, "17:59"), at(TUESDAY, "18:01"), at(FRIDAY, "18:00")),
        (at(TUESDAY, "18:00"), at(WEDNESDAY, "17:00"), DUE),
        (at(TUESDAY, "10:00"), at(THURSDAY, "10:00"), at(MONDAY + WEEK, "18:00")),
        (at(THURSDAY, "10:00"), at(MONDAY + WEEK, "10:00"), at(MONDAY + WEEK, "18:00")),
    ],
)
def test_working_days_move_by_the_closings_in_the_pause(paused, resumed, end):
    assert after_pause(paused, resumed, "working_day") == end


@pytest.mark.parametrize(
    "paused, resumed, end",
    [
        (at(TUESDAY, "00:00"), at(TUESDAY, "23:59:59"), DUE),
        (at(TUESDAY, "23:00"), at(WEDNESDAY, "00:00"), at(FRIDAY, "18:00")),
        (at(TUESDAY, "10:00"), at(THURSDAY, "10:00"), at(MONDAY + WEEK, "18:00")),  # Saturday rolls
        (at(TUESDAY, "10:00"), at(SUNDAY, "10:00"), at(TUESDAY + WEEK, "18:00")),
    ],
)
def test_natural_days_move_by_the_midnights_in_the_pause(paused, resumed, end):
    assert after_pause(paused, resumed, "day") == end


# ---- the edges of a pause --------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", UNITS)
def test_a_pause_from_the_deadline_on_moves_nothing(unit):
    assert after_pause(DUE, DUE + WEEK, unit) == DUE


@pytest.mark.parametrize("unit", UNITS)
def test_a_pause_before_the_clock_starts_moves_nothing(unit):
    assert after_pause(OPENED - WEEK, OPENED, unit) == DUE


@pytest.mark.parametrize("unit", UNITS)
def test_only_what_passed_since_the_start_moves(unit):
    resumed = at(TUESDAY, "18:00")
    assert after_pause(OPENED - WEEK, resumed, unit) == after_pause(OPENED, resumed, unit) > DUE


@pytest.mark.parametrize("unit", UNITS)
def test_a_pause_without_length_moves_nothing(unit):
    noon = at(TUESDAY, "12:00")
    assert after_pause(noon, noon, unit) == DUE
    assert after_pause(noon, noon - timedelta(seconds=1), unit) == DUE  # two servers' clocks


def test_hours_from_the_next_day_do_not_count_a_pause_on_the_first():
    start, due = at(TUESDAY, "00:00"), at(WEDNESDAY, "00:00")
    assert after_pause(at(MONDAY, "12:00"), at(MONDAY, "18:00"), "hour", due, start) == due


@pytest.mark.parametrize("unit", ["working_day", "day"])
@pytest.mark.parametrize("resumed", [at(THURSDAY, "18:00"), at(THURSDAY, "19:00"), at(FRIDAY, "19:00")])
def test_a_pause_over_the_deadline_never_leaves_it_due(unit, resumed):
    assert after_pause(at(THURSDAY, "17:59"), resumed, unit) > resumed


# ---- deadlines extended by hand --------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", ["working_day", "day"])
@pytest.mark.parametrize(
    "paused, resumed, end",
    [
        (at(WEDNESDAY, "09:00"), at(WEDNESDAY, "10:00"), at(THURSDAY, "15:00")),  # no day passed
        (at(WEDNESDAY, "09:00"), at(THURSDAY, "10:00"), at(FRIDAY, "18:00")),
        (at(THURSDAY, "09:00"), at(THURSDAY, "16:00"), at(THURSDAY, "18:00")),  # overrun: the day's end
    ],
)
def test_a_time_of_the_day_is_kept_until_a_day_passes(unit, paused, resumed, end):
    assert after_pause(paused, resumed, unit, at(THURSDAY, "15:00")) == end


def test_a_working_day_deadline_on_a_sunday_heads_for_mondays_end():
    due = at(SUNDAY, "12:00")
    assert after_pause(at(SATURDAY, "09:00"), at(MONDAY + WEEK, "10:00"), "working_day", due) == at(
        MONDAY + WEEK, "18:00"
    )
    assert after_pause(at(FRIDAY, "09:00"), at(FRIDAY, "20:00"), "working_day", due) == at(TUESDAY + WEEK, "18:00")


@pytest.mark.parametrize("unit", ["working_day", "day"])
def test_a_deadline_at_midnight_ends_the_day_before_it(unit):
    schedule = Schedule(SHANGHAI, ROUND_THE_CLOCK)
    moved = after_pause(at(TUESDAY, "10:00"), at(WEDNESDAY, "10:00"), unit, at(FRIDAY, "00:00"), schedule=schedule)
    assert moved == at(SATURDAY, "00:00")


# ---- elapsed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit, passed", [("hour", 96 + 8.5), ("working_hour", 8 * 4 + 7.5), ("working_day", 5), ("day", 4)]
)
def test_elapsed_from_monday_to_friday(unit, passed):
    assert elapsed(office(), at(MONDAY, "09:30"), at(FRIDAY, "18:00"), unit) == passed


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_passes_backwards(unit):
    assert elapsed(office(), DUE, OPENED, unit) == elapsed(office(), DUE, DUE, unit) == 0.0


@pytest.mark.parametrize("unit", UNITS)
def test_elapsed_is_a_float(unit):
    assert isinstance(elapsed(office(), OPENED, DUE, unit), float)


# ---- next working moment ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment, expected",
    [
        (at(MONDAY, "10:00:01"), at(MONDAY, "10:00:01")),
        (at(MONDAY, "09:00"), at(MONDAY, "09:00")),
        (at(MONDAY, "12:00"), at(MONDAY, "13:00")),
        (at(MONDAY, "18:00"), at(TUESDAY, "09:00")),
        (at(FRIDAY, "23:00"), at(MONDAY + WEEK, "09:00")),
    ],
)
def test_next_working_moment(moment, expected):
    assert next_working_moment(office(), moment) == expected


# ---- errors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "hour"])
def test_no_schedule(unit):
    for call in (
        lambda: shift(None, DUE, OPENED, DUE, unit, OPENED),
        lambda: elapsed(None, OPENED, DUE, unit),
        lambda: next_working_moment(None, OPENED),
    ):
        with pytest.raises(ClockError) as caught:
            call()
        assert caught.value.code == "no_schedule"


def test_bad_moments_and_units():
    for arguments, code in (
        ((DUE, None, DUE, "hour", OPENED), "bad_moment"),
        ((datetime.max, OPENED, DUE, "hour", OPENED), "bad_moment"),
        ((DUE, OPENED, DUE, "week", OPENED), "bad_unit"),
    ):
        with pytest.raises(ClockError) as caught:
            shift(office(), *arguments)
        assert caught.value.code == code
    with pytest.raises(ClockError):
        elapsed(office(), OPENED, DUE, "week")
