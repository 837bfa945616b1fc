"""The yearly follow-up: what specialists answered of themselves and of their employers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.archive.models import FollowUp
from zhicai.archive.queries.people import files_seen
from zhicai.foundation.errors import OutOfScope
from zhicai.people.models import Employment, Person
from zhicai.places.models import Organisation
from zhicai.surveys.models import Answer
from zhicai.surveys.rules.content import YES_NO_WORDS, Question, content_of

USE = "archive.follow-up"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words: the question and what was said."""

    asked: str
    answer: str


@dataclass(frozen=True, slots=True)
class YearAnswers:
    """What one specialist answered for a year: of the own work, and of the employer."""

    year: int
    on: date | None
    own: tuple[Said, ...]
    employer: tuple[Said, ...]


def follow_ups(programme: str) -> QuerySet[FollowUp]:
    """Return the surveys of a programme, the latest year first, with ``asked`` and ``answered``."""
    rows = FollowUp.objects.filter(programme=programme).select_related("round")
    return rows.annotate(
        asked=Count("round__invitations", distinct=True),
        answered=Count("round__answers", distinct=True),
    ).order_by("-year")


def answers_of(person: Person) -> list[YearAnswers]:
    """Return what a specialist answered, the latest year first."""
    if person.user_id is None:
        return []
    return _read(Answer.objects.filter(invitation__user=person.user_id))


def answers_about(unit: Organisation) -> list[YearAnswers]:
    """Return what specialists answered who worked for an organisation on the day they did."""
    there = Employment.objects.filter(organisation=unit, person__user__isnull=False)
    spells: dict[int, list[Employment]] = {}
    for one in there.select_related("person"):
        spells.setdefault(one.person.user_id or 0, []).append(one)
    rows = Answer.objects.filter(invitation__user__in=list(spells))
    found = _read(rows, keep=lambda row: _worked(spells.get(row.invitation.user_id, []), row))
    return [one for one in found if one.employer]


def _worked(spells: Iterable[Employment], row: Any) -> bool:
    day = row.given_on
    return any(
        one.valid_from <= day and (one.valid_to is None or day <= one.valid_to) for one in spells
    )


def _read(rows: QuerySet[Answer], keep: Any = None) -> list[YearAnswers]:
    years = dict(FollowUp.objects.values_list("round", "year"))
    told = rows.filter(round__in=list(years)).select_related("round__version", "invitation")
    found = []
    for row in told:
        if keep is not None and not keep(row):
            continue
        content = content_of(row.round.version.content)
        first, rest = content.sections[:1], content.sections[1:]
        found.append(
            YearAnswers(
                years[row.round_id], row.given_on, _said(first, row.answers),
                _said(rest, row.answers),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.year, one.on or date.min))


def _said(sections: Iterable[Any], answers: dict[str, Any]) -> tuple[Said, ...]:
    return tuple(
        Said(question.says, words)
        for section in sections
        for question in section.questions
        if (words := _words(question, answers.get(question.id)))
    )


def _words(question: Question, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return "；".join(f"{key} {one}" for key, one in value.items())
    options = {one.id: one.says for one in question.options}
    yes_no = {key: says.zh for key, says in YES_NO_WORDS.items()}
    given = value if isinstance(value, list) else [value]
    known = options or (yes_no if question.kind == "yes_no" else {})
    return "、".join(known.get(str(one), str(one)) for one in given)


def employer_for(acting: Acting, pk: int, *, on: date) -> Organisation:
    """Return an employer of a specialist in reach, else OutOfScope."""
    people = files_seen(acting, on=on).values("pk")
    works = Employment.objects.filter(person__in=people).values("organisation")
    found = Organisation.objects.filter(pk=pk, pk__in=works).select_related("home").first()
    if found is None:
        raise OutOfScope
    return found
