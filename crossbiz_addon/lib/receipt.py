"""Receipt codes: the only way back to a complaint. Shown once, stored nowhere.

100 random bits as 20 characters of Crockford's base 32, in four groups: ``7F3K9-QXD2M-0HTWA-V8E4N``. Read without
regard to case, blanks and hyphens; the letters O, I and L, which the alphabet lacks, are the digits they look like;
full-width characters, as a Chinese keyboard types them, are ordinary ones.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GROUP = 5
LONGEST = 200  # characters that are looked at: nobody types more

_LOOK_ALIKES = str.maketrans("OIL", "011")


def generate() -> str:
    """A new code, as :func:`normalize` gives it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def show(code: str) -> str:
    """A code as people read and write it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalize(typed: object) -> str | None:
    """The code that somebody typed, None when it cannot be one."""
    if not isinstance(typed, str) or len(typed) > LONGEST:
        return None
    code = _squeeze(typed)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def contains_code(text: str, code: str) -> bool:
    """Whether a text gives a code away, in whatever way it is written."""
    return code in _squeeze(text)


def _squeeze(text: str) -> str:
    """Upper case without anything but letters and digits, look-alikes resolved."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(character for character in plain if character.isalnum()).translate(_LOOK_ALIKES)
