"""What every format comes down to: raw items with the row they stand in, and the drafts they make.

A raw item has the keys of the bank that ships (``bank/*.yaml``): kind, difficulty, marks, topic,
basis, id, source, and those that ``rules.items`` reads. Faults name the row and the field.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhicai.exams.practical.registry import task_faults
from zhicai.exams.rules.items import MOST_MARKS, Task, marks_of, read_content
from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.sheets.findings import Note

MOST_ITEMS = 5000
"""Items that are taken from one file."""
LONGEST_CODE, LONGEST_ARTICLE, LONGEST_SOURCE = 40, 60, 200
KINDS = (
    "single", "multiple", "true-false", "fill-in", "matching", "ordering", "short", "case",
    "upload", "task",
)  # fmt: skip
_ABOUT = {"id", "kind", "difficulty", "marks", "basis", "topic", "source"}
"""What a raw item says about itself; everything else is its content."""
_TITLE = re.compile(r"^《?(?P<title>[^《》]+?)》?\s*(?P<rest>第.*|[（(].*)?$")
_SPLIT = re.compile(r"[；;\n]+")
_FULL = "中华人民共和国"


@dataclass(frozen=True, slots=True)
class Rest:
    """What an item rests on: the document by its code, the version of its text, the article."""

    of: str
    version: str
    article: str


@dataclass(frozen=True, slots=True)
class Known:
    """A document that items may rest on; ``versions`` are (version, since, until) by since."""

    code: str
    zh: str
    versions: tuple[tuple[str, date, date | None], ...]

    def version_on(self, on: date) -> str:
        """Return the version in force on a day, the latest that was before where none is."""
        begun = [version for version, since, _ in self.versions if since <= on]
        return begun[-1] if begun else (self.versions[0][0] if self.versions else "")


@dataclass(frozen=True, slots=True)
class Raw:
    """An item as a format has it; ``row`` is its line or row in the file, counted from 1."""

    row: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Found:
    """What a format made of a file: raw items, what is wrong, what was left aside."""

    raws: list[Raw] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def fault(self, row: int, zh: str, en: str, field: str | None = None) -> None:
        """Note something wrong at a row."""
        self.faults.append(Fault(Text(zh, en), field=field, row=row))

    def note(self, row: int, zh: str, en: str) -> None:
        """Note something to know about a row that does not stop it."""
        self.notes.append(Note(row, Text(zh, en)))


@dataclass(frozen=True, slots=True)
class Draft:
    """A sound item on its way into the bank. ``marks`` are those of the whole item."""

    kind: str
    content: Mapping[str, Any]
    marks: Decimal
    difficulty: int
    topic: str
    bases: tuple[Rest, ...] = ()
    code: str = ""
    source: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Parsed:
    """The sound items of a file, and everything that is wrong with the others."""

    drafts: tuple[Draft, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What raw items are held against: topics of the programme, documents, and what to take where
    an item says nothing (``topic`` and ``difficulty``).
    """

    topics: Mapping[str, Text]
    known: Sequence[Known]
    on: date
    topic: str = ""
    difficulty: int = 3


def settle(found: Found, asked: Asked) -> Parsed:
    """Return the drafts that raw items make, with every fault of every item at once."""
    drafts: list[Draft] = []
    faults, codes = list(found.faults), dict[str, int]()
    faulty = {fault.row for fault in faults}
    if len(found.raws) > MOST_ITEMS:
        says = Text(
            f"文件里有 {len(found.raws)} 道题，一次最多导入 {MOST_ITEMS} 道；请分成几个文件。",
            f"The file has {len(found.raws)} items; at most {MOST_ITEMS} are taken at once.",
        )
        return Parsed((), (*faults, Fault(says)))
    for raw in found.raws:
        draft, wrong = _draft(raw, asked)
        if draft.code and draft.code in codes:
            wrong.append(_again(draft, codes[draft.code]))
        codes.setdefault(draft.code, raw.row)
        faults += wrong
        if not wrong and raw.row not in faulty:
            drafts.append(draft)
    if not found.raws and not faults:
        says = Text("没有读到试题。", "No item was found in it.")
        faults.append(Fault(says))
    return Parsed(tuple(drafts), tuple(faults), tuple(found.notes))


def _again(draft: Draft, first: int) -> Fault:
    says = Text(
        f"题号“{draft.code}”在第 {first} 行已经用过，请改一个。",
        f"The number “{draft.code}” stands at row {first} already; change one.",
    )
    return Fault(says, field="id", row=draft.row)


def _draft(raw: Raw, asked: Asked) -> tuple[Draft, list[Fault]]:
    values, wrong = raw.values, list[Fault]()

    def fault(field: str, zh: str, en: str) -> None:
        wrong.append(Fault(Text(zh, en), field=field, row=raw.row))

    kind = str(values.get("kind", ""))
    content = {key: value for key, value in values.items() if key not in _ABOUT}
    if isinstance(content.get("parts"), list):
        content["parts"] = [_part(one) for one in content["parts"]]
    read = read_content(kind, content)
    if isinstance(read, tuple):
        wrong += [replace(one, row=raw.row) for one in read]
    marks = _marks(kind, values, fault)
    if isinstance(read, Task):
        found = task_faults(read.task, read.config, marks)
        wrong += [replace(one, row=raw.row) for one in found]
    topic = _topic(values, asked)
    if topic not in asked.topics:
        shown = f"“{values['topic']}”" if values.get("topic") else ""
        fault(
            "topic",
            f"没有能力条目{shown}，请选一个，或写课程清单里的编号或名称。",
            f"There is no curriculum item {shown}; choose or write one of the list.",
        )
    code = str(values.get("id") or "").strip()
    if len(code) > LONGEST_CODE:
        fault("id", f"题号最长 {LONGEST_CODE} 个字符。", f"At most {LONGEST_CODE} characters.")
        code = code[:LONGEST_CODE]
    return Draft(
        kind=kind,
        content=content,
        marks=marks,
        difficulty=_difficulty(values, asked, fault),
        topic=topic,
        bases=_bases(values, asked, fault),
        code=code,
        source=str(values.get("source") or "").strip()[:LONGEST_SOURCE],
        row=raw.row,
    ), wrong


def _part(written: Any) -> Any:
    """Return a question of a case without what is said of the whole item alone."""
    if not isinstance(written, Mapping):
        return written
    summed = written.get("kind") in ("short", "upload")
    aside = _ABOUT - ({"kind"} if summed else {"kind", "marks"})
    return {key: value for key, value in written.items() if key not in aside}


def _topic(values: Mapping[str, Any], asked: Asked) -> str:
    written = str(values.get("topic") or "").strip()
    if not written:
        return asked.topic
    if written in asked.topics:
        return written
    named = {name: key for key, says in asked.topics.items() for name in (says.zh, says.en)}
    close = [key for name, key in named.items() if written == name or name.startswith(written)]
    return close[0] if len(set(close)) == 1 else ""


def _marks(kind: str, values: Mapping[str, Any], fault: Any) -> Decimal:
    if (summed := marks_of(kind, values)) is not None:
        if summed > MOST_MARKS:
            fault("marks", f"各要点、小题的分值加起来不超过 {MOST_MARKS}。",
                  f"The parts add up to {MOST_MARKS} at most.")  # fmt: skip
        return summed if 0 < summed <= MOST_MARKS else Decimal(1)
    written = values.get("marks")
    if written in (None, ""):
        return Decimal(2)
    try:
        marks = Decimal(str(written).strip().rstrip("分").strip())
    except InvalidOperation:
        marks = Decimal(0)
    if not (marks.is_finite() and 0 < marks <= MOST_MARKS and marks * 10 == int(marks * 10)):
        fault("marks", f"分值要大于 0、不超过 {MOST_MARKS}，最多一位小数。",
              f"Marks are above 0, at most {MOST_MARKS}, with one decimal at most.")  # fmt: skip
        return Decimal(1)
    return marks


_WORDS = {"很易": 1, "容易": 1, "易": 1, "较易": 2, "中": 3, "中等": 3, "一般": 3, "较难": 4,
          "难": 5, "很难": 5}  # fmt: skip


def _difficulty(values: Mapping[str, Any], asked: Asked, fault: Any) -> int:
    written = str(values.get("difficulty") or "").strip()
    if not written:
        return asked.difficulty
    if written in _WORDS:
        return _WORDS[written]
    if written.isascii() and written.isdigit() and written in "12345" and len(written) == 1:
        return int(written)
    fault("difficulty", "难度写 1（很易）到 5（很难）。", "Difficulty is 1 (very easy) to 5.")
    return asked.difficulty


def _bases(values: Mapping[str, Any], asked: Asked, fault: Any) -> tuple[Rest, ...]:
    written = _listed(values.get("basis"))
    parts = values.get("parts")
    for part in parts if isinstance(parts, list) else ():
        written += _listed(part.get("basis")) if isinstance(part, Mapping) else []
    found: list[Rest] = []
    for one in written:
        rest = _rest(one, asked)
        if rest is None:
            shown = one if isinstance(one, str) else one.get("of", "")
            fault("basis", f"依据目录里没有“{shown}”；请写目录里的名称和条款，或先登记这份依据。",
                  f"“{shown}” is not in the list of bases; write its title and article, or enter "
                  "it first.")  # fmt: skip
        elif rest not in found:
            found.append(rest)
    if not found and not written:
        fault("basis", "请写明依据：文件名称和条款，如“专利法第二十二条”。",
              "Name the basis: document and article.")  # fmt: skip
    return tuple(found)


def _listed(written: Any) -> list[Any]:
    if isinstance(written, str):
        return [one for one in _SPLIT.split(written) if one.strip()]
    return list(written) if isinstance(written, list) else []


def _rest(written: Any, asked: Asked) -> Rest | None:
    if isinstance(written, Mapping):
        of, article = str(written.get("of", "")), str(written.get("article", "")).strip()
        known = next((one for one in asked.known if one.code == of), None)
        version = str(written.get("version", ""))
    else:
        known, version, article = _named(str(written).strip(), asked)
    if known is None or not article or len(article) > LONGEST_ARTICLE:
        return None
    version = version or known.version_on(asked.on)
    if version not in {one for one, _, _ in known.versions}:
        return None
    return Rest(known.code, version, article)


def _named(written: str, asked: Asked) -> tuple[Known | None, str, str]:
    """Read ``《专利法》第二十二条`` or ``patent-law@2020-10-17 第二十二条``."""
    for one in asked.known:
        for begins in (one.code, f"《{one.zh}》", one.zh, one.zh.removeprefix(_FULL)):
            rest = written.removeprefix(begins)
            if begins and rest != written and not rest.startswith(("实施", "-")):
                version, article = _versioned(rest)
                return one, version, article
    found = _TITLE.match(written)
    if found is None:
        return None, "", ""
    short = found["title"].strip()
    close = [one for one in asked.known if one.zh.endswith(short)]
    return (close[0] if len(close) == 1 else None), "", (found["rest"] or "").strip()


def _versioned(rest: str) -> tuple[str, str]:
    if rest.startswith("@"):
        version, _, article = rest[1:].partition(" ")
        return version, article.strip()
    return "", rest.strip(" 》　")


def written_basis(rest: Rest) -> str:
    """Return a basis as :func:`settle` reads it back to the same version."""
    return f"{rest.of}@{rest.version} {rest.article}"


def packed(draft: Draft) -> dict[str, Any]:
    """Return a draft as plain values, to be kept between the preview and the import."""
    return {
        "kind": draft.kind,
        "content": dict(draft.content),
        "marks": str(draft.marks),
        "difficulty": draft.difficulty,
        "topic": draft.topic,
        "bases": [[one.of, one.version, one.article] for one in draft.bases],
        "code": draft.code,
        "source": draft.source,
        "row": draft.row,
    }


def unpacked(rows: Iterable[Mapping[str, Any]]) -> list[Draft]:
    """Return the drafts that were kept."""
    return [
        Draft(
            row["kind"], row["content"], Decimal(row["marks"]), row["difficulty"], row["topic"],
            tuple(Rest(*one) for one in row["bases"]), row["code"], row["source"], row["row"],
        )
        for row in rows
    ]  # fmt: skip


def raw_of(draft: Draft) -> dict[str, Any]:
    """Return a draft as the raw item that every writer starts from."""
    return {
        **draft.content,
        "kind": draft.kind,
        "marks": draft.marks,
        "difficulty": draft.difficulty,
        "topic": draft.topic,
        "id": draft.code,
        "source": draft.source,
        "basis": [written_basis(one) for one in draft.bases],
    }
