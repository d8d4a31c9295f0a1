"""What somebody may send to the complaint channel, and the constant key of the answer when it may not be.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

CATEGORIES = ("buck_passing", "slow_response", "violation", "retaliation", "other")
FUNCTIONS = ("compliance", "audit", "lead", "decision")
"""Functions of the company that may be accused as such."""

# The page has the same numbers (static/complaint/limits.js); a test compares them.
BITS = {"submit": 20, "dialogue": 17}
"""What sending costs, in bits of work: about a second and an eighth of one."""
LONGEST = {"text": 20_000, "accused": 2_000, "identity": 500, "code": 200}
MOST_FILES = 10
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TOTAL = 25 * 1024 * 1024
LARGEST_BODY = LARGEST_TOTAL + 512 * 1024


class RefusedError(Exception):
    """Why something is not accepted: a key that the page translates, and which file is meant, counted from 1."""

    def __init__(self, key: str, file: int | None = None):
        super().__init__(key)
        self.key, self.file = key, file


def read_complaint(header: dict) -> dict:
    """The fields of a complaint.

    :raises RefusedError: for anything that the page does not send
    """
    functions = header.get("functions", [])
    company = header.get("company")
    if header.get("category") not in CATEGORIES:
        raise RefusedError("no_category")
    if not isinstance(functions, list) or not all(isinstance(one, str) and one in FUNCTIONS for one in functions):
        raise RefusedError("unreadable")
    if company is not None and (type(company) is not int or not 0 < company < 2**31):
        raise RefusedError("unreadable")
    text = _get_text(header, "text")
    if not text:
        raise RefusedError("no_text")
    return {
        "category": header["category"],
        "company": company,
        "text": text,
        "accused": _get_text(header, "accused"),
        "functions": sorted(set(functions)),
        "identity": _get_text(header, "identity"),
    }


def read_message(header: dict) -> dict:
    """The code that opens a dialogue, and what to add to it, if anything.

    :raises RefusedError: for anything that the page does not send
    """
    return {name: _get_text(header, name) for name in ("code", "text", "identity")}


def check_files(files: list[bytes]) -> None:
    """Number and sizes, before anything looks into them.

    :raises RefusedError: for too many, too large or empty ones
    """
    if len(files) > MOST_FILES:
        raise RefusedError("too_many_files")
    for number, file in enumerate(files, 1):
        if not file:
            raise RefusedError("file_empty", number)
        if len(file) > LARGEST_FILE:
            raise RefusedError("file_too_large", number)
    if sum(map(len, files)) > LARGEST_TOTAL:
        raise RefusedError("files_too_large")


def _get_text(header: dict, name: str) -> str:
    """A text of the header, stripped; empty when it is not there."""
    text = header.get(name)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise RefusedError("unreadable")
    text = text.strip()
    if len(text) > LONGEST[name]:
        raise RefusedError("too_long")
    if not all(map(_is_readable, text)):
        raise RefusedError("bad_text")
    return text


def _is_readable(character: str) -> bool:
    """Neither a control character nor half of one: PostgreSQL, JSON and screens can do nothing with them."""
    return character in "\n\r\t" or not (
        character < " " or "\x7f" <= character <= "\x9f" or "\ud800" <= character <= "\udfff"
    )
