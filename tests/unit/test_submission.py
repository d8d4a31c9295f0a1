"""What may be sent, and the rows that it becomes."""

import struct
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib import binary_copy, submission
from crossbiz_addon.lib.submission import RefusedError

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
fields = st.sampled_from(["category", "text", "accused", "identity", "functions", "company", "code", "other"])


@given(st.dictionaries(fields, values))
def test_any_header_is_read_or_refused(header):
    for read in (submission.read_complaint, submission.read_message):
        try:
            found = read(header)
        except RefusedError:
            continue
        assert all(isinstance(text, (str, int, list, type(None))) for text in found.values())


@given(st.text(max_size=200))
def test_what_is_accepted_can_be_stored(text):
    try:
        found = submission.read_complaint({"category": "other", "text": text})
    except RefusedError:
        return
    assert "\x00" not in found["text"]
    assert found["text"].encode().decode().strip()


@pytest.mark.parametrize("name", submission.LONGEST)
def test_lengths(name):
    header = {"category": "other", "text": "x", name: "中" * submission.LONGEST[name]}
    submission.read_complaint(header)
    submission.read_message(header)
    header[name] += "中"
    with pytest.raises(RefusedError, match="too_long"):
        (submission.read_message if name == "code" else submission.read_complaint)(header)


def test_files_are_counted_and_weighed():
    submission.check_files([])
    submission.check_files([b"x"] * submission.MOST_FILES)
    for key, number, files in (
        ("too_many_files", None, [b"x"] * (submission.MOST_FILES + 1)),
        ("file_empty", 2, [b"x", b""]),
        ("file_too_large", 1, [bytes(submission.LARGEST_FILE + 1)]),
        ("files_too_large", None, [bytes(submission.LARGEST_FILE)] * 3),
    ):
        with pytest.raises(RefusedError) as caught:
            submission.check_files(files)
        assert (caught.value.key, caught.value.file) == (key, number)


def test_rows_for_copy():
    encoded = binary_copy.encode_rows([("é", b"\x00\xff", date(2000, 1, 3)), ("", b"", date(1999, 12, 31))])
    assert encoded == (
        b"PGCOPY\n\xff\r\n\x00" + bytes(8)
        + b"\x00\x03" + b"\x00\x00\x00\x02\xc3\xa9" + b"\x00\x00\x00\x02\x00\xff" + struct.pack("!ii", 4, 2)
        + b"\x00\x03" + bytes(4) + bytes(4) + struct.pack("!ii", 4, -1)
        + b"\xff\xff"
    )  # fmt: skip
