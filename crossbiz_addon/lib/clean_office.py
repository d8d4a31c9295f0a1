"""Word, Excel and PowerPoint files (OOXML) packed anew without their authors.

Gone are document properties, thumbnails, custom data, printer settings, embedded objects, macros (such files are
refused), external targets, and the names, initials and dates of whoever commented or changed something. Pictures inside
are cleaned like others; those of a format that cannot be cleaned are taken out. All members have the same date.

Plain Python with lxml: no Odoo, no database.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from lxml import etree

from . import clean_picture
from .submission import RefusedError

MOST_MEMBERS = 3_000
MOST_INFLATED = 150 * 1024 * 1024
MOST_XML = 40 * 1024 * 1024  # of one member
EPOCH = (1980, 1, 1, 0, 0, 0)

KINDS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": "pptx",
}
CONTENT_TYPES = "[Content_Types].xml"
# Parts that are kept: the rest tells of people and machines, or could hold anything.
KEPT = re.compile(r"(\[Content_Types\]\.xml|_rels/\.rels|(word|xl|ppt)/.+\.(xml|rels|jpe?g|png))", re.IGNORECASE)
DROPPED = re.compile(
    r".*/(people|persons/.*|commentAuthors|authors|threadedComments/.*|customXml/.*|revisions/.*|externalLinks/.*"
    r"|changesInfos/.*|revisionInfo|tags/.*|userNames|queryTables/.*|connections)(\.xml|\.xml\.rels|)",
    re.IGNORECASE,
)
# Attributes that say who and when, whatever their namespace; on any element.
TELLING = re.compile(
    r"(author|authorId|initials|userId|userName|userInitials|lastEdited|rsid\w*|dateUtc|personId|providerId|dT)"
)
TELLING_ELEMENTS = frozenset(
    ("rsids", "fileSharing", "fileVersion", "absPath", "docVars", "attachedTemplate", "revisionPtr")
)
DATED = frozenset(("ins", "del", "moveFrom", "moveTo", "comment", "cm", "pPrChange", "rPrChange", "tblPrChange"))


def clean_office(data: bytes) -> tuple[str, bytes]:
    """An office file with its kind."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = _read_members(archive)
    kind = _get_kind(members)
    kept = {name: content for name, content in members.items() if KEPT.fullmatch(name) and not DROPPED.fullmatch(name)}
    parts = {}
    for name, content in kept.items():
        if (cleaned := _clean_part(name, content)) is not None:
            parts[name] = cleaned
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            content = parts[name]
            if name == CONTENT_TYPES or name.lower().endswith(".rels"):
                content = _drop_missing(name, content, parts)
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return kind, out.getvalue()


def _read_members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The members' contents, as far as that is reasonable, whatever the archive claims of their sizes."""
    members, left = {}, MOST_INFLATED
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise RefusedError("file_too_complex")
    for info in infos:
        if info.flag_bits & 1:
            raise RefusedError("file_protected")
        if info.is_dir():
            continue
        if info.filename in members or ".." in info.filename or info.filename.startswith("/"):
            raise RefusedError("file_damaged")
        with archive.open(info) as member:
            content = member.read(left + 1)
        left -= len(content)
        if left < 0:
            raise RefusedError("file_too_complex")
        members[info.filename] = content
    return members


def _get_kind(members: dict[str, bytes]) -> str:
    if CONTENT_TYPES not in members:
        raise RefusedError("file_type")
    types = {
        element.get("ContentType") for element in _parse(members[CONTENT_TYPES]).iter() if element.get("ContentType")
    }
    kinds = [KINDS[name] for name in types if name in KINDS]
    if len(kinds) != 1 or any("macroEnabled" in name or "vbaProject" in name for name in types):
        raise RefusedError("file_type")
    return kinds[0]


def _parse(content: bytes) -> etree._Element:
    if len(content) > MOST_XML:
        raise RefusedError("file_too_complex")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedError("file_damaged")
    return root


def _clean_part(name: str, content: bytes) -> bytes | None:
    """A part without what tells; None for a picture that is none."""
    lower = name.lower()
    if lower.endswith((".jpg", ".jpeg")):
        return clean_picture.strip_jpeg(content)
    if lower.endswith(".png"):
        return clean_picture.clean_png(content)[1]
    root = _parse(content)
    if lower.endswith(".rels"):
        _close_targets(root)
    else:
        _scrub(root)
    return _serialize(root)


def _close_targets(root: etree._Element) -> None:
    """Addresses outside the file name servers, drives and people; what refers to them still has to find something."""
    for relation in root:
        if relation.get("TargetMode") == "External":
            relation.set("Target", "about:blank")


def _scrub(root: etree._Element) -> None:
    for element in [element for element in root.iter("{*}*") if isinstance(element.tag, str)]:
        local = etree.QName(element).localname
        if local in TELLING_ELEMENTS and element.getparent() is not None:
            element.getparent().remove(element)
            continue
        for key in element.attrib:
            attribute = etree.QName(key).localname
            if TELLING.fullmatch(attribute) or (attribute in ("date", "dt") and local in DATED):
                _blank(element, key, attribute)
        if local == "author" and element.text:  # the list of authors in Excel's comments
            element.text = ""


def _blank(element: etree._Element, key: str, attribute: str) -> None:
    """Take an attribute away, or empty it where the format asks for it."""
    if attribute == "author":
        element.set(key, "")
    elif attribute != "authorId":  # a number into the list of authors, whose names are gone
        del element.attrib[key]


def _drop_missing(name: str, content: bytes, parts: dict[str, bytes]) -> bytes:
    """Let relations and content types name no part that is gone: the file would not open."""
    root = _parse(content)
    for element in list(root):
        if name == CONTENT_TYPES:
            target = element.get("PartName")
            gone = target is not None and target.lstrip("/") not in parts
        else:
            base = posixpath.dirname(posixpath.dirname(name))
            target = posixpath.normpath(posixpath.join("/", base, element.get("Target", "")))
            gone = element.get("TargetMode") != "External" and target.lstrip("/") not in parts
        if gone:
            root.remove(element)
    return _serialize(root)


def _serialize(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
