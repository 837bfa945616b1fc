"""Reads one programme folder; every fault comes with file, line and what is expected there."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from zhicai.foundation.errors import LawError
from zhicai.foundation.text import Text
from zhicai.law.checks import complaints
from zhicai.law.expectations import validated
from zhicai.law.programme import Programme
from zhicai.law.schema import (
    Body,
    CalendarEntry,
    Clause,
    CurriculumGroup,
    CurriculumItem,
    DocumentKind,
    HandbookKind,
    Head,
    MeritExample,
    Obligation,
    Parameter,
    Point,
    ReportKind,
    ReviewExample,
    Right,
    Row,
)
from zhicai.law.schema.base import nearest
from zhicai.law.yaml_reader import LARGEST, Document, read_bytes

T = TypeVar("T")

Files = Mapping[str, bytes]
"""The files of a folder by their path inside it, as they were at one moment."""

BESIDE = {".csv", ".json"}
"""Files that stand beside the YAML (division table, tile grid): kept with it, read by others."""

_REQUIRED = ("programme.yaml", "clauses.yaml", "bodies.yaml", "obligations.yaml")
_OPTIONAL = (
    "curriculum.yaml", "points.yaml", "calendar.yaml", "documents.yaml", "handbooks.yaml",
    "merits.yaml", "reports.yaml", "reviews.yaml",
)  # fmt: skip

_PARAMETERS = re.compile(r"parameters/[^/]+\.yaml")

_SHAPES = {
    "obligation": "Obligation",
    "parameter": "Parameter",
    "calendar": "CalendarEntry",
    "document": "DocumentKind",
    "handbook": "HandbookKind",
    "report": "ReportKind",
    "merits": "MeritExample",
    "reviews": "ReviewExample",
    "body": "Body",
    "right": "Right",
    "curriculum": "Curriculum",
}


class _Bodies(Row):
    bodies: tuple[Body, ...]
    rights: tuple[Right, ...] = ()


class _Curriculum(Row):
    groups: tuple[CurriculumGroup, ...] = ()
    items: tuple[CurriculumItem, ...] = ()


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the folder's YAML and what stands beside it, by path; hidden files are left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix not in {".yaml", *BESIDE} or any(p.startswith(".") for p in inside.parts):
            continue
        name = inside.as_posix()
        raw = read_bytes(path, f"{folder.name}/{name}")
        if path.suffix == ".yaml" or len(raw) <= LARGEST:
            found[name] = raw
    return found


def read_programme(folder: Path) -> Programme:
    """Read one programme folder; raise LawError with file, line and what is expected."""
    return programme_of(read_files(folder), folder.name, folder)


def programme_of(files: Files, name: str, folder: Path | None = None) -> Programme:
    """Make a programme of files already read; ``name`` is the folder's, and must be the id's."""
    return replace(_Folder(files, name).programme(), folder=folder)


def version_of(files: Files) -> str:
    """Return a short mark of the files' content: the same mark, the same rules."""
    digest = hashlib.sha256()
    for name, raw in sorted(files.items()):
        digest.update(f"{name}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()[:16]


class _Folder:
    def __init__(self, files: Files, name: str) -> None:
        self.files = files
        self.name = name
        self.lines: dict[str, tuple[str, int]] = {}

    def programme(self) -> Programme:
        self._check_names()
        head = self._head()
        bodies = self._sections("bodies.yaml", _Bodies)
        curriculum = self._sections("curriculum.yaml", _Curriculum)
        self._unique("curriculum.yaml", "Curriculum", [*curriculum.groups, *curriculum.items])
        self._unique("bodies.yaml", "Body", bodies.bodies)
        parameters: dict[str, Parameter] = {}
        for file in sorted(name for name in self.files if _PARAMETERS.fullmatch(name)):
            parameters |= self._keyed(file, Parameter, taken=parameters)
        programme = Programme(
            head=head,
            clauses=self._keyed("clauses.yaml", Clause),
            points=self._keyed("points.yaml", Point),
            parameters=parameters,
            obligations=self._keyed("obligations.yaml", Obligation),
            bodies={body.id: body for body in bodies.bodies},
            rights=bodies.rights,
            groups=curriculum.groups,
            curriculum=curriculum.items,
            calendar=tuple(self._keyed("calendar.yaml", CalendarEntry).values()),
            documents=self._keyed("documents.yaml", DocumentKind),
            handbooks=self._keyed("handbooks.yaml", HandbookKind),
            merits=self._keyed("merits.yaml", MeritExample),
            reports=self._keyed("reports.yaml", ReportKind),
            reviews=self._keyed("reviews.yaml", ReviewExample),
            files=self.lines,
            version=version_of(self.files),
        )
        for name, says in complaints(programme):
            raise self._complaint(name, says)
        return programme

    def _check_names(self) -> None:
        """A required file is there, and no file's name is a slip of one that is missing."""
        for name in self.files:
            if not name.endswith(".yaml") or _PARAMETERS.fullmatch(name):
                continue
            meant = nearest(name, (*_REQUIRED, *_OPTIONAL))
            if name not in (*_REQUIRED, *_OPTIONAL) and meant and meant not in self.files:
                says = Text(f"文件名应是 {meant}。", f"the file's name should be {meant}.")
                raise LawError(f"{self.name}/{name}", 1, says)
        for name in _REQUIRED:
            if name not in self.files:
                says = Text("缺少这个文件。", "this file is missing.")
                raise LawError(f"{self.name}/{name}", 1, says)

    def _head(self) -> Head:
        document = self._document("programme.yaml")
        head = validated(document, (), document.content, Head)
        if head.id != self.name:
            says = Text(
                f"id 应与文件夹同名：{self.name}。", f"id must be the folder's name, {self.name}."
            )
            raise document.fault(("id",), says)
        return head

    def _document(self, name: str) -> Document:
        return Document(self.files[name], f"{self.name}/{name}")

    def _sections(self, name: str, shape: type[T]) -> T:
        """Read a file of several named lists and note the line of every entry."""
        if name not in self.files and name in _OPTIONAL:
            return shape()
        document = self._document(name)
        found = validated(document, (), document.content, shape)
        for section, rows in (document.content or {}).items():
            for position, raw in enumerate(rows or ()):
                kind = {"bodies": "Body", "rights": "Right"}.get(section, "Curriculum")
                key = raw["id"] if kind != "Right" else f"{raw['body']}@{raw['track']}"
                place = (document.name, document.line((section, position)))
                self.lines.setdefault(f"{kind}:{key}", place)
        return found

    def _unique(self, name: str, kind: str, rows: Iterable[Any]) -> None:
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                _, line = self.lines[f"{kind}:{row.id}"]
                says = Text(f"id “{row.id}” 重复。", f"the id “{row.id}” stands twice.")
                raise LawError(f"{self.name}/{name}", line, says)
            seen.add(row.id)

    def _keyed(self, name: str, shape: type[Any], taken: Iterable[str] = ()) -> dict[str, Any]:
        """Read a file that is one list of entries with ids."""
        if name not in self.files and name in _OPTIONAL:
            return {}
        document = self._document(name)
        content = document.content or []
        if not isinstance(content, list):
            says = Text(
                "应是一列条目，每条以 - 开头。", "expected a list, each entry starting with -."
            )
            raise document.fault((), says)
        found: dict[str, Any] = {}
        for position, raw in enumerate(content):
            row = validated(document, (position,), raw, shape)
            if row.id in found or row.id in taken:
                says = Text(f"id “{row.id}” 重复。", f"the id “{row.id}” stands twice.")
                raise document.fault((position, "id"), says)
            found[row.id] = row
            self.lines[f"{shape.__name__}:{row.id}"] = (document.name, document.line((position,)))
        return found

    def _complaint(self, name: str, says: Text) -> LawError:
        kind, _, key = name.partition(":")
        here = (f"{self.name}/programme.yaml", 1)
        file, line = self.lines.get(f"{_SHAPES.get(kind, '')}:{key}", here)
        return LawError(file, line, Text(f"{key}：{says.zh}", f"{key}: {says.en}"))
