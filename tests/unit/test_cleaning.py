"""What files tell of their maker, and that it is gone after cleaning."""

import contextlib
import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from crossbiz_addon.lib import clean_picture, cleaning
from crossbiz_addon.lib.submission import RefusedError

SECRET = "Tracy_Reporterson"
RAW = SECRET.encode()


def refused(data):
    """:return: the key with which a file is refused"""
    with pytest.raises(RefusedError) as caught:
        cleaning.clean_all([b"fine", data])
    assert caught.value.file == 2
    return caught.value.key


def expand(data):
    """All bytes of a file, those inside its archive or its streams too."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(name.encode() + archive.read(name) for name in archive.namelist())
    if data.startswith(b"%PDF"):
        found = [data]
        for part in data.split(b"stream\n")[1:]:
            try:
                found.append(zlib.decompressobj().decompress(part))
            except zlib.error:
                continue
        return b"".join(found)
    return data


# ---- pictures --------------------------------------------------------------------------------------------------


def make_jpeg(size=(64, 48), orientation=1, mode="RGB"):
    exif = Image.Exif()
    exif[0x010F] = exif[0x013B] = SECRET
    exif[0x0112] = orientation
    exif.get_ifd(0x8825)[2] = (31.0, 14.0, 9.0)
    out = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    picture.save(out, "JPEG", exif=exif, comment=RAW, icc_profile=RAW * 10, quality=95)
    return out.getvalue()


def make_png(mode="RGBA", **options):
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("XML:com.adobe.xmp", SECRET)
    out = io.BytesIO()
    Image.new(mode, (40, 30), 1 if mode in ("P", "1", "I;16") else None).save(out, "PNG", pnginfo=info, **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_photos_lose_place_and_maker(mode):
    photo = make_jpeg(mode=mode)
    assert RAW in photo
    kind, cleaned = cleaning.clean(photo)
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert (kind, picture.size, picture.format) == ("jpg", (64, 48), "JPEG")
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert RAW not in cleaned


def test_photos_stay_upright():
    _kind, cleaned = cleaning.clean(make_jpeg(orientation=6))
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert picture.size == (48, 64)


@pytest.mark.parametrize(
    "size, longest", [((4000, 3000), 2000), ((6000, 100), 2400), ((2500, 2500), 2400), ((900, 10), 900)]
)
def test_photos_get_a_moderate_size(size, longest):
    _kind, cleaned = cleaning.clean(make_jpeg(size))
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert abs(max(picture.size) - longest) <= 1


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "LA", "P", "1", "I;16"])
def test_pictures_lose_their_texts(mode):
    picture = make_png(mode)
    assert RAW in picture
    kind, cleaned = cleaning.clean(picture)
    assert kind == "png"
    with Image.open(io.BytesIO(cleaned)) as found:
        assert (found.size, found.info) == ((40, 30), {})
    assert RAW not in cleaned


def test_what_hides_behind_a_picture_is_gone():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as inner:
        inner.writestr("secret.txt", SECRET)
    for picture in (make_jpeg(), make_png()):
        _kind, cleaned = cleaning.clean(picture + archive.getvalue() + b"%PDF-1.7 " + RAW)
        assert RAW not in cleaned
        assert not zipfile.is_zipfile(io.BytesIO(cleaned))


def test_a_huge_picture_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 500_000
    assert refused(out.getvalue()) == "file_too_complex"


@given(st.integers(3, 1_500), st.integers(0, 255))
def test_damaged_pictures(place, value):
    """A changed byte leaves a picture or a refusal, never another error."""
    for picture in (make_jpeg(), make_png()):
        damaged = bytearray(picture)
        damaged[place % len(picture)] = value
        with contextlib.suppress(RefusedError):
            [(kind, cleaned)] = cleaning.clean_all([bytes(damaged)])
            assert kind in ("jpg", "png", "txt")
            assert kind == "txt" or RAW not in cleaned


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_stripping_leaves_the_picture_as_it_is(options):
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG", comment=RAW, **options)
    stripped = clean_picture.strip_jpeg(out.getvalue() + RAW)
    assert RAW not in stripped
    with Image.open(out) as before, Image.open(io.BytesIO(stripped)) as after:
        assert before.tobytes() == after.tobytes()


# ---- PDF -------------------------------------------------------------------------------------------------------


def make_pdf(**options):
    """Two pages with everything that tells."""
    writer = PdfWriter()
    writer.add_blank_page(200, 300)
    page = writer.add_blank_page(200, 300)
    writer.add_metadata({"/Author": SECRET, "/Producer": SECRET})
    writer.add_js(f"app.alert('{SECRET}')")
    writer.add_attachment(f"{SECRET}.txt", RAW)
    writer.add_outline_item(SECRET, 0)
    metadata, picture, content = StreamObject(), StreamObject(), StreamObject()
    metadata._data = RAW
    picture._data = make_jpeg()
    picture.update({NameObject("/Subtype"): NameObject("/Image"), NameObject("/Filter"): NameObject("/DCTDecode")})
    picture[NameObject("/Metadata")] = writer._add_object(metadata)
    content._data = b"BT (what is seen) Tj ET"
    page[NameObject("/Contents")] = writer._add_object(content)
    page[NameObject("/Metadata")] = writer._add_object(metadata)
    pictures = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject([FloatObject(number) for number in (0, 0, 50, 50)]),
            NameObject("/T"): TextStringObject(SECRET),
            NameObject("/M"): TextStringObject(f"D:2026 {SECRET}"),
            NameObject("/Contents"): TextStringObject("a remark"),
            **options,
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_loses_all_but_its_pages():
    document = make_pdf()
    assert document.count(RAW) > 8
    kind, cleaned = cleaning.clean(document + b"\n" + RAW)
    assert kind == "pdf"
    assert RAW not in expand(cleaned)
    reader = PdfReader(io.BytesIO(cleaned))
    assert len(reader.pages) == 2
    assert not reader.metadata
    assert not reader.attachments
    assert not reader.outline
    assert "/ID" not in reader.trailer
    assert set(reader.trailer["/Root"]) <= {"/Type", "/Pages"}
    assert reader.pages[1]["/Annots"][0].get_object()["/Contents"] == "a remark"
    assert b"what is seen" in reader.pages[1].get_contents().get_data()
    picture = reader.pages[1]["/Resources"]["/XObject"]["/Im0"]._data
    with Image.open(io.BytesIO(picture)) as found:
        assert found.size == (64, 48)


def test_earlier_versions_of_a_pdf_are_gone():
    first = io.BytesIO(make_pdf())
    writer = PdfWriter(first, incremental=True)
    writer.add_blank_page(10, 10)
    out = io.BytesIO()
    writer.write(out)
    _kind, cleaned = cleaning.clean(out.getvalue())
    assert RAW not in expand(cleaned)
    assert cleaned.count(b"%%EOF") == 1


def test_links_and_actions_are_gone():
    action = DictionaryObject({NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(SECRET)})
    for options in (
        {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action},
        {NameObject("/AA"): action},
    ):
        assert RAW not in expand(cleaning.clean(make_pdf(**options))[1])


def test_a_protected_pdf_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.encrypt("x", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    assert refused(out.getvalue()) == "file_protected"


def test_a_pdf_bomb_is_refused():
    """A cross-reference stream of a few kilobytes that unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1_000)) + packer.flush()
    start = b"%PDF-1.7\n"
    body = (
        b"1 0 obj\n<</Type/XRef/W[1 2 1]/Size 3/Root 2 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(stream)
        + stream
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(start)
    )
    assert refused(start + body) in ("file_too_complex", "file_damaged")


@pytest.mark.parametrize("document", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7 " + bytes(5_000), make_pdf()[:900]])
def test_damaged_documents(document):
    assert refused(document) == "file_damaged"


# ---- office ----------------------------------------------------------------------------------------------------

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def make_docx(main=MAIN, **others):
    members = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/x"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        f'Target="word/document.xml"/><Relationship Id="r2" Type="x" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f"<core>{SECRET}</core>",
        "docProps/thumbnail.jpeg": RAW,
        "word/document.xml": f'<!-- {SECRET} --><w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>'
        f'<w:p w:rsidR="{SECRET}">'
        f'<w:ins w:author="{SECRET}" w:date="2026-01-01"><w:r><w:t>what is said</w:t></w:r></w:ins>'
        f'<w:object r:id="gone"/><w:blip r:embed="gone"/><w:hyperlink r:id="out"/></w:p></w:body></w:document>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="out" Type="h" TargetMode="External" Target="file:///C:/Users/{SECRET}/x.docx"/>'
        '<Relationship Id="gone" Type="o" Target="embeddings/one.bin"/>'
        '<Relationship Id="pic" Type="i" Target="media/image1.jpeg"/></Relationships>',
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}">'
        f'<w:comment w:id="1" w:author="{SECRET}" w:initials="{SECRET}" w:date="{SECRET}"><w:p/></w:comment>'
        "</w:comments>",
        "word/people.xml": f"<people>{SECRET}</people>",
        "word/media/image1.jpeg": make_jpeg(),
        "word/media/image2.png": make_png(),
        "word/embeddings/one.bin": RAW,
        "customXml/item1.xml": f"<x>{SECRET}</x>",
        f"{SECRET}.txt": RAW,
        **others,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = RAW
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_document_loses_its_authors():
    kind, cleaned = cleaning.clean(make_docx())
    assert kind == "docx"
    assert RAW not in cleaned
    assert RAW not in expand(cleaned)
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = set(archive.namelist())
        text = archive.read("word/document.xml")
    assert names == {
        "[Content_Types].xml",
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/media/image1.jpeg",
        "word/media/image2.png",
    }
    assert b"what is said" in text
    assert b"gone" not in text
    assert b"blip" in text


def test_a_sheet_can_still_be_opened():
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.properties.creator = SECRET
    book.active["A1"] = "what is said"
    book.active["A1"].comment = openpyxl.comments.Comment("a remark", SECRET)
    out = io.BytesIO()
    book.save(out)
    kind, cleaned = cleaning.clean(out.getvalue())
    assert kind == "xlsx"
    assert RAW not in expand(cleaned)
    cell = openpyxl.load_workbook(io.BytesIO(cleaned)).active["A1"]
    assert (cell.value, cell.comment.text) == ("what is said", "a remark")


def test_a_bomb_in_a_document_is_refused():
    assert refused(make_docx(**{"word/bomb.xml": bytes(200 << 20)})) == "file_too_complex"
    assert refused(make_docx(**{f"word/{number}.xml": "<x/>" for number in range(3_001)})) == "file_too_complex"
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert refused(make_docx(**{"word/laughs.xml": laughs})) == "file_damaged"
    assert (
        refused(make_docx(**{"word/file.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><x>&a;</x>'}))
        == "file_damaged"
    )


@pytest.mark.parametrize(
    "main",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/zip",
        "application/vnd.oasis.opendocument.text",
    ],
)
def test_other_archives_are_refused(main):
    assert refused(make_docx(main)) == "file_type"


def test_names_that_climb_are_refused():
    assert refused(make_docx(**{"word/../../x.xml": "<x/>"})) == "file_damaged"


# ---- text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_become_utf8(encoding):
    assert cleaning.clean("推诿扯皮\r\n第二行".encode(encoding)) == ("txt", "推诿扯皮\n第二行".encode())


@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00\x03", b"\x7fELF\x02\x01", b"GIF89a\x01\x00", b"RIFF\x00\x00\x00\x00WEBP", b"\x00" * 10, b"\x1b[31m"]
    + [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), b"ID3\x03\x00", b"\xff\xfea\x00b\x00"],
)
def test_other_kinds_are_refused(data):
    assert refused(data) == "file_type"


@given(st.binary(max_size=500))
def test_any_bytes_are_cleaned_or_refused(data):
    for start in (b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-", b"PK\x03\x04"):
        with contextlib.suppress(RefusedError):
            cleaned = cleaning.clean_all([start + data])
            assert cleaned[0][0] in ("jpg", "png", "pdf", "docx", "xlsx", "pptx", "txt")
