"""Who is named in a text: found rather once too often than once too rarely.

What an accused person must never read goes to somebody else as soon as a name might be theirs, so these functions
know no certainty: a surname alone, a name without its space or a title after a Chinese surname is enough where people
are accused, and a whole name wherever it stands.
"""

import re
import unicodedata
from functools import cached_property

CJK = r"\u3400-\u4dbf\u4e00-\u9fff"
TITLES = (
    "总经理|总监|总裁|总|副总|经理|主任|主管|部长|处长|科长|局长|院长|书记|董事长|董事|董|组长|队长|厂长|班长|工程师|工"
    "|老师|会计|先生|女士|小姐|姐|哥|某"
)
DEPARTMENT_ENDINGS = (
    "部门",
    "中心",
    "部",
    "处",
    "科",
    "室",
    "组",
    "局",
    "厅",
    "department",
    "dept",
    "team",
    "division",
)
_SEPARATORS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•・.,;:!?，。；：！？、“”‘’\"'()（）\[\]【】《》<>/\\|_@-]+")


class Folded(str):
    """A text that was folded already: many names are looked for in one text, and one name in many."""

    @cached_property
    def is_chinese(self):
        return bool(re.search(rf"[{CJK}]", self))

    @cached_property
    def words(self):
        return tuple(self.split())

    @cached_property
    def joined(self):
        """Without the spaces that Chinese does not need."""
        return self.replace(" ", "")


def fold(text):
    """A text as it is compared: one width, one case, no accents, runs of separators as one space."""
    if isinstance(text, Folded):
        return text
    decomposed = unicodedata.normalize("NFKD", text or "").casefold()
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return Folded(_SEPARATORS.sub(" ", unicodedata.normalize("NFC", plain)).strip())


def is_named(name, text):
    """Whether a whole name stands in ``text``: in any order of its words, with or without spaces between them.

    :param str name: of a person, a login or a department
    :param str text: what somebody wrote
    """
    return _is_named(fold(name), fold(text))


def is_hinted(name, text):
    """Whether ``text``, which names who is accused, may mean the person called ``name``: also by a part of the name.

    A word of two letters or more, the surname of a Chinese name with a title or after 老 or 小, or its given name.
    """
    name, text = fold(name), fold(text)
    if _is_named(name, text):
        return True
    if name.is_chinese:
        return _is_hinted_in_chinese(name.joined, text.joined)
    return any(len(word) > 1 and _has_word(word, text) for word in name.words)


def is_department_named(name, text):
    """Whether ``text`` names a department, also without an ending such as “Department” or 部."""
    name, text = fold(name), fold(text)
    return any(_is_named(short, text) for short in _get_short_names(name))


def _get_short_names(name):
    yield name
    for ending in DEPARTMENT_ENDINGS:
        short = name.removesuffix(ending).strip()
        if short != name and len(short) > 1:
            yield Folded(short)


def _is_named(name, text):
    if not name:
        return False
    if name.is_chinese:
        return name.joined in text.joined
    return all(_has_word(word, text) for word in name.words) or _has_word(name.joined, text)


def _is_hinted_in_chinese(name, text):
    if 2 < len(name) < 5 and name[1:] in text:
        return True
    surname = name[0] if len(name) < 4 else name[:2]
    if surname not in text:  # most are not: spare the search
        return False
    surname = re.escape(surname)
    return bool(re.search(rf"{surname}({TITLES})|[老小]{surname}", text))


def _has_word(word, text):
    """Whether a word stands in a text on its own; beside Chinese, which writes no spaces, it does."""
    if word not in text:  # most words do not: spare the search
        return False
    return bool(re.search(rf"(?<![^\W{CJK}]){re.escape(word)}(?![^\W{CJK}])", text))
