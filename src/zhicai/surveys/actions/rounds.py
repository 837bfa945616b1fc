"""Open a round, invite someone to it, close it early."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_urlsafe

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.places.queries import path_of
from zhicai.surveys.announcements import RoundOpened
from zhicai.surveys.models import Invitation, Round, Target, Version
from zhicai.surveys.queries import hash_of


@dataclass(frozen=True, slots=True)
class Terms:
    """How a round asks: named or not, when, by a link or only those invited, how many it expects.

    ``expected`` maps a place to the number of answers hoped for.
    """

    title: str
    opens_on: date
    closes_on: date
    anonymous: bool
    by_link: bool = True
    asks_place: bool = False
    about: str = ""
    expected: Mapping[Place, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone to be asked: a user who signs in, or a person who gets a token; where they belong."""

    label: str = ""
    place: Place | None = None
    user: User | None = None


@transaction.atomic
def open_round(version: Version, *, place: Place, terms: Terms, by: Acting, on: date) -> Round:
    """Open a round of a published version; BadInput for all that is wrong with its terms."""
    require(by, "surveys.run", path_of(place, on=on))
    faults = _term_faults(terms, on)
    if faults:
        raise BadInput(faults)
    opened = Round.objects.create(
        version=version,
        title=terms.title.strip(),
        about=terms.about,
        place=place,
        opens_on=terms.opens_on,
        closes_on=terms.closes_on,
        anonymous=terms.anonymous,
        link=token_urlsafe(9) if terms.by_link else "",
        asks_place=terms.asks_place,
        opened_by=by.name,
    )
    Target.objects.bulk_create(
        Target(round=opened, place=at, expected=number) for at, number in terms.expected.items()
    )
    values = {
        "version": version.pk,
        "opens": terms.opens_on.isoformat(),
        "closes": terms.closes_on.isoformat(),
        "anonymous": terms.anonymous,
        "expected": sum(terms.expected.values()),
    }
    record(by, "surveys.round_opened", opened, place=place.code, values=values)
    announce(RoundOpened(opened.pk, opened.about))
    return opened


def _term_faults(terms: Terms, on: date) -> list[Fault]:
    faults = []
    if not terms.title.strip():
        says = Text("请写调查名称。", "Give the survey a title.")
        faults.append(Fault(says, field="title"))
    if terms.closes_on < max(on, terms.opens_on):
        says = Text(
            "截止日期不能早于开始日期和今天。",
            "The last day cannot lie before the first, nor before today.",
        )
        faults.append(Fault(says, field="closes_on"))
    return faults


@transaction.atomic
def invite(round_: Round, guests: Iterable[Guest], *, by: Acting, on: date) -> list[str]:
    """Let some people answer once each; return their tokens, which are kept nowhere else.

    A user who is invited already keeps the first invitation and gets no new token ("").
    """
    require(by, "surveys.run", path_of(round_.place, on=on))
    if on > round_.closes_on:
        raise Refused([Reason(_CLOSED)])
    asked = list(guests)
    known = set(
        Invitation.objects.filter(round=round_, user__isnull=False).values_list("user", flat=True)
    )
    tokens = [
        "" if guest.user is not None and guest.user.pk in known else token_urlsafe(12)
        for guest in asked
    ]
    Invitation.objects.bulk_create(
        Invitation(
            round=round_,
            token_hash=hash_of(token),
            place=guest.place,
            user=guest.user,
            label=guest.label.strip(),
        )
        for guest, token in zip(asked, tokens, strict=True)
        if token
    )
    values = {"invited": sum(map(bool, tokens))}
    record(by, "surveys.invited", round_, place=round_.place.code, values=values)
    return tokens


_CLOSED = Text("这次调查已经结束。", "This survey has ended.")


@transaction.atomic
def close_round(round_: Round, *, reason: str, by: Acting, on: date) -> Round:
    """End a round today, with a reason; refused once it has ended by itself."""
    round_ = Round.objects.select_for_update(of=("self",)).select_related("place").get(pk=round_.pk)
    require(by, "surveys.run", path_of(round_.place, on=on))
    if not reason.strip():
        says = Text("请写明提前结束的理由。", "Say why it ends early.")
        raise BadInput([Fault(says, field="reason")])
    if on > round_.closes_on or on <= round_.opens_on:
        says = Text(
            "只能提前结束已经开始一天以上、还没有截止的调查。",
            "Only a survey that began before today and has not ended can be ended early.",
        )
        raise Refused([Reason(says)])
    before = round_.closes_on
    round_.closes_on = date.fromordinal(on.toordinal() - 1)
    round_.save(update_fields=["closes_on"])
    values = {"closes": round_.closes_on.isoformat(), "before": before.isoformat()}
    record(
        by,
        "surveys.round_closed",
        round_,
        place=round_.place.code,
        reason=reason.strip(),
        values=values,
    )
    return round_
