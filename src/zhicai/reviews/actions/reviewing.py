"""Assign reviewers, take their blind scores, decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.queries import employers_of
from zhicai.places.queries import path_of
from zhicai.reviews.actions.rounds import day_of
from zhicai.reviews.models import Application, Review
from zhicai.reviews.permissions import RUN, SCORE
from zhicai.reviews.queries.upgrading import (
    applications_seen,
    review_for,
    reviewers_offered,
    units_of,
)
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.upgrading import (
    FIRST,
    SECOND,
    THIRD,
    Outcome,
    conflict,
    decide,
    level_of,
    score_faults,
    scored_of,
    total_of,
)

State = Application.State
LONGEST_OPINION = 1000


@transaction.atomic
def assign_reviewers(
    applications: Sequence[int], reviewers: Sequence[int], *, by: Acting, at: datetime
) -> int:
    """Assign reviewers to applications under review; returns how many were assigned.

    Two each, a third only where the scores of the two lie too far apart. Who is assigned already
    stays. Refused, with the names, where somebody would review the own self or the own employer's
    people, or where all places are taken; then nobody is assigned.
    """
    on = day_of(at)
    offered = {key: (name, office) for key, name, office in reviewers_offered(by, on=on)}
    chosen = list(dict.fromkeys(reviewers))
    if not chosen or any(one not in offered for one in chosen):
        says = Text("请从名单里选评审人。", "Choose reviewers from the list.")
        raise BadInput([Fault(says, "reviewers")])
    seen = applications_seen(by, on=on).filter(pk__in=list(applications))
    rows = list(
        Application.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in seen]
        ).select_related("person__home", "round__criteria").prefetch_related("reviews")
    )  # fmt: skip
    if not rows or len(rows) != len(set(applications)):
        raise OutOfScope
    employers = employers_of([row.person_id for row in rows])
    units = units_of(chosen, on=on)
    made: list[Review] = []
    reasons: list[Reason] = []
    for row in rows:
        require(by, RUN.name, path_of(row.person.home, on=on))
        work = employers.get(row.person_id)
        employer = work.organisation_id if work else None
        for user in chosen:
            no = conflict(reviewer=user, applicant_user=row.person.user_id,
                          reviewer_units=units[user], employer=employer)  # fmt: skip
            if no is not None:
                name = offered[user][0]
                reasons.append(
                    Reason(
                        Text(
                            f"{name}（申请人 {row.person.name}）：{no.zh}",
                            f"{name} (applicant {row.person.name}): {no.en}",
                        )
                    )
                )
        made += _places(row, chosen, reasons, offered, by, at)  # fmt: skip
    if reasons:
        raise Refused(reasons)
    Review.objects.bulk_create(made)
    for review in made:
        record(by, "reviews.assigned", review, values={"number": review.number})
    return len(made)


def _places(
    row: Application, chosen: Sequence[int], reasons: list[Reason],
    offered: Mapping[int, tuple[str, str]], by: Acting, at: datetime,
) -> list[Review]:  # fmt: skip
    there = list(row.reviews.all())
    taken = {one.number for one in there}
    new = [user for user in chosen if user not in {one.reviewer_id for one in there}]
    free = [number for number in (FIRST, SECOND) if number not in taken]
    if row.state != State.REVIEWING:
        free = []
    elif not free and THIRD not in taken and _outcome(row).needs == THIRD:
        free = [THIRD]
    if len(new) > len(free):
        name = row.person.name
        reasons.append(
            Reason(
                Text(
                    f"{name}：还能指派 {len(free)} 人，选了 {len(new)} 人。"
                    "核查通过后指派两人，分差过大时再指派第三人。",
                    f"{name}: {len(free)} more can be assigned, {len(new)} were chosen. Two after "
                    "the check; a third where the scores lie too far apart.",
                )
            )
        )
        return []
    return [
        Review(application=row, number=number, reviewer_id=user, name=offered[user][0],
               office=offered[user][1], assigned_at=at, assigned_by=by.name)
        for number, user in zip(free, new, strict=False)
    ]  # fmt: skip


def _outcome(row: Application) -> Outcome:
    level = level_of(content_of(row.round.criteria.content), row.grade)
    assert level is not None
    totals = {one.number: one.total for one in row.reviews.all() if one.total is not None}
    return decide(level, totals)


@transaction.atomic
def hand_in_scores(
    found: Review, *, scores: Mapping[str, Decimal | None], opinion: str, by: Acting, at: datetime
) -> Review:
    """Hand in one's scores for an application; they cannot be changed afterwards.

    The last one awaited decides the application by the criteria. BadInput with every score that is
    missing or out of range, and for no opinion.
    """
    require(by, SCORE.name)
    review_for(by, found.pk)
    row = Application.objects.select_for_update(of=("self",)).select_related(
        "person__home", "round__criteria", "round__programme_year__province"
    ).get(pk=found.application_id)  # fmt: skip
    review = Review.objects.select_for_update().get(pk=found.pk)
    if review.submitted_at is not None:
        return review
    if row.state != State.REVIEWING:
        no = Text("这份申请已不在评审中。", "This application is no longer under review.")
        raise Refused([Reason(no)])
    rules = scored_of(content_of(row.round.criteria.content), row.grade)
    faults = score_faults(rules, scores)
    words = opinion.strip()
    if not 0 < len(words) <= LONGEST_OPINION:
        no = Text(f"请写评审意见，不超过 {LONGEST_OPINION} 字，申请人会看到。",
                  f"Write an opinion of at most {LONGEST_OPINION} characters; the applicant reads "
                  "it.")  # fmt: skip
        faults.append(Fault(no, "opinion"))
    if faults:
        raise BadInput(faults)
    given = {one.id: scores[one.id] or Decimal(0) for one in rules}
    review.scores = {key: str(value) for key, value in given.items()}
    review.total, review.opinion, review.submitted_at = total_of(rules, given), words, at
    review.save(update_fields=["scores", "total", "opinion", "submitted_at"])
    record(by, "reviews.scored", review, place=row.person.home.code,
           values={"number": review.number})  # fmt: skip
    _decide(row, at)
    return review


def _decide(row: Application, at: datetime) -> None:
    outcome = _outcome(row)
    if outcome.score is None:
        return
    row.state = State.PASSED if outcome.passed else State.FAILED
    row.score, row.decided_at = outcome.score, at
    row.decision_zh, row.decision_en = outcome.says.zh, outcome.says.en
    row.save(update_fields=["state", "score", "decided_at", "decision_zh", "decision_en"])
    record(SYSTEM, "reviews.decided", row, place=row.person.home.code,
           values={"passed": outcome.passed, "score": str(outcome.score)})  # fmt: skip
