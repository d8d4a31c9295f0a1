"""Files without what they tell of their maker: who wrote them, where, when, with which machine.

Pictures, PDF, Word, Excel and PowerPoint files and plain text, recognized by their content alone. Everything is written
anew, so that nothing unseen is carried along: what is behind a picture's end, or a second file in the first, is gone.
Whatever cannot be cleaned is refused.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import re

from PIL import Image

from . import clean_office, clean_pdf, clean_picture
from .submission import RefusedError

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ENCODINGS = ("utf-8-sig", "gb18030")

_CLEANERS = (
    (b"\xff\xd8\xff", clean_picture.clean_jpeg),
    (b"\x89PNG\r\n\x1a\n", clean_picture.clean_png),
    (b"%PDF-", clean_pdf.clean_pdf),
    (b"PK\x03\x04", clean_office.clean_office),
)


def clean_all(files: list[bytes]) -> list[tuple[str, bytes]]:
    """The files cleaned, each with its kind, which is its extension.

    :raises RefusedError: with the number of the first file that cannot be cleaned
    """
    cleaned = []
    for number, data in enumerate(files, 1):
        try:
            cleaned.append(clean(data))
        except RefusedError as error:
            raise RefusedError(error.key, number) from None
        except (MemoryError, Image.DecompressionBombError):
            raise RefusedError("file_too_complex", number) from None
        except Exception:  # noqa: BLE001 - of whatever library; it may hold the file's content
            raise RefusedError("file_damaged", number) from None
    return cleaned


def clean(data: bytes) -> tuple[str, bytes]:
    """One file, cleaned, with its kind: ``jpg``, ``png``, ``pdf``, ``docx``, ``xlsx``, ``pptx`` or ``txt``.

    :raises RefusedError: for a file of another type; libraries raise what they like for a damaged one
    """
    for magic, cleaner in _CLEANERS:
        if data.startswith(magic):
            return cleaner(data)
    return clean_text(data)


def clean_text(data: bytes) -> tuple[str, bytes]:
    """Plain text in UTF-8, whatever it was written in."""
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(text):
            return "txt", "\n".join(text.splitlines()).encode()
    raise RefusedError("file_type")
