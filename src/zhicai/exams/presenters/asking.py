"""The questions of a sitting as its page asks them: shuffled for whom it is, answers filled in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from zhicai.exams.models import Answer, Sitting
from zhicai.exams.models.bank import Kind
from zhicai.exams.practical.registry import Step, task_kind
from zhicai.exams.queries.papers import Question
from zhicai.exams.rules.answers import NO, YES, is_answered, name_of
from zhicai.exams.rules.items import (
    BLANK,
    Case,
    Choice,
    FillIn,
    Matching,
    Ordering,
    Plain,
    Task,
    TrueFalse,
    Upload,
)
from zhicai.exams.rules.shuffling import items_in_order, options_in_order
from zhicai.files.models import StoredFile
from zhicai.files.rules import Kind as FileKind
from zhicai.files.rules import accept_attribute, accepted_words
from zhicai.foundation.text import Text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its sign on the screen, its value in the form, its words."""

    sign: str
    value: str
    text: str | Text
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A field inside an answer: the words before it, its name, what stands in it."""

    before: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked: ``kind`` says how, ``name`` what its fields are called.

    ``own``: an order of steps was made one's own. ``after`` are the words behind the last gap.
    ``template`` shows a practical task, with what its kind lets be seen of it as ``task``;
    ``tries``: something may be tried in it while working.
    """

    name: str
    kind: str
    stem: str
    options: tuple[Option, ...] = ()
    gaps: tuple[Gap, ...] = ()
    after: str = ""
    text: str = ""
    own: bool = False
    marks: Any = None
    accept: str = ""
    accepts: Text | None = None
    file: StoredFile | None = None
    template: str = ""
    tries: bool = False
    task: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item at its place on the screen; ``number`` is that of the paper."""

    place: int
    number: int
    kind: str
    label: str
    marks: Any
    passage: str
    asks: tuple[Ask, ...]
    answered: bool
    flagged: bool
    revision: int
    voided: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one kind on the answer card; ``numeral`` stands before its name."""

    numeral: Text
    label: str
    items: tuple[Asked, ...]

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(one.answered for one in self.items)


def ask(
    sitting: Sitting, questions: Iterable[Question], answers: Mapping[int, Answer],
    files: Mapping[int, StoredFile], steps: Mapping[int, Sequence[Step]] | None = None,
) -> list[Asked]:  # fmt: skip
    """Return what a candidate is asked, in the order of the own screen.

    ``steps`` are what was tried so far in practical tasks, by the number of the item.
    """
    found = tuple(questions)
    places = items_in_order(sitting.seed, [one.kind for one in found])
    return [
        _asked(sitting.seed, place, found[n], answers.get(found[n].number), files, steps or {})
        for place, n in enumerate(places, start=1)
    ]


def asked_alone(question: Question, *, seed: str) -> Asked:
    """Return one question by itself, as somebody with this seed sees it, without an answer."""
    return _asked(seed, 1, question, None, {}, {})


def asks_for_files(questions: Iterable[Question]) -> bool:
    """Say whether a file may be handed in with a paper."""
    return any(one.kind in (Kind.UPLOAD, Kind.CASE) for one in questions)


def asks_for_steps(questions: Iterable[Question]) -> bool:
    """Say whether something may be tried in a task of a paper while working on it."""
    kinds = (task_kind(q.content.task) for q in questions if isinstance(q.content, Task))
    return any(kind is not None and kind.steps is not None for kind in kinds)


def groups(asked: Iterable[Asked]) -> list[Group]:
    """Return the items by kind, as the answer card shows them."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.label, []).append(one)
    return [
        Group(Text(f"{NUMERALS[n]}、", f"{n + 1}. "), label, tuple(items))
        for n, (label, items) in enumerate(found.items())
    ]


@lru_cache
def _label(kind: str, _language: str) -> str:
    return str(Kind(kind).label)


def _asked(
    seed: str, place: int, question: Question, answer: Answer | None,
    files: Mapping[int, StoredFile], steps: Mapping[int, Sequence[Step]],
) -> Asked:  # fmt: skip
    content, number = question.content, question.number
    value = answer.value if answer else None
    if isinstance(content, Case):
        given = value if isinstance(value, list) else []
        asks = tuple(
            _ask(seed, part.kind, part.content, number, given[n] if n < len(given) else None,
                 files, (), part=n, marks=part.marks)
            for n, part in enumerate(content.parts)
        )  # fmt: skip
    else:
        tried = steps.get(number, ())
        asks = (_ask(seed, question.kind, content, number, value, files, tried),)
    return Asked(
        place, number, question.kind, _label(question.kind, get_language() or ""), question.marks,
        content.stem if isinstance(content, Case) else "", asks, is_answered(content, value),
        bool(answer and answer.flagged), answer.revision if answer else 0, question.voided,
    )  # fmt: skip


def _ask(
    seed: str, kind: str, content: Plain, number: int, value: Any,
    files: Mapping[int, StoredFile], tried: Sequence[Step], *, part: int | None = None,
    marks: Any = None,
) -> Ask:  # fmt: skip
    name = name_of(number, part)

    def shuffled(count: int) -> tuple[int, ...]:
        return options_in_order(seed, number, count, part=part)

    plain = Ask(name, kind, content.stem, marks=marks)
    match content:
        case Choice():
            chosen = value if isinstance(value, list) else [value]
            options = _lettered(
                (str(n), content.options[n].text, n in chosen)
                for n in shuffled(len(content.options))
            )
            return _with(plain, options=options)
        case TrueFalse():
            words = ((YES, Text("正确", "True"), True), (NO, Text("错误", "False"), False))
            return _with(plain, options=_lettered((v, t, value is truth) for v, t, truth in words))
        case FillIn():
            return _filled(plain, content, value)
        case Matching():
            return _matched(plain, content, value, shuffled(len(content.rights)))
        case Ordering():
            own = isinstance(value, list) and sorted(value) == list(range(len(content.steps)))
            steps = value if own else shuffled(len(content.steps))
            options = tuple(
                Option(str(place), str(n), content.steps[n]) for place, n in enumerate(steps, 1)
            )
            return _with(plain, options=options, own=own)
        case Upload():
            return _uploaded(plain, content, files.get(value) if type(value) is int else None)
        case Task():
            return _tasked(plain, content, value, tried, whole=part is None)
        case _:
            return _with(plain, text=value if isinstance(value, str) else "")


def _with(plain: Ask, **more: Any) -> Ask:
    known = {name: getattr(plain, name) for name in ("name", "kind", "stem", "marks")}
    return Ask(**(known | more))


def _lettered(rows: Iterable[tuple[str, str | Text, bool]]) -> tuple[Option, ...]:
    return tuple(
        Option(LETTERS[place], value, text, chosen)
        for place, (value, text, chosen) in enumerate(rows)
    )


def _filled(plain: Ask, content: FillIn, value: Any) -> Ask:
    given = value if isinstance(value, list) else []
    *befores, after = content.stem.split(BLANK)
    gaps = tuple(
        Gap(before, f"{plain.name}.{n}", str(given[n] or "") if n < len(given) else "")
        for n, before in enumerate(befores)
    )
    return _with(plain, gaps=gaps, after=after)


def _matched(plain: Ask, content: Matching, value: Any, shuffled: tuple[int, ...]) -> Ask:
    given = value if isinstance(value, list) else []
    gaps = tuple(
        Gap(left, f"{plain.name}.{n}",
            str(given[n]) if n < len(given) and given[n] is not None else "")
        for n, (left, _) in enumerate(content.pairs)
    )  # fmt: skip
    rights = _lettered((str(n), content.rights[n], False) for n in shuffled)
    return _with(plain, gaps=gaps, options=rights)


def _tasked(plain: Ask, content: Task, value: Any, tried: Sequence[Step], *, whole: bool) -> Ask:
    kind = task_kind(content.task)
    if kind is None:
        return _with(plain, told=value if isinstance(value, dict) else {})
    shown = kind.page(content.config, value)
    if kind.steps is not None:
        shown = {**shown, **kind.steps.show(content.config, tried)}
    tries = kind.steps is not None and whole
    return _with(plain, template=kind.template, task=shown, tries=tries)


def _uploaded(plain: Ask, content: Upload, file: StoredFile | None) -> Ask:
    kinds = [FileKind(one) for one in content.accepts if one in set(FileKind)]
    return _with(plain, accept=accept_attribute(kinds), accepts=accepted_words(kinds), file=file)
