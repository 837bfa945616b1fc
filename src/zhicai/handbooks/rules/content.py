"""The parts of a document: those that its kind asks for, then the editor's own; what is missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema import CurriculumItem, HandbookKind

Draft = dict[str, Any]

LONGEST_TITLE, LONGEST_BODY, LONGEST_NOTE = 120, 40_000, 1000
MOST_SECTIONS = 40
ITEM_ASKS = Text(
    "一行写一条：专员应当会做什么。", "One statement a line: what a specialist must be able to do."
)
_WORDS = re.compile(r"\w")
_OWN_KEY = re.compile(r"s\d{1,3}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the document's kind asks for; ``statements``: each line of it is one."""

    key: str
    name: Text
    asks: Text
    clause: str
    statements: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part as laid out: asked for (``part``) or the editor's own (None)."""

    key: str
    title: Text
    body: str
    part: Part | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing that can be read stands in it."""
        return not _WORDS.search(self.body)

    @property
    def clause(self) -> str:
        """The clause that asks for it, empty for the editor's own."""
        return self.part.clause if self.part else ""


def parts_of(kind: HandbookKind, items: Iterable[CurriculumItem]) -> tuple[Part, ...]:
    """Return the parts that a kind asks for, the curriculum's items where it goes by them.

    An item's statements are asked for by the document's own clause, not by the item's.
    """
    asked = tuple(Part(m.id, m.name, m.asks, m.clause[0]) for m in kind.modules)
    if not kind.by_curriculum:
        return asked
    listed = tuple(
        Part(
            item.id,
            Text(f"{item.label.zh} {item.name.zh}", f"{item.label.en}: {item.name.en}"),
            ITEM_ASKS,
            kind.clause[0],
            statements=True,
        )
        for item in items
    )
    return asked + listed


def laid_out(parts: Sequence[Part], draft: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return a draft's sections: the parts asked for in their order, then the editor's own."""
    typed = {row["key"]: row for row in draft.get("sections", ())}
    known = {part.key for part in parts}
    fixed = tuple(
        Section(part.key, part.name, typed.get(part.key, {}).get("body", ""), part)
        for part in parts
    )
    own = tuple(
        Section(key, Text(row["title"], row["title"]), row["body"])
        for key, row in typed.items()
        if key not in known and _OWN_KEY.fullmatch(key)
    )
    return fixed + own


def read_draft(pairs: Iterable[tuple[str, str, str]], note: str) -> Draft:
    """Return a draft of what was typed: (key, title, body) of each section, and the change note."""
    sections = [
        {"key": key, "title": _line(title)[:LONGEST_TITLE], "body": _tidy(body)[:LONGEST_BODY]}
        for key, title, body in pairs
    ]
    return {"sections": sections[:MOST_SECTIONS], "note": _tidy(note)[:LONGEST_NOTE]}


def with_section(draft: Draft) -> Draft:
    """Return the draft with one more section of the editor's own at its end."""
    numbers = [int(r["key"][1:]) for r in draft["sections"] if _OWN_KEY.fullmatch(r["key"])]
    fresh = {"key": f"s{max(numbers, default=0) + 1}", "title": "", "body": ""}
    return {**draft, "sections": [*draft["sections"], fresh][:MOST_SECTIONS]}


def without_section(draft: Draft, key: str) -> Draft:
    """Return the draft without one of the editor's own sections."""
    if not _OWN_KEY.fullmatch(key):
        return draft
    return {**draft, "sections": [row for row in draft["sections"] if row["key"] != key]}


def _line(words: str) -> str:
    return " ".join(words.split())


def _tidy(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def may_publish(sections: Sequence[Section], *, clause: str) -> Decision:
    """Say whether a document may be published: no part that is asked for is empty.

    Every empty part is a reason of its own, with the clause that asks for it.
    """
    refusals = [
        Decision.refuse(
            Text(
                f"“{section.title.zh}”还是空的，写好后才能发布。",
                f"“{section.title.en}” is still empty; write it before publishing.",
            ),
            section.clause,
            field=f"body-{section.key}",
        )
        for section in sections
        if section.part is not None and section.empty
    ]
    if not sections or all(section.empty for section in sections):
        says = Text("文件还没有内容。", "There is nothing in the document yet.")
        refusals = refusals or [Decision.refuse(says, clause)]
    return Decision.all_of(refusals) if refusals else Decision.yes()


def publishing_faults(
    sections: Sequence[Section], note: str, *, in_force_from: date, on: date
) -> list[Fault]:
    """Return what is wrong beside missing parts: the note, the day, a section without a title."""
    faults = []
    if not note.strip():
        says = Text("请写明这一版改了什么。", "Say what this version changes.")
        faults.append(Fault(says, field="note"))
    if in_force_from < on:
        says = Text(
            f"施行日 {in_force_from} 已经过去，请填今天或以后的日期。",
            f"{in_force_from} has passed; give today or a later day.",
        )
        faults.append(Fault(says, field="in_force_from"))
    for section in sections:
        if section.part is None and not section.title.zh and not section.empty:
            says = Text("请给自拟的部分写标题。", "Give your own section a title.")
            faults.append(Fault(says, field=f"title-{section.key}"))
    return faults


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list of lines that each began with a dash."""

    lines: tuple[str, ...]
    listed: bool


def blocks_of(body: str) -> tuple[Block, ...]:
    """Return a body as paragraphs and lists: lines beginning with ``-`` or ``·`` make a list."""
    found: list[Block] = []
    for line in (line.strip() for line in body.splitlines()):
        listed = line.startswith(("- ", "· ", "-", "·"))
        words = line.lstrip("-· ").strip() if listed else line
        if not words:
            continue
        if listed and found and found[-1].listed:
            found[-1] = Block((*found[-1].lines, words), True)
        else:
            found.append(Block((words,), listed))
    return tuple(found)
