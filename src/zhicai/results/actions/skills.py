"""Enter the level that someone has reached in an item; take a mistaken entry back."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear
from zhicai.results.models import SkillEntry
from zhicai.results.queries.law import results_law
from zhicai.results.queries.people import may_assess, people_seen
from zhicai.results.rules.skills import entry_faults


@transaction.atomic
def enter_skill(
    person: Person,
    year: ProgrammeYear,
    *,
    item: str,
    level: str,
    evidence: str,
    shown_on: date,
    practical: bool = False,
    by: Acting,
    at: datetime,
) -> SkillEntry:
    """Enter that a person showed a level in an item of the year's curriculum on a day.

    ``practical`` says that it proves practical experience. The base of the area or the province;
    BadInput with every fault, also for a day to come.
    """
    require(by, "results.assess")
    today = at.astimezone(CHINA).date()
    seen = people_seen(by, on=today).filter(pk=person.pk).exists()
    if not seen or not may_assess(by, person, on=today):
        raise OutOfScope
    law = results_law(year, on=today)
    faults = entry_faults(item, level, evidence, items=(one.id for one in law.frame.items))
    if shown_on > today:
        says = Text("日期不能晚于今天。", "The day is still to come.")
        faults.append(Fault(says, "shown_on"))
    if faults:
        raise BadInput(faults)
    row = SkillEntry.objects.create(
        person=person, item=item, level=level, practical=practical, evidence=evidence.strip(),
        on=shown_on, entered_at=at, entered_by=by.name, office=by.office,
    )  # fmt: skip
    record(
        by, "results.skill_entered", row, place=person.home.code,
        clause=law.cites.get("skills") or "",
        values={"item": item, "level": level, "practical": practical},
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_skill(entry: SkillEntry, *, reason: str, by: Acting, at: datetime) -> SkillEntry:
    """Take back an entry made by mistake; the office that made it, with a reason."""
    require(by, "results.assess")
    row = SkillEntry.objects.select_for_update().get(pk=entry.pk)
    if row.office != by.office or row.withdrawn_at is not None:
        raise OutOfScope
    if not reason.strip():
        says = Text("请写明撤销的原因。", "Give the reason for taking it back.")
        raise BadInput([Fault(says, "reason")])
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(by, "results.skill_withdrawn", row, reason=reason.strip()[:400])
    return row
