"""Proof of work: what counts as one, and what does not."""

import hashlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib import proof
from crossbiz_addon.lib.proof import ProofError

TODAY = date(2026, 3, 2)
BITS = 8
BODY = b"what is sent"
STAMP = proof.make_stamp(BODY, "submit", BITS, TODAY)
COUNTER = proof.solve(STAMP)


def check(stamp=STAMP, counter=COUNTER, body=BODY, route="submit", bits=BITS, today=TODAY):
    return proof.check(stamp, counter, body, route, bits, today)


@given(st.binary(max_size=200), st.sampled_from(["submit", "dialogue"]), st.integers(0, 10))
def test_work_that_was_done_counts(body, route, bits):
    stamp = proof.make_stamp(body, route, bits, TODAY)
    assert check(stamp, proof.solve(stamp), body, route, bits) == stamp.rpartition(":")[2]


def test_more_work_than_asked_counts_less_does_not():
    assert check(bits=BITS - 1)
    with pytest.raises(ProofError):
        check(bits=BITS + 1)


def test_a_claim_is_not_the_work():
    stamp = STAMP.replace("1:8:", "1:60:")
    with pytest.raises(ProofError, match="no work"):
        check(stamp)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_clocks_may_be_a_day_off(days):
    assert check(today=TODAY + timedelta(days=days))


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
def test_older_and_future_stamps_do_not_count(days):
    with pytest.raises(ProofError):
        check(today=TODAY + timedelta(days=days))


def test_it_is_for_this_content_and_this_route():
    with pytest.raises(ProofError, match="other content"):
        check(body=BODY + b".")
    with pytest.raises(ProofError, match="not for this"):
        check(route="dialogue")


@pytest.mark.parametrize(
    "stamp, counter",
    [
        ("", ""),
        (STAMP, ""),
        (STAMP, "-1"),
        (STAMP, "１"),
        (STAMP, "9" * 16),
        (STAMP + "\n", COUNTER),
        (STAMP.replace("1:8:", "2:8:"), COUNTER),
        (STAMP.replace("20260302", "20261399"), COUNTER),
        (STAMP.replace("20260302", "00000000"), COUNTER),
        (STAMP.upper(), COUNTER),
        (STAMP[:-20], COUNTER),
        (STAMP + "0" * 200, COUNTER),
        ("\x00" * 100, "\x00"),
    ],
)
def test_rubbish_is_refused(stamp, counter):
    with pytest.raises(ProofError):
        check(stamp, counter)


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_refused(stamp, counter):
    with pytest.raises(ProofError):
        check(stamp, counter)


@given(st.integers(0, 255), st.binary(min_size=32, max_size=32))
def test_zeros_are_counted(zeros, tail):
    number = int.from_bytes(tail, "big") | 1 << 255
    assert proof.leading_zeros((number >> zeros).to_bytes(32, "big")) == zeros


def test_no_zero_is_lost():
    assert proof.leading_zeros(bytes(32)) == 256
    assert hashlib.sha256(f"{STAMP}:{COUNTER}".encode()).digest()[0] == 0
