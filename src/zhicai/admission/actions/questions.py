"""The questionnaire of a call: written by the core team, sent to its candidates (HB-2.2.2.j)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.admission.actions.calls import held_call
from zhicai.admission.actions.deciding import OVER
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import LIVE_CANDIDATES
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.models import Person
from zhicai.surveys.actions import (
    Guest,
    Terms,
    draft_questionnaire,
    invite,
    open_round,
    publish,
    save_draft,
)
from zhicai.surveys.models import Invitation, Target
from zhicai.surveys.queries import hash_of

USE = "admission"
State = Call.State


def about(call: Call) -> str:
    """Return by which key surveys know the questionnaire of a call."""
    return f"admission.call:{call.pk}"


@transaction.atomic
def keep_questionnaire(
    call: Call, *, title: str, content: Mapping[str, Any], by: Acting, at: datetime
) -> Call:
    """Write the questionnaire of a call, or change it until it is sent; BadInput by line."""
    row, _frame = held_call(call, by, at)
    if row.round_id is not None:
        says = Text("问卷已发出，不再改。", "The questionnaire has been sent and stays.")
        raise Refused([Reason(says)])
    if row.questionnaire is None:
        row.questionnaire = draft_questionnaire(
            title, place=row.team.home, content=content, by=by, at=at, use=USE
        )
    else:
        known = row.questionnaire
        save_draft(known, title=title, content=content, revision=known.revision, by=by, at=at)
    publish(row.questionnaire, by=by, at=at)
    row.revision += 1
    row.save(update_fields=["questionnaire", "revision"])
    record(by, "admission.questionnaire_kept", row, values={"title": title})
    return row


@transaction.atomic
def send_questionnaire(call: Call, *, closes_on: date, by: Acting, at: datetime) -> int:
    """Send the questionnaire to every candidate of a call; return how many were asked now.

    Sent again, it reaches those who came since. Who signs in is asked by account; the others find
    the address with their confirmation code.
    """
    row, frame = held_call(call, by, at)
    if row.state in (State.DRAFT, State.SCREENED):
        raise Refused([Reason(OVER)])
    if row.questionnaire is None:
        says = Text("先编写问卷。", "Write the questionnaire first.")
        raise Refused([Reason(says, frame.rules.clauses.get("questionnaire-required"))])
    on = at.astimezone(CHINA).date()
    if row.round is None:
        version = row.questionnaire.versions.order_by("-number")[0]
        terms = Terms(
            title=row.questionnaire.title, opens_on=on, closes_on=closes_on, anonymous=False,
            by_link=False, about=about(row),
        )  # fmt: skip
        row.round = open_round(version, place=row.team.home, terms=terms, by=by, on=on)
        row.revision += 1
        row.save(update_fields=["round", "revision"])
    asked = _ask(row, by=by, on=on)
    _expect(row)
    clause = frame.rules.clauses.get("questionnaire-required", "")
    record(by, "admission.questionnaire_sent", row, clause=clause, values={"asked": len(asked)})
    _tell(row, asked, at=at)
    return len(asked)


def _ask(row: Call, *, by: Acting, on: date) -> list[Candidate]:
    """Invite the candidates who were not asked yet; their tokens lie sealed with the candidacy."""
    assert row.round is not None
    wanted = Candidate.objects.filter(
        call=row, state__in=LIVE_CANDIDATES, invitation__isnull=True
    ).select_related("person__user", "employer_place")
    rows = list(wanted.defer("person__id_number").order_by("pk"))
    guests = [
        Guest(label=one.person.name, place=one.employer_place, user=one.person.user) for one in rows
    ]
    tokens = invite(row.round, guests, by=by, on=on)
    hashes = {hash_of(token): one for one, token in zip(rows, tokens, strict=True) if token}
    keys: dict[str, int] = {}
    for start in range(0, len(hashes), 500):
        some = Invitation.objects.filter(token_hash__in=list(hashes)[start : start + 500])
        keys |= dict(some.values_list("token_hash", "pk"))
    for one, token in zip(rows, tokens, strict=True):
        one.invitation_id = keys.get(hash_of(token)) if token else None
        one.token = token
    Candidate.objects.bulk_update(rows, ["invitation", "token"], batch_size=500)
    return rows


def _expect(row: Call) -> None:
    """Count whom the round expects, by the employer's place: the whole of the response rate."""
    counts: dict[int, int] = {}
    asked = Candidate.objects.filter(call=row, invitation__isnull=False)
    for place in asked.values_list("employer_place", flat=True):
        counts[place] = counts.get(place, 0) + 1
    for place, expected in counts.items():
        Target.objects.update_or_create(
            round=row.round, place_id=place, defaults={"expected": expected}
        )


def _tell(row: Call, asked: list[Candidate], *, at: datetime) -> None:
    users = {
        person.pk: person.user_id
        for person in Person.objects.filter(
            pk__in=[one.person_id for one in asked], user__isnull=False
        ).only("pk", "user")
    }
    drafts = [
        Draft(
            Addressee(user_id=users[one.person_id]),
            Text("请填写考核培训问卷", "Answer the questionnaire of the assessment training"),
            Text("", ""),
            f"admission.candidate:{one.pk}:questions",
            reverse("surveys:mine", args=[one.invitation_id]),
            f"admission.candidate:{one.pk}",
        )
        for one in asked
        if one.person_id in users and one.invitation_id is not None
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=SYSTEM, at=at)
