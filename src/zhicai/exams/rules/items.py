"""What an item asks and what is right, read from plain data with all its faults at once.

Content is what :class:`~zhicai.exams.models.ItemVersion` keeps and what every importer makes. The
shape of an answer, as saved and marked:

========== =================================================================================
single     the index of the option, 0 for the first as written (never as shuffled)
multiple   indexes of the options, ascending
true-false true or false
fill-in    one text for each blank
matching   for each left side the index of the right side chosen, None where none was; rights are
           those of the pairs in their order, then the distractors
ordering   indexes of the steps in the order chosen
short      text
case       one answer for each part, None where none was
upload     the key of the stored file
task       a mapping of the task's own
========== =================================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

OPTIONS = (2, 10)
"""Fewest and most options of an item."""
MOST_MARKS = Decimal(100)
BLANK = "____"
"""Where a gap to be filled in stands in a stem."""
PLAIN_KINDS = ("single", "multiple", "true-false", "fill-in", "matching", "ordering", "short",
               "upload", "task")  # fmt: skip
"""The kinds that may be part of a case."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option, and whether it is right."""

    text: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A stem with options: one right one (single) or at least two (multiple)."""

    stem: str
    options: tuple[Option, ...]

    @property
    def key(self) -> tuple[int, ...]:
        """Indexes of the right options."""
        return tuple(n for n, one in enumerate(self.options) if one.right)


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """A statement that is right or wrong."""

    stem: str
    right: bool


@dataclass(frozen=True, slots=True)
class FillIn:
    """A stem with gaps; for each gap the texts that are accepted."""

    stem: str
    blanks: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Left sides with the right side that belongs to each, and right sides that belong to none."""

    stem: str
    pairs: tuple[tuple[str, str], ...]
    distractors: tuple[str, ...] = ()

    @property
    def rights(self) -> tuple[str, ...]:
        """Every right side, those of the pairs first."""
        return (*(right for _, right in self.pairs), *self.distractors)


@dataclass(frozen=True, slots=True)
class Ordering:
    """Steps in their right order."""

    stem: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """What an answer must bring, and the marks for it."""

    says: str
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in words, marked by a rubric."""

    stem: str
    rubric: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """An answer handed in as a file of an accepted kind, marked by a rubric."""

    stem: str
    rubric: tuple[Point, ...]
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A practical task: ``task`` names its registered kind, ``config`` is the task's own."""

    stem: str
    task: str
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a case with its marks."""

    kind: str
    content: "Plain"
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Case:
    """A passage and the questions on it."""

    stem: str
    parts: tuple[Part, ...]


Plain = Choice | TrueFalse | FillIn | Matching | Ordering | Written | Upload | Task
Content = Plain | Case


class _Reading:
    """Takes plain data apart and gathers what is wrong with it, by path."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, zh: str, en: str) -> None:
        self.faults.append(Fault(Text(zh, en), path))

    def words(self, raw: Mapping[str, Any], key: str, path: str) -> str:
        value = raw.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(f"{path}{key}", "这里要有文字，请补上。", "Words are missing here; add them.")
        return ""

    def lines(self, raw: Mapping[str, Any], key: str, path: str, least: int) -> list[Any]:
        value = raw.get(key)
        if isinstance(value, list) and len(value) >= least:
            return value
        self.fault(
            f"{path}{key}",
            f"至少要有 {least} 项，请补上。",
            f"At least {least} are needed; add them.",
        )
        return []

    def marks(self, raw: Mapping[str, Any], path: str) -> Decimal:
        try:
            value = Decimal(str(raw.get("marks", "")))
        except InvalidOperation:
            value = Decimal(0)
        if not (value.is_finite() and 0 < value <= MOST_MARKS):
            self.fault(
                f"{path}marks", f"分值要大于 0，不超过 {MOST_MARKS}。",
                f"Marks are above 0 and at most {MOST_MARKS}.",
            )  # fmt: skip
            return Decimal(1)
        return value


def read_content(kind: str, raw: Mapping[str, Any]) -> Content | tuple[Fault, ...]:
    """Return the content of an item from plain data, or everything that is wrong with it.

    ``kind`` is one of ``models.bank.Kind``; faults carry the path (``options.2``) as their field.
    """
    reading = _Reading()
    content = _case(raw, reading) if kind == "case" else _plain(kind, raw, reading, "")
    if content is None or reading.faults:
        return tuple(reading.faults)
    return content


def marks_of(kind: str, raw: Mapping[str, Any]) -> Decimal | None:
    """Return the marks that rubric or parts add up to, None where the item itself says them."""
    key = {"case": "parts", "short": "rubric", "upload": "rubric"}.get(kind)
    lines = raw.get(key) if key else None
    if not isinstance(lines, list):
        return None
    reading = _Reading()
    return sum(
        (
            marks_of(str(one.get("kind", "")), one) or reading.marks(one, "")
            for one in lines
            if isinstance(one, Mapping)
        ),
        Decimal(0),
    )


def _plain(kind: str, raw: Mapping[str, Any], reading: _Reading, path: str) -> Plain | None:
    stem = reading.words(raw, "stem", path)
    if kind in ("single", "multiple"):
        return _choice(kind, stem, raw, reading, path)
    if kind == "true-false":
        if not isinstance(raw.get("right"), bool):
            reading.fault(f"{path}right", "请写明对还是错。", "Say whether it is true or false.")
        return TrueFalse(stem, bool(raw.get("right")))
    if kind == "fill-in":
        return _fill_in(stem, raw, reading, path)
    if kind == "matching":
        return _matching(stem, raw, reading, path)
    if kind == "ordering":
        steps = tuple(str(one).strip() for one in reading.lines(raw, "steps", path, 3))
        _all_different(steps, f"{path}steps", reading)
        return Ordering(stem, steps)
    if kind == "short":
        return Written(stem, _rubric(raw, reading, path))
    if kind == "upload":
        accepts = tuple(str(one) for one in reading.lines(raw, "accepts", path, 1))
        return Upload(stem, _rubric(raw, reading, path), accepts)
    if kind == "task":
        config = raw.get("config")
        task = reading.words(raw, "task", path)
        return Task(stem, task, config if isinstance(config, Mapping) else {})
    reading.fault(f"{path}kind", f"没有“{kind}”这种题型。", f"There is no kind “{kind}”.")
    return None


def _choice(kind: str, stem: str, raw: Mapping[str, Any], reading: _Reading, path: str) -> Choice:
    found = []
    for n, one in enumerate(reading.lines(raw, "options", path, OPTIONS[0])):
        line = one if isinstance(one, Mapping) else {"text": one}
        text = reading.words(line, "text", f"{path}options.{n}.")
        found.append(Option(text, line.get("right") is True))
    _all_different(tuple(one.text for one in found), f"{path}options", reading)
    if len(found) > OPTIONS[1]:
        reading.fault(
            f"{path}options",
            f"最多 {OPTIONS[1]} 个选项。",
            f"There are {OPTIONS[1]} options at most.",
        )
    right = sum(one.right for one in found)
    if kind == "single" and right != 1:
        reading.fault(
            f"{path}options", f"单选题要有且只有一个正确选项，现在是 {right} 个。",
            f"A single choice has exactly one right option; there are {right}.",
        )  # fmt: skip
    if kind == "multiple" and right < 2:
        reading.fault(
            f"{path}options", f"多选题至少要有两个正确选项，现在是 {right} 个。",
            f"A multiple choice has at least two right options; there are {right}.",
        )  # fmt: skip
    return Choice(stem, tuple(found))


def _fill_in(stem: str, raw: Mapping[str, Any], reading: _Reading, path: str) -> FillIn:
    blanks = []
    for n, one in enumerate(reading.lines(raw, "blanks", path, 1)):
        accepted = one if isinstance(one, list) else [one]
        texts = tuple(str(text).strip() for text in accepted if str(text).strip())
        if not texts:
            reading.fault(
                f"{path}blanks.{n}", "这个空没有答案，请补上。", "This gap has no answer; add one."
            )
        blanks.append(texts)
    if blanks and stem.count(BLANK) != len(blanks):
        gaps = stem.count(BLANK)
        reading.fault(
            f"{path}stem",
            f"题干里有 {gaps} 个空（{BLANK}），答案有 {len(blanks)} 个。",
            f"The stem has {gaps} gaps ({BLANK}), there are {len(blanks)} answers.",
        )
    return FillIn(stem, tuple(blanks))


def _matching(stem: str, raw: Mapping[str, Any], reading: _Reading, path: str) -> Matching:
    pairs = []
    for n, one in enumerate(reading.lines(raw, "pairs", path, 2)):
        line = one if isinstance(one, Mapping) else {}
        left = reading.words(line, "left", f"{path}pairs.{n}.")
        pairs.append((left, reading.words(line, "right", f"{path}pairs.{n}.")))
    extra = raw.get("distractors") or []
    others = tuple(str(one).strip() for one in extra) if isinstance(extra, list) else ()
    found = Matching(stem, tuple(pairs), others)
    _all_different(tuple(left for left, _ in pairs), f"{path}pairs", reading)
    _all_different(found.rights, f"{path}distractors", reading)
    return found


def _rubric(raw: Mapping[str, Any], reading: _Reading, path: str) -> tuple[Point, ...]:
    points = []
    for n, one in enumerate(reading.lines(raw, "rubric", path, 1)):
        line = one if isinstance(one, Mapping) else {}
        at = f"{path}rubric.{n}."
        points.append(Point(reading.words(line, "point", at), reading.marks(line, at)))
    return tuple(points)


def _case(raw: Mapping[str, Any], reading: _Reading) -> Case:
    stem = reading.words(raw, "passage", "")
    parts = []
    for n, one in enumerate(reading.lines(raw, "parts", "", 1)):
        line = one if isinstance(one, Mapping) else {}
        kind, at = str(line.get("kind", "")), f"parts.{n}."
        if kind not in PLAIN_KINDS:
            reading.fault(f"{at}kind", "请选择小题的题型。", "Choose the kind of this question.")
            continue
        content = _plain(kind, line, reading, at)
        marks = marks_of(kind, line) or reading.marks(line, at)
        if content is not None:
            parts.append(Part(kind, content, marks))
    return Case(stem, tuple(parts))


def _all_different(texts: Sequence[str], path: str, reading: _Reading) -> None:
    if len(set(texts)) < len(texts):
        reading.fault(path, "有两项文字相同，请改一项。", "Two of these are the same; change one.")
