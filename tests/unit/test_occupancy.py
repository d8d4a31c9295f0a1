"""How much is claimed when, against a model that looks at each minute."""

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import examples

from crossbiz_addon.lib.occupancy import Claim, conflicts, fits, levels, next_free, peak

START = datetime(2026, 3, 2, 2, 0)
MINUTE = timedelta(minutes=1)
HORIZON = 60  # minutes that the model looks at


def at(minute):
    return START + MINUTE * minute


def claim(start, stop, hundredths):
    return Claim(at(start), at(stop), hundredths / 100)


marks = st.integers(-5, HORIZON + 5)
units = st.one_of(st.sampled_from([1, 10, 33, 50, 100, 200]), st.integers(1, 300))
claims_of = st.lists(st.builds(lambda a, b, q: (min(a, b), max(a, b), q), marks, marks, units), max_size=7)
periods = st.tuples(st.integers(0, HORIZON - 1), st.integers(1, HORIZON)).map(
    lambda p: (p[0], min(p[0] + p[1], HORIZON))
)


class Minutes:
    """The model: whole minutes and hundredths, nothing else."""

    def __init__(self, claims):
        self.claims = claims

    def claimed(self, minute):
        return sum(quantity for start, stop, quantity in self.claims if start <= minute < stop)

    def is_free(self, minute, capacity, quantity):
        return self.claimed(minute) + quantity <= capacity

    def blocked(self, capacity, quantity, start, stop):
        """Merged runs of minutes that are not free."""
        runs = []
        for minute in range(start, stop):
            if not self.is_free(minute, capacity, quantity):
                if runs and runs[-1][1] == minute:
                    runs[-1][1] = minute + 1
                else:
                    runs.append([minute, minute + 1])
        return [(at(begin), at(end)) for begin, end in runs]

    def next_free(self, capacity, quantity, start, length):
        if quantity > capacity:
            return None
        candidate = start
        while any(not self.is_free(minute, capacity, quantity) for minute in range(candidate, candidate + length)):
            candidate += 1
        return at(candidate)


def real(claims):
    return [claim(*values) for values in claims]


# ---- against the model -------------------------------------------------------------------------------------------


@examples(300)
@given(claims_of, periods)
def test_levels_are_those_of_each_minute(claims, period):
    start, stop = period
    found = levels(real(claims), at(start), at(stop))
    assert (found[0].start, found[-1].stop) == (at(start), at(stop)), "they cover the whole period"
    for one, after in zip(found, found[1:], strict=False):
        assert one.stop == after.start, "they adjoin"
        assert one.quantity != after.quantity, "neighbours differ"
    model = Minutes(claims)
    for one in found:
        assert one.start < one.stop, "none is empty"
        for minute in range(int((one.start - START) / MINUTE), int((one.stop - START) / MINUTE)):
            assert one.quantity == model.claimed(minute) / 100


@examples(200)
@given(claims_of, periods)
def test_peak_is_the_highest_minute(claims, period):
    start, stop = period
    expected = max(Minutes(claims).claimed(minute) for minute in range(start, stop)) / 100
    assert peak(real(claims), at(start), at(stop)) == expected


@examples(300)
@given(claims_of, st.integers(1, 400), units, periods)
@example([(0, 10, 100), (10, 20, 100)], 100, 1, (0, 30))  # two claims side by side block as one
def test_conflicts_are_the_minutes_that_are_not_free(claims, capacity, quantity, period):
    start, stop = period
    found = conflicts(real(claims), capacity / 100, quantity / 100, at(start), at(stop))
    assert found == Minutes(claims).blocked(capacity, quantity, start, stop)


@examples(300)
@given(claims_of, st.integers(1, 400), units, st.integers(0, HORIZON), st.integers(1, 30))
@example([(5, 15, 100)], 100, 100, 0, 5)  # fits exactly before
@example([(5, 15, 100)], 100, 100, 0, 6)  # one minute too long for the gap
@example([(0, 5, 100), (10, 15, 100)], 100, 100, 0, 5)  # fits exactly between
def test_next_free_is_the_earliest(claims, capacity, quantity, start, length):
    found = next_free(real(claims), capacity / 100, quantity / 100, at(start), MINUTE * length)
    assert found == Minutes(claims).next_free(capacity, quantity, start, length)


@examples(200)
@given(claims_of, st.integers(1, 400), units, st.integers(0, HORIZON), st.integers(1, 30))
def test_what_is_said_to_be_free_is_free(claims, capacity, quantity, start, length):
    """What the loser is told can be asked for, and nothing earlier could have been."""
    found = next_free(real(claims), capacity / 100, quantity / 100, at(start), MINUTE * length)
    if found is not None:
        assert found >= at(start)
        assert not conflicts(real(claims), capacity / 100, quantity / 100, found, found + MINUTE * length)


@examples(200)
@given(st.lists(st.tuples(units, st.integers(0, 50), st.integers(1, 20)), max_size=12), st.integers(50, 300))
def test_promises_one_by_one_never_exceed_the_capacity(wishes, capacity):
    """The room's rule: who finds no conflict is promised; the peak stays within the capacity whatever comes."""
    promised = []
    for quantity, start, length in wishes:
        if not conflicts(promised, capacity / 100, quantity / 100, at(start), at(start + length)):
            promised.append(claim(start, start + length, quantity))
    assert peak(promised, at(0), at(HORIZON + 20)) <= capacity / 100


# ---- by hand -----------------------------------------------------------------------------------------------------


def test_a_claim_ends_before_its_end():
    """From 9 to 10 and from 10 to 11 is no conflict."""
    assert conflicts([claim(0, 10, 100)], 1, 1, at(10), at(20)) == []
    assert conflicts([claim(10, 20, 100)], 1, 1, at(0), at(10)) == []
    assert conflicts([claim(0, 11, 100)], 1, 1, at(10), at(20)) == [(at(10), at(11))]


def test_nothing_claimed():
    assert levels([], at(0), at(10)) == [Claim(at(0), at(10), 0)]
    assert peak([], at(0), at(10)) == 0
    assert next_free([], 1, 1, at(3), MINUTE) == at(3)


def test_tenths_add_up():
    """Ten tenths are one, although floats say 0.9999999999999999."""
    tenths = [Claim(at(0), at(10), 0.1) for _number in range(9)]
    assert fits(sum(one.quantity for one in tenths), 1, 0.1)
    assert conflicts(tenths, 1, 0.1, at(0), at(10)) == []
    assert conflicts([*tenths, claim(0, 10, 10)], 1, 0.01, at(0), at(10)) == [(at(0), at(10))]


@pytest.mark.parametrize(
    "claimed, capacity, quantity, expected",
    [
        (0, 1, 1, True),
        (0, 1, 1.01, False),
        (0.5, 1, 0.5, True),
        (0.5, 1, 0.51, False),
        (0.99, 1, 0.01, True),
        (1, 1, 0, True),  # a capacity that is met is not exceeded
        (1.01, 1, 0, False),
        (0.29, 0.57, 0.28, True),  # 0.29 + 0.28 > 0.57 in floats
    ],
)
def test_fits(claimed, capacity, quantity, expected):
    assert fits(claimed, capacity, quantity) is expected


def test_conflict_of_more_than_there_is():
    """What exceeds the capacity by itself conflicts with all of the period, and there is no next moment."""
    assert conflicts([], 1, 2, at(0), at(10)) == [(at(0), at(10))]
    assert next_free([], 1, 2, at(0), MINUTE) is None


def test_next_free_starts_where_it_is_asked_for():
    """Not earlier, also when it would be free before, and after the last claim at once."""
    claims = [claim(10, 20, 100)]
    assert next_free(claims, 1, 1, at(12), MINUTE) == at(20)
    assert next_free(claims, 1, 1, at(25), MINUTE) == at(25)
    assert next_free(claims, 2, 1, at(12), MINUTE) == at(12)


def test_an_empty_period_has_nothing_in_it():
    """Nobody's claims end now, or the period was given the wrong way round."""
    claims = [claim(0, 10, 100)]
    for start, stop in ((5, 5), (7, 3)):
        assert levels(claims, at(start), at(stop)) == []
        assert peak(claims, at(start), at(stop)) == 0
        assert conflicts(claims, 1, 1, at(start), at(stop)) == []


def test_an_iterator_will_do():
    """Claims may come from a generator, which can be read once."""
    claims = [claim(0, 10, 100), claim(12, 20, 100)]
    assert next_free(iter(claims), 1, 1, at(0), MINUTE * 3) == at(20)
    assert next_free(iter(claims), 1, 1, at(0), MINUTE * 2) == at(10)


def test_a_claim_without_length_claims_nothing():
    assert levels([claim(5, 5, 100)], at(0), at(10)) == [Claim(at(0), at(10), 0)]


def test_other_times_than_dates_work():
    """Whatever compares: the database's benchmark counts in seconds."""
    assert conflicts([Claim(0, 10, 1)], 1, 1, 5, 15) == [(5, 10)]
