"""Sending a plan up, taking it back, and what comes into force: planned classes and courses."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.audit.actions import record
from zhicai.filing import actions as filing_actions
from zhicai.filing.models import Version
from zhicai.filing.rules import AT_ONCE, takes_supplements
from zhicai.foundation.clock import CHINA
from zhicai.law.schema import Level
from zhicai.planning.actions.drafting import locked_plan, refuse_stale
from zhicai.planning.models import Plan, PlannedClass, PlannedCourse, Tag
from zhicai.planning.queries.asked import asked_of, document_in, handling_in, kind_of
from zhicai.planning.queries.attachments import frozen_attachments
from zhicai.planning.queries.plans import due_of
from zhicai.planning.rules.asked import Asked
from zhicai.planning.rules.checks import checks, decide
from zhicai.planning.rules.content import (
    ClassFacts,
    CourseFacts,
    from_json,
    to_json,
)
from zhicai.planning.rules.reading import read_draft
from zhicai.programmes.queries import settings_of


@transaction.atomic
def send_plan(plan: Plan, *, by: Acting, at: datetime, revision: int | None = None) -> Plan:
    """Send the plan as drafted to the office above; the same draft sent twice is sent once.

    Refused, with every reason and its clause, where the checks find an error, where something falls
    short without a reason given, or after the due date where nothing late is taken.
    """
    row = locked_plan(plan, by)
    if revision is not None:
        refuse_stale(row, revision)
    on = at.astimezone(CHINA).date()
    settings = settings_of(row.programme_year, on=on)
    kind = kind_of(row)
    asked = asked_of(row.programme_year, settings, level=_level(row))
    content, faults = read_draft(row.draft)
    decision = decide(checks(content, faults, asked), reason=content.reason)
    decision.insist()
    document = document_in(row.programme_year, kind)
    terms = filing_actions.Sending(
        handling=handling_in(row.programme_year, kind, settings),
        due=due_of(row, on=on),
        supplement=takes_supplements(settings),
        clause=document.clause[0],
    )
    row.filing = filing_actions.send(
        row.filing, by=by, content=to_json(content) | frozen_attachments(row), terms=terms, at=at
    )
    values = {"flags": [reason.clause for reason in decision.reasons if reason.clause]}
    record(
        by, "planning.plan_sent", row, place=row.place.code, clause=terms.clause or "",
        reason=content.reason, values=values,
    )  # fmt: skip
    if row.filing.handling in AT_ONCE:
        put_in_force(row, row.filing.in_force, by=by, on=on)
    return row


def _level(plan: Plan) -> Level | None:
    return Level(plan.level) if plan.level else None


@transaction.atomic
def withdraw_plan(plan: Plan, *, by: Acting, at: datetime) -> Plan:
    """Take back what was sent, as long as the receiver has done nothing with it."""
    row = locked_plan(plan, by)
    row.filing = filing_actions.withdraw(row.filing, by=by, at=at)
    if row.filing.handling in AT_ONCE:
        put_in_force(row, row.filing.in_force, by=by, on=at.astimezone(CHINA).date())
    return row


@transaction.atomic
def put_in_force(plan: Plan, version: Version | None, *, by: Acting, on: date) -> None:
    """Make a version's classes and courses the planned ones; what it no longer has is dropped.

    A class keeps its row, with the guidance left on it, from version to version by its key. None
    drops them all.
    """
    present = {row.key: row for row in plan.classes.all()}
    if version is not None:
        settings = settings_of(plan.programme_year, on=on)
        asked = asked_of(plan.programme_year, settings, level=_level(plan))
        for position, facts in enumerate(from_json(version.content).classes, start=1):
            row = present.pop(facts.key, None)
            row = row or PlannedClass(plan=plan, key=facts.key, in_force_on=on)
            row.version = version
            _fill_class(row, facts, plan, position, asked)
            row.save()
            _renew_courses(row, facts, asked)
    for row in present.values():
        if row.dropped_on is None:
            row.dropped_on = on
            row.save(update_fields=["dropped_on"])
    values = {"version": version.number if version else None}
    record(by, "planning.classes_in_force", plan, place=plan.place.code, values=values)


def _fill_class(
    row: PlannedClass, facts: ClassFacts, plan: Plan, position: int, asked: Asked
) -> None:
    row.place_id, row.position, row.track = plan.place_id, position, asked.track
    row.title, row.venue = facts.title, facts.venue
    row.starts_on, row.ends_on = facts.days
    row.expected_people, row.budget = facts.people or 0, facts.budget or 0
    row.practical = bool(facts.items & asked.compulsory)
    row.dropped_on = None


def _renew_courses(row: PlannedClass, facts: ClassFacts, asked: Asked) -> None:
    """Write a class's courses anew, keeping whom the hosts have already arranged for each."""
    arranged = {c.key: (c.arranged, c.arranged_by) for c in row.courses.all()}
    row.courses.all().delete()
    courses = PlannedCourse.objects.bulk_create(
        _course(row, course, position, arranged.get(course.key, ("", "")), asked)
        for position, course in enumerate(facts.courses, start=1)
    )
    tags = [
        Tag(course=made, sort=sort, key=key)
        for made, course in zip(courses, facts.courses, strict=True)
        for sort, keys in ((Tag.Sort.ITEM, course.items), (Tag.Sort.THEME, course.themes))
        for key in dict.fromkeys(keys)
    ]
    Tag.objects.bulk_create(tags)


def _course(
    row: PlannedClass, course: CourseFacts, position: int, arranged: tuple[str, str], asked: Asked
) -> PlannedCourse:
    return PlannedCourse(
        planned_class=row, key=course.key, position=position, title=course.title,
        hours=course.hours or 0, form=course.form.value, lecturer=course.lecturer,
        arranged=arranged[0], arranged_by=arranged[1], local=course.local,
        practical=bool(set(course.items) & asked.compulsory),
    )  # fmt: skip
