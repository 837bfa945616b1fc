"""Sealing: the list of trainees is locked, everyone has a registration in the class, all are told.

One transaction: whatever interrupts it, either nothing of it stands or all of it does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.admission.actions.applying import tell_candidates
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.actions.listing import held_list, list_facts, only_as_seen, row_of
from zhicai.admission.actions.placing import lock_classes
from zhicai.admission.announcements import Registered, Sealed
from zhicai.admission.models import AdmissionList, Call, Candidate, ListEntry, Registration
from zhicai.admission.queries.lists import (
    ListDesk,
    classes_seal,
    entries_of,
    has_left,
    people_seal,
    present_class,
)
from zhicai.admission.queries.placing import free_for
from zhicai.admission.queries.rosters import LIVE
from zhicai.admission.rules.lists import BEGUN, ListFacts, may_seal, may_settle, objections_until
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.training.models import TrainingClass

BATCH = 500
NOT_SEALED = Text("名单锁定并编班后才能公布。", "A list is published once it is sealed and placed.")


@transaction.atomic
def seal_list(
    call: Call, *, revision: int | None = None, by: Acting, at: datetime
) -> AdmissionList:
    """Seal the trainees of a call, and their classes where the core team places (HB-2.2.2.l).

    A list that is sealed already is returned as it is. Stale where the draft was changed since it
    was seen; Refused with everything that stands in the way.
    """
    desk = held_list(call, by, at)
    row = row_of(desk)
    if not desk.team:
        raise OutOfScope
    if desk.sealed:
        return row
    only_as_seen(row, revision)
    facts = list_facts(desk)
    decision = may_seal(facts, clause=desk.rules.list_clause)
    entries = list(entries_of(row))
    classes: dict[int, TrainingClass] = {}
    if not desk.rules.group_places:
        classes = _classes(entries)
        decision = decision.and_(_may_settle(desk, entries, classes))
    if not decision.allowed:
        raise Refused(decision.reasons)
    row.state, row.sealed_at, row.sealed_on = AdmissionList.State.SEALED, at, desk.frame.on
    row.sealed_by, row.office = by.name, by.office
    row.sha256 = people_seal(row)
    row.revision += 1
    if not desk.rules.group_places:
        _seal_classes(row, by=by, at=at)
    row.save()
    values = {"people": facts.people, "sha256": row.sha256, "classes": row.placed_sha256}
    record(by, "admission.list_sealed", row, clause=desk.rules.list_clause or "", values=values)
    if not desk.rules.group_places:
        _admit(row, entries, classes, by=by, at=at)
    return row


@transaction.atomic
def settle_classes(
    call: Call, *, revision: int | None = None, by: Acting, at: datetime
) -> AdmissionList:
    """Seal the classes of a list whose trainees are sealed: by the working group (A-HB-32)."""
    desk = held_list(call, by, at)
    row = row_of(desk)
    if not desk.rules.group_places or not desk.group:
        raise OutOfScope
    if desk.settled:
        return row
    if not desk.sealed:
        raise Refused([Reason(OVER, desk.rules.list_clause)])
    only_as_seen(row, revision)
    entries = [one for one in entries_of(row) if not has_left(one)]
    classes = _classes(entries)
    decision = _may_settle(desk, entries, classes)
    if not decision.allowed:
        raise Refused(decision.reasons)
    _seal_classes(row, by=by, at=at)
    row.revision += 1
    row.save()
    record(
        by, "admission.classes_sealed", row, clause=desk.rules.placing_clause or "",
        values={"classes": row.placed_sha256},
    )  # fmt: skip
    _admit(row, entries, classes, by=by, at=at)
    return row


def _seal_classes(row: AdmissionList, *, by: Acting, at: datetime) -> None:
    row.placed_at, row.placed_by, row.placed_office = at, by.name, by.office
    row.placed_sha256 = classes_seal(row)


def _classes(entries: Sequence[ListEntry]) -> dict[int, TrainingClass]:
    """Return the classes of a list, each under lock."""
    found = {
        now.training_class_id: now.training_class
        for one in entries
        if (now := present_class(one)) is not None
    }
    return {one.pk: one for one in lock_classes(found.values())}


def _may_settle(
    desk: ListDesk, entries: Sequence[ListEntry], classes: Mapping[int, TrainingClass]
) -> Decision:
    row = row_of(desk)
    here = dict.fromkeys(classes, 0)
    for one in entries:
        now = present_class(one)
        if now is not None:
            here[now.training_class_id] += 1
    free = free_for(row, classes.values())
    facts = ListFacts(
        True,
        len(entries),
        unplaced=len(entries) - sum(here.values()),
        over=tuple(classes[pk].title for pk, n in here.items() if n > free[pk]),
        begun=tuple(one.title for one in classes.values() if one.state in BEGUN),
    )
    return may_settle(facts, clause=desk.rules.placing_clause)


def _admit(
    row: AdmissionList,
    entries: Sequence[ListEntry],
    classes: Mapping[int, TrainingClass],
    *,
    by: Acting,
    at: datetime,
) -> None:
    """Register everyone in the class, tell people, offices and the apps above."""
    made = admit_entries(entries, classes, by=by, at=at)
    _tell(row, entries, classes, at=at)
    for pk, keys in made.items():
        announce(Registered(pk, tuple(keys), at))
    announce(Sealed(row.pk, tuple(sorted(classes)), at))


@transaction.atomic
def admit_entries(
    entries: Sequence[ListEntry],
    classes: Mapping[int, TrainingClass],
    *,
    by: Actor,
    at: datetime,
) -> dict[int, list[int]]:
    """Give each placed trainee one accepted registration in the class; return the new by class.

    Who has applied to the class already is accepted there.
    """
    people = {one.candidate.person_id: one for one in entries}
    live = {
        (one.training_class_id, one.person_id): one
        for one in Registration.objects.select_for_update(of=("self",)).filter(
            training_class__in=classes, state__in=LIVE, person__in=people
        )
    }
    fresh, known = [], []
    for entry in entries:
        now = present_class(entry)
        if now is None:
            continue
        held = live.get((now.training_class_id, entry.candidate.person_id))
        if held is None:
            fresh.append(_registration(entry.candidate, now.training_class_id, by=by, at=at))
        elif held.state != Registration.State.ACCEPTED:
            held.state, held.line = Registration.State.ACCEPTED, None
            held.decided_at, held.decided_by = at, by.name
            known.append(held)
    Registration.objects.bulk_update(
        known, ["state", "line", "decided_at", "decided_by"], batch_size=BATCH
    )
    found: dict[int, list[int]] = {}
    for row in Registration.objects.bulk_create(fresh, batch_size=BATCH):
        found.setdefault(row.training_class_id, []).append(row.pk)
    return found


def _registration(
    candidate: Candidate, training_class: int, *, by: Actor, at: datetime
) -> Registration:
    return Registration(
        training_class_id=training_class,
        person_id=candidate.person_id,
        state=Registration.State.ACCEPTED,
        organisation_id=candidate.organisation_id,
        employer_name=candidate.employer_name,
        employer_code=candidate.employer_code,
        employer_type=candidate.employer_type,
        employer_place_id=candidate.employer_place_id,
        post=candidate.post,
        is_ip_post=candidate.is_ip_post,
        remark=candidate.remark,
        source=Registration.Source.LIST,
        registered_at=at,
        registered_by=by.name,
        office=by.office,
        decided_at=at,
        decided_by=by.name,
    )


def admitted(found: TrainingClass) -> Text:
    """Return what somebody admitted reads."""
    return Text(
        f"你已被录取参加考核培训：{found.title}，{found.starts_on} 至 {found.ends_on}，"
        f"{found.venue}。",
        f"You are admitted to {found.title}, {found.starts_on} to {found.ends_on}, "
        f"at {found.venue}.",
    )


def _tell(
    row: AdmissionList,
    entries: Sequence[ListEntry],
    classes: Mapping[int, TrainingClass],
    *,
    at: datetime,
) -> None:
    """Tell those who sign in, their counties and their employers, each once."""
    by_class: dict[int, list[Candidate]] = {}
    places: dict[int, int] = {}
    employers: dict[int, int] = {}
    for entry in entries:
        now = present_class(entry)
        if now is None:
            continue
        one = entry.candidate
        by_class.setdefault(now.training_class_id, []).append(one)
        places[one.employer_place_id] = places.get(one.employer_place_id, 0) + 1
        if one.organisation_id is not None:
            employers[one.organisation_id] = employers.get(one.organisation_id, 0) + 1
    for pk, people in by_class.items():
        tell_candidates(people, admitted(classes[pk]), key="admitted", at=at)
    to = [(Addressee(place_id=pk, level=Level.COUNTY), f"p{pk}", n) for pk, n in places.items()]
    to += [(Addressee(organisation_id=pk), f"o{pk}", n) for pk, n in employers.items()]
    drafts = [
        Draft(
            whom,
            Text(f"考核学员名单已锁定：录取 {n} 人", f"Trainees are fixed: {n} of yours"),
            Text("", ""),
            f"admission.list:{row.pk}:{key}",
            reverse("admission:candidates") + f"?call={row.call_id}",
            f"admission.list:{row.pk}",
        )
        for whom, key, n in to
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=SYSTEM, at=at)


@transaction.atomic
def publish_list(call: Call, *, by: Acting, at: datetime) -> AdmissionList:
    """Publish a settled list with masked names; one may object until the days have run out.

    A list that is published already is returned as it is.
    """
    desk = held_list(call, by, at)
    row = row_of(desk)
    if not desk.team:
        raise OutOfScope
    if row.published_on is not None:
        return row
    if not desk.settled:
        raise Refused([Reason(NOT_SEALED, desk.rules.list_clause)])
    on = at.astimezone(CHINA).date()
    row.published_on, row.published_by = on, by.name
    row.objections_until = objections_until(on, desk.rules.objection_days)
    row.revision += 1
    row.save(update_fields=["published_on", "published_by", "objections_until", "revision"])
    record(
        by, "admission.list_published", row, clause=desk.rules.list_clause or "",
        values={"until": row.objections_until.isoformat()},
    )  # fmt: skip
    return row
