"""Reviews as their pages draw them: tags of states, tables of criteria, checks of conditions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_date

from zhicai.foundation.text import Text
from zhicai.reviews.models import Application, CriteriaSet, Evaluation, Nomination
from zhicai.reviews.queries.law import ReviewLaw
from zhicai.reviews.rules.content import FACTS, NOMINATORS, TABLE_WORDS, TABLES
from zhicai.reviews.rules.facts import Checked
from zhicai.ui.asked import said

_TONES: Mapping[str, tuple[str, str]] = {
    Application.State.SUBMITTED: ("amber", "hourglass"),
    Application.State.RETURNED: ("amber", "arrow-back-up"),
    Application.State.REVIEWING: ("info", "edit"),
    Application.State.PASSED: ("green", "circle-check"),
    Application.State.FAILED: ("red", "circle-x"),
    Application.State.STRUCK: ("red", "ban"),
    Application.State.GRANTED: ("gold", "award"),
    Application.State.WITHDRAWN: ("idle", ""),
    Nomination.State.NOMINATED: ("info", "hourglass"),
    Nomination.State.SELECTED: ("green", "circle-check"),
    Nomination.State.NOT_SELECTED: ("idle", ""),
    Nomination.State.WON: ("gold", "award"),
    CriteriaSet.State.DRAFT: ("amber", "edit"),
    CriteriaSet.State.IN_FORCE: ("green", "circle-check"),
    CriteriaSet.State.ENDED: ("idle", ""),
    "open": ("info", "hourglass"),
    "published": ("amber", "eye"),
    "final": ("green", "circle-check"),
    Evaluation.State.CLOSED: ("green", "lock"),
}


def tag_of(row: Any) -> dict[str, str]:
    """Return the state of a row as a tag."""
    tone, icon = _TONES.get(row.state, ("idle", ""))
    return {"label": str(row.get_state_display()), "tone": tone, "icon": icon}


def own_tag(row: Application) -> dict[str, str]:
    """Return an application's state for the applicant: no result before it is published."""
    hidden = row.state in (Application.State.PASSED, Application.State.FAILED)
    if hidden and row.round.published_at is None:
        tone, icon = _TONES[Application.State.REVIEWING]
        return {"label": str(Application.State.REVIEWING.label), "tone": tone, "icon": icon}
    return tag_of(row)


def tagged(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return rows, each with its tag."""
    return [{"row": row, "tag": tag_of(row)} for row in rows]


def checks_of(found: Iterable[Checked], clause: str | None) -> list[dict[str, Any]]:
    """Return conditions beside what was found."""
    return [
        {"says": one.says, "value": one.stored()["value"], "met": one.met, "lines": one.lines,
         "clause": clause}
        for one in found
    ]  # fmt: skip


def kept_checks(stored: Sequence[Mapping[str, Any]], clause: str | None) -> list[dict[str, Any]]:
    """Return conditions as they were kept on the day of applying or nominating."""
    return [
        {"says": Text(one["zh"], one["en"]), "value": one["value"], "met": one["met"],
         "lines": kept_lines(one["lines"]), "clause": clause}
        for one in stored
    ]  # fmt: skip


def kept_lines(stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines behind a fact as they were kept."""
    return [
        {"on": parse_date(one["on"]), "says": Text(one["zh"], one["en"]), "amount": one["amount"]}
        for one in stored
    ]


# --- tables of criteria --------------------------------------------------------------------------

YES_NO = {"": Text("否", "no"), "1": Text("是", "yes")}
HOW = {"hand": Text("手工评分", "by hand"), "fact": Text("按数据", "from records")}
_FIELDS: Mapping[str, tuple[tuple[str, Text, str], ...]] = {
    "levels": (
        ("grade", Text("级别（数字）", "Grade (number)"), "number"),
        ("zh", Text("名称", "Name"), "text"),
        ("en", Text("英文名称", "English name"), "text"),
        ("passing", Text("合格线", "Passing score"), "number"),
        ("gap", Text("需第三人的分差", "Gap for a third"), "number"),
    ),
    "conditions": (
        ("of", Text("适用于", "Of"), "of"),
        ("fact", Text("数据", "Fact"), "fact"),
        ("kinds", Text("限定种类", "Kinds"), "kinds"),
        ("at_least", Text("不少于", "At least"), "number"),
    ),
    "scored": (
        ("grade", Text("级别（数字）", "Grade (number)"), "number"),
        ("zh", Text("评分项", "Criterion"), "text"),
        ("en", Text("英文名称", "English name"), "text"),
        ("weight", Text("权重（%）", "Weight (%)"), "number"),
    ),
    "awards": (
        ("zh", Text("奖项", "Award"), "text"),
        ("en", Text("英文名称", "English name"), "text"),
        ("quota", Text("全省名额", "Places"), "number"),
        ("per_place", Text("每单位提名上限", "By one office"), "number"),
        ("nominators", Text("提名单位", "Nominated by"), "nominators"),
    ),
    "indicators": (
        ("group", Text("分组", "Group"), "text"),
        ("zh", Text("指标", "Indicator"), "text"),
        ("en", Text("英文名称", "English name"), "text"),
        ("weight", Text("权重（%）", "Weight (%)"), "number"),
        ("how", Text("计分方式", "Scored"), "how"),
        ("fact", Text("数据", "Fact"), "fact"),
        ("kinds", Text("限定种类", "Kinds"), "kinds"),
        ("full", Text("满分数值", "Full at"), "number"),
        ("this_year", Text("只计当年", "Year alone"), "this_year"),
    ),
}
"""The columns of each table: key, head, what stands in it."""
WITH_ID = ("scored", "awards", "indicators")
SPARE = 2
"""Empty rows offered at the end of a table."""


def _choices(kind: str, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    if kind == "of":
        rows = content.get("levels") or content.get("awards") or []
        return [(str(one.get("grade", one.get("id"))), one["zh"]) for one in rows]
    words = {"fact": FACTS, "how": HOW, "this_year": YES_NO}.get(kind, {})
    return [(key, said(says)) for key, says in words.items()]


def tables_of(
    content: Mapping[str, Any], law: ReviewLaw, *, spare: int = 0
) -> list[dict[str, Any]]:
    """Return the tables of a set as the page draws them, read only or with empty rows to fill."""
    told = []
    for name in TABLES[content["kind"]]:
        rows = [*content.get(name, ()), *({} for _ in range(spare))]
        fields = [
            {"key": key, "label": head, "kind": kind, "choices": _choices(kind, content)}
            for key, head, kind in _FIELDS[name]
        ]
        told.append(
            {
                "name": name, "says": TABLE_WORDS[name], "fields": fields, "count": len(rows),
                "rows": [
                    {"id": row.get("id", ""),
                     "cells": [_cell(name, n, one, row, law) for one in fields]}
                    for n, row in enumerate(rows)
                ],
            }
        )  # fmt: skip
    return told


def _cell(
    table: str, n: int, field: Mapping[str, Any], row: Mapping[str, Any], law: ReviewLaw
) -> dict[str, Any]:
    value = row.get(field["key"])
    if field["kind"] == "kinds":
        words = law.kind_words
        value = "、".join(said(words[key]) if key in words else key for key in value or ())
    elif field["kind"] == "nominators":
        value = "、".join(said(NOMINATORS[key]) for key in value or () if key in NOMINATORS)
    elif field["kind"] == "this_year":
        value = "1" if value else ""
    written = "" if value is None else str(value)
    shown = dict(field["choices"]).get(written, written)
    return {**field, "name": f"{table}-{n}-{field['key']}", "value": written, "shown": shown}


def content_in(kind: str, posted: Mapping[str, str], law: ReviewLaw) -> dict[str, Any]:
    """Return the tables as an officer wrote them, in the form in which they are checked."""
    return {"kind": kind, **{name: _rows(name, posted, law) for name in TABLES[kind]}}


def _rows(table: str, posted: Mapping[str, str], law: ReviewLaw) -> list[dict[str, Any]]:
    written = posted.get(f"{table}-count", "")
    count = min(int(written), 100) if written.isascii() and written.isdigit() else 0
    told = []
    for n in range(count):
        row = {
            key: posted.get(f"{table}-{n}-{key}", "").strip()
            for key, _head, _kind in _FIELDS[table]
        }
        if not any(value for key, value in row.items() if key not in ("how", "of", "fact")):
            continue
        told.append(_typed(row, law))
        if table in WITH_ID:
            told[-1]["id"] = posted.get(f"{table}-{n}-id", "").strip()
    taken = {row.get("id") for row in told}
    fresh = (f"r{n}" for n in range(1, 1000) if f"r{n}" not in taken)
    for row in told:
        if row.get("id") == "":
            row["id"] = next(fresh)
    return told


def _typed(row: Mapping[str, str], law: ReviewLaw) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, value in row.items():
        if key == "kinds":
            told[key] = _keys(value, law.kind_words)
        elif key == "nominators":
            told[key] = _keys(value, NOMINATORS)
        elif key == "this_year":
            told[key] = value == "1"
        elif value:
            told[key] = value
    if told.get("how") == "hand":
        told.pop("fact", None)
    return told


def _keys(written: str, words: Mapping[str, Text]) -> list[str]:
    """Return the keys of words divided by 、 or commas, however they are written."""
    known = {says: key for key, text in words.items() for says in (text.zh, text.en)}
    parts = written.replace("，", "、").replace(",", "、").split("、")
    return [known.get(one.strip(), one.strip()) for one in parts if one.strip()]
