"""Seals that make a change of the journal visible, and digests of what a decision approved.

Each entry is sealed with the seal before it, by a key that is not in the database: whoever can write the tables but
has no key can neither change, swap, insert nor remove an entry unnoticed. A cut tail leaves a valid chain; compare
its head with an anchored one.

Canonical JSON: UTF-8, no spaces, keys sorted by code point, `None`, `False`, `0` and `""` all distinct. Dates and
datetimes (naive UTC, as Odoo stores them) are their ISO 8601 text; a tuple is a list. Floats are written as Python's
`repr`, the shortest text that reads back as the same number, so a stored double gives the same bytes on every
machine; `-0.0` is `0.0`. An integer and a float are different (`1`, `1.0`). Refused, as they have no one text: NaN and
infinity, aware datetimes, sets, bytes, decimals, keys that are not text, text that is not Unicode.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import math
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date

GENESIS = "0" * 64
"""What the first entry of a chain has for its previous seal."""

KEY_VARIABLE = "CROSSBIZ_SEAL_KEY"
KEY_LENGTH = 32
"""Fewer characters are not accepted as a key."""


class SealError(ValueError):
    """A value without canonical form."""


class SealKeyError(Exception):
    """The key is missing, weak or exposed. The message never holds the key."""


# ---- canonical form --------------------------------------------------------------------------------------------


def canonical(value: object) -> bytes:
    """The one canonical JSON text of a value. Equal data give equal bytes, on every machine.

    :raises SealError: for a value without canonical form
    """
    try:
        text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except (RecursionError, UnicodeEncodeError) as error:
        raise SealError(f"No canonical form: {error}") from error


def _plain(value: object) -> object:
    """`value` made of what JSON knows. Subclasses (`Markup`, enumerations) are reduced to their base."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value) + 0.0  # -0.0 + 0.0 is 0.0
    if isinstance(value, date) and getattr(value, "tzinfo", None) is None:  # a datetime is a date
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {str.__str__(key): _plain(item) for key, item in value.items()}
    raise SealError(f"No canonical form: {type(value).__name__} {value!r}")


def digest(value: object) -> str:
    """SHA-256 of the canonical JSON, in hex: the fingerprint of what a decision approved."""
    return hashlib.sha256(canonical(value)).hexdigest()


# ---- chain -----------------------------------------------------------------------------------------------------


def seal(key: bytes, entry: Mapping, previous: str) -> str:
    """The seal of an entry that follows the one sealed `previous` (`GENESIS` for the first), in hex."""
    message = canonical({"entry": entry, "previous": previous})
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def verify(key: bytes, entries: Iterable[tuple[Mapping, str, str]], previous: str = GENESIS) -> int | None:
    """The index, from 0, of the first (entry, previous seal, seal) that breaks the chain; None when all hold.

    Reads one entry at a time, so a chain of any length can be streamed. `previous` lets it start at an anchored seal
    instead of the beginning. An entry that follows a removed or swapped one is where the chain breaks.
    """
    for index, (entry, claimed_previous, claimed_seal) in enumerate(entries):
        if claimed_previous != previous or not _same(claimed_seal, seal(key, entry, previous)):
            return index
        previous = claimed_seal
    return None


def _same(claimed: object, expected: str) -> bool:
    """Whether a stored seal, which may hold anything, is the expected one; in constant time."""
    return isinstance(claimed, str) and hmac.compare_digest(claimed.encode(errors="replace"), expected.encode())


# ---- key -------------------------------------------------------------------------------------------------------


def load_key(environ: Mapping[str, str], path: str | os.PathLike, *, create: bool = True) -> bytes:
    """The sealing key: the text of the environment variable `CROSSBIZ_SEAL_KEY`, else that of the file at `path`.

    The file is created with 32 random bytes in hex where it does not exist; processes that start at once get the same
    key. Who only looks passes `create=False` and gets an error instead. The same text gives the same key from either
    place. A set but short variable is an error: falling back to the file would silently seal with another key.

    :raises SealKeyError: for a short key, for a file that others can read, and when the file cannot be used or, not to
        be created, is missing
    """
    if KEY_VARIABLE in environ:
        return _checked(environ[KEY_VARIABLE], KEY_VARIABLE)
    try:
        with contextlib.suppress(FileNotFoundError):
            return _read_key(path)
        if not create:
            raise SealKeyError(f"There is no seal key: neither {KEY_VARIABLE} nor the file {os.fspath(path)}.")
        _create_key(path)
        return _read_key(path)
    except OSError as error:
        raise SealKeyError(f"The seal key file {os.fspath(path)} cannot be used: {error.strerror}.") from error


def _read_key(path: str | os.PathLike) -> bytes:
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        mode = os.fstat(file.fileno()).st_mode  # of the opened file: nobody can exchange it in between
        if os.name == "posix" and stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
            raise SealKeyError(f"Others can reach the seal key file {os.fspath(path)}; chmod it to 600.")
        return _checked(file.read(), os.fspath(path))


def _create_key(path: str | os.PathLike) -> None:
    """Write a new key beside `path` and link it into place: the file appears complete, and only the first wins."""
    directory = os.path.dirname(os.path.abspath(path))
    descriptor, draft = tempfile.mkstemp(prefix=".seal-key-", dir=directory)  # mode 0600
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        _sync_directory(directory)
    finally:
        os.unlink(draft)


def _sync_directory(directory: str) -> None:
    """Make the new name survive a power cut: entries sealed with a lost key cannot be verified."""
    if os.name == "posix":
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _checked(text: str, source: str) -> bytes:
    key = text.strip()
    if len(key) < KEY_LENGTH:
        raise SealKeyError(f"The seal key in {source} is shorter than {KEY_LENGTH} characters.")
    return key.encode(errors="surrogateescape")  # bytes that are not UTF-8 come back as they were
