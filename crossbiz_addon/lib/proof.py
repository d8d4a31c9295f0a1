"""Proof of work: what sending something costs, instead of a captcha or of knowing who sends.

The page makes a stamp ``1:<bits>:<day>:<route>:<digest>:<nonce>`` and looks for a counter so that SHA-256 of
``<stamp>:<counter>`` begins with so many zero bits. The stamp is bound to what is sent by its SHA-256 and to a day by
its date (UTC), so that nothing can be prepared in stock, and the nonce makes each one good for a single use. Nothing
has to be asked from the server first, and nothing in it comes from the sender's machine but its date.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, timedelta

STAMP = re.compile(r"1:(\d{1,2}):(\d{8}):([a-z]{1,20}):([0-9a-f]{64}):([0-9a-f]{32,100})", re.ASCII)
COUNTER = re.compile(r"\d{1,15}", re.ASCII)
# One day before and after: clocks go wrong, and a date begins elsewhere first.
TOLERANCE = timedelta(days=1)


class ProofError(ValueError):
    """No proof for this. The message is a constant."""


def check(stamp: str, counter: str, body: bytes, route: str, bits: int, today: date) -> str:
    """Whether somebody worked ``bits`` for sending this ``body`` to this route today.

    :return: the nonce, which must not have been used before
    :raises ProofError: when not
    """
    parts = STAMP.fullmatch(stamp)
    if not parts or not COUNTER.fullmatch(counter):
        raise ProofError("malformed")
    claimed, day, named, digest, nonce = parts.groups()
    if named != route or not bits <= int(claimed) <= 64 or not _is_near(day, today):
        raise ProofError("not for this")
    if leading_zeros(hashlib.sha256(f"{stamp}:{counter}".encode()).digest()) < int(claimed):
        raise ProofError("no work")
    if hashlib.sha256(body).hexdigest() != digest:
        raise ProofError("other content")
    return nonce


def leading_zeros(digest: bytes) -> int:
    """How many bits of a digest are zero before the first that is not."""
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


def make_stamp(body: bytes, route: str, bits: int, day: date) -> str:
    """A stamp for sending ``body``."""
    return f"1:{bits}:{day:%Y%m%d}:{route}:{hashlib.sha256(body).hexdigest()}:{secrets.token_hex(20)}"


def solve(stamp: str) -> str:
    """The counter that proves a stamp's work: what the page does, for tests and tools."""
    bits = int(stamp.split(":")[1])
    start = hashlib.sha256(f"{stamp}:".encode())
    bound = 1 << (256 - bits)
    counter = 0
    while True:
        attempt = start.copy()
        attempt.update(b"%d" % counter)
        if int.from_bytes(attempt.digest(), "big") < bound:
            return str(counter)
        counter += 1


def _is_near(day: str, today: date) -> bool:
    try:
        return abs(date(int(day[:4]), int(day[4:6]), int(day[6:])) - today) <= TOLERANCE
    except ValueError:
        return False
