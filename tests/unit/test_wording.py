"""Texts side by side, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib.wording import LONGEST, compare_words, list_points, split_words

TEXTS = st.text(alphabet="ab 十台水泵,.\n", max_size=60)


def test_points_stand_on_lines_of_their_own():
    assert list_points(["No lead.", "没有日期。"]) == "• No lead.\n• 没有日期。"
    assert list_points(point for point in ()) == ""


@given(TEXTS, TEXTS)
def test_pieces_give_the_texts_again(left, right):
    olds, news = compare_words(left, right)
    assert "".join(text for text, _changed in olds) == left
    assert "".join(text for text, _changed in news) == right
    unchanged = ["".join(text for text, changed in pieces if not changed) for pieces in (olds, news)]
    assert unchanged[0] == unchanged[1]


@given(TEXTS)
def test_the_same_text_has_no_marks(text):
    assert all(not changed for pieces in compare_words(text, text) for _text, changed in pieces)


@pytest.mark.parametrize(
    "left, right, old, new",
    [
        ("ten pumps", "six pumps", ["ten"], ["six"]),
        ("十台水泵", "六台水泵", ["十"], ["六"]),
        ("12/18/2026", "12/23/2026", ["18"], ["23"]),
        ("", "new", [], ["new"]),
        (None, "new", [], ["new"]),
    ],
)
def test_what_differs_is_marked(left, right, old, new):
    olds, news = compare_words(left, right)
    assert [text for text, changed in olds if changed] == old
    assert [text for text, changed in news if changed] == new


def test_what_is_too_long_is_marked_as_a_whole():
    text = "word " * LONGEST
    assert compare_words(text, text + "x") == ([(text, True)], [(text + "x", True)])


def test_words_signs_and_characters_are_apart():
    assert split_words("Refit, 水泵!") == ["Refit", ",", " ", "水", "泵", "!"]
