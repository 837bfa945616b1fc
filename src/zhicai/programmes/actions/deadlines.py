"""Move a due date for some seats, waive a duty, restore it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.law.engine import Relief, effective_span
from zhicai.law.schema import Level, Obligation
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, tree
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.announcements import DeadlineChanged
from zhicai.programmes.ledger import seats_owing
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, reliefs, settings_of, span_in

Kind = DeadlineDecision.Kind


@dataclass(frozen=True, slots=True)
class _Seat:
    place: PlaceFacts
    present_due: date | None
    relief: Relief | None


@transaction.atomic
def extend_deadline(
    year: ProgrammeYear,
    obligation: str,
    *,
    places: Iterable[Place],
    due: date,
    reason: str,
    by: Acting,
    at: datetime,
) -> list[DeadlineDecision]:
    """Give the seats of some places a later due date, with a reason; all of them or none.

    ``obligation`` names the rule, and with it the level of the seats. Refused for a day that does
    not lie after a seat's present due date, and for rules that hang on a class's own dates.
    """
    refuse_faults(rules.reason_faults(reason))
    rule, seats = _seats(year, obligation, places, by=by, on=localtime(at).date())
    answers = (rules.may_extend(rule, present=seat.present_due, new=due) for seat in seats)
    refusal = next((answer for answer in answers if not answer.allowed), Decision.yes())
    refusal.insist()
    return [
        _decide(year, rule, seat.place, Kind.EXTENDED, due=due, reason=reason, by=by, at=at)
        for seat in seats
    ]


@transaction.atomic
def waive(
    year: ProgrammeYear,
    obligation: str,
    *,
    places: Iterable[Place],
    reason: str,
    by: Acting,
    at: datetime,
) -> list[DeadlineDecision]:
    """Free the seats of some places from a duty in this year, with a reason."""
    refuse_faults(rules.reason_faults(reason))
    rule, seats = _seats(year, obligation, places, by=by, on=localtime(at).date())
    return [
        _decide(year, rule, seat.place, Kind.WAIVED, due=None, reason=reason, by=by, at=at)
        for seat in seats
        if not (seat.relief and seat.relief.waived)
    ]


@transaction.atomic
def restore(
    year: ProgrammeYear,
    obligation: str,
    *,
    places: Iterable[Place],
    reason: str,
    by: Acting,
    at: datetime,
) -> list[DeadlineDecision]:
    """End an extension or a waiver: the notice's own date holds again.

    Refused where no such decision is in force.
    """
    refuse_faults(rules.reason_faults(reason))
    rule, seats = _seats(year, obligation, places, by=by, on=localtime(at).date())
    bare = [seat.place for seat in seats if seat.relief is None]
    if bare:
        says = Text(
            f"{bare[0].name}没有延期或免除，不需要恢复。",
            f"{bare[0].en} has neither an extension nor a waiver to end.",
        )
        raise Refused([Reason(says, rule.clause)])
    return [
        _decide(year, rule, seat.place, Kind.RESTORED, due=None, reason=reason, by=by, at=at)
        for seat in seats
    ]


def _seats(
    year: ProgrammeYear, obligation: str, places: Iterable[Place], *, by: Acting, on: date
) -> tuple[Obligation, list[_Seat]]:
    """The rule and the seats that owe it; BadInput for a place that owes no such thing."""
    require_keeper(by, year)
    rule = law_of(year).obligations.get(obligation)
    if rule is None:
        raise OutOfScope
    settings = settings_of(year, on=on)
    owing = {
        place.id: place for place in seats_owing(rule, tree(year.province.code, on=on), settings)
    }
    wanted = list(dict.fromkeys(places))
    faults = [
        Fault(
            Text(
                f"{place.name}没有“{rule.short.zh}”这项任务。",
                f"{place.english or place.name} does not owe “{rule.short.en}”.",
            ),
            field="places",
        )
        for place in wanted
        if place.pk not in owing
    ]
    if not wanted:
        says = Text("请至少选一个单位。", "Choose at least one office.")
        faults.append(Fault(says, field="places"))
    if faults:
        raise BadInput(faults)
    span = span_in(rule, year, settings, date_rules(settings))
    relieved = reliefs(year)
    seats = []
    for place in wanted:
        relief = relieved.get((rule.id, place.pk, rule.who))
        effective = effective_span(span, relief)
        seats.append(_Seat(owing[place.pk], effective.due if effective else None, relief))
    return rule, seats


def _decide(
    year: ProgrammeYear,
    rule: Obligation,
    place: PlaceFacts,
    kind: DeadlineDecision.Kind,
    *,
    due: date | None,
    reason: str,
    by: Acting,
    at: datetime,
) -> DeadlineDecision:
    decision = DeadlineDecision.objects.create(
        programme_year=year,
        obligation=rule.id,
        place_id=place.id,
        level=rule.who.value,
        kind=kind,
        due=due,
        **decided(by, at=at, reason=reason),
    )
    record(
        by,
        f"programmes.deadline_{kind.value}",
        decision,
        place=place.code,
        clause=rule.clause,
        reason=reason.strip(),
        values={
            "obligation": rule.id,
            "level": rule.who.value,
            "due": due.isoformat() if due else None,
        },
    )
    announce(
        DeadlineChanged(
            programme_year_id=year.pk,
            obligation=rule.id,
            place_id=place.id,
            level=Level(rule.who),
            kind=kind.value,
            due=due,
            reason=reason.strip(),
        )
    )
    return decision
