"""Rows in the binary form of PostgreSQL's COPY.

What comes in by COPY is no part of a statement: neither a failing statement in the server's log nor ``log_statement``
or a slow-query log can show it, and in binary form the error's context names the row's number alone.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from datetime import date

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
EPOCH = date(2000, 1, 1)


def encode_rows(rows: Iterable[Iterable[str | bytes | date]]) -> bytes:
    """The rows: text for a character column, bytes for a bytea column, a date for a date column."""
    parts = [SIGNATURE]
    for row in rows:
        values = [_encode(value) for value in row]
        parts.append(struct.pack("!h", len(values)))
        for value in values:
            parts += (struct.pack("!i", len(value)), value)
    parts.append(struct.pack("!h", -1))
    return b"".join(parts)


def _encode(value: str | bytes | date) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, date):
        return struct.pack("!i", (value - EPOCH).days)
    return bytes(value)
