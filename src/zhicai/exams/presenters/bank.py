"""How the bank is shown: an item as a candidate sees it, its key, its versions side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.exams.models import Item, ItemStatistic, ItemVersion
from zhicai.exams.models.bank import Kind
from zhicai.exams.practical.registry import task_kind
from zhicai.exams.presenters.asking import LETTERS, Ask, Asked, asked_alone
from zhicai.exams.queries.papers import Question
from zhicai.exams.rules.items import (
    Case,
    Choice,
    Content,
    FillIn,
    Matching,
    Ordering,
    Plain,
    Task,
    TrueFalse,
    Upload,
    Written,
    read_content,
)
from zhicai.exams.rules.statistics import FLAGS
from zhicai.handbooks.rules.differences import SectionChange, changes
from zhicai.ui.asked import said

STATE_TONES = {
    Item.State.DRAFT: "idle",
    Item.State.PROPOSED: "amber",
    Item.State.LIVE: "green",
    Item.State.REVIEW: "red",
    Item.State.RETIRED: "idle",
}
IN_WORDS = ("upload",)
"""What the page of the bank asks in words: there is no sitting to hand a file in for."""


FIELD_NAMES = {
    "stem": gettext_lazy("题干"),
    "passage": gettext_lazy("案情"),
    "options": gettext_lazy("选项"),
    "right": gettext_lazy("对错"),
    "blanks": gettext_lazy("各空的答案"),
    "pairs": gettext_lazy("配对"),
    "distractors": gettext_lazy("干扰项"),
    "steps": gettext_lazy("步骤"),
    "rubric": gettext_lazy("评分要点"),
    "accepts": gettext_lazy("文件类型"),
    "topic": gettext_lazy("能力条目"),
    "difficulty": gettext_lazy("难度"),
    "marks": gettext_lazy("分值"),
    "basis": gettext_lazy("依据"),
    "id": gettext_lazy("题号"),
    "kind": gettext_lazy("题型"),
    "parts": gettext_lazy("小题"),
    "task": gettext_lazy("任务种类"),
    "config": gettext_lazy("任务设置"),
}


def field_name(path: str | None) -> str:
    """Return what a field of an item is called, by the path that its fault carries."""
    first, *rest = (path or "").split(".")
    name = str(FIELD_NAMES.get(first, first))
    if first == "parts" and len(rest) > 1 and rest[0].isdigit():
        inner = FIELD_NAMES.get(rest[1], rest[1])
        return _("小题（%(n)d）%(name)s") % {"n": int(rest[0]) + 1, "name": inner}
    return name


def state_tag(item: Item) -> dict[str, str]:
    """Return the label and tone of an item's state."""
    return {"label": str(item.get_state_display()), "tone": STATE_TONES[Item.State(item.state)]}


def question_of(item: Item, version: ItemVersion) -> Question | None:
    """Return a version as a question of its own, None where its content cannot be read."""
    content = read_content(item.kind, version.content)
    if isinstance(content, tuple):
        return None
    return Question(1, version.pk, item.kind, content, version.marks, voided=False)


def shown(question: Question, *, seed: str) -> Asked:
    """Return an item as a candidate sees it; files are asked for in words, nothing is tried."""
    found = asked_alone(question, seed=seed)
    asks = tuple(replace(one, kind="short") if one.kind in IN_WORDS else one for one in found.asks)
    return replace(found, asks=asks)


def key_lines(content: Content, raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the key of an item, a line for each thing asked: its name, what is right and why."""
    parts = raw.get("parts")
    written = [one for one in parts if isinstance(one, Mapping)] if isinstance(parts, list) else []
    if isinstance(content, Case):
        return [
            {"label": f"（{n}）{part.content.stem}", "kind": Kind(part.kind).label,
             "marks": part.marks, "lines": _key(part.content),
             "why": str(written[n - 1].get("why", "")) if n <= len(written) else ""}
            for n, part in enumerate(content.parts, 1)
        ]  # fmt: skip
    return [{"label": "", "kind": "", "marks": None, "lines": _key(content), "why": ""}]


def _key(content: Plain) -> list[str]:
    match content:
        case Choice():
            # Without letters: every candidate sees the options in another order.
            return [content.options[n].text for n in content.key]
        case TrueFalse():
            return [_("正确") if content.right else _("错误")]
        case FillIn():
            gaps = enumerate(content.blanks, 1)
            return [_("第 %(n)d 空：") % {"n": n} + " / ".join(accepted) for n, accepted in gaps]
        case Matching():
            pairs = [f"{left} → {right}" for left, right in content.pairs]
            return pairs + [_("干扰项：") + one for one in content.distractors]
        case Ordering():
            return [f"{n}. {step}" for n, step in enumerate(content.steps, 1)]
        case Written() | Upload():
            return [
                _("%(says)s（%(marks)s 分）") % {"says": one.says, "marks": f"{one.marks:g}"}
                for one in content.rubric
            ]
        case Task():
            kind = task_kind(content.task)
            return [said(one) for one in kind.right(content.config)] if kind else [content.task]
        case _:
            return []


def differences(before: ItemVersion, after: ItemVersion, kind: str) -> tuple[SectionChange, ...]:
    """Return what changed from one version to another, part by part."""
    return changes(sections(before, kind), sections(after, kind))


def sections(version: ItemVersion, kind: str) -> list[dict[str, str]]:
    """Return a version as titled parts of text: what it asks, its options, key, reason, basis."""
    content = read_content(kind, version.content)
    rows = [("stem", _("题干"), str(version.content.get("passage")
                                  or version.content.get("stem") or ""))]  # fmt: skip
    if not isinstance(content, tuple):
        asked = "\n".join(_options(content))
        if asked:
            rows.append(("asked", _("选项和小题"), asked))
        lines = [
            line
            for part in key_lines(content, version.content)
            for line in (*part["lines"], part["why"])
            if line
        ]
        rows.append(("key", _("答案"), "\n".join(lines)))
    rows.append(("why", _("解析"), str(version.content.get("why") or "")))
    rows.append(("basis", _("依据"), "\n".join(basis_lines(version))))
    rows.append(("marks", _("分值"), f"{version.marks:g}"))
    return [{"key": key, "title": str(title), "body": body} for key, title, body in rows]


def _options(content: Content) -> Iterable[str]:
    if isinstance(content, Case):
        for n, part in enumerate(content.parts, 1):
            yield f"（{n}）{part.content.stem}"
            yield from _options(part.content)
    elif isinstance(content, Choice):
        yield from (f"{LETTERS[n]}. {one.text}" for n, one in enumerate(content.options))


def basis_lines(version: ItemVersion) -> list[str]:
    """Return what a version rests on, in words."""
    return [
        f"《{row.basis_version.basis.zh}》（{row.basis_version.version}）{row.article}"
        for row in version.bases.all()
    ]


def statistic_facts(found: ItemStatistic | None, question: Question | None) -> dict[str, Any]:
    """Return the figures of a version for its page; nothing where nobody has answered it."""
    if found is None:
        return {}
    content = question.content if question else None
    options: Sequence[tuple[str, str, bool]] = ()
    if isinstance(content, Choice):
        options = [(one.text, str(n), one.right) for n, one in enumerate(content.options)]
    elif isinstance(content, TrueFalse):
        options = [(_("正确"), "1", content.right), (_("错误"), "0", not content.right)]
    most = max([*found.counts.values(), 1])
    return {
        "one": found,
        "percent": found.share * 100,
        "flags": flag_tags(found.flags),
        "options": [
            {"label": label, "n": found.counts.get(key, 0), "right": right,
             "width": found.counts.get(key, 0) * 100 // most}
            for label, key, right in options
        ],
    }  # fmt: skip


def flag_tags(flags: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return the tags of what is conspicuous."""
    return [{"label": FLAGS[one], "tone": "amber"} for one in flags if one in FLAGS]


def refilled(asked: Asked, orders: Mapping[str, Sequence[int]]) -> Asked:
    """Return an item with its steps in the order in which somebody has put them."""

    def put(one: Ask) -> Ask:
        steps = orders.get(one.name)
        if one.kind != "ordering" or steps is None:
            return one
        by_value = {option.value: option for option in one.options}
        options = tuple(
            replace(by_value[str(step)], sign=str(place)) for place, step in enumerate(steps, 1)
        )
        return replace(one, options=options, own=True)

    return replace(asked, asks=tuple(put(one) for one in asked.asks))


def answer_lines(content: Content, answer: Any) -> list[list[str]]:
    """Return an answer in words, a list of lines for each thing asked."""
    if isinstance(content, Case):
        given = answer if isinstance(answer, list) else []
        return [
            _answered(part.content, given[n] if n < len(given) else None)
            for n, part in enumerate(content.parts)
        ]
    return [_answered(content, answer)]


def _answered(content: Plain, answer: Any) -> list[str]:
    match content:
        case Choice():
            chosen = answer if isinstance(answer, list) else [answer]
            return [
                content.options[n].text
                for n in chosen
                if isinstance(n, int) and 0 <= n < len(content.options)
            ]
        case TrueFalse():
            return [_("正确") if answer else _("错误")] if isinstance(answer, bool) else []
        case FillIn() if isinstance(answer, list):
            return [_("第 %(n)d 空：") % {"n": n} + str(one) for n, one in enumerate(answer, 1)]
        case Matching() if isinstance(answer, list):
            rights = content.rights
            return [
                f"{left} → {rights[one] if isinstance(one, int) and one < len(rights) else '—'}"
                for (left, _right), one in zip(content.pairs, answer, strict=False)
            ]
        case Ordering() if isinstance(answer, list):
            return [
                f"{place}. {content.steps[n]}"
                for place, n in enumerate(answer, 1)
                if isinstance(n, int) and 0 <= n < len(content.steps)
            ]
        case Task() if isinstance(answer, dict) and (kind := task_kind(content.task)):
            return [f"{said(one.label)}：{one.text}" for one in kind.lines(content.config, answer)]
        case _:
            return [] if answer is None else str(answer).splitlines()
