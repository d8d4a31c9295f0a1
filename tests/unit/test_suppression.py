from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib.suppression import SMALLEST, suppress

TABLES = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 12), min_size=1)


def test_large_cells_are_shown():
    assert suppress({"a": 5, "b": 9}) == ({"a": 5, "b": 9}, 14)


def test_a_small_cell_takes_the_next_one_with_it():
    """With the total shown, 14 - 9 would tell the hidden cell."""
    assert suppress({"a": 3, "b": 9, "c": 6}) == ({"a": None, "b": 9, "c": None}, 18)


def test_two_small_cells_that_are_few_together_take_another():
    """1 + 1 known as 2 is as good as told."""
    assert suppress({"a": 1, "b": 1, "c": 7, "d": 8})[0] == {"a": None, "b": None, "c": None, "d": 8}


def test_two_small_cells_that_are_enough_together():
    assert suppress({"a": 3, "b": 4, "c": 7})[0] == {"a": None, "b": None, "c": 7}


def test_a_small_total_is_hidden():
    assert suppress({"a": 4, "b": 0}) == ({"a": None, "b": None}, None)


def test_zero_is_a_small_number():
    """“Nobody complained about this” tells as much as a name."""
    assert suppress({"a": 0, "b": 8, "c": 9})[0] == {"a": None, "b": None, "c": 9}


def test_a_single_cell_is_its_total():
    assert suppress({"a": 7}) == ({"a": 7}, 7)
    assert suppress({"a": 4}) == ({"a": None}, None)


@given(TABLES)
def test_no_small_number_is_shown(cells):
    shown, total = suppress(cells)
    assert all(count is None or count >= SMALLEST for count in shown.values())
    assert total is None or total >= SMALLEST
    assert all(count in (None, cells[key]) for key, count in shown.items())


@given(TABLES)
def test_no_hidden_cell_follows_from_the_rest(cells):
    """By brute force: each hidden cell may have had every value from 0 to at least the smallest number."""
    shown, total = suppress(cells)
    hidden = [key for key, count in shown.items() if count is None]
    if total is None:
        assert set(hidden) == set(cells)
        return
    rest = total - sum(count for count in shown.values() if count is not None)
    for key in hidden:
        possible = {value for value in range(rest + 1) if len(hidden) > 1 or value == rest}
        assert set(range(SMALLEST + 1)) <= possible, key


@given(TABLES)
def test_not_more_than_needed_is_hidden(cells):
    """Each cell that is hidden although it is large was needed."""
    shown, total = suppress(cells)
    small = [key for key, count in cells.items() if count < SMALLEST]
    if total is not None and len(small) > 1 and sum(cells[key] for key in small) >= SMALLEST:
        assert {key for key, count in shown.items() if count is None} == set(small)
