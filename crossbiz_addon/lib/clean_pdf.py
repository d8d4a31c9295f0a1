"""PDF files made anew of their pages alone.

Gone are author, producer, dates, XMP, identifiers, scripts, actions, links, embedded files, hidden layers' names,
outlines, form definitions, earlier versions of the file, and who commented when. What commentators drew stays, as do
fonts and pictures; those in JPEG lose their metadata.

Plain Python with pypdf: no Odoo, no database.
"""

from __future__ import annotations

import contextlib
import io
import threading
import zlib
from collections.abc import Iterator

from pypdf import PdfReader, PdfWriter, filters
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from .clean_picture import strip_jpeg
from .submission import RefusedError

MOST_PAGES = 500
MOST_OBJECTS = 50_000
MOST_INFLATED = 128 * 1024 * 1024  # bytes of all that has to be inflated for one file

PAGE_KEYS = frozenset(
    ("/Type", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Contents", "/Rotate")
    + ("/UserUnit", "/Group", "/Annots")
)
# What commentators draw, and filled-in fields; no links, files, sounds or films.
DRAWN = frozenset(
    ("/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/FreeText", "/Ink", "/Line", "/Square", "/Circle")
    + ("/Polygon", "/PolyLine", "/Stamp", "/Text", "/Widget")
)
DRAWN_KEYS = frozenset(
    ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/C", "/CA", "/Border", "/BS", "/QuadPoints", "/InkList", "/L")
    + ("/Vertices", "/IC", "/LE", "/DA", "/Q", "/Contents", "/Name", "/MK")
)
TELLING = frozenset(
    ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/A", "/JS", "/JavaScript", "/EF", "/AF", "/Names")
    + ("/OpenAction", "/Author", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/OPI", "/Measure", "/PtData")
    + ("/StructParent", "/StructParents", "/OC", "/ID", "/Alternates")
)

_lock = threading.Lock()


def clean_pdf(data: bytes) -> tuple[str, bytes]:
    """The pages of a PDF file in a new one."""
    with _bounded():
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise RefusedError("file_protected")
        if sum(map(len, reader.xref.values())) + len(reader.xref_objStm) > MOST_OBJECTS:
            raise RefusedError("file_too_complex")
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise RefusedError("file_too_complex" if reader.pages else "file_damaged")
        writer = PdfWriter()
        for page in reader.pages:
            _reduce(page)
            writer.add_page(page)
        for item in writer._objects:
            _scrub(item)
        writer.compress_identical_objects(remove_identicals=False, remove_orphans=True)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    return "pdf", out.getvalue()


def _reduce(page: DictionaryObject) -> None:
    """Leave of a page what is seen of it, before anything else is followed."""
    _keep(page, PAGE_KEYS)
    drawn = ArrayObject()
    annotations = page.pop("/Annots", None)
    for annotation in map(_get, _get(annotations) or ()):
        if isinstance(annotation, DictionaryObject) and annotation.get("/Subtype") in DRAWN:
            _keep(annotation, DRAWN_KEYS)
            drawn.append(annotation)
    if drawn:
        page[NameObject("/Annots")] = drawn


def _keep(item: DictionaryObject, keys: frozenset[str]) -> None:
    for key in [key for key in item if key not in keys and key != "/Parent"]:
        del item[key]


def _scrub(item: object) -> None:
    """Take out of an object, and of what it holds directly, everything that tells."""
    waiting = [item]
    while waiting:
        item = waiting.pop()
        if isinstance(item, StreamObject):
            _scrub_picture(item)
        if isinstance(item, DictionaryObject):
            for key in [key for key in item if key in TELLING]:
                del item[key]
            waiting += [value for value in item.values() if not isinstance(value, IndirectObject)]
        elif isinstance(item, ArrayObject):
            waiting += [value for value in item if not isinstance(value, IndirectObject)]


def _scrub_picture(stream: StreamObject) -> None:
    names = _get(stream.get("/Filter"))
    names = [str(_get(name)) for name in names] if isinstance(names, ArrayObject) else [str(names)]
    if "/JPXDecode" in names or "/Crypt" in names:  # has metadata of its own that nothing here can take out
        raise RefusedError("file_type")
    if "/DCTDecode" not in names and "/DCT" not in names:
        return
    if names[:-1] == ["/FlateDecode"]:
        stream._data = filters.decompress(stream._data)
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")
        stream.pop("/DecodeParms", None)
    elif len(names) > 1:
        raise RefusedError("file_type")
    stream._data = strip_jpeg(stream._data)


def _get(item: object) -> object:
    return item.get_object() if isinstance(item, IndirectObject) else item


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    """Let pypdf inflate so much and no more: a few kilobytes can become gigabytes."""
    left = MOST_INFLATED

    def decompress(data):
        nonlocal left
        inflater = zlib.decompressobj()
        inflated = inflater.decompress(data, left)
        left -= len(inflated)
        if left <= 0 or inflater.unconsumed_tail:
            raise RefusedError("file_too_complex")
        return inflated

    def refuse(*_arguments, **_options):
        raise RefusedError("file_too_complex")

    replaced = [(filters, "decompress", decompress)]
    replaced += [(getattr(filters, name), "decode", staticmethod(refuse)) for name in ("LZWDecode", "RunLengthDecode")]
    with _lock:  # pypdf has no setting for it
        before = [vars(owner)[name] for owner, name, _value in replaced]
        for owner, name, value in replaced:
            setattr(owner, name, value)
        try:
            yield
        finally:
            for (owner, name, _value), value in zip(replaced, before, strict=True):
                setattr(owner, name, value)
