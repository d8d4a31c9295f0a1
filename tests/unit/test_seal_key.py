"""Where the sealing key comes from, and what is refused."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from crossbiz_addon.lib.seal import KEY_VARIABLE, SealKeyError, load_key

TEXT = "correct horse battery staple, 正确"
LIB = Path(__file__).resolve().parents[2] / "crossbiz_addon" / "lib"

posix = pytest.mark.skipif(os.name != "posix", reason="file modes")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "seal.key"


def write(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


# ---- environment -----------------------------------------------------------------------------------------------


def test_the_variable_wins_and_no_file_appears(path):
    assert load_key({KEY_VARIABLE: f" {TEXT}\n"}, path) == TEXT.encode()
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 31, " " * 20 + "short" + " " * 20])
def test_a_short_variable_is_refused_and_does_not_fall_back(path, text):
    with pytest.raises(SealKeyError, match=KEY_VARIABLE) as caught:
        load_key({KEY_VARIABLE: text}, path)
    assert not path.exists()
    assert "short" not in str(caught.value).replace("shorter", "")


def test_bytes_that_are_not_utf8_are_a_key_as_well(path):
    raw = bytes(range(128, 168))
    assert load_key({KEY_VARIABLE: os.fsdecode(raw)}, path) == raw.strip()
    path.write_bytes(raw)
    path.chmod(0o600)
    assert load_key({}, path) == raw


# ---- file ------------------------------------------------------------------------------------------------------


def test_the_file_is_created_once(path):
    key = load_key({}, path)
    assert len(bytes.fromhex(key.decode())) == 32
    assert load_key({}, str(path)) == key
    assert os.listdir(path.parent) == [path.name]  # no draft is left


def test_who_only_looks_makes_no_key(path):
    with pytest.raises(SealKeyError, match="There is no seal key"):
        load_key({}, path, create=False)
    assert os.listdir(path.parent) == []
    key = load_key({}, path)
    assert load_key({}, path, create=False) == key
    assert load_key({KEY_VARIABLE: TEXT}, path, create=False) == TEXT.encode()


@posix
def test_the_created_file_is_private_whatever_the_umask(path):
    before = os.umask(0)
    try:
        load_key({}, path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_files_have_two_keys(tmp_path):
    assert load_key({}, tmp_path / "a") != load_key({}, tmp_path / "b")


def test_the_same_text_is_the_same_key_from_either_place(path):
    write(path, TEXT + "\n")
    assert load_key({}, path) == load_key({KEY_VARIABLE: TEXT}, path)


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o601, 0o644, 0o666])
def test_a_file_that_others_can_reach_is_refused(path, mode):
    write(path, TEXT, mode)
    with pytest.raises(SealKeyError, match="600") as caught:
        load_key({}, path)
    assert TEXT not in str(caught.value)


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_private_file_is_read(path, mode):
    write(path, TEXT, mode)
    assert load_key({}, path) == TEXT.encode()


@pytest.mark.parametrize("text", ["", "short", " " * 64])
def test_a_short_file_is_refused_and_kept(path, text):
    write(path, text)
    with pytest.raises(SealKeyError):
        load_key({}, path)
    assert path.read_text(encoding="utf-8") == text


def test_a_path_that_cannot_be_used(tmp_path):
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere" / "key")
    for path in (tmp_path / "missing" / "seal.key", tmp_path, tmp_path / "dangling"):
        with pytest.raises(SealKeyError, match="cannot be used"):
            load_key({}, path)
    assert os.listdir(tmp_path) == ["dangling"]


# ---- processes -------------------------------------------------------------------------------------------------

STARTER = """
import sys
sys.path.insert(0, sys.argv[1])
from seal import load_key
print("ready", flush=True)
sys.stdin.readline()
print(load_key({}, sys.argv[2]).decode())
"""


@pytest.mark.parametrize("attempt", range(3))
def test_processes_that_start_at_once_get_the_same_key(path, attempt):
    command = [sys.executable, "-c", STARTER, str(LIB), str(path)]
    starters = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _number in range(6)
    ]
    assert {starter.stdout.readline() for starter in starters} == {"ready\n"}
    for starter in starters:  # all wait at the line: let them go
        starter.stdin.write("go\n")
        starter.stdin.flush()
    keys = {starter.communicate(timeout=30)[0] for starter in starters}
    assert keys == {path.read_text(encoding="utf-8") + "\n"}
    assert os.listdir(path.parent) == [path.name]


def test_the_loser_of_a_race_takes_the_winners_key(path, monkeypatch):
    """Another process links its key between our look and our link."""
    link = os.link

    def late(draft, target):
        write(path, TEXT)
        link(draft, target)

    monkeypatch.setattr(os, "link", late)
    assert load_key({}, path) == TEXT.encode()
    assert os.listdir(path.parent) == [path.name]
