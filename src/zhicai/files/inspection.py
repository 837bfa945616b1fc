"""Looks into an uploaded file: what it really is, what in it may hurt. Unpacks nothing to disk."""

import zipfile
import zlib
from dataclasses import replace
from typing import BinaryIO
from xml.parsers import expat

from zhicai.files.rules import FileFacts, Kind

MAX_PARTS = 5_000
"""Entries of a package; a long report with a picture on every page has a few hundred."""

MAX_UNPACKED = 300 * 2**20
"""Bytes of all entries together."""

MAX_RATIO = 200
"""Unpacked bytes for one packed byte, above RATIO_MATTERS; tables reach 100, a bomb 1,000."""

RATIO_MATTERS = 10 * 2**20

_CHUNK = 2**16
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX, "OFD.xml": Kind.OFD}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_PASSWORD = 0x1


class _Entities(Exception):  # noqa: N818
    """An XML part declares a document type."""


def inspect(stream: BinaryIO) -> FileFacts:
    """Return what is found in a file, read from its beginning; leaves it at its beginning."""
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(1024)
    facts = FileFacts(size=size, kind=_by_head(head))
    if head.startswith(_OLE):
        facts = replace(facts, legacy=True, encrypted=_contains(stream, _ENCRYPTED_PACKAGE))
    elif facts.kind is Kind.ZIP:
        facts = _inspect_package(stream, facts)
    elif facts.kind is not None:
        facts = replace(facts, damaged=not _ends_well(stream, facts.kind, size))
    stream.seek(0)
    return facts


def _by_head(head: bytes) -> Kind | None:
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    return None


def _ends_well(stream: BinaryIO, kind: Kind, size: int) -> bool:
    """Say whether the file has its end: what an interrupted transfer lacks."""
    stream.seek(max(0, size - 4096))
    tail = stream.read()
    if kind is Kind.PDF:
        return b"%%EOF" in tail
    # Phones hang a film or a second picture behind the end of a JPEG.
    return kind is not Kind.PNG or b"IEND" in tail


def _contains(stream: BinaryIO, wanted: bytes) -> bool:
    stream.seek(0)
    kept = b""
    while chunk := stream.read(_CHUNK):
        if wanted in kept + chunk:
            return True
        kept = chunk[-len(wanted) :]
    return False


def _inspect_package(stream: BinaryIO, facts: FileFacts) -> FileFacts:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as package:
            return _inspect_parts(package, facts)
    except _UNREADABLE:
        return replace(facts, damaged=True)


def _inspect_parts(package: zipfile.ZipFile, facts: FileFacts) -> FileFacts:
    parts = package.infolist()
    names = [part.filename for part in parts]
    kind = next((kind for name, kind in _MAIN_PART.items() if name in names), Kind.ZIP)
    facts = replace(facts, kind=kind, active=any(_is_active(name) for name in names))
    if any(part.flag_bits & _PASSWORD for part in parts):
        return replace(facts, encrypted=True)
    stated = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or _too_much(stated, facts.size):
        return replace(facts, bomb=True)
    unpacked, entities, damaged = 0, False, False
    for part in parts:
        try:
            unpacked += _read_part(package, part, xml=kind is not Kind.ZIP)
        except _Entities:
            entities = True
        except (*_UNREADABLE, expat.ExpatError):
            damaged = True
        if _too_much(unpacked, facts.size):
            return replace(facts, bomb=True)
    active = facts.active or (kind is not Kind.ZIP and _says_macros(package))
    return replace(facts, entities=entities, damaged=damaged, active=active)


def _too_much(unpacked: int, packed: int) -> bool:
    return unpacked > MAX_UNPACKED or (
        unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * max(1, packed)
    )


def _is_active(name: str) -> bool:
    low = name.lower()
    return (
        low.endswith("vbaproject.bin")
        or "/activex/" in low
        or low.startswith(("xl/macrosheets/", "word/vba"))
    )


def _says_macros(package: zipfile.ZipFile) -> bool:
    try:
        types = package.read("[Content_Types].xml")
    except (KeyError, *_UNREADABLE):
        return False
    return b"macroEnabled" in types


def _read_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, *, xml: bool) -> int:
    """Read one entry to its end (its checksum is proved there); return its size.

    An entry of an office file that is XML is parsed as well, without any entity.
    """
    parser = None
    if xml and part.filename.lower().endswith((".xml", ".rels", ".vml")):
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
    size = 0
    with package.open(part) as opened:
        while chunk := opened.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise zipfile.BadZipFile("larger than stated")
            if parser is not None:
                parser.Parse(chunk, False)
    if parser is not None and size:
        parser.Parse(b"", True)
    return size


def _refuse_doctype(*_declared: object) -> None:
    raise _Entities
