"""What results hold against a candidacy: recommendation, completion, a failed make-up (A-HB-07, 08,
12).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from zhicai.admission.checks import Check, register_check
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.results.models import Completion, MakeUp, Outcome, Recommendation
from zhicai.results.queries.law import recommends, ways_for
from zhicai.results.rules.recommending import (
    BODIES,
    BODY_WORDS,
    Candidate,
    Ways,
    decide_completed,
)

AGAIN = "re-enrolment"
Found = Mapping[int, Sequence[Reason]]


def recommendation_missing(year: ProgrammeYear, people: Sequence[int], on: date) -> Found:
    """Say who carries no recommendation that every body of the year's rules has joined."""
    ways = _ways(year, on)
    if ways is None or not ways.needed:
        return {}
    rows = Recommendation.objects.filter(
        person__in=people, for_year=year.year, state=Recommendation.State.CONFIRMED,
        programme_year__programme=year.programme, programme_year__province=year.province_id,
    )  # fmt: skip
    known = set(rows.values_list("person", flat=True))
    names = [BODY_WORDS[body] for body in BODIES if body in ways.by]
    says = Text(
        f"没有{'、'.join(one.zh for one in names)}共同确认的推荐，{year.year} 年起凭推荐参加考核。",
        f"No recommendation by {', '.join(one.en.lower() for one in names)}; the assessment of "
        f"{year.year} asks for one.",
    )
    reason = Reason(says, ways.clauses.get("by"))
    return {person: [reason] for person in people if person not in known}


def completion_missing(year: ProgrammeYear, people: Sequence[int], on: date) -> Found:
    """Say whose preparatory completion is missing or no longer counts, where the year asks for
    one.
    """
    ways = _ways(year, on)
    if ways is None or not ways.completion:
        return {}
    rows = Completion.objects.filter(
        registration__person__in=people, completed=True,
        programme_year__programme=year.programme,
    )  # fmt: skip
    done: dict[int, list[int]] = {}
    for person, its in rows.values_list("registration__person", "programme_year__year"):
        done.setdefault(person, []).append(its)
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    found = {}
    for person in people:
        facts = Candidate(names.get(person, ""), tuple(done.get(person, ())))
        decision = decide_completed(facts, ways)
        if not decision:
            found[person] = decision.reasons
    return found


def failed_before(year: ProgrammeYear, people: Sequence[int], on: date) -> Found:
    """Say who used the make-up of an earlier year in vain, where nobody may enrol again."""
    law = law_of(year)
    if AGAIN not in law.parameters or settings_of(year, on=on).get(AGAIN):
        return {}
    rows = Outcome.objects.filter(
        registration__person__in=people, state=Outcome.State.NOT_QUALIFIED,
        programme_year__programme=year.programme, programme_year__year__lt=year.year,
    ).exclude(registration__make_up=None)  # fmt: skip
    rows = rows.exclude(registration__make_up__state=MakeUp.State.OFFERED)
    clause = law.parameters[AGAIN].clause[0]
    found = {}
    for person, its in rows.values_list("registration__person", "programme_year__year"):
        says = Text(
            f"{its} 年补考后仍未合格，按规定不能再次参加。",
            f"Not qualified after the make-up of {its}; nobody enrols again.",
        )
        found[person] = [Reason(says, clause)]
    return found


def _ways(year: ProgrammeYear, on: date) -> Ways | None:
    return ways_for(year, year.year, on=on) if recommends(year) else None


for _check in (
    Check("results.completion", completion_missing),
    Check("results.make-up", failed_before),
    Check("results.recommendation", recommendation_missing),
):
    register_check(_check)
