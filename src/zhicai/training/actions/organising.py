"""Partners of a class and guidance on it."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of, locked_own
from zhicai.training.actions.telling import tell_parties
from zhicai.training.models import ClassGuidance, ClassOrganiser, TrainingClass
from zhicai.training.queries.classes import class_for, guidance_for, may_guide
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.organisers import Party, partners_offered, party

LONGEST = 1000


@transaction.atomic
def add_partner(
    found: TrainingClass, organisation_id: int, *, by: Acting, at: datetime
) -> ClassOrganiser:
    """Add a partner to a class: an organisation of a kind that the law's table lets be one."""
    row = locked_own(found.pk, by)
    frame = frame_of(row.programme_year, on=day_of(at))
    partner = partners_offered(frame, row).filter(pk=organisation_id).first()
    if partner is None:
        says = Text(
            "请从名单里选择合作单位；没有的先由省局登记。",
            "Choose a partner of the list; the province enters new ones.",
        )
        raise BadInput([Fault(says, "organisation", clause=frame.cites.get("organisers"))])
    body = next(b.id for b in frame.law.bodies.values() if b.organisation == partner.kind)
    made = ClassOrganiser.objects.create(
        training_class=row, role="partner", body=body, organisation=partner
    )
    record(by, "training.partner_added", row, place=row.place.code,
           values={"organisation": partner.pk})  # fmt: skip
    title = Text(f"{row.title}：请贵单位参与联合办班", f"{row.title}: you are a partner")
    body_text = Text(
        f"{by.office}把贵单位列为合作单位，班次信息已在“培训班”里。",
        f"{by.office} has named you as a partner; see the class under “Classes”.",
    )
    tell_parties(row, [Party(organisation=partner)], title, body_text, key=f"partner:{made.pk}",
                 link=f"/training/{row.pk}/", by=by, at=at)  # fmt: skip
    return made


@transaction.atomic
def remove_partner(found: TrainingClass, pk: int, *, by: Acting, at: datetime) -> None:
    """Take a partner off a class; organisers by the law's table stay."""
    row = locked_own(found.pk, by)
    partner = row.organisers.filter(pk=pk, role="partner").first()
    if partner is None:
        raise OutOfScope
    record(by, "training.partner_removed", row, place=row.place.code,
           values={"organisation": partner.organisation_id, "on": str(day_of(at))})  # fmt: skip
    partner.delete()


@transaction.atomic
def leave_guidance(found: TrainingClass, *, says: str, by: Acting, at: datetime) -> ClassGuidance:
    """Leave a note on a class; who guides it by the law's table may (HB-2.2.1.b)."""
    row = class_for(by, found.pk, on=day_of(at))
    require(by, "training.guide")
    if not may_guide(by, row, on=day_of(at)):
        refused = Text(
            "按培训组织的分工，您的单位对这个班没有指导权。",
            "By the division of duties your body does not guide this class.",
        )
        cites = frame_of(row.programme_year, on=day_of(at)).cites
        raise Refused([Reason(refused, cites.get("guiding"))])
    note = ClassGuidance.objects.create(
        training_class=row, says=_words(says, "says"), at=at, by=by.name, office=by.office
    )
    record(by, "training.guidance_left", row, place=row.place.code, reason=note.says)
    title = Text(f"{row.title}：{by.office}的指导意见", f"{row.title}: guidance by {by.office}")
    runs = [party(one) for one in row.organisers.filter(role="undertaking")]
    tell_parties(row, runs, title, Text(note.says, note.says), key=f"guidance:{note.pk}",
                 link=f"/training/{row.pk}/#guidance", by=by, at=at)  # fmt: skip
    return note


@transaction.atomic
def answer_guidance(note: ClassGuidance, *, answer: str, by: Acting, at: datetime) -> ClassGuidance:
    """Answer a note on a class that the own office runs."""
    found = guidance_for(by, note.pk, on=day_of(at))
    row = ClassGuidance.objects.select_for_update().get(pk=found.pk)
    row.answer, row.answered_at, row.answered_by = _words(answer, "answer"), at, by.name
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    record(by, "training.guidance_answered", row.training_class, reason=row.answer)
    return row


def _words(typed: str, field: str) -> str:
    words = typed.strip()
    if not words:
        raise BadInput([Fault(Text("请写明内容。", "Write something first."), field)])
    if len(words) > LONGEST:
        says = Text(f"请控制在 {LONGEST} 字以内。", f"Keep it to {LONGEST} characters.")
        raise BadInput([Fault(says, field)])
    return words
