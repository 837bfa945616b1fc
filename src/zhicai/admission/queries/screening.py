"""The screening table of a call: candidates ranked by the published rule, what it proposes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zhicai.admission.checks import reasons_against
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.asking import assessed_of
from zhicai.admission.queries.calls import CallFrame
from zhicai.admission.rules.eligibility import Asked as AskedOfEmployers
from zhicai.admission.rules.eligibility import Employer, eligibility
from zhicai.admission.rules.screening import (
    ACCEPT,
    CLOSED,
    Asked,
    Facts,
    Ranked,
    Standing,
    decide,
    proposal,
    quotas_of,
    ranked,
)
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.queries import law_of

METRIC = "admission.lists_locked"


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate in the table; ``proposed`` is what the ranking says, ``problems`` why not."""

    row: Candidate
    city: PlaceFacts | None
    ranked: Ranked
    proposed: str
    answered: bool
    type_reason: Reason | None
    against: tuple[Reason, ...]
    facts: Facts
    verdict: Decision

    @property
    def pk(self) -> int:
        """The key of the candidate."""
        return self.row.pk

    @property
    def rank(self) -> int:
        """The place by the published ranking."""
        return self.ranked.rank

    @property
    def applied_at(self) -> object:
        """When the application came."""
        return self.row.applied_at

    @property
    def city_code(self) -> str:
        """The code of the employer's city."""
        return self.city.code if self.city is not None else ""

    @property
    def decision(self) -> str:
        """What was decided."""
        return self.row.decision

    @property
    def notes(self) -> tuple[Reason, ...]:
        """What no column of its own shows: another type of employer, reasons of apps above."""
        found = () if self.type_reason is None else (self.type_reason,)
        return (*found, *self.against)

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against accepting, and nothing wants a second look."""
        return self.verdict.allowed and not self.verdict.reasons


@dataclass(frozen=True, slots=True)
class Quota:
    """A city's candidates, quota and decisions; ``fixed`` by the province, else a share."""

    city: PlaceFacts | None
    candidates: int
    quota: int
    fixed: bool
    accepted: int

    @property
    def over(self) -> bool:
        """Whether more are accepted than the quota."""
        return self.accepted > self.quota


@dataclass(frozen=True, slots=True)
class Screening:
    """The whole table of a call on a day."""

    call: Call
    frame: CallFrame
    lines: tuple[Line, ...]
    quotas: tuple[Quota, ...]
    conditions: tuple[Text, ...]
    asked: Asked

    @property
    def by_pk(self) -> dict[int, Line]:
        """The lines by the candidate's key."""
        return {line.pk: line for line in self.lines}

    @property
    def seats(self) -> int:
        """Seats to fill: the call's, or one for everybody while they are not fixed."""
        return self.call.seats or len(self.lines)

    def counted(self) -> Counter[str]:
        """Return how many are decided in each way; "" are undecided."""
        return Counter(line.decision for line in self.lines)


def asked_in(frame: CallFrame) -> Asked:
    """Return what a year asks of those who are taken, with the clauses."""
    rules, law = frame.rules, law_of(frame.year)
    rule = next((one for one in law.obligations.values() if one.metric == METRIC), None)
    keys = {
        "confirms": "office-confirms-registration",
        "conditions": "admission-conditions",
        "questionnaire": "questionnaire-required",
        "test": "entrance-test",
        "quotas": "screening-quotas",
        "rank": "screening-rank",
    }
    clauses = {key: rules.clauses[name] for key, name in keys.items() if name in rules.clauses}
    clauses["screening"] = clauses.get("rank") or (rule.clause if rule is not None else "")
    return Asked(
        rules.questionnaire, rules.test, assessed_of(frame.year, on=frame.on).strict, clauses
    )


def candidates_of(call: Call) -> list[Candidate]:
    """Return the confirmed candidates of a call; the sealed number is not read."""
    rows = Candidate.objects.filter(call=call, state=Candidate.State.CONFIRMED)
    rows = rows.select_related("person", "employer_place", "invitation")
    return list(rows.defer("person__id_number", "token").order_by("pk"))


def screening_of(
    call: Call, frame: CallFrame, rows: Sequence[Candidate] | None = None
) -> Screening:
    """Return the screening table of a call; a handful of queries however many candidates."""
    found = candidates_of(call) if rows is None else list(rows)
    conditions = frame.rules.asked(call.conditions)
    asked = asked_in(frame)
    employers = assessed_of(frame.year, on=frame.on)
    against = reasons_against(frame.year, (row.person_id for row in found), on=frame.on)
    fits = {row.pk: _type_reason(row, employers) for row in found}
    cities = {row.pk: frame.city_at(row.employer_place_id) for row in found}
    codes = {pk: city.code if city is not None else "" for pk, city in cities.items()}
    order = ranked(
        (_standing(row, codes[row.pk], conditions, fits[row.pk]) for row in found),
        frame.rules.scale,
    )
    seats = call.seats or len(found)
    quotas = quotas_of(frame.rules.quotas, Counter(codes.values()), seats)
    proposed = proposal(order, codes, quotas, seats)
    by_pk = {row.pk: row for row in found}
    lines = []
    for one in order:
        row = by_pk[one.pk]
        facts = _facts(row, call, conditions, fits[one.pk], against.get(row.person_id, ()))
        lines.append(
            Line(
                row, cities[one.pk], one, proposed[one.pk], facts.answered, fits[one.pk],
                against.get(row.person_id, ()), facts, _verdict(facts, asked),
            )
        )  # fmt: skip
    return Screening(
        call, frame, tuple(lines), tuple(_quotas(lines, quotas, frame)), conditions, asked
    )


def _verdict(facts: Facts, asked: Asked) -> Decision:
    """What the rules of the year say to accepting someone, were screening under way."""
    return decide(replace(facts, call=CLOSED), ACCEPT, asked)


def _standing(
    row: Candidate, city: str, conditions: Iterable[Text], other_type: Reason | None
) -> Standing:
    met: Mapping[str, bool] = row.conditions_met
    return Standing(
        row.pk,
        city,
        row.applied_at,
        recommended=bool(row.recommended_by),
        ip_post=row.is_ip_post,
        type_fits=other_type is None,
        answered=has_answered(row),
        conditions=sum(1 for one in conditions if met.get(one.zh)),
        test=row.test_mark,
    )


def has_answered(row: Candidate) -> bool:
    """Say whether a candidate has answered the questionnaire of the call."""
    return row.invitation is not None and row.invitation.used


def _type_reason(row: Candidate, employers: AskedOfEmployers) -> Reason | None:
    reasons = eligibility(employers, Employer(row.employer_type, local=True)).reasons
    return reasons[0] if reasons else None


def _facts(
    row: Candidate,
    call: Call,
    conditions: Sequence[Text],
    type_reason: Reason | None,
    against: Sequence[Reason],
) -> Facts:
    return Facts(
        row.person.name,
        row.state,
        call.state,
        conditions,
        row.conditions_met,
        answered=has_answered(row),
        tested=row.test_mark is not None,
        type_reason=type_reason,
        against=against,
    )


def _quotas(lines: Sequence[Line], quotas: Mapping[str, int], frame: CallFrame) -> Iterable[Quota]:
    counts = Counter(line.city_code for line in lines)
    accepted = Counter(line.city_code for line in lines if line.decision == ACCEPT)
    for code in sorted(counts):
        yield Quota(
            frame.places.by_code.get(code), counts[code], quotas.get(code, 0),
            code in frame.rules.quotas, accepted[code],
        )  # fmt: skip
