"""The clock against the minute-by-minute model, and laws that need no model."""

import itertools
from datetime import timedelta

from brute_force import to_minute, to_moment
from hypothesis import assume, given, note
from hypothesis import strategies as st
from strategies import DAY, examples, situations

from crossbiz_addon.lib.clock import START_RULES, UNITS, deadline, elapsed, next_working_moment, shift

rules = st.sampled_from(START_RULES)
units = st.sampled_from(UNITS)
HOUR_UNITS = ("hour", "working_hour")


@st.composite
def obligations(draw, units=units):
    """(amount for the clock, amount for the model, unit, start rule): hours in whole minutes, days up to a week."""
    unit = draw(units)
    if unit in HOUR_UNITS:
        minutes = draw(st.one_of(st.integers(1, 40 * 60), st.sampled_from([60, 480, 1440])))
        return minutes / 60, minutes, unit, draw(rules)
    days = draw(st.integers(1, 7))
    return days, days, unit, draw(rules)


add_up = obligations(st.sampled_from(["hour", "working_hour", "working_day"]))
"""All but `day`, whose last day rolls."""


def in_pairs(moments):
    return list(zip(moments[::2], moments[1::2], strict=True))


# ---- against the model -----------------------------------------------------------------------------------------


@examples(40)
@given(situations())
def test_intervals_are_the_worked_minutes(situation):
    schedule, model, moments = situation
    for day in (schedule.local_date(moments[0]) + DAY * n for n in range(8)):
        intervals = schedule.intervals(day)
        note(f"{day} {intervals}")
        assert all(stop < start for (_, stop), (start, _) in itertools.pairwise(intervals))
        minutes = {m for start, stop in intervals for m in range(to_minute(start), to_minute(stop))}
        assert minutes == model.worked_minutes(day)


@examples(120)
@given(situations(), obligations())
def test_deadline(situation, obligation):
    schedule, model, (opened, *_later) = situation
    amount, model_amount, unit, rule = obligation
    start, due = model.run(to_minute(opened), model_amount, unit, rule)
    assert deadline(schedule, opened, amount, unit, rule) == (to_moment(start), to_moment(due))


@examples(120)
@given(situations(), add_up)
def test_deadline_with_pauses(situation, obligation):
    """A countdown that stands still while paused ends where the deadline has moved, pause by pause."""
    schedule, model, (opened, *later) = situation
    amount, model_amount, unit, rule = obligation
    pauses = in_pairs(later)
    start, due = deadline(schedule, opened, amount, unit, rule)
    for paused_at, resumed_at in pauses:
        due = shift(schedule, due, paused_at, resumed_at, unit, start)
    marks = [(to_minute(paused_at), to_minute(resumed_at)) for paused_at, resumed_at in pauses]
    assert to_minute(due) == model.run(to_minute(opened), model_amount, unit, rule, marks)[1]


@examples(70)
@given(situations(), st.integers(1, 7), rules)
def test_natural_days_with_pauses(situation, amount, rule):
    schedule, model, (opened, *later) = situation
    start, due = deadline(schedule, opened, amount, "day", rule)
    expected = to_minute(due)
    for paused_at, resumed_at in in_pairs(later):
        due = shift(schedule, due, paused_at, resumed_at, "day", start)
        expected = model.move_days(expected, to_minute(paused_at), to_minute(resumed_at), to_minute(start))
    assert to_minute(due) == expected


@examples(70)
@given(situations(), units)
def test_elapsed_and_next_working_moment(situation, unit):
    schedule, model, (start, *_between, stop) = situation
    counted = model.count(to_minute(start), to_minute(stop), unit)
    assert elapsed(schedule, start, stop, unit) == (counted / 60 if unit in HOUR_UNITS else counted)
    assert to_minute(next_working_moment(schedule, start)) == model.next_worked(to_minute(start))


# ---- laws (to the second) --------------------------------------------------------------------------------------

seconds = st.builds(timedelta, seconds=st.integers(0, 59))


@examples(100)
@given(situations(), add_up, seconds)
def test_elapsed_until_the_deadline_is_the_amount(situation, obligation, second):
    schedule, _model, (opened, *_later) = situation
    amount, _model_amount, unit, rule = obligation
    start, due = deadline(schedule, opened + second, amount, unit, rule)
    assert opened + second <= start < due
    assert abs(elapsed(schedule, start, due, unit) - amount) < 1e-9


@examples(100)
@given(situations(), obligations(), seconds)
def test_opening_later_is_never_due_earlier(situation, obligation, second):
    schedule, _model, (early, late, *_later) = situation
    amount, _model_amount, unit, rule = obligation
    first = deadline(schedule, early, amount, unit, rule)
    then = deadline(schedule, late + second, amount, unit, rule)
    assert first.effective_start <= then.effective_start
    assert first.deadline <= then.deadline


@examples(100)
@given(situations(), obligations(), seconds, st.integers(-2000, 2000))
def test_pauses_add_up(situation, obligation, second, extension):
    """Also for deadlines extended by hand to any second; for `day` two pauses are never worse than one."""
    schedule, _model, (opened, first, middle, last, *_later) = situation
    amount, _model_amount, unit, rule = obligation
    start, due = deadline(schedule, opened, amount, unit, rule)
    due = max(due + timedelta(minutes=extension) + second, start + timedelta(seconds=1))
    once = shift(schedule, due, first, last, unit, start)
    part = shift(schedule, due, first, middle, unit, start)
    assume(middle < part or due <= first)  # else it was due in between: a working hour's deadline outside of them
    twice = shift(schedule, part, middle, last, unit, start)
    assert twice >= once >= due
    if unit != "day":
        assert twice == once


@examples(100)
@given(situations(), obligations(), seconds)
def test_who_paused_in_time_resumes_in_time(situation, obligation, second):
    schedule, _model, (opened, paused_at, resumed_at, *_later) = situation
    amount, _model_amount, unit, rule = obligation
    start, due = deadline(schedule, opened, amount, unit, rule)
    assume(paused_at < due)
    resumed_at += second
    assert shift(schedule, due, paused_at, resumed_at, unit, start) > resumed_at
