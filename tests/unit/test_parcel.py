"""Parcels: what is packed comes out again, and nothing else opens."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossbiz_addon.lib.parcel import ParcelError, pack, unpack

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
headers = st.dictionaries(texts.filter(lambda key: key != "files"), texts | st.integers() | st.none(), max_size=5)


@given(headers, st.lists(st.binary(max_size=50), max_size=5))
def test_what_is_packed_comes_out(header, files):
    assert unpack(pack(header, files)) == (header, files)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_parcel_or_refused(data):
    try:
        header, files = unpack(data)
    except ParcelError:
        return
    assert unpack(pack(header, files)) == (header, files)


@pytest.mark.parametrize(
    "header",
    ["", "[]", "null", "7", '"text"', "{", "[" * 100_000, '{"files": null}', '{"files": {}}', '{"files": [true]}']
    + [json.dumps({"files": sizes}) for sizes in ([1], [-1], [0.0], ["0"], [10**30], [5, -5])],
)
def test_refused_headers(header):
    with pytest.raises(ParcelError):
        unpack(b"%d\n%s" % (len(header), header.encode()))


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"-1\n", b"2\n{", b"12\n" + b'{"files":[]}x', b"3\n\xff\xfe\xfd", b"9" * 9]
)
def test_refused_bytes(data):
    with pytest.raises(ParcelError):
        unpack(data)
