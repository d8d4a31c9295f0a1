"""Receipt codes: random, tolerant to typing, and found in texts that give them away."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib import receipt

codes = st.text(receipt.ALPHABET, min_size=20, max_size=20)
separators = st.text("- \t\n‐–—－　.", max_size=3)


def test_codes_are_random():
    made = [receipt.generate() for _ in range(2_000)]
    assert len(set(made)) == len(made)
    for place in range(receipt.LENGTH):  # every character at every place: 32^20 codes, which are 100 bits
        assert {code[place] for code in made} == set(receipt.ALPHABET)


@given(codes)
def test_shown_in_groups(code):
    shown = receipt.show(code)
    assert re.fullmatch(r"(\w{5}-){3}\w{5}", shown)
    assert receipt.normalize(shown) == code


@given(codes, st.data())
def test_typing_is_forgiven(code, data):
    typed = "".join(
        data.draw(separators) + data.draw(st.sampled_from([one, one.lower(), chr(ord(one) + 0xFEE0)]))  # full-width
        for one in code
    )
    for digit, letters in (("0", "oO"), ("1", "iIlL")):
        typed = typed.replace(digit, data.draw(st.sampled_from([digit, *letters])))
    assert receipt.normalize(typed) == code


@pytest.mark.parametrize(
    "typed",
    ["", " ", "7F3K9", "U" * 20, "A" * 19, "A" * 21, "A" * 1_000_000, "中" * 20, "٢" * 20, None, 7, b"A" * 20, []],
)
def test_what_cannot_be_a_code(typed):
    assert receipt.normalize(typed) is None


@given(codes, st.text(max_size=30), st.text(max_size=30))
def test_a_text_that_gives_the_code_away(code, before, after):
    text = f"{before} my code: {receipt.show(code).lower()}.{after}"
    assert receipt.contains_code(text, code)


@given(codes, st.text(max_size=300))
def test_other_texts_do_not(code, text):
    assert not receipt.contains_code(text.replace(code[0], "").replace(code[0].lower(), ""), code) or len(set(code)) < 3
