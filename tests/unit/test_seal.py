"""Canonical form, digests and the chain of seals."""

import enum
import hashlib
import hmac
import json
import math
from collections import OrderedDict
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

import pytest
from calendars import UTC
from hypothesis import assume, given
from hypothesis import strategies as st

from crossbiz_addon.lib.seal import GENESIS, SealError, canonical, digest, seal, verify

KEY = b"k" * 32

# ---- canonical form --------------------------------------------------------------------------------------------


class Colour(enum.IntEnum):
    RED = 1


class Marked(str):
    """As markupsafe.Markup: text that overrides `__str__`."""

    __slots__ = ()

    def __str__(self):
        return "something else"


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "null"),
        (False, "false"),
        (True, "true"),
        (0, "0"),
        (1, "1"),
        (1.0, "1.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "0.0"),
        (1e300, "1e+300"),
        (2**70, "1180591620717411303424"),
        ("", '""'),
        ('客户 "A"\n', '"客户 \\"A\\"\\n"'),
        (date(2026, 1, 5), '"2026-01-05"'),
        (datetime(2026, 1, 5, 2), '"2026-01-05T02:00:00"'),
        ((1, [None]), "[1,[null]]"),
        ({"b": 1, "a": {"ä": 2, "Z": 3}}, '{"a":{"Z":3,"ä":2},"b":1}'),
        (MappingProxyType({"a": 1}), '{"a":1}'),
        (Colour.RED, "1"),
        (Marked("x"), '"x"'),
        ({Marked("x"): 1}, '{"x":1}'),
    ],
)
def test_canonical(value, text):
    assert canonical(value) == text.encode()


def recursive():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        Decimal(1),
        b"bytes",
        {1, 2},
        object(),
        {1: "a"},
        {None: 1},
        "\ud800",
        {"\ud800": 1},
        datetime(2026, 1, 5, tzinfo=UTC),
        [time(9)],
        recursive(),
        iter([1]),
    ],
)
def test_no_canonical_form(value):
    with pytest.raises(SealError):
        canonical(value)


leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
values = st.recursive(leaves, lambda v: st.one_of(st.lists(v, max_size=4), st.dictionaries(st.text(), v, max_size=4)))


@given(values)
def test_canonical_reads_back_as_the_value(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(), values, max_size=5), st.randoms())
def test_the_order_of_keys_does_not_matter(value, random):
    items = list(value.items())
    random.shuffle(items)
    assert canonical(OrderedDict(items)) == canonical(value)


def exact(value):
    """A value with its types, so that 1, 1.0 and True differ, and -0.0 does not from 0.0."""
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    return [exact(item) for item in value] if isinstance(value, list) else (type(value), value)


@given(values, values)
def test_different_values_have_different_forms(one, other):
    assert (canonical(one) == canonical(other)) == (exact(one) == exact(other))


def test_digest_is_the_sha256_of_the_form():
    assert digest({"a": None}) == hashlib.sha256(b'{"a":null}').hexdigest()


# ---- chain -----------------------------------------------------------------------------------------------------

entries = st.fixed_dictionaries(
    {
        "res_id": st.integers(1, 3),
        "event": st.sampled_from(["opened", "approved", "closed"]),
        "old_value": st.one_of(st.none(), st.text(max_size=3)),
        "at": st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1)),
        "amount": st.one_of(st.booleans(), st.integers(0, 1), st.sampled_from([0.0, 1.0])),
    }
)


def sealed(rows, key=KEY):
    chain, previous = [], GENESIS
    for row in rows:
        chain.append((row, previous, seal(key, row, previous)))
        previous = chain[-1][2]
    return chain


chains = st.lists(entries, min_size=1, max_size=6).map(sealed)


def test_a_seal_by_hand():
    message = b'{"entry":{"a":1},"previous":"' + b"0" * 64 + b'"}'
    assert seal(KEY, {"a": 1}, GENESIS) == hmac.new(KEY, message, "sha256").hexdigest()


@given(st.lists(entries, max_size=6).map(sealed))
def test_an_honest_chain_holds(chain):
    assert verify(KEY, iter(chain)) is None


@given(chains, st.data())
def test_a_changed_field_is_found_at_its_entry(chain, data):
    index = data.draw(st.integers(0, len(chain) - 1))
    row, previous, own = chain[index]
    field = data.draw(st.sampled_from(sorted(row)))
    other = data.draw(entries)
    assume(exact(other[field]) != exact(row[field]))
    chain[index] = ({**row, field: other[field]}, previous, own)
    assert verify(KEY, chain) == index


@given(chains, st.data())
def test_an_added_or_missing_field_is_found(chain, data):
    index = data.draw(st.integers(0, len(chain) - 1))
    row, previous, own = chain[index]
    more = {**row, "extra": None}
    less = {name: value for name, value in row.items() if name != "event"}
    for changed in (more, less):
        assert verify(KEY, [*chain[:index], (changed, previous, own), *chain[index + 1 :]]) == index


@given(chains, st.data())
def test_a_removal_is_found_where_it_was(chain, data):
    assume(len(chain) > 1)
    index = data.draw(st.integers(0, len(chain) - 2))  # a cut tail leaves a valid chain
    del chain[index]
    assert verify(KEY, chain) == index


@given(chains, st.data())
def test_a_repeated_entry_is_found(chain, data):
    index = data.draw(st.integers(0, len(chain) - 1))
    chain.insert(index, chain[index])
    assert verify(KEY, chain) == index + 1


@given(chains, st.randoms())
def test_another_order_is_found(chain, random):
    mixed = chain[:]
    random.shuffle(mixed)
    first = next((i for i, (one, other) in enumerate(zip(chain, mixed, strict=True)) if one is not other), None)
    assert verify(KEY, mixed) == first


@given(chains, st.data())
def test_a_changed_seal_is_found_at_its_entry(chain, data):
    index = data.draw(st.integers(0, len(chain) - 1))
    row, previous, own = chain[index]
    position = data.draw(st.integers(0, 63))
    wrong = own[:position] + ("0" if own[position] != "0" else "1") + own[position + 1 :]
    for claimed in (wrong, own.upper() + "x", "", None, False, "密", "\ud800"):
        assert verify(KEY, [*chain[:index], (row, previous, claimed), *chain[index + 1 :]]) == index
    assert verify(KEY, [*chain[:index], (row, wrong, own), *chain[index + 1 :]]) == index


@given(chains)
def test_a_chain_rewritten_without_the_key_is_found(chain):
    forged = sealed([row for row, _previous, _seal in chain], key=b"x" * 32)
    assert verify(KEY, forged) == 0


@given(chains, chains)
def test_two_chains_cannot_be_joined(one, other):
    assert verify(KEY, one + other) == len(one)


@given(chains, st.data())
def test_verification_can_start_at_an_anchor(chain, data):
    index = data.draw(st.integers(0, len(chain) - 1))
    row, previous, own = chain[index]
    assert verify(KEY, chain[index:], previous=previous) is None
    assert verify(KEY, chain[index + 1 :], previous=own) is None
    assert verify(KEY, [(row, previous, own)], previous="f" * 64) == 0


def test_verification_streams():
    def endless():
        yield from sealed([{"n": 1}])
        yield {"n": 2}, "broken", "broken"
        raise AssertionError("read on after the first broken entry")

    assert verify(KEY, endless()) == 1
