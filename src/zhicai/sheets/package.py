"""The container of .xlsx files (a zip of XML): checked before anything opens it, then packed anew.

What is handed on holds only parts that were read here, so that no later reader sees other sizes,
other names, entities, pictures or linked workbooks.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from zhicai.sheets import limits, refusals

_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 2**16


class _Enough(Exception):  # noqa: N818 - ends a walk, is no error
    """The walk through a part has seen what it came for."""


class PackageError(ValueError):
    """A part cannot be read as XML."""


@dataclass(slots=True)
class SheetPart:
    """One worksheet: rows and columns count from 0, -1 where nothing stands.

    ``broken`` holds error codes, ``""`` for a formula without a computed value.
    """

    name: str
    visible: bool
    last_row: int = -1
    last_column: int = -1
    cells: int = 0
    broken: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Package:
    """A checked workbook: ``clean`` are the bytes to open."""

    clean: bytes
    sheets: tuple[SheetPart, ...]
    from_1904: bool


def names_in(data: bytes) -> frozenset[str]:
    """Return the names of the parts of a zip; refuses what is no zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return frozenset(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refusals.damaged() from error


def open_package(data: bytes) -> Package:
    """Check an .xlsx and measure its sheets; BadInput says why it is not taken."""
    parts = _unpacked(data)
    if b"macroenabled" in parts.get("[Content_Types].xml", b"").lower():
        raise refusals.macros()
    try:
        for content in parts.values():
            refuse_declarations(content)
        book = _Book.of(parts["xl/workbook.xml"])
        targets = _Relations.of(parts.get("xl/_rels/workbook.xml.rels", b""))
        sheets = []
        for name, visible, relation in book.sheets[: limits.MAX_SHEETS]:
            part = targets.get(relation, "")
            if not part.startswith("xl/worksheets/") or part not in parts:
                continue
            sheet = SheetPart(name, visible)
            if visible:
                _Cells(sheet).walk(parts[part])
            sheets.append(sheet)
    except (ValueError, KeyError) as error:
        raise refusals.damaged() from error
    return Package(_packed(parts), tuple(sheets), book.from_1904)


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the XML parts of any zip of XML (a .docx, a package of test items), checked as those
    of a workbook are; BadInput where it is not safe to open or damaged.
    """
    parts = _unpacked(data)
    try:
        for content in parts.values():
            refuse_declarations(content)
    except ValueError as error:
        raise refusals.damaged() from error
    return parts


def _unpacked(data: bytes) -> dict[str, bytes]:
    """Return the XML parts by name; refuses bombs, passwords, macros and double names."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            listed = packed.infolist()
            _refuse_bomb(listed, len(data))
            parts: dict[str, bytes] = {}
            for part in listed:
                if part.flag_bits & 1:
                    raise refusals.encrypted()
                if part.filename.lower().endswith("vbaproject.bin"):
                    raise refusals.macros()
                if not _is_xml(packed, part):
                    continue
                if part.compress_type not in _PLAIN or part.filename in parts:
                    raise refusals.damaged()
                parts[part.filename] = packed.read(part)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise refusals.damaged() from error
    return parts


def _is_xml(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part is XML by its name, or whatever its name by how it begins."""
    if part.filename.lower().endswith((".xml", ".rels")):
        return True
    if part.compress_type not in _PLAIN:
        return False
    with packed.open(part) as opened:
        start = opened.read(64)
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")


def _refuse_bomb(listed: list[zipfile.ZipInfo], packed: int) -> None:
    """Refuse by the sizes that the zip states; reading stops at them, so that a false one gains
    nothing.
    """
    whole = sum(part.file_size for part in listed)
    if len(listed) > limits.MAX_PARTS or whole > limits.MAX_UNPACKED:
        raise refusals.unpacks_too_large()
    if whole > limits.RATIO_MATTERS and whole > limits.MAX_RATIO * packed:
        raise refusals.unpacks_too_large()


def _packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip of these parts but linked workbooks, uncompressed: it lives for one reading."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            if "externallinks/" not in name.lower():
                packed.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()


def _parse(content: bytes, prepare: Callable[[expat.XMLParserType], None]) -> None:
    """Walk through a part until its end or until a handler has had enough."""
    parser = expat.ParserCreate()
    prepare(parser)
    try:
        for at in range(0, len(content), _CHUNK):
            parser.Parse(content[at : at + _CHUNK], False)
        parser.Parse(b"", True)
    except _Enough:
        return
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding nobody has
        raise PackageError(str(error)) from error


def refuse_declarations(content: bytes) -> None:
    """Refuse a part with a document type; one can only stand before the first element."""

    def declared(*_: object) -> None:
        raise refusals.declares_entities()

    def begun(*_: object) -> None:
        raise _Enough

    def prepare(parser: expat.XMLParserType) -> None:
        parser.StartDoctypeDeclHandler = declared
        parser.StartElementHandler = begun

    _parse(content, prepare)


@dataclass(slots=True)
class _Book:
    """``xl/workbook.xml``: (name, visible, relation) of each sheet, and where day numbers begin."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    from_1904: bool = False

    @classmethod
    def of(cls, content: bytes) -> "_Book":
        book = cls()

        def start(name: str, has: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            if local == "workbookPr":
                book.from_1904 = has.get("date1904") in ("1", "true")
            elif local == "sheet":
                relation = next((v for k, v in has.items() if k.endswith(":id")), "")
                visible = has.get("state", "visible") == "visible"
                book.sheets.append((has.get("name", ""), visible, relation))

        _parse(content, lambda parser: setattr(parser, "StartElementHandler", start))
        if not book.sheets:
            raise PackageError("no sheets")
        return book


class _Relations:
    """``xl/_rels/workbook.xml.rels``: relation → part."""

    @staticmethod
    def of(content: bytes) -> dict[str, str]:
        targets: dict[str, str] = {}

        def start(name: str, has: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "Relationship" and has.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/xl", has.get("Target", "")))
                targets[has.get("Id", "")] = target.lstrip("/")

        _parse(content, lambda parser: setattr(parser, "StartElementHandler", start))
        return targets


class _Cells:
    """Walks through a worksheet: how far values reach, which cells are errors or were never
    computed.
    """

    def __init__(self, sheet: SheetPart) -> None:
        self.sheet = sheet
        self.row = -1
        self.column = -1
        self.prefix = ""
        self.error = self.formula = self.value = False
        self.code = ""
        self.known: dict[str, int] = {}

    def walk(self, content: bytes) -> None:
        """Measure the sheet; stops at the first value outside of the limits."""

        def prepare(parser: expat.XMLParserType) -> None:
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._text

        _parse(content, prepare)

    def _start(self, name: str, has: dict[str, str]) -> None:
        local = name.removeprefix(self.prefix)
        if local == "c":
            self._cell(has.get("r", ""))
            self.error = has.get("t") == "e"
        elif local == "v" or local == "is":
            self.value = True
            if self.row > self.sheet.last_row:
                self.sheet.last_row = self.row
            if self.column > self.sheet.last_column:
                self.sheet.last_column = self.column
        elif local == "f":
            self.formula = True
        elif local == "row":
            written = has.get("r", "")
            self.row = int(written) - 1 if written.isdecimal() else self.row + 1
            self.column = -1
        elif local.endswith("worksheet"):
            self.prefix = local.removesuffix("worksheet")

    def _cell(self, reference: str) -> None:
        self.sheet.cells += 1
        self.formula = self.value = False
        self.code = ""
        name = reference.rstrip("0123456789")
        if not name:
            self.column += 1
            return
        column = self.known.get(name)
        if column is None:
            column = self.known[name] = _column(name)
        self.column = column

    def _text(self, text: str) -> None:
        if self.error and self.value:
            self.code += text

    def _end(self, name: str) -> None:
        local = name.removeprefix(self.prefix)
        if local == "c":
            if self.error:
                self.sheet.broken[self.row, self.column] = self.code.strip() or "#N/A"
            elif self.formula and not self.value:
                self.sheet.broken[self.row, self.column] = ""
            self.error = False
        elif local == "row":
            beyond = self.sheet.last_row >= limits.LAST_ROW
            if beyond or self.sheet.last_column >= limits.MAX_COLUMNS:
                raise _Enough
        elif local == "sheetData":
            raise _Enough


def _column(name: str) -> int:
    number = 0
    for letter in name.upper():
        if not "A" <= letter <= "Z" or number > 2**20:
            raise PackageError("cell reference")
        number = number * 26 + ord(letter) - 64
    return number - 1
