"""How a complaint travels and waits: a header of JSON and the files behind it, in one piece of bytes.

``<length of the header>\\n<header><file><file>…``; the header's ``files`` names the size of each file, and there is
nothing after the last. The page makes it, what is staged is one too. Files have neither a name nor a type.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import json
import re

LENGTH = re.compile(rb"(\d{1,8})\n", re.ASCII)


class ParcelError(ValueError):
    """These bytes are no parcel. The message is a constant."""


def pack(header: dict, files: list[bytes]) -> bytes:
    """One piece of bytes for a header and files."""
    text = json.dumps({**header, "files": [len(file) for file in files]}, ensure_ascii=False).encode()
    return b"".join([b"%d\n" % len(text), text, *files])


def unpack(data: bytes) -> tuple[dict, list[bytes]]:
    """The header, without its ``files``, and the files.

    :raises ParcelError: for anything else, whatever it is
    """
    match = LENGTH.match(data)
    if not match:
        raise ParcelError("no length")
    start = match.end() + int(match[1])
    header = _read(data[match.end() : start])
    sizes = header.pop("files", None)
    if not isinstance(sizes, list) or any(type(size) is not int or size < 0 for size in sizes):
        raise ParcelError("no sizes")
    if start + sum(sizes) != len(data):
        raise ParcelError("another length")
    files = []
    for size in sizes:
        files.append(data[start : start + size])
        start += size
    return header, files


def _read(text: bytes) -> dict:
    try:
        header = json.loads(text.decode())
    except (ValueError, RecursionError):  # neither UTF-8 nor JSON, or nested without end
        header = None
    if not isinstance(header, dict):
        raise ParcelError("no header") from None
    return header
