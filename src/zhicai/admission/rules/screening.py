"""Screening, pure: who may be decided how, the published ranking, seats shared among cities."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

APPLIED, CONFIRMED, WITHDRAWN, RETURNED = "applied", "confirmed", "withdrawn", "returned"
STATES = (APPLIED, CONFIRMED, WITHDRAWN, RETURNED)
ACCEPT, RESERVE, REFUSE = "accept", "reserve", "refuse"
DECISIONS = (ACCEPT, RESERVE, REFUSE)
DRAFT, OPEN, CLOSED, SCREENED = "draft", "open", "closed", "screened"
STEPS: Mapping[str, frozenset[str]] = {
    APPLIED: frozenset({CONFIRMED, RETURNED, WITHDRAWN}),
    CONFIRMED: frozenset({WITHDRAWN}),
    WITHDRAWN: frozenset(),
    RETURNED: frozenset(),
}
"""To which states an application may go; who withdrew or was sent back applies anew."""

RECOMMENDED, CONDITION, IP_POST, TYPE, ANSWERED, TESTED = (
    "recommended", "condition", "ip-post", "type", "answered", "test",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RankLine:
    """A line of the published ranking: for what, how many points, in words."""

    item: str
    points: Decimal
    says: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """A candidate as the ranking sees one; ``conditions`` is how many are met."""

    pk: int
    city: str
    applied_at: datetime
    recommended: bool = False
    ip_post: bool = False
    type_fits: bool = True
    answered: bool = False
    conditions: int = 0
    test: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place, points, and the lines that gave them."""

    pk: int
    rank: int
    points: Decimal
    lines: tuple[tuple[Text, Decimal], ...] = ()


def points_of(one: Standing, scale: Sequence[RankLine]) -> tuple[tuple[Text, Decimal], ...]:
    """Return the lines of the ranking that give a candidate points, with how many."""
    times = {
        RECOMMENDED: Decimal(one.recommended),
        CONDITION: Decimal(one.conditions),
        IP_POST: Decimal(one.ip_post),
        TYPE: Decimal(one.type_fits),
        ANSWERED: Decimal(one.answered),
        TESTED: one.test or Decimal(0),
    }
    found = ((line.says, line.points * times.get(line.item, Decimal(0))) for line in scale)
    return tuple((says, points) for says, points in found if points)


def ranked(candidates: Iterable[Standing], scale: Sequence[RankLine]) -> list[Ranked]:
    """Return candidates by points, the most first; equal ones by the time they applied."""
    scored = [(one, points_of(one, scale)) for one in candidates]

    def place(pair: tuple[Standing, tuple[tuple[Text, Decimal], ...]]) -> tuple[object, ...]:
        one, lines = pair
        return (-sum(points for _, points in lines), one.applied_at, one.pk)

    return [
        Ranked(one.pk, number, sum((points for _, points in lines), Decimal(0)), lines)
        for number, (one, lines) in enumerate(sorted(scored, key=place), start=1)
    ]


def shares(candidates: Mapping[str, int], seats: int) -> dict[str, int]:
    """Return how many seats each city has by its share of the candidates, by largest remainder.

    Nobody gets more seats than candidates; all of them where there are seats enough.
    """
    total = sum(candidates.values())
    if total <= seats:
        return dict(candidates)
    exact = {city: Fraction(seats * number, total) for city, number in candidates.items()}
    found = {city: int(share) for city, share in exact.items()}
    rest = sorted(exact, key=lambda city: (found[city] - exact[city], city))
    for city in rest[: seats - sum(found.values())]:
        found[city] += 1
    return found


def quotas_of(
    fixed: Mapping[str, int], candidates: Mapping[str, int], seats: int
) -> dict[str, int]:
    """Return the quota of each city: as the province fixed it, the other seats by shares."""
    found = {city: number for city, number in fixed.items() if city in candidates}
    free = {city: number for city, number in candidates.items() if city not in fixed}
    return found | shares(free, max(0, seats - sum(found.values())))


def proposal(
    order: Sequence[Ranked], cities: Mapping[int, str], quotas: Mapping[str, int], seats: int
) -> dict[int, str]:
    """Return what the ranking proposes: accept within quotas and seats, the others in reserve."""
    left, free = dict(quotas), seats
    found = {}
    for one in order:
        city = cities[one.pk]
        takes = free > 0 and left.get(city, 0) > 0
        found[one.pk] = ACCEPT if takes else RESERVE
        if takes:
            left[city] -= 1
            free -= 1
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """A candidate as a decision sees one.

    ``conditions`` are those asked, ``met`` what was said of them; ``against`` are reasons of apps
    above. ``type_reason`` is given where the employer is of another type.
    """

    name: str
    state: str
    call: str
    conditions: Sequence[Text] = ()
    met: Mapping[str, bool] = field(default_factory=dict)
    answered: bool = True
    tested: bool = True
    type_reason: Reason | None = None
    against: Sequence[Reason] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the year asks of those who are taken; ``clauses`` by the key of the setting."""

    questionnaire: bool = False
    test: bool = False
    strict: bool = False
    clauses: Mapping[str, str] = field(default_factory=dict)


def decide(one: Facts, wanted: str, asked: Asked) -> Decision:
    """Say whether a candidate may be accepted, put in reserve or refused; every reason at once.

    Refusing needs a confirmed candidate of a call under screening; the others need every rule of
    the year kept as well.
    """
    if one.state != CONFIRMED:
        says = Text(f"{one.name}还没有确认或已退出。", f"{one.name} is not a confirmed candidate.")
        return Decision.refuse(says, asked.clauses.get("confirms"))
    if one.call != CLOSED:
        says = Text(
            "报名截止、开始遴选后才能决定；遴选完成后要先重新开始遴选。",
            "Decide once registration has closed and screening has begun; reopen it once finished.",
        )
        return Decision.refuse(says, asked.clauses.get("screening"))
    if wanted == REFUSE:
        return Decision.yes()
    return Decision.all_of(_unmet(one, asked))


def _unmet(one: Facts, asked: Asked) -> Iterable[Decision]:
    for condition in one.conditions:
        met = one.met.get(condition.zh)
        if met is None:
            says = Text(
                f"{one.name}：还没有判定“{condition.zh}”。",
                f"{one.name}: “{condition.en}” is not decided yet.",
            )
            yield Decision.refuse(says, asked.clauses.get("conditions"))
        elif not met:
            says = Text(
                f"{one.name}不符合“{condition.zh}”。", f"{one.name} does not meet “{condition.en}”."
            )
            yield Decision.refuse(says, asked.clauses.get("conditions"))
    if asked.questionnaire and not one.answered:
        says = Text(f"{one.name}还没有答问卷。", f"{one.name} has not answered the questionnaire.")
        yield Decision.refuse(says, asked.clauses.get("questionnaire"))
    if asked.test and not one.tested:
        says = Text(
            f"{one.name}没有入学测试成绩。", f"{one.name} has no mark of the entrance test."
        )
        yield Decision.refuse(says, asked.clauses.get("test"))
    if one.type_reason is not None:
        reasons = (one.type_reason,)
        yield Decision(allowed=not asked.strict, reasons=reasons)
    if one.against:
        yield Decision(allowed=False, reasons=tuple(one.against))


def within(
    taken: Mapping[str, int], more: Iterable[str], quotas: Mapping[str, int], *, seats: int
) -> Collection[str]:
    """Return what accepting more people (their cities) would exceed: codes of cities, "" for all.

    ``quotas`` are those that the province has fixed; a share of candidates holds nobody back.
    """
    found = dict(taken)
    for city in more:
        found[city] = found.get(city, 0) + 1
    over = [city for city, quota in quotas.items() if found.get(city, 0) > quota]
    return ([""] if sum(found.values()) > seats else []) + sorted(over)
