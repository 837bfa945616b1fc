"""Answer a round: begin by the link, keep a draft, hand in; one answer for each invitation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_urlsafe
from typing import Any

from django.db import transaction

from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.surveys.announcements import Answered
from zhicai.surveys.models import Answer, Invitation, Round
from zhicai.surveys.queries import hash_of, is_open
from zhicai.surveys.rules.answering import check, draft_of
from zhicai.surveys.rules.content import content_of


@dataclass(frozen=True, slots=True)
class Respondent:
    """Whoever answers, as the audit log names them: an anonymous round never says who."""

    username: str = ""
    name: str = "答题人"
    office: str = ""


@transaction.atomic
def begin(round_: Round, *, place: Place | None = None, on: date, by: Actor | None = None) -> str:
    """Let someone who came by the link answer once; return their token, with which they resume.

    ``by`` is not recorded: who comes by a link is nobody in particular.
    """
    _require_open(round_, on)
    if not round_.link:
        raise OutOfScope
    if round_.asks_place and place is None:
        says = Text("请选择所在地区。", "Choose the place you belong to.")
        raise BadInput([Fault(says, field="place")])
    token = token_urlsafe(12)
    Invitation.objects.create(
        round=round_, token_hash=hash_of(token), place=place if round_.asks_place else None
    )
    return token


@transaction.atomic
def save_answers(
    invitation: Invitation,
    answers: Mapping[str, Any],
    *,
    step: int,
    on: date,
    by: Actor | None = None,
) -> Invitation:
    """Keep what has been answered so far, right or wrong; the invitation itself is the right."""
    invitation = _locked(invitation, on)
    content = content_of(invitation.round.version.content)
    invitation.draft = draft_of(content, {**invitation.draft, **answers})
    invitation.step = max(1, min(step, len(content.sections)))
    invitation.save(update_fields=["draft", "step"])
    return invitation


@transaction.atomic
def answer(
    invitation: Invitation,
    answers: Mapping[str, Any] | None = None,
    *,
    on: date,
    by: Actor | None = None,
) -> None:
    """Hand in the draft together with ``answers``; BadInput names every question that is wrong.

    Of an anonymous round the answer is stored without day, invitation or person; the invitation
    keeps only that it was used. Refused the second time.
    """
    invitation = _locked(invitation, on)
    round_ = invitation.round
    content = content_of(round_.version.content)
    kept, faults = check(content, draft_of(content, {**invitation.draft, **(answers or {})}))
    if faults:
        raise BadInput(faults)
    named = not round_.anonymous
    Answer.objects.create(
        round=round_,
        place_id=invitation.place_id,
        answers=kept,
        given_on=on if named else None,
        invitation=invitation if named else None,
    )
    invitation.used, invitation.draft, invitation.step = True, {}, 1
    invitation.save(update_fields=["used", "draft", "step"])
    who = by if by is not None and named else Respondent()
    record(who, "surveys.answered", round_, place=round_.place.code)
    announce(Answered(round_.pk, round_.about))


def _locked(invitation: Invitation, on: date) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    found = rows.select_related("round__version", "round__place").get(pk=invitation.pk)
    _require_open(found.round, on)
    if found.used:
        says = Text(
            "这份问卷已经提交，每人只能答一次。", "This was handed in; everyone answers once."
        )
        raise Refused([Reason(says)])
    return found


def _require_open(round_: Round, on: date) -> None:
    if is_open(round_, on):
        return
    says = Text(
        f"答题时间是 {round_.opens_on} 至 {round_.closes_on}，现在不能提交。",
        f"Answers are taken from {round_.opens_on} to {round_.closes_on}, not now.",
    )
    raise Refused([Reason(says)])
