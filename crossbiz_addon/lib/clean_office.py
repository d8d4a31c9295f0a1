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
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WITHOUT_REFERENCE = frozenset(("blip", "pageSetup", "hlinkClick", "hyperlink"))
# Parts that are kept: the rest tells of people and machines, or could hold anything.
KEPT = re.compile(r"(\[Content_Types\]\.xml|_rels/\.rels|(word|xl|ppt)/.+\.(xml|rels|vml|jpe?g|png))", re.IGNORECASE)
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
    parts = {name: content for name, content in members.items() if KEPT.fullmatch(name) and not DROPPED.fullmatch(name)}
    cleaned = {name: content for name in parts if (content := _clean_part(name, parts)) is not None}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(cleaned, key=lambda name: (name != CONTENT_TYPES, name)):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, cleaned[name])
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


def _clean_part(name: str, parts: dict[str, bytes]) -> bytes | None:
    """A part without what tells, and without what refers to parts that are gone."""
    lower = name.lower()
    if lower.endswith((".jpg", ".jpeg")):
        return clean_picture.strip_jpeg(parts[name])
    if lower.endswith(".png"):
        return clean_picture.clean_png(parts[name])[1]
    root = _parse(parts[name])
    if name == CONTENT_TYPES:
        for element in list(root):
            if (target := element.get("PartName")) and target.lstrip("/") not in parts:
                root.remove(element)
    elif lower.endswith(".rels"):
        _close_relations(name, root, parts)
    else:
        _scrub(root)
        _drop_references(root, _get_gone(name, parts))
    return _serialize(root)


def _close_relations(name: str, root: etree._Element, parts: dict[str, bytes]) -> None:
    """Take out relations to parts that are gone, and where those outside lead: to servers, drives and people."""
    for relation in list(root):
        if relation.get("TargetMode") == "External":
            relation.set("Target", "about:blank")
        elif _get_target(name, relation) not in parts:
            root.remove(relation)


def _get_target(name: str, relation: etree._Element) -> str:
    """The part that a relation of the file ``name`` (``word/_rels/document.xml.rels``) leads to."""
    base = posixpath.dirname(posixpath.dirname(name))
    return posixpath.normpath(posixpath.join("/", base, relation.get("Target", ""))).lstrip("/")


def _get_gone(name: str, parts: dict[str, bytes]) -> set[str]:
    """The ids of the relations of a part that lead to something that is not kept."""
    relations = f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels".lstrip("/")
    if relations not in parts:
        return set()
    return {
        relation.get("Id")
        for relation in _parse(parts[relations])
        if relation.get("TargetMode") != "External" and _get_target(relations, relation) not in parts
    }


def _drop_references(root: etree._Element, gone: set[str]) -> None:
    """Take out what refers to such a relation, for the file would not open: the attribute where it may be missing."""
    for element in list(root.iter("{*}*")) if gone else ():
        for key in [key for key, value in element.attrib.items() if key.startswith(RELATION) and value in gone]:
            if etree.QName(element).localname in WITHOUT_REFERENCE or element.getparent() is None:
                del element.attrib[key]
            else:
                element.getparent().remove(element)
                break


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


def _serialize(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
