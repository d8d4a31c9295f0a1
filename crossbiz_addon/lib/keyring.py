"""The key ring of the complaint channel: a file outside the database, without which the database is noise.

Its ``pepper`` turns receipt codes into look-up values and never changes. Its numbered ``keys`` wrap the keys of the
complaints; the newest one wraps, the others still open. Every complaint has a key of its own: who destroys its wrapped
key destroys the complaint, in every backup that is read with it.

All encryption is AES-256-GCM with a random nonce. What is sealed is bound to ``about``, a text that says what it is,
so that nothing can be moved to another place unnoticed; and padded, so that its length tells little.

Plain Python: no Odoo, no database.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
NUMBER_BYTES = 4  # of the ring's key, in front of what it wraps
SMALLEST = 256  # bytes that anything sealed is padded to


class KeyRingError(Exception):
    """The key ring is missing, damaged, exposed, or another one. The message never holds a key."""


@dataclass(frozen=True)
class KeyRing:
    """What the file holds. Its representation, which may end in a log, shows nothing of it."""

    pepper: bytes = field(repr=False)
    keys: dict[int, bytes] = field(repr=False)

    @classmethod
    def generate(cls) -> KeyRing:
        return cls(secrets.token_bytes(KEY_BYTES), {1: secrets.token_bytes(KEY_BYTES)})

    @property
    def newest(self) -> int:
        return max(self.keys)

    @property
    def fingerprint(self) -> str:
        """What may be known of the ring; it stays the same when keys are added."""
        return hmac.new(self.pepper, b"fingerprint", hashlib.sha256).hexdigest()[:16]

    def rotated(self) -> KeyRing:
        """The same ring with a new key, which wraps from now on."""
        return KeyRing(self.pepper, {**self.keys, self.newest + 1: secrets.token_bytes(KEY_BYTES)})

    def without_old_keys(self) -> KeyRing:
        """The ring with its newest key alone: whatever older keys wrap is lost."""
        return KeyRing(self.pepper, {self.newest: self.keys[self.newest]})

    # ---- look-up and wrapping ----------------------------------------------------------------------------------

    def get_lookup(self, code: str) -> str:
        """What the database knows of a receipt code: 64 hex digits that nobody can reckon without the ring."""
        return hmac.new(self.pepper, b"lookup:" + code.encode(), hashlib.sha256).hexdigest()

    def make_key(self) -> bytes:
        """A new key, wrapped."""
        return self._wrap(secrets.token_bytes(KEY_BYTES))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same key, wrapped by the newest key of the ring."""
        return self._wrap(self._unwrap(wrapped))

    def is_current(self, wrapped: bytes) -> bool:
        """Whether the ring's newest key wraps it."""
        return wrapped[:NUMBER_BYTES] == self.newest.to_bytes(NUMBER_BYTES, "big")

    def _wrap(self, key: bytes) -> bytes:
        number = self.newest.to_bytes(NUMBER_BYTES, "big")
        return number + _encrypt(self.keys[self.newest], key, b"key:" + number)

    def _unwrap(self, wrapped: bytes) -> bytes:
        number, content = bytes(wrapped[:NUMBER_BYTES]), bytes(wrapped[NUMBER_BYTES:])
        key = self.keys.get(int.from_bytes(number, "big"))
        if key is None:
            raise KeyRingError("The key ring lacks the key that wraps this.")
        return _decrypt(key, content, b"key:" + number)

    # ---- content -----------------------------------------------------------------------------------------------

    def seal(self, wrapped: bytes, data: bytes, about: str) -> bytes:
        """``data`` encrypted with a wrapped key and bound to ``about``.

        :raises KeyRingError: when the ring does not open the wrapped key
        """
        return _encrypt(self._unwrap(wrapped), pad(data), about.encode())

    def unseal(self, wrapped: bytes, sealed: bytes, about: str) -> bytes:
        """What was sealed with this key for this ``about``.

        :raises KeyRingError: when the ring does not open the key, or when the content is not what was sealed
        """
        return unpad(_decrypt(self._unwrap(wrapped), bytes(sealed), about.encode()))


def _encrypt(key: bytes, data: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, about)


def _decrypt(key: bytes, data: bytes, about: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        # without the cause: nothing of what was tried gets into a traceback
        raise KeyRingError("This was sealed by another key, for another place, or has changed.") from None


# ---- padding ---------------------------------------------------------------------------------------------------


def padded_size(size: int) -> int:
    """The size that ``size`` bytes take once padded: one of few, at most an eighth larger (Padmé).

    Small things all have 256 bytes.
    """
    size = max(size + 1, SMALLEST)  # one byte marks the end
    exponent = size.bit_length() - 1
    steps = max(exponent - exponent.bit_length(), 0)
    return ((size + (1 << steps) - 1) >> steps) << steps


def pad(data: bytes) -> bytes:
    return b"".join((data, b"\x80", bytes(padded_size(len(data)) - len(data) - 1)))


def unpad(data: bytes) -> bytes:
    return data[: data.rindex(b"\x80")]


# ---- file ------------------------------------------------------------------------------------------------------


def create(path: str | os.PathLike) -> KeyRing:
    """Write a new key ring where there is none, in a folder that is nobody else's.

    :raises KeyRingError: when there is one already, or the place cannot be written
    """
    ring = KeyRing.generate()
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), mode=0o700, exist_ok=True)
        with _draft(path, ring) as draft:
            os.link(draft, path)  # appears complete, and only the first wins
    except FileExistsError as error:
        raise KeyRingError(f"There is a key ring already: {os.fspath(path)}.") from error
    except OSError as error:
        raise KeyRingError(f"The key ring {os.fspath(path)} cannot be written: {error.strerror}.") from error
    return ring


def load(path: str | os.PathLike) -> KeyRing:
    """The key ring of a file.

    :raises FileNotFoundError: when there is none
    :raises KeyRingError: when others can reach it, or it holds something else
    """
    try:
        with open(path, "rb") as file:
            mode = os.fstat(file.fileno()).st_mode  # of the opened file: nobody can exchange it in between
            if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
                raise KeyRingError(f"Others can reach the key ring {os.fspath(path)}; chmod it to 600.")
            return _decode(file.read(), path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise KeyRingError(f"The key ring {os.fspath(path)} cannot be read: {error.strerror}.") from error


def replace(path: str | os.PathLike, ring: KeyRing) -> None:
    """Put a changed ring in the place of the one it was made of. A reader sees the old one or the new one.

    :raises KeyRingError: when the file is not that of the ring's pepper, or cannot be written
    """
    if load(path).pepper != ring.pepper:
        raise KeyRingError(f"The key ring {os.fspath(path)} is another one.")
    try:
        with _draft(path, ring) as draft:
            os.rename(draft, path)
    except OSError as error:
        raise KeyRingError(f"The key ring {os.fspath(path)} cannot be written: {error.strerror}.") from error


@contextlib.contextmanager
def locked(path: str | os.PathLike) -> Iterator[None]:
    """Only one process at a time changes the ring."""
    descriptor = os.open(f"{os.fspath(path)}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _draft(path: str | os.PathLike, ring: KeyRing) -> Iterator[str]:
    """A file of mode 0600 beside ``path`` with the ring; what became of it survives a power cut."""
    directory = os.path.dirname(os.path.abspath(path))
    descriptor, draft = tempfile.mkstemp(prefix=".key-ring-", dir=directory)
    try:
        with open(descriptor, "wb") as file:
            file.write(_encode(ring))
            file.flush()
            os.fsync(file.fileno())
        yield draft
        folder = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)


def _encode(ring: KeyRing) -> bytes:
    keys = {str(number): key.hex() for number, key in ring.keys.items()}
    return json.dumps({"pepper": ring.pepper.hex(), "keys": keys}, indent=1).encode() + b"\n"


def _decode(content: bytes, path: str | os.PathLike) -> KeyRing:
    try:
        stored = json.loads(content)
        ring = KeyRing(
            bytes.fromhex(stored["pepper"]),
            {int(number): bytes.fromhex(key) for number, key in stored["keys"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        ring = None
    if not ring or not ring.keys or {len(key) for key in (ring.pepper, *ring.keys.values())} != {KEY_BYTES}:
        raise KeyRingError(f"The file {os.fspath(path)} is no key ring.") from None
    return ring
