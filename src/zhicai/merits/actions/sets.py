"""Draft a rule set, change it, drop it, put it in force for a year, end it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import MeritContent
from zhicai.merits.models import Category, Membership, Posting, RuleSet
from zhicai.merits.permissions import RULE
from zhicai.merits.queries.law import (
    CATEGORIES,
    GRADES,
    POINTS,
    MeritLaw,
    set_of_year,
    sets_of,
    settled_years,
)
from zhicai.merits.rules.content import content_of, stored_of, with_item

State = RuleSet.State
LONGEST_NAME, LONGEST_BASIS = 80, 200


def _name(name: str) -> str:
    words = name.strip()
    if not 0 < len(words) <= LONGEST_NAME:
        says = Text(f"请填写名称，不超过 {LONGEST_NAME} 字。",
                    f"Give a name of at most {LONGEST_NAME} characters.")  # fmt: skip
        raise BadInput([Fault(says, "name")])
    return words


@transaction.atomic
def draft_set(
    law: MeritLaw, name: str, *, example: str = "", like: RuleSet | None = None, by: Acting,
    at: datetime,
) -> RuleSet:  # fmt: skip
    """Make a draft: of the example that ships, like another set, or empty. In force is none of it.

    BadInput without a name or for an example that there is not.
    """
    require(by, RULE.name, law.province)
    words = _name(name)
    content: dict[str, Any] = stored_of(MeritContent())
    if like is not None:
        if like.programme != law.programme:
            raise OutOfScope
        content = like.content
    elif example:
        found = law.law.merits.get(example)
        if found is None:
            raise BadInput([Fault(Text("没有这份示例。", "There is no such example."), "source")])
        content = stored_of(found)
    rows = sets_of(law.programme).select_for_update()
    number = max([one.number for one in rows], default=0) + 1
    made = RuleSet.objects.create(
        programme=law.programme, number=number, name=words, content=content,
        is_example=bool(example) or bool(like and like.is_example), made_at=at, made_by=by.name,
    )  # fmt: skip
    record(by, "merits.drafted", made, place=law.province, values={"number": number})
    return made


def _draft(found: RuleSet, law: MeritLaw, by: Acting, revision: int | None = None) -> RuleSet:
    require(by, RULE.name, law.province)
    row = RuleSet.objects.select_for_update().filter(pk=found.pk, programme=law.programme).first()
    if row is None:
        raise OutOfScope
    if row.state != State.DRAFT:
        says = Text("执行过的规则不能修改，请另起草一版。",
                    "Rules that were in force are not changed; draft another version.")  # fmt: skip
        raise Refused([Reason(says, law.clause(POINTS))])
    if revision is not None and revision != row.revision:
        says = Text("规则已被他人修改，请刷新后再改。", "Someone else has changed the rules.")
        raise Stale(says, by=row.made_by, at=row.made_at.isoformat())
    return row


@transaction.atomic
def put_item(
    found: RuleSet, law: MeritLaw, part: str, key: str | None, item: Mapping[str, Any] | None, *,
    by: Acting, revision: int | None = None,
) -> RuleSet:  # fmt: skip
    """Put a rule, grade or category into a draft, change it by its ``key``, or take it out (None).

    Refused for what was ever in force; Stale where the draft changed meanwhile; BadInput with what
    does not hold together.
    """
    row = _draft(found, law, by, revision)
    return _keep(row, with_item(row.content, part, key, item), law, by, part)


@transaction.atomic
def put_content(
    found: RuleSet, law: MeritLaw, content: Mapping[str, Any], *, by: Acting,
    revision: int | None = None, name: str | None = None,
) -> RuleSet:  # fmt: skip
    """Put a whole content (of an Excel file), or a name, into a draft."""
    row = _draft(found, law, by, revision)
    if name is not None:
        row.name = _name(name)
        row.save(update_fields=["name"])
    return _keep(row, stored_of(content_of(content)), law, by, "all")


def _keep(
    row: RuleSet, content: dict[str, Any], law: MeritLaw, by: Acting, part: str
) -> RuleSet:  # fmt: skip
    if content == row.content:
        return row
    row.content, row.is_example, row.revision = content, False, row.revision + 1
    row.save(update_fields=["content", "is_example", "revision"])
    record(by, "merits.edited", row, place=law.province, values={"part": part})
    return row


@transaction.atomic
def drop_draft(found: RuleSet, law: MeritLaw, *, by: Acting) -> None:
    """Drop a draft; Refused for what was ever in force."""
    row = _draft(found, law, by)
    record(by, "merits.dropped", row, place=law.province, values={"number": row.number})
    row.delete()


@transaction.atomic
def enact(
    found: RuleSet, law: MeritLaw, *, year: int, basis: str, by: Acting, at: datetime
) -> RuleSet:
    """Put a draft in force from a year on; the set before it ends with the year before.

    Refused while none of the three parts is in use (A-HB-24), for a year that is settled or in
    which something is booked already, and where a part in use has no rules; BadInput without the
    decision that it rests on. ``is_example`` stays: an unchanged example is shown as one.
    """
    row = _draft(found, law, by)
    words = basis.strip()
    if not 0 < len(words) <= LONGEST_BASIS:
        says = Text(f"请填写依据的文件，不超过 {LONGEST_BASIS} 字。",
                    f"Name the decision, at most {LONGEST_BASIS} characters.")  # fmt: skip
        raise BadInput([Fault(says, "basis")])
    reasons = _against(row, law, year)
    if reasons:
        raise Refused(reasons)
    before = set_of_year(law.programme, 9999)
    if before is not None and before.state == State.IN_FORCE:
        before.state, before.in_force_to = State.ENDED, year - 1
        before.save(update_fields=["state", "in_force_to"])
    row.state, row.in_force_from, row.basis = State.IN_FORCE, year, words
    row.enacted_at, row.enacted_by = at, by.name
    row.save(update_fields=["state", "in_force_from", "basis", "enacted_at", "enacted_by"])
    _categories(row, law, by, at)
    record(
        by, "merits.enacted", row, place=law.province, clause=law.clause(POINTS) or "",
        reason=words, values={"number": row.number, "from": year},
    )  # fmt: skip
    return row


def _against(row: RuleSet, law: MeritLaw, year: int) -> list[Reason]:
    content, found = content_of(row.content), []
    rules = {POINTS: content.points, GRADES: content.grades, CATEGORIES: content.categories}
    used = [part for part in rules if law.is_open(part)]
    words = {POINTS: Text("积分规则", "rules of points"), GRADES: Text("分级规则", "grades"),
             CATEGORIES: Text("类别", "categories")}  # fmt: skip
    if not used:
        found += [reason for part in rules if (reason := law.closed(part)) is not None]
    for part in used:
        if not rules[part]:
            says = Text(f"还没有{words[part].zh}。", f"There are no {words[part].en} yet.")
            found.append(Reason(says, law.clause(part)))
    if not law.on.year - 5 <= year <= law.on.year + 1:
        says = Text("年度应在五年前到明年之间。", "The year lies between five years ago and next.")
        found.append(Reason(says, law.clause(POINTS), "year"))
    if any(one >= year for one in settled_years(law.programme)):
        says = Text(f"{year} 年已结算，请从下一个未结算的年度启用。",
                    f"{year} is settled; choose a year that is not.")  # fmt: skip
        found.append(Reason(says, law.clause(POINTS), "year"))
    booked = Posting.objects.filter(
        programme=law.programme, happened_on__year__gte=year, kind=Posting.Kind.CREDIT
    )
    if booked.exists():
        says = Text(f"{year} 年已经按执行中的规则记分，请从下一年度启用。",
                    f"Points of {year} are booked; choose the next year.")  # fmt: skip
        found.append(Reason(says, law.clause(POINTS), "year"))
    before = sets_of(law.programme).exclude(state=State.DRAFT)
    latest = before.aggregate(n=Max("in_force_from"), to=Max("in_force_to"))
    bound = max(latest["n"] or 0, latest["to"] or 0)
    if year <= bound:
        says = Text(f"应晚于上一版规则的年度（{bound}）。",
                    f"It comes after the year of the rules before ({bound}).")  # fmt: skip
        found.append(Reason(says, law.clause(POINTS), "year"))
    return found


def _categories(row: RuleSet, law: MeritLaw, by: Acting, at: datetime) -> None:
    """Let the categories be those of the set; who is in one that is gone leaves it."""
    wanted = {one.id: one for one in content_of(row.content).categories}
    there = {one.key: one for one in Category.objects.filter(programme=law.programme)}
    for key, rule in wanted.items():
        Category.objects.update_or_create(
            programme=law.programme, key=key,
            defaults={
                "name_zh": rule.says.zh, "name_en": rule.says.en, "how": rule.how,
                "values": list(rule.values), "ended_on": None,
            },
        )  # fmt: skip
    gone = [one for key, one in there.items() if key not in wanted and one.ended_on is None]
    Category.objects.filter(pk__in=[one.pk for one in gone]).update(ended_on=law.on)
    Membership.objects.filter(category__in=gone, until=None).update(until=law.on, ended_by=by.name)


@transaction.atomic
def end_set(found: RuleSet, law: MeritLaw, *, reason: str, by: Acting) -> RuleSet:
    """End the set in force with this year, without another; what is booked stays."""
    require(by, RULE.name, law.province)
    row = RuleSet.objects.select_for_update().filter(pk=found.pk, programme=law.programme).first()
    if row is None:
        raise OutOfScope
    if row.state != State.IN_FORCE or row.in_force_from is None:
        says = Text("这一版没有在执行。", "This version is not in force.")
        raise Refused([Reason(says, law.clause(POINTS))])
    words = reason.strip()
    if not 0 < len(words) <= LONGEST_BASIS:
        says = Text(f"请写明停止的理由，不超过 {LONGEST_BASIS} 字。",
                    f"Say why, in at most {LONGEST_BASIS} characters.")  # fmt: skip
        raise BadInput([Fault(says, "reason")])
    row.state, row.in_force_to = State.ENDED, max(law.on.year, row.in_force_from)
    row.save(update_fields=["state", "in_force_to"])
    record(by, "merits.ended", row, place=law.province, reason=words)
    return row
