"""The key ring: what it hides, what it refuses, and its file."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib import keyring
from crossbiz_addon.lib.keyring import KeyRing, KeyRingError

RING = KeyRing.generate()
KEY = RING.make_key()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rings" / "db.json"


# ---- content ---------------------------------------------------------------------------------------------------


@given(st.binary(max_size=3_000), st.text(max_size=40))
def test_what_is_sealed_comes_back(data, about):
    assert RING.unseal(KEY, RING.seal(KEY, data, about), about) == data


def test_nothing_of_it_is_readable_and_nothing_repeats():
    data = b"the manager of the warehouse " * 20
    sealed = {RING.seal(KEY, data, "text") for _ in range(20)}
    assert len(sealed) == 20
    assert not any(b"warehouse" in one or data[:8] in one for one in sealed)


@given(st.data())
def test_a_changed_bit_is_noticed(data):
    sealed = bytearray(RING.seal(KEY, b"proof", "text"))
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[place // 8] ^= 1 << place % 8
    with pytest.raises(KeyRingError):
        RING.unseal(KEY, bytes(sealed), "text")


def test_it_opens_for_its_own_place_and_with_its_own_key_only():
    sealed = RING.seal(KEY, b"proof", "message 1")
    for wrapped, about in ((KEY, "message 2"), (RING.make_key(), "message 1")):
        with pytest.raises(KeyRingError):
            RING.unseal(wrapped, sealed, about)
    for rubbish in (b"", b"x", bytes(11), bytes(40), sealed[:-1]):
        with pytest.raises(KeyRingError):
            RING.unseal(KEY, rubbish, "message 1")
        with pytest.raises(KeyRingError):
            RING.unseal(rubbish, sealed, "message 1")


def test_another_ring_opens_nothing():
    other = KeyRing.generate()
    with pytest.raises(KeyRingError):
        other.unseal(KEY, RING.seal(KEY, b"proof", "text"), "text")
    assert other.get_lookup("CODE") != RING.get_lookup("CODE")
    assert other.fingerprint != RING.fingerprint


@given(st.integers(0, 1 << 30))
def test_padding_hides_sizes_and_stays_small(size):
    padded = keyring.padded_size(size)
    assert padded > size
    assert padded >= keyring.SMALLEST
    assert padded <= max(keyring.SMALLEST, (size + 1) * 1.12 + 1)


def test_few_sizes_are_left():
    assert len({keyring.padded_size(size) for size in range(1_000_000)}) < 300


@given(st.binary(max_size=2_000))
def test_padding_comes_off(data):
    assert keyring.unpad(keyring.pad(data)) == data


# ---- rotation --------------------------------------------------------------------------------------------------


def test_a_rotated_ring_opens_old_and_new():
    sealed = RING.seal(KEY, b"proof", "text")
    new = RING.rotated()
    assert new.unseal(KEY, sealed, "text") == b"proof"
    assert not new.is_current(KEY)
    rewrapped = new.rewrap(KEY)
    assert new.is_current(rewrapped)
    last = new.without_old_keys()
    assert last.unseal(rewrapped, sealed, "text") == b"proof"
    with pytest.raises(KeyRingError):
        last.unseal(KEY, sealed, "text")
    with pytest.raises(KeyRingError):  # who stole the old ring cannot open what the new key wraps
        RING.unseal(rewrapped, sealed, "text")


def test_codes_are_found_after_a_rotation():
    new = RING.rotated().without_old_keys()
    assert (new.get_lookup("CODE"), new.fingerprint) == (RING.get_lookup("CODE"), RING.fingerprint)


def test_the_ring_shows_nothing_of_itself():
    assert RING.pepper.hex() not in repr(RING)
    assert repr(RING.pepper) not in repr(RING)
    assert repr(RING.keys[1]) not in repr(RING)


# ---- file ------------------------------------------------------------------------------------------------------


def test_the_file_and_its_folder_are_ours_alone(path):
    before = os.umask(0)
    try:
        keyring.create(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_it_reads_back(path):
    ring = keyring.create(path)
    assert keyring.load(path) == ring


def test_it_is_never_made_anew(path):
    ring = keyring.create(path)
    with pytest.raises(KeyRingError, match="already"):
        keyring.create(path)
    assert keyring.load(path) == ring


def test_of_many_at_once_one_wins(path):
    def create(_number):
        try:
            return keyring.create(path)
        except KeyRingError:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [ring for ring in pool.map(create, range(32)) if ring]
    assert made == [keyring.load(path)]


def test_a_missing_file_is_not_made_by_reading(path):
    with pytest.raises(FileNotFoundError):
        keyring.load(path)
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o777])
def test_a_file_that_others_can_reach_is_refused(path, mode):
    keyring.create(path)
    path.chmod(mode)
    with pytest.raises(KeyRingError, match="600"):
        keyring.load(path)


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", "x" * 50, '{"pepper": "00", "keys": {"1": "00"}}', '{"pepper": "zz", "keys": {}}']
    + [json.dumps({"pepper": "00" * 32, "keys": keys}) for keys in ({}, [], {"a": "00" * 32}, {"1": "00" * 31})],
)
def test_something_else_is_no_ring(path, content):
    keyring.create(path)
    path.write_text(content)
    with pytest.raises(KeyRingError, match="no key ring") as caught:
        keyring.load(path)
    assert "00" * 16 not in str(caught.value)


def test_replacing_keeps_the_pepper(path):
    ring = keyring.create(path)
    with keyring.locked(path):
        keyring.replace(path, ring.rotated())
    assert keyring.load(path).newest == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(KeyRingError, match="another"):
        keyring.replace(path, KeyRing.generate())
