"""Marking as its pages draw it: an answer with its points, what is left, how an exam stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.exams.models import Exam, ItemVersion, Marking
from zhicai.exams.models.bank import Kind
from zhicai.exams.practical.registry import task_kind
from zhicai.exams.presenters.bank import answer_lines, key_lines
from zhicai.exams.queries.overview import Overview, Standing
from zhicai.exams.queries.papers import Question
from zhicai.exams.rules.items import BLANK, Case, Content, Task, Upload, Written
from zhicai.exams.rules.rubrics import FIRST, SECOND, THIRD
from zhicai.files.models import StoredFile
from zhicai.foundation.text import Text
from zhicai.ui.asked import said

MOST_KEYS = 10
TURNS = {
    FIRST: Text("一评", "First marking"),
    SECOND: Text("二评", "Second marking"),
    THIRD: Text("三评", "Third marking"),
    0: Text("复核", "Appeal"),
}
STATE_TONES = {"running": "amber", "paused": "amber", "ended": "info", "published": "green",
               "final": "green"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Control:
    """A point of the rubric as it is marked: what it asks, its marks, what stands in it, keys."""

    n: int
    says: str
    marks: Decimal
    value: str
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"point-{self.n}"

    @property
    def most(self) -> str:
        """Its marks as they are written."""
        return _plain(self.marks)


def controls(
    points: Sequence[tuple[str, Decimal, Decimal | None]], typed: Mapping[str, str] | None = None
) -> list[Control]:
    """Return the points of an answer, each with the whole marks to press."""
    return [
        Control(
            n, says, marks,
            typed.get(f"point-{n}", "") if typed is not None else _plain(stands),
            tuple(str(one) for one in range(int(marks) + 1)) if marks <= MOST_KEYS else (),
        )
        for n, (says, marks, stands) in enumerate(points, start=1)
    ]  # fmt: skip


def _plain(marks: Decimal | None) -> str:
    return "" if marks is None else f"{marks.normalize():f}"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked with its answer; ``right`` where the machine knows it."""

    label: str
    stem: str
    lines: Sequence[str]
    right: Sequence[str]
    why: str
    file: Mapping[str, Any] | None = None


def parts_of(
    question: Question, version: ItemVersion | None, answer: Any, files: Mapping[int, StoredFile],
    url: str,
) -> list[Part]:  # fmt: skip
    """Return an answer in words, part by part, with the model answer beside it.

    ``url`` is where a file of this answer is handed out; its own name is not shown, for it may hold
    that of the candidate.
    """
    content, raw = question.content, version.content if version else {}
    keys = key_lines(content, raw)
    lines = answer_lines(content, answer)
    if not isinstance(content, Case):
        return [_part("", content, lines[0], keys[0]["lines"], str(raw.get("why") or ""), answer,
                      files, url)]  # fmt: skip
    given = answer if isinstance(answer, list) else []
    return [
        _part(f"（{n}）", part.content, lines[n - 1], keys[n - 1]["lines"], keys[n - 1]["why"],
              given[n - 1] if n <= len(given) else None, files, url)
        for n, part in enumerate(content.parts, start=1)
    ]  # fmt: skip


def _part(
    label: str, content: Content, lines: Sequence[str], right: Sequence[str], why: str, value: Any,
    files: Mapping[int, StoredFile], url: str,
) -> Part:  # fmt: skip
    file = None
    if isinstance(content, Upload):
        lines, file = (), _file(files.get(value) if type(value) is int else None, url)
    if isinstance(content, Task):
        lines, right = _told(content, value)
    elif isinstance(content, Written | Upload):
        right = ()
    return Part(label, content.stem.replace(BLANK, "＿＿＿"), lines, right, why, file)


def _file(stored: StoredFile | None, url: str) -> Mapping[str, Any] | None:
    if stored is None:
        return None
    return {"url": f"{url}?key={stored.pk}", "kind": stored.kind.upper(), "size": stored.size}


def _told(content: Task, value: Any) -> tuple[list[str], list[str]]:
    """What somebody did at a practical task with what was found in it, and what is right."""
    kind, given = task_kind(content.task), value if isinstance(value, dict) else {}
    if kind is None:
        return [f"{name}: {one}" for name, one in given.items()], []
    lines = [f"{said(one.label)}：{one.text}" for one in kind.lines(content.config, given)]
    lines += [f"{said(one.says)} · {int(one.share * 100)}%"
              for one in kind.evidence(content.config, given)]  # fmt: skip
    return lines, [said(one) for one in kind.right(content.config)]


def own_line(one: Marking, alias: str, desk: str) -> dict[str, Any]:
    """Return marks that the marker gave before, with the way back to them."""
    return {
        "alias": alias[:6].upper(),
        "number": one.number,
        "marks": _plain(one.marks),
        "at": one.at,
        "url": f"{desk}?number={one.number}&answer={alias}",
    }


def state_tag(exam: Exam) -> dict[str, str]:
    """Return the state of an exam as a tag."""
    return {"label": str(exam.get_state_display()), "tone": STATE_TONES.get(exam.state, "idle")}


def kind_label(kind: str) -> str:
    """Return what a kind of item is called."""
    return str(Kind(kind).label)


def bars(counts: Sequence[int] | None) -> list[dict[str, Any]]:
    """Return counts as bars, the longest being full; each with the percents that it covers."""
    if counts is None:
        return []
    most, width = max([*counts, 1]), 100 // len(counts)
    return [
        {"n": n, "height": n * 100 // most, "label": f"{place * width}–{(place + 1) * width}%"}
        for place, n in enumerate(counts)
    ]


def item_rows(exam: Exam, found: Overview) -> list[dict[str, Any]]:
    """Return the items of an exam with how their marking stands."""
    return [
        {
            "one": one,
            "kind": kind_label(one.question.kind),
            "stem": one.stem.replace(BLANK, "＿＿＿"),
            "tag": item_tag(one),
            "bars": bars(one.spread),
            "url": reverse("exams:marking_item", args=[exam.pk, one.question.number]),
            "desk": f"{reverse('exams:marking_desk', args=[exam.pk])}?number={one.question.number}",
        }
        for one in found.items
    ]


def item_tag(one: Standing) -> dict[str, str]:
    """Return how far an item is as a tag."""
    if one.question.voided:
        return {"label": _("已作废"), "tone": "idle"}
    if one.third:
        return {"label": _("待三评"), "tone": "red"}
    if one.open:
        return {"label": _("评阅中"), "tone": "amber"}
    if one.by_people:
        return {"label": _("已评完"), "tone": "green"}
    return {"label": _("自动判分"), "tone": "info"}
