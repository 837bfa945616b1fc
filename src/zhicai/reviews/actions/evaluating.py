"""Open an evaluation, put people on it, count from records, score by hand, close it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema.reviews import IndicatorRule
from zhicai.people.models import Person
from zhicai.reviews.actions.rounds import day_of, said_why
from zhicai.reviews.models import Evaluation, Score, Sheet
from zhicai.reviews.permissions import RUN
from zhicai.reviews.queries.evaluating import evaluation_for, to_evaluate
from zhicai.reviews.queries.facts import lines_of
from zhicai.reviews.queries.law import EVALUATION, ReviewLaw, law_of_year
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.evaluating import asked_of, score_of, total_of
from zhicai.reviews.rules.facts import value_of

State = Evaluation.State
BATCH = 500
MOST_VALUE = Decimal(99_999_999)
CLOSED = Text(
    "这次评价已定稿，不能再改；需要时重新评价。",
    "This evaluation is closed and never changes; evaluate anew beside it.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """Scores by hand of one sheet, by indicator."""

    sheet: int
    scores: Mapping[str, Decimal]


@transaction.atomic
def open_evaluation(law: ReviewLaw, *, why: str = "", by: Acting, at: datetime) -> Evaluation:
    """Open the evaluation of the year under the indicators in force; an open one stands.

    A closed one stays as it is: the new one is a further version beside it and says why. Refused,
    with HB-2.4.2.a, where no indicators are in force.
    """
    require(by, RUN.name, law.province)
    rows = Evaluation.objects.select_for_update().filter(programme_year=law.year)
    before = list(rows.order_by("-number"))
    if before and before[0].state == State.OPEN:
        return before[0]
    criteria = law.insist(EVALUATION)
    number = before[0].number + 1 if before else 1
    made = Evaluation.objects.create(
        programme_year=law.year, number=number, criteria=criteria,
        why=said_why(why, "why") if before else "", opened_at=at, opened_by=by.name,
    )  # fmt: skip
    if before:
        again = before[0].sheets.values_list("person", flat=True).filter(person__erased_at=None)
        _add(made, list(again))
    record(by, "reviews.evaluation_opened", made, place=law.province, reason=made.why,
           clause=law.clause(EVALUATION) or "", values={"number": number})  # fmt: skip
    return made


def _held(found: Evaluation, by: Acting, at: datetime) -> tuple[Evaluation, ReviewLaw]:
    evaluation_for(by, found.pk)
    row = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "programme_year__province", "criteria"
    ).get(pk=found.pk)  # fmt: skip
    law = law_of_year(row.programme_year, on=day_of(at))
    require(by, RUN.name, law.province)
    return row, law


def _open(found: Evaluation, by: Acting, at: datetime) -> tuple[Evaluation, ReviewLaw]:
    row, law = _held(found, by, at)
    if row.state != State.OPEN:
        raise Refused([Reason(CLOSED, law.clause(EVALUATION))])
    return row, law


def indicators_of(row: Evaluation) -> tuple[IndicatorRule, ...]:
    """Return the indicators of an evaluation."""
    return content_of(row.criteria.content).indicators


def _add(row: Evaluation, people: Sequence[int]) -> int:
    rules = indicators_of(row)
    by_hand = sum(one.how == "hand" for one in rules)
    made = Sheet.objects.bulk_create(
        [Sheet(evaluation=row, person_id=key, missing=by_hand) for key in people], batch_size=BATCH
    )
    Score.objects.bulk_create(
        [Score(sheet=sheet, indicator=one.id) for sheet in made for one in rules], batch_size=BATCH
    )
    return len(made)


@transaction.atomic
def add_people(
    found: Evaluation, *, place: str = "", year: int | None = None, category: str = "",
    by: Acting, at: datetime,
) -> int:  # fmt: skip
    """Put the present specialists who fit on the evaluation and count their facts; returns how
    many are new.
    """
    row, law = _open(found, by, at)
    rows = to_evaluate(by, row, place=place, year=year, category=category, on=law.on)
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    added = _add(row, keys)
    if added:
        _count(row, law.on, at)
        record(
            by,
            "reviews.evaluated_added",
            row,
            place=law.province,
            values={"people": added, "in": place, "year": year, "category": category},
        )
    return added  # fmt: skip


@transaction.atomic
def count_facts(found: Evaluation, *, by: Acting, at: datetime) -> None:
    """Count every fact anew from the records as they stand; scores by hand stay."""
    row, law = _open(found, by, at)
    _count(row, law.on, at)
    record(by, "reviews.counted", row, place=law.province)


def _count(row: Evaluation, on: date, at: datetime) -> None:
    rules = {one.id: one for one in indicators_of(row)}
    year = row.programme_year.year
    last = min(on, date(year, 12, 31))
    facts = {key: asked_of(one, year) for key, one in rules.items() if one.how == "fact"}
    who = Person.objects.filter(evaluation_sheets__evaluation=row)
    lines = lines_of(who, facts.values(), on=last)
    scores = list(
        Score.objects.select_for_update(of=("self",)).filter(
            sheet__evaluation=row, indicator__in=list(facts)
        ).select_related("sheet")
    )  # fmt: skip
    for one in scores:
        found = lines.get(one.sheet.person_id, {}).get(facts[one.indicator], [])
        value = min(value_of(found), MOST_VALUE)
        one.value, one.score = value, score_of(rules[one.indicator], value)
        one.lines, one.at = [line.stored() for line in found], at
    Score.objects.bulk_update(scores, ["value", "score", "lines", "at"], batch_size=BATCH)
    row.counted_at = at
    row.save(update_fields=["counted_at"])
    _sum(row)


def _sum(row: Evaluation, only: Sequence[int] | None = None) -> None:
    rules = indicators_of(row)
    by_hand = {one.id for one in rules if one.how == "hand"}
    sheets = row.sheets.prefetch_related("scores")
    rows = list(sheets if only is None else sheets.filter(pk__in=list(only)))
    for sheet in rows:
        scores = {one.indicator: one.score for one in sheet.scores.all()}
        sheet.total = total_of(rules, scores)
        sheet.missing = sum(scores.get(key) is None for key in by_hand)
    Sheet.objects.bulk_update(rows, ["total", "missing"], batch_size=BATCH)


@transaction.atomic
def score_by_hand(found: Evaluation, given: Sequence[Given], *, by: Acting, at: datetime) -> int:
    """Enter scores by hand, of one sheet or many; returns how many changed.

    BadInput with every score out of range; nothing is entered then. OutOfScope for a sheet of
    another evaluation; Refused for the own sheet.
    """
    row, law = _open(found, by, at)
    by_hand = {one.id: one for one in indicators_of(row) if one.how == "hand"}
    sheets = {
        one.pk: one
        for one in row.sheets.filter(pk__in=[one.sheet for one in given]).select_related("person")
    }
    faults = []
    for number, one in enumerate(given, 1):
        if one.sheet not in sheets or not set(one.scores) <= set(by_hand):
            raise OutOfScope
        if sheets[one.sheet].person.user_id == by.user_id:
            says = Text("不能给本人评分。", "Nobody scores oneself.")
            raise Refused([Reason(says, law.clause(EVALUATION))])
        for key, value in one.scores.items():
            if not value.is_finite() or not 0 <= value <= 100 or (value * 100) % 1:
                name = by_hand[key]
                says = Text(
                    f"{name.zh}：请填 0 到 100 的分数，最多两位小数。",
                    f"{name.says.en}: a score from 0 to 100 with at most two places.",
                )
                faults.append(Fault(says, field=f"score-{key}", row=number, column=key))
    if faults:  # fmt: skip
        raise BadInput(faults)
    wanted = {(one.sheet, key): value for one in given for key, value in one.scores.items()}
    changed = []
    held = Score.objects.select_for_update().filter(sheet__in=list(sheets))
    for score in held.filter(indicator__in=list(by_hand)):
        new = wanted.get((score.sheet_id, score.indicator))
        if new is not None and new != score.score:
            score.score, score.at, score.by = new, at, by.name
            changed.append(score)
    Score.objects.bulk_update(changed, ["score", "at", "by"], batch_size=BATCH)
    _sum(row, list(sheets))
    if changed:
        values: dict[str, Any] = {"scores": len(changed), "sheets": len(sheets)}
        record(by, "reviews.hand_scored", row, place=law.province, values=values)
    return len(changed)


@transaction.atomic
def close_evaluation(found: Evaluation, *, by: Acting, at: datetime) -> Evaluation:
    """Close an evaluation: its sheets and scores never change again. Refused with nobody on it and
    while scores by hand are missing; closed already, it stands.
    """
    row, law = _held(found, by, at)
    if row.state == State.CLOSED:
        return row
    clause, reasons = law.clause(EVALUATION), []
    if not row.sheets.exists():
        says = Text("还没有评价对象。", "Nobody is on this evaluation yet.")
        reasons.append(Reason(says, clause))
    if n := row.sheets.filter(missing__gt=0).count():
        says = Text(f"还有 {n} 人的手工评分没有填全。",
                    f"Scores by hand are missing on {n} sheets.")  # fmt: skip
        reasons.append(Reason(says, clause))
    if reasons:
        raise Refused(reasons)
    row.state, row.closed_at, row.closed_by = State.CLOSED, at, by.name
    row.save(update_fields=["state", "closed_at", "closed_by"])
    record(by, "reviews.evaluation_closed", row, place=law.province, clause=clause or "",
           values={"people": row.sheets.count()})  # fmt: skip
    return row
