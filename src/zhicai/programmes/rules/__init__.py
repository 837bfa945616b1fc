"""What may be decided about a programme year: pure answers with their clauses."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.engine import path_from_table
from zhicai.law.schema import CurriculumGroup, Obligation, Parameter, Years
from zhicai.law.schema.base import Expected, nearest

LONGEST_REASON = 2000
"""Characters of a reason."""

GROUPS_OF_SCOPE = {"one": 1, "three": 3}
"""How many working groups the setting ``working-group-scope`` allows."""


def may_open(year: int, *, years: Years, repeats: bool, clause: str) -> Decision:
    """Say whether a programme year may be opened: one of the notice's, and repeating (A-HB-29)."""
    if year not in years:
        span = f"{years.first}–{years.last}"
        says = Text(
            f"方案的年度是 {span}，不含 {year} 年。",
            f"The plan runs in {span}; {year} is not one of its years.",
        )
        return Decision.refuse(says, clause, field="year")
    if year > years.first and not repeats:
        says = Text(
            f"省局已定“期限和指标不逐年沿用”，{years.first} 年以后不再开启新的年度。",
            "The province has decided that deadlines and quotas do not repeat; no year after "
            f"{years.first} is opened.",
        )
        return Decision.refuse(says, clause, field="year")
    return Decision.yes()


def may_extend(rule: Obligation, *, present: date | None, new: date) -> Decision:
    """Say whether a due date may be moved: only to a later day, only where there is one date."""
    if rule.window.anchor is not None:
        says = Text(
            "这项期限随每个班次的日期推算，不能整体延期；可以免除，或在班次上办理。",
            "This due date follows each class; it cannot be moved as a whole. Waive it, or decide "
            "at the class.",
        )
        return Decision.refuse(says, rule.clause, field="due")
    if present is not None and new <= present:
        says = Text(
            f"新期限 {new} 应晚于现在的期限 {present}。",
            f"The new due date {new} must lie after the present one, {present}.",
        )
        return Decision.refuse(says, rule.clause, field="due")
    return Decision.yes()


def may_add_item(group: CurriculumGroup, *, extensible: bool) -> Decision:
    """Say whether the province may add an item to a group of the curriculum (A-HB-27)."""
    if not group.extensible:
        says = Text(
            f"“{group.name.zh}”在通知中没有“等”字，不能增加条目。",
            f"The notice closes the list “{group.name.en}”; nothing can be added to it.",
        )
        return Decision.refuse(says, group.clause[-1], field="group")
    if not extensible:
        says = Text(
            "省局已把课程清单设为“不增加条目”，改设置后才能增加。",
            "The province has closed the curriculum list; change the setting to add an item.",
        )
        return Decision.refuse(says, group.clause[-1], field="group")
    return Decision.yes()


def may_name_group(scope: str, *, named: int, clause: str) -> Decision:
    """Say whether one more working group may be named (A-HB-16)."""
    most = GROUPS_OF_SCOPE.get(scope, 1)
    if named < most:
        return Decision.yes()
    says = Text(
        f"设置里工作组共 {most} 个，已有 {named} 个；要再设，先改设置“working-group-scope”。",
        f"The settings allow for {most} working groups and there are {named}; change the setting "
        "“working-group-scope” first.",
    )
    return Decision.refuse(says, clause, field="kind")


def reason_faults(reason: str) -> Iterator[Fault]:
    """Yield what is wrong with the reason of a decision: it has to be there, and readable."""
    if not reason.strip():
        says = Text(
            "请写明理由，会随决定一并公布。", "Give the reason; it is shown with the decision."
        )
        yield Fault(says, field="reason")
    elif len(reason) > LONGEST_REASON:
        says = Text(
            f"理由不超过 {LONGEST_REASON} 字。",
            f"The reason has at most {LONGEST_REASON} characters.",
        )
        yield Fault(says, field="reason")


def text_faults(words: str, *, field: str, most: int, required: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with a text: missing, or longer than ``most`` characters."""
    if required and not words.strip():
        yield Fault(Text("这里要填写。", "Fill this in."), field=field)
    elif len(words) > most:
        says = Text(
            f"不超过 {most} 字（现有 {len(words)} 字）。",
            f"At most {most} characters (now {len(words)}).",
        )
        yield Fault(says, field=field)


def address_faults(words: str, *, field: str) -> Iterator[Fault]:
    """Yield what is wrong with the address of an outside system; it may be empty."""
    if words and not _is_address(words):
        says = Text(
            "网址以 https:// 或 http:// 开头，例如 https://example.gov.cn。",
            "An address starts with https:// or http://, such as https://example.gov.cn.",
        )
        yield Fault(says, field=field)


def _is_address(words: str) -> bool:
    try:
        parts = urlsplit(words)
    except ValueError:  # a bracket that is never closed
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def path_faults(
    rows: Sequence[Sequence[tuple[str, str]]], obligations: Collection[str]
) -> Iterator[Fault]:
    """Yield what is wrong with a path of milestones: its rules exist, its days and values read."""
    for number, row in enumerate(rows, start=1):
        rule = dict(row).get("rule", "")
        if rule not in obligations:
            yield Fault(_unknown(rule, obligations), "value", number, "rule")
    try:
        for rule in obligations:
            path_from_table(tuple(tuple(row) for row in rows), rule)
    except Expected as error:
        yield Fault(error.says, field="value")


def table_faults(
    parameter: Parameter,
    rows: Sequence[Sequence[tuple[str, str]]],
    *,
    clauses: Collection[str],
    bodies: Collection[str],
) -> Iterator[Fault]:
    """Yield what is wrong with the rows of a table setting, each with its row.

    The columns are those of the suggested start; a column ``clause`` names a clause of the notice,
    ``owner`` and ``body`` one of its bodies, ``helpers`` several. No clause stands twice.
    """
    columns = columns_of(parameter)
    known: Mapping[str, Collection[str]] = {
        "clause": clauses,
        "owner": bodies,
        "helpers": bodies,
        "body": bodies,
    }
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        cells = dict(row)
        if columns and set(cells) != set(columns):
            says = Text(f"列应为：{'、'.join(columns)}。", f"The columns are {', '.join(columns)}.")
            yield Fault(says, field="value", row=number)
            continue
        for column, value in cells.items():
            names = value.split() if column == "helpers" else [value]
            for name in names:
                if column in known and name not in known[column]:
                    yield Fault(_unknown(name, known[column]), "value", number, column)
        clause = cells.get("clause", "")
        if clause and clause in seen and len(columns) == 2:
            says = Text(f"条款 {clause} 写了两次。", f"Clause {clause} stands twice.")
            yield Fault(says, field="value", row=number, column="clause")
        seen.add(clause)


COLUMNS = {
    "milestone-path": ("rule", "on", "value"),
    "admission-conditions": ("zh", "en"),
    "screening-quotas": ("city", "seats"),
}
"""Columns of table settings whose suggested start is empty."""


def columns_of(parameter: Parameter) -> tuple[str, ...]:
    """Return the columns of a table setting: those of its suggested start; () where it has none."""
    if parameter.kind != "table":
        return ()
    for start in parameter.start.values():
        rows: Any = parameter.parse(start) or ()
        if rows:
            return tuple(dict(rows[0]))
    return COLUMNS.get(parameter.id, ())


def _unknown(value: str, known: Collection[str]) -> Text:
    meant = nearest(value, known)
    if meant:
        return Text(
            f"没有“{value}”，是不是 {meant}？", f"There is no “{value}”; did you mean {meant}?"
        )
    return Text(f"没有“{value}”。", f"There is no “{value}”.")
