"""Texts: sentences one below the other, and which words of two differ. Plain Python, Chinese included."""

import re
from difflib import SequenceMatcher

# A word, one Chinese character, a run of blanks, or one other sign.
TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|\s+|[^\W_\u3400-\u9fff\uf900-\ufaff]+|.", re.DOTALL)
# Longer texts are shown as replaced as a whole: comparing them word by word takes too long.
LONGEST = 6_000


def list_points(sentences):
    """The sentences as one text, each a point on a line of its own."""
    return "\n".join(f"• {sentence}" for sentence in sentences)


def split_words(text):
    """The text in pieces that are compared: words, Chinese characters, blanks, other signs."""
    return TOKEN.findall(text or "")


def compare_words(left, right):
    """Which pieces of two texts differ.

    :return: ``(left pieces, right pieces)``, each a list of ``(text, changed)`` that together give the text again
    """
    if left == right:
        return _join([(left or "", False)]), _join([(right or "", False)])
    old, new = split_words(left), split_words(right)
    if len(old) + len(new) > LONGEST:
        return _join([(left or "", True)]), _join([(right or "", True)])
    olds, news = [], []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = kind != "equal"
        olds.append(("".join(old[old_from:old_to]), changed))
        news.append(("".join(new[new_from:new_to]), changed))
    return _join(olds), _join(news)


def _join(pieces):
    return [(text, changed) for text, changed in pieces if text]
