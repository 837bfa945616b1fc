"""Add an item to the curriculum, or take one of the province's own out again."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.announcements import CurriculumChanged
from zhicai.programmes.models import CurriculumDecision, ProgrammeYear
from zhicai.programmes.queries import (
    additions_of,
    curriculum_decisions,
    curriculum_of,
    law_of,
    settings_of,
)

LONGEST_ZH, LONGEST_EN = 120, 160


@transaction.atomic
def add_curriculum_item(
    year: ProgrammeYear,
    *,
    group: str,
    zh: str,
    en: str,
    reason: str,
    by: Acting,
    at: datetime,
) -> CurriculumDecision:
    """Add an item to a group from this year on; earlier years keep their list.

    Refused where the notice closes the group or the province has closed the list (A-HB-27). The
    same name in the same group adds nothing and is told.
    """
    require_keeper(by, year)
    zh, en = zh.strip(), en.strip()
    known = {one.id: one for one in law_of(year).groups}.get(group)
    faults = [
        *rules.text_faults(zh, field="zh", most=LONGEST_ZH),
        *rules.text_faults(en, field="en", most=LONGEST_EN),
        *rules.reason_faults(reason),
    ]
    if known is None:
        faults.append(Fault(Text("请选一个课程组。", "Choose a group."), field="group"))
        raise BadInput(faults)
    if any(item.name.zh == zh for item in curriculum_of(year) if item.group == group):
        says = Text(f"“{zh}”已在清单中。", f"“{en}” is on the list already.")
        faults.append(Fault(says, field="zh"))
    refuse_faults(faults)
    settings = settings_of(year, on=localtime(at).date())
    extensible = settings.get("curriculum-extensible", True)
    rules.may_add_item(known, extensible=extensible).insist()
    number = sum(not row.withdrawn for row in curriculum_decisions(year)) + 1
    return _decide(
        CurriculumDecision(
            programme_year=year,
            item=f"{group}-{year.year}-{number}",
            group=group,
            zh=zh,
            en=en,
            **decided(by, at=at, reason=reason),
        ),
        clause=known.clause[-1],
        by=by,
    )


@transaction.atomic
def withdraw_curriculum_item(
    year: ProgrammeYear, item: str, *, reason: str, by: Acting, at: datetime
) -> CurriculumDecision:
    """Take an item that the province has added out of the list, from this year on.

    The notice's own items stay: taking one out is refused with its clause.
    """
    require_keeper(by, year)
    refuse_faults(rules.reason_faults(reason))
    present = {one.id: one for one in curriculum_of(year)}.get(item)
    if present is None:
        raise OutOfScope
    added = additions_of(year).get(item)
    if added is None:
        says = Text(
            f"“{present.name.zh}”是通知列明的条目，不能去掉。",
            f"The notice itself lists “{present.name.en}”; it cannot be taken out.",
        )
        raise Refused([Reason(says, present.clause)])
    return _decide(
        CurriculumDecision(
            programme_year=year,
            item=item,
            group=added.group,
            zh=added.zh,
            en=added.en,
            withdrawn=True,
            **decided(by, at=at, reason=reason),
        ),
        clause=present.clause,
        by=by,
    )


def _decide(decision: CurriculumDecision, *, clause: str, by: Acting) -> CurriculumDecision:
    decision.save(force_insert=True)
    year = decision.programme_year
    record(
        by,
        "programmes.item_withdrawn" if decision.withdrawn else "programmes.item_added",
        decision,
        place=year.province.code,
        clause=clause,
        reason=decision.reason,
        values={"item": decision.item, "zh": decision.zh, "en": decision.en},
    )
    announce(CurriculumChanged(year.pk, decision.item, decision.withdrawn))
    return decision
