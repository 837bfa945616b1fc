"""Recommend trainees for assessment; city and base join in or send back (HB-2.2.1.g, A-HB-07)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import may, require
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.people.models import Person, Specialist
from zhicai.places.models import Place
from zhicai.places.queries import in_force, organisations_serving, path_of
from zhicai.planning.queries.plans import city_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.organisations import BASE as BASE_KIND
from zhicai.results.actions.forwarding import forward
from zhicai.results.announcements import Recommended
from zhicai.results.models import Completion, Joining, Recommendation
from zhicai.results.queries.law import recommends, ways_for
from zhicai.results.queries.recommendations import LIVE, body_of, candidates, sending_level
from zhicai.results.rules.recommending import (
    BASE,
    CITY,
    COUNTY,
    Candidate,
    Ways,
    awaited,
    decide_candidate,
)

LONGEST = 400
YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class _Sending:
    """An office that sends a list at one moment."""

    ways: Ways
    level: Level
    place: Place
    path: str
    by: Acting
    at: datetime

    @property
    def on(self) -> date:
        """The day."""
        return self.at.astimezone(CHINA).date()


def years_offered(year: ProgrammeYear) -> tuple[int, ...]:
    """Return for which years' assessment people may be recommended: this one and the next."""
    return tuple(range(year.year, year.year + YEARS_AHEAD + 1))


@transaction.atomic
def recommend(
    people: Iterable[int], year: ProgrammeYear, for_year: int, *, by: Acting, at: datetime
) -> list[Recommendation]:
    """Recommend people (keys) of the own office for the assessment of a year.

    Refused with the reason and clause of everyone who may not be recommended; nobody is sent then.
    """
    require(by, "results.recommend")
    on = at.astimezone(CHINA).date()
    if not recommends(year) or for_year not in years_offered(year):
        raise OutOfScope
    ways = ways_for(year, for_year, on=on)
    level = sending_level(by, ways)
    if level is None:
        says = Text(
            "按当年规则，推荐名单由市州报送。", "By the year's rules the city sends the list."
        )
        raise Refused([Reason(says, ways.clauses.get("by"))])
    place = Place.objects.get(pk=by.place_id)
    sending = _Sending(ways, level, place, path_of(place, on=on), by, at)
    keys = sorted(set(people))
    chosen = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=keys)}
    mine = set(
        candidates(by, year, for_year).filter(person__in=keys).values_list("person", flat=True)
    )
    if not keys or mine != set(keys):
        raise BadInput([Fault(Text("请选择要推荐的人。", "Choose whom to recommend."), "selected")])
    done = _completions(keys, year, ways)
    _insist(chosen, done, sending)
    rows = [_send(chosen[key], done.get(key, []), year, sending) for key in keys]
    _tell_next(rows, sending)
    _announce_confirmed(rows, at)
    return rows


def _completions(
    keys: Sequence[int], year: ProgrammeYear, ways: Ways
) -> dict[int, list[Completion]]:
    rows = Completion.objects.filter(
        registration__person__in=keys, completed=True,
        programme_year__programme=year.programme,
    ).select_related("registration", "programme_year")  # fmt: skip
    found: dict[int, list[Completion]] = {}
    for row in rows.order_by("completed_on", "pk"):
        found.setdefault(row.registration.person_id, []).append(row)
    return found


def _insist(
    people: dict[int, Person], done: dict[int, list[Completion]], sending: _Sending
) -> None:
    live = set(
        Recommendation.objects.filter(
            person__in=people, for_year=sending.ways.year, state__in=LIVE
        ).values_list("person", flat=True)
    )
    spells = Specialist.objects.filter(in_force(sending.on), person__in=people)
    certified = set(spells.values_list("person", flat=True))
    reasons: list[Reason] = []
    for key, person in people.items():
        facts = Candidate(
            person.name,
            tuple(row.programme_year.year for row in done.get(key, [])),
            key in live,
            key in certified,
        )
        decision = decide_candidate(facts, sending.ways)
        reasons += decision.reasons if not decision else ()
    if reasons:
        raise Refused(reasons)


def _send(
    person: Person, done: Sequence[Completion], year: ProgrammeYear, sending: _Sending
) -> Recommendation:
    ways, at, by = sending.ways, sending.at, sending.by
    counted = [row for row in done if ways.counts(row.programme_year.year)]
    joined = _joined_by_sender(sending)
    waits = awaited(ways, frozenset(joined), base_there=_has_base(sending.path, sending.on))
    row = Recommendation.objects.create(
        person=person, programme_year=year, for_year=ways.year, place=sending.place,
        level=sending.level.value, completion=counted[-1] if counted else None,
        state=Recommendation.State.SENT if waits else Recommendation.State.CONFIRMED,
        awaits_city=CITY in waits, awaits_base=BASE in waits, sent_at=at, sent_by=by.name,
        office=by.office, answered_at=None if waits else at,
    )  # fmt: skip
    for body in joined:
        _join(row, body, sending.place, by=by, at=at)
    record(
        by, "results.recommended", row, place=sending.place.code,
        clause=ways.clauses.get("by", ""), values={"for_year": ways.year, "awaits": sorted(waits)},
    )  # fmt: skip
    return row


def _joined_by_sender(sending: _Sending) -> list[str]:
    """The bodies that the sending office is: a seat of both levels joins in as both (A-HB-06)."""
    bodies = {Level.COUNTY: COUNTY, Level.CITY: CITY}
    held = [body for level, body in bodies.items() if sending.by.at_level(level)]
    return held or [bodies[sending.level]]


def _join(
    row: Recommendation, body: str, place: Place, *, by: Acting, at: datetime, says: str = ""
) -> None:
    levels = {COUNTY: Level.COUNTY.value, CITY: Level.CITY.value}
    Joining.objects.create(
        recommendation=row, body=body, level=levels.get(body, ""), place=place, joined=True,
        says=says, on=at.astimezone(CHINA).date(), at=at, by=by.name, office=by.office,
    )  # fmt: skip


def _has_base(path: str, on: date) -> bool:
    return organisations_serving(path, BASE_KIND, on=on).exists()


def _tell_next(rows: Sequence[Recommendation], sending: _Sending) -> None:
    """Tell city and base that a list waits for them."""
    to: list[Addressee] = []
    if any(row.awaits_city for row in rows):
        city = city_of(sending.place, on=sending.on)
        to.append(Addressee(place_id=city.pk, level=Level.CITY))
    if any(row.awaits_base for row in rows):
        bases = organisations_serving(sending.path, BASE_KIND, on=sending.on)
        to += [Addressee(organisation_id=one.pk) for one in bases]
    name, n, year = sending.place.name, len(rows), sending.ways.year
    title = Text(
        f"{name}推荐 {n} 人参加 {year} 年度考核，请确认",
        f"{sending.place.english or name} recommends {n} for the assessment of {year}",
    )
    body = Text(
        "名单附到课学时和评估结果，可批量确认或退回。",
        "The list shows hours and evaluation; confirm or return it in one go.",
    )
    link = f"{reverse('results:recommendations')}?waits=1"
    about = f"results.recommendation:{rows[0].pk}"
    drafts = [
        Draft(one, title, body, f"{about}:{number}", link, about) for number, one in enumerate(to)
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=sending.by, at=sending.at)


def _announce_confirmed(rows: Sequence[Recommendation], at: datetime) -> None:
    done = tuple(row.pk for row in rows if row.state == Recommendation.State.CONFIRMED)
    if done:
        forward(done, at=at)
        announce(Recommended(rows[0].for_year, done, at))


@transaction.atomic
def answer(
    rows: Iterable[Recommendation], joins: bool, *, says: str = "", by: Acting, at: datetime
) -> int:
    """Join in recommendations as the user's body, or send them back with a reason.

    Return how many were answered; BadInput where nothing of it waits for the user, or no reason is
    given.
    """
    require(by, "results.confirm")
    body, on = body_of(by), at.astimezone(CHINA).date()
    keys = sorted({row.pk for row in rows})
    locked = Recommendation.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, state="sent"
    )
    waiting = [
        row
        for row in locked.select_related("place", "programme_year").order_by("pk")
        if (row.awaits_base if body == BASE else row.awaits_city and body == CITY)
        and may(by, "results.confirm", path_of(row.place, on=on))
    ]
    faults = _answer_faults(waiting, joins, says)
    if faults:
        raise BadInput(faults)
    for row in waiting:
        if joins:
            _confirm(row, body, by=by, at=at)
        else:
            _send_back(row, body, says.strip(), by=by, at=at)
    if joins:
        for year in sorted({row.for_year for row in waiting}):
            _announce_confirmed([row for row in waiting if row.for_year == year], at)
    else:
        _tell_senders(waiting, says.strip(), by=by, at=at)
    return len(waiting)


def _answer_faults(waiting: Sequence[Recommendation], joins: bool, says: str) -> list[Fault]:
    found = []
    if not waiting:
        text = Text("所选的推荐没有等待本单位确认的。", "None of these waits for your office.")
        found.append(Fault(text, "selected"))
    if not joins and not says.strip():
        text = Text("请写明退回的原因。", "Give the reason for sending back.")
        found.append(Fault(text, "says"))
    if len(says) > LONGEST:
        found.append(
            Fault(Text(f"不超过 {LONGEST} 字。", f"At most {LONGEST} characters."), "says")
        )
    return found


def _confirm(row: Recommendation, body: str, *, by: Acting, at: datetime) -> None:
    own = Place.objects.get(pk=by.place_id)
    _join(row, body, own, by=by, at=at)
    if body == BASE:
        row.awaits_base = False
    else:
        row.awaits_city = False
    if not (row.awaits_base or row.awaits_city):
        row.state, row.answered_at = Recommendation.State.CONFIRMED, at
    row.save(update_fields=["awaits_base", "awaits_city", "state", "answered_at"])
    record(by, "results.recommendation_joined", row, place=row.place.code, values={"body": body})


def _send_back(row: Recommendation, body: str, says: str, *, by: Acting, at: datetime) -> None:
    row.state, row.says, row.answered_at = Recommendation.State.RETURNED, says, at
    row.save(update_fields=["state", "says", "answered_at"])
    Joining.objects.create(
        recommendation=row, body=body, place_id=by.place_id, joined=False, says=says,
        level=Level.CITY.value if body == CITY else "", on=at.astimezone(CHINA).date(), at=at,
        by=by.name, office=by.office,
    )  # fmt: skip
    record(
        by, "results.recommendation_returned", row, place=row.place.code, reason=says,
        values={"body": body},
    )  # fmt: skip


def _tell_senders(rows: Sequence[Recommendation], says: str, *, by: Acting, at: datetime) -> None:
    offices: dict[tuple[int, str], list[Recommendation]] = {}
    for row in rows:
        offices.setdefault((row.place_id, row.level), []).append(row)
    drafts = []
    for (place, level), some in offices.items():
        title = Text(f"{len(some)} 人的推荐已退回", f"{len(some)} recommendations were sent back")
        body = Text(f"退回单位：{by.office}。原因：{says}", f"By {by.office}. Reason: {says}")
        about = f"results.recommendation:{some[0].pk}"
        link = f"{reverse('results:recommendations')}?state=returned"
        drafts.append(
            Draft(Addressee(place_id=place, level=Level(level)), title, body,
                  f"{about}:returned", link, about)
        )  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)


@transaction.atomic
def withdraw(row: Recommendation, *, reason: str, by: Acting, at: datetime) -> Recommendation:
    """Take back a recommendation of the own office that is not confirmed yet, with a reason."""
    require(by, "results.recommend")
    found = Recommendation.objects.select_for_update().get(pk=row.pk)
    own = by.organisation_id is None and found.place_id == by.place_id
    if not own or not by.at_level(Level(found.level)) or found.state != Recommendation.State.SENT:
        raise OutOfScope
    if not reason.strip():
        says = Text("请写明撤回的原因。", "Give the reason for taking it back.")
        raise BadInput([Fault(says, "reason")])
    found.state, found.says, found.answered_at = (
        Recommendation.State.WITHDRAWN, reason.strip()[:LONGEST], at,
    )  # fmt: skip
    found.awaits_city = found.awaits_base = False
    found.save(update_fields=["state", "says", "answered_at", "awaits_city", "awaits_base"])
    record(by, "results.recommendation_withdrawn", found, reason=found.says)
    return found
