"""What placing is told: the people of a list, the classes it may use, their free seats, quotas."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from zhicai.admission.models import AdmissionList, ListEntry, Placement, Registration
from zhicai.admission.queries.asking import assessed_of
from zhicai.admission.queries.calls import CallFrame
from zhicai.admission.queries.lists import ListDesk, has_left, present_class
from zhicai.admission.queries.rosters import SEATED
from zhicai.admission.rules.eligibility import OTHER, OTHER_SAYS
from zhicai.admission.rules.lists import BEGUN
from zhicai.admission.rules.placement import (
    CITY,
    KIND,
    REGION,
    Applicant,
    Offer,
    Placing,
    Quota,
)
from zhicai.foundation.text import Text
from zhicai.training.models import TrainingClass
from zhicai.training.queries.assessment import in_assessment

BYS = (REGION, CITY, KIND)


def class_name(found: TrainingClass) -> Text:
    """Return how a class is called in sentences."""
    return Text(found.title, found.title)


def classes_to_choose(frame: CallFrame) -> list[TrainingClass]:
    """Return the classes of the year in which people can still be placed."""
    rows = in_assessment(frame.year).exclude(state__in=BEGUN)
    return list(rows.select_related("place", "venue_place").order_by("starts_on", "pk"))


def classes_used(desk: ListDesk) -> list[TrainingClass]:
    """Return the classes that a list places into: those chosen, else those of its region, else all.

    A region places into its own classes, so that the seats of the others are left to theirs.
    """
    found = classes_to_choose(desk.frame)
    chosen = set(desk.row.classes if desk.row is not None else ())
    if chosen:
        return [one for one in found if one.pk in chosen]
    own = [one for one in found if _region(desk.frame, one.venue_place_id) == desk.call.region_key]
    return own or found


def free_for(row: AdmissionList, classes: Iterable[TrainingClass]) -> dict[int, int]:
    """Return how many seats of classes a list may fill: those that nobody else has or holds.

    Seats are taken by live registrations, and held by people of other lists not yet settled. What
    the list's own people have is free to it.
    """
    found = {one.pk: one.capacity for one in classes}
    mine = Placement.objects.filter(until=None, entry__admission_list=row)
    own = set(mine.values_list("training_class_id", "entry__candidate__person_id"))
    seated = Registration.objects.filter(training_class__in=found, state__in=SEATED)
    for pk, person in seated.values_list("training_class_id", "person_id"):
        found[pk] -= (pk, person) not in own
    held = Placement.objects.filter(
        until=None, training_class__in=found, entry__admission_list__placed_sha256=""
    ).exclude(entry__admission_list=row)
    for pk, n in held.order_by().values_list("training_class_id").annotate(n=Count("pk")):
        found[pk] -= n
    return found


def _region(frame: CallFrame, place_id: int) -> str:
    found = frame.region_at(place_id)
    return found.key if found is not None else ""


def _city(frame: CallFrame, place_id: int) -> str:
    found = frame.city_at(place_id)
    return found.code if found is not None else ""


@dataclass(frozen=True, slots=True)
class Term:
    """A quota of a list as it is kept and shown."""

    training_class: int
    quota: Quota


def terms_of(row: AdmissionList) -> list[Term]:
    """Return the quotas that are kept with a list."""
    return [_term(one) for one in row.quotas]


def _term(kept: Mapping[str, Any]) -> Term:
    return Term(kept["class"], Quota(kept["by"], kept["value"], kept["least"], kept["most"]))


def kept_term(term: Term) -> dict[str, Any]:
    """Return a quota as it is kept."""
    quota = term.quota
    return {"class": term.training_class, "by": quota.by, "value": quota.value,
            "least": quota.least, "most": quota.most}  # fmt: skip


def names_of(frame: CallFrame) -> dict[tuple[str, str], Text]:
    """Return the words for everything that a quota may go by."""
    found = {(REGION, one.key): one.name for one in frame.regions.regions}
    for one in frame.regions.regions:
        for code in one.cities:
            place = frame.places.by_code.get(code)
            if place is not None:
                found[CITY, code] = Text(place.zh, place.en)
    kinds = assessed_of(frame.year, on=frame.on).names
    return found | {(KIND, key): says for key, says in kinds.items()} | {(KIND, OTHER): OTHER_SAYS}


def applicants_of(entries: Iterable[ListEntry], frame: CallFrame) -> list[Applicant]:
    """Return the people of a list as placing sees them; the key is the entry's."""
    known: dict[int, tuple[str, str]] = {}
    found = []
    for entry in entries:
        one = entry.candidate
        place = one.employer_place_id
        if place not in known:
            known[place] = (_region(frame, place), _city(frame, place))
        region, city = known[place]
        kind = one.employer_type or OTHER
        found.append(Applicant(entry.pk, one.rank or entry.position, region, city, kind))
    return found


def placing_of(desk: ListDesk, entries: Sequence[ListEntry], *, keep: bool) -> Placing:
    """Return the question that a list puts to the solver.

    ``keep``: who was placed by hand stays there, and counts towards seats and quotas.
    """
    assert desk.row is not None
    frame, row = desk.frame, desk.row
    entries = [one for one in entries if not has_left(one)]
    pinned = {
        one.pk: now.training_class_id
        for one in entries
        if keep and (now := present_class(one)) is not None and now.by_hand
    }
    classes = classes_used(desk)
    free = free_for(row, classes)
    people = applicants_of(entries, frame)
    stay: dict[int, list[Applicant]] = {}
    for one in people:
        if one.key in pinned:
            stay.setdefault(pinned[one.key], []).append(one)
    offers = []
    for found in classes:
        here = stay.get(found.pk, [])
        quotas = [
            _less(term.quota, here) for term in terms_of(row) if term.training_class == found.pk
        ]
        seats = max(0, free[found.pk] - len(here))
        place = found.venue_place_id
        offers.append(
            Offer(found.pk, class_name(found), seats, _region(frame, place), _city(frame, place),
                  tuple(quotas))
        )  # fmt: skip
    rest = tuple(one for one in people if one.key not in pinned)
    return Placing(rest, tuple(offers), names_of(frame))


def _less(quota: Quota, here: Iterable[Applicant]) -> Quota:
    """Return a quota less those of it who stay where they are."""
    n = Counter(quota_value(quota, one) for one in here)[quota.value]
    most = None if quota.most is None else max(0, quota.most - n)
    return Quota(quota.by, quota.value, max(0, quota.least - n), most)


def quota_value(quota: Quota, one: Applicant) -> str:
    """Return what somebody is in the eyes of a quota."""
    return {REGION: one.region, CITY: one.city, KIND: one.kind}[quota.by]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class of a list: free seats, how many stand in it, each quota with its number."""

    found: TrainingClass
    seats: int
    placed: int
    quotas: tuple[tuple[Text, Quota, int], ...]

    @property
    def left(self) -> int:
        """Seats left to the list."""
        return self.seats - self.placed

    @property
    def broken(self) -> bool:
        """Whether a quota does not hold."""
        return any(not keeps(quota, n) for _, quota, n in self.quotas)


def keeps(quota: Quota, n: int) -> bool:
    """Say whether a number is within a quota."""
    return n >= quota.least and (quota.most is None or n <= quota.most)


def class_lines(desk: ListDesk, entries: Sequence[ListEntry]) -> list[ClassLine]:
    """Return the classes of a list with what they hold now."""
    if desk.row is None:
        return []
    here: dict[int, list[Applicant]] = {}
    kept = [one for one in entries if not has_left(one)]
    for entry, one in zip(kept, applicants_of(kept, desk.frame), strict=True):
        now = present_class(entry)
        if now is not None:
            here.setdefault(now.training_class_id, []).append(one)
    classes = {one.pk: one for one in classes_used(desk)} if not desk.settled else {}
    missing = [pk for pk in here if pk not in classes]
    classes |= {one.pk: one for one in TrainingClass.objects.filter(pk__in=missing)}
    free = free_for(desk.row, classes.values())
    names, terms = names_of(desk.frame), terms_of(desk.row)
    return [
        ClassLine(
            found,
            free[pk],
            len(here.get(pk, ())),
            tuple(
                (
                    names.get((q.by, q.value), Text(q.value, q.value)),
                    q,
                    sum(quota_value(q, one) == q.value for one in here.get(pk, ())),
                )
                for q in (term.quota for term in terms if term.training_class == pk)
            ),
        )
        for pk, found in sorted(classes.items(), key=lambda one: (one[1].starts_on, one[0]))
    ]
