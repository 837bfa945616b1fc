"""One's own upgrade, score sheets and awards, on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest, signed_in
from zhicai.accounts.home_cards import own_frame
from zhicai.foundation import clock
from zhicai.foundation.errors import Fault, OutOfScope, Reason
from zhicai.foundation.text import Text
from zhicai.merits.queries.law import grade_word, grade_words
from zhicai.merits.queries.standing import grade_of
from zhicai.people.models import Person
from zhicai.people.queries import own_record, specialist_of
from zhicai.people.views.own import own_tabs
from zhicai.programmes.queries import year_for, years_for
from zhicai.reviews.actions.applying import apply_for_upgrade, withdraw_application
from zhicai.reviews.models import Application, Review, UpgradeRound
from zhicai.reviews.presenters import checks_of, kept_checks, own_tag
from zhicai.reviews.queries import upgrading as queries
from zhicai.reviews.queries.commending import awards_of
from zhicai.reviews.queries.evaluating import sheets_of
from zhicai.reviews.queries.law import UPGRADE, ReviewLaw, law_of_year
from zhicai.reviews.rules.content import content_of
from zhicai.reviews.rules.upgrading import level_of, scored_of
from zhicai.reviews.views.evaluating import sheet_lines
from zhicai.reviews.views.parts import tried
from zhicai.ui.asked import word

OPEN_STATES = (Application.State.SUBMITTED, Application.State.RETURNED)


def _show(
    request: OfficeRequest, template: str, *, status: int = 200, **more: Any
) -> HttpResponse:  # fmt: skip
    context = own_frame(request.acting, "people") | {"tabs": own_tabs("reviews")} | more
    answer = render(request, f"reviews/{template}.html", context, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _law(request: OfficeRequest) -> ReviewLaw | None:
    if not years_for(request.acting):
        return None
    on = clock.today()
    return law_of_year(year_for(request.acting, on=on), on=on)


def _not_open(law: ReviewLaw | None) -> list[Reason]:
    """Why no upgrade can be applied for now, with the clause."""
    if law is None:
        return []
    reasons = law.closed(UPGRADE)
    if not reasons:
        says = Text("现在没有受理申请的升级评定。", "No upgrade review takes applications now.")
        reasons = [Reason(says, law.clause(UPGRADE))]
    return reasons


@signed_in
def mine(request: OfficeRequest) -> HttpResponse:
    """Show one's grade, the open reviews with their conditions, applications, sheets, awards."""
    person = own_record(request.acting)
    if person is None:
        return _show(request, "mine")
    on, law = clock.today(), _law(request)
    grade = grade_of(person.pk, on=on)
    applications = list(queries.own_applications(person))
    stands = {
        one.round_id for one in applications if one.state != Application.State.WITHDRAWN
    }  # fmt: skip
    certified = specialist_of(person, on=on) is not None
    open_ = [] if law is None or not law.is_open(UPGRADE) or not certified else [
        _offer(person, one, law) for one in queries.open_rounds(request.acting, on=on)
        if one.pk not in stands
    ]  # fmt: skip
    return _show(
        request, "mine", person=person, law=law, offers=open_, certified=certified,
        grade=grade_word(grade_words(law.year, on), grade) if law and grade else None,
        why_not=[] if open_ or stands else _not_open(law),
        applications=[{"row": one, "tag": own_tag(one)} for one in applications],
        sheets=list(sheets_of(person)), awards=list(awards_of(person)),
    )  # fmt: skip


def _offer(person: Person, round_: UpgradeRound, law: ReviewLaw) -> dict[str, Any]:
    grade = queries.next_grade(person, on=law.on)
    level = level_of(content_of(round_.criteria.content), grade)
    checks = queries.conditions_in(person, law, round_, grade) if level else []
    return {
        "round": round_, "level": level, "grade": grade,
        "checks": checks_of(checks, law.clause(UPGRADE)),
        "unmet": sum(not one.met for one in checks),
    }  # fmt: skip


@signed_in
def apply(request: OfficeRequest, pk: int) -> HttpResponse:
    """Apply with a word and evidence; every unmet condition is said with its clause."""
    person, on = own_record(request.acting), clock.today()
    if person is None:
        raise OutOfScope
    found = queries.round_for(request.acting, pk)
    law = law_of_year(found.programme_year, on=on)
    faults: list[Fault] = []
    if request.method == "POST":
        uploads = request.FILES.getlist("files")
        faults = tried(
            lambda: apply_for_upgrade(
                person, found, says=word(request, "says"), uploads=uploads, by=request.acting,
                at=clock.now(),
            )
        )  # fmt: skip
        if not faults:
            messages.success(request, _("申请已提交"))
            return HttpResponseRedirect(reverse("reviews:mine"))
    there = queries.own_applications(person).filter(
        round=found, state=Application.State.RETURNED
    ).first()  # fmt: skip
    return _show(
        request, "apply", status=422 if faults else 200, person=person, faults=faults,
        offer=_offer(person, found, law), returned=there,
        written=word(request, "says") or (there.says if there else ""),
    )  # fmt: skip


@signed_in
def application(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one's own application; after publication the scores and opinions, without names."""
    found = queries.own_application(request.acting, pk)
    law = law_of_year(found.round.programme_year, on=clock.today())
    faults: list[Fault] = []
    if request.method == "POST":
        faults = tried(lambda: withdraw_application(found, by=request.acting))
        if not faults:
            messages.success(request, _("申请已撤回"))
            return HttpResponseRedirect(reverse("reviews:mine"))
    content = content_of(found.round.criteria.content)
    out = found.round.published_at is not None and found.score is not None
    level = level_of(content, found.grade)
    return _show(
        request, "own_application", status=422 if faults else 200, row=found, tag=own_tag(found),
        level=level.says if level else "", faults=faults, out=out,
        withdraws=found.state in OPEN_STATES,
        returned=found.state == Application.State.RETURNED,
        checks=kept_checks(found.conditions, law.clause(UPGRADE)),
        evidence=list(found.evidence.all()),
        decision=Text(found.decision_zh, found.decision_en),
        passing=level.passing if level else None,
        reviews=[_scored(one, found.grade, content) for one in found.reviews.all()]
        if out else [],
    )  # fmt: skip


def _scored(review: Review, grade: int, content: Any) -> dict[str, Any]:
    return {
        "number": review.number, "total": review.total, "opinion": review.opinion,
        "lines": [
            {"says": one.says, "weight": one.weight, "score": review.scores.get(one.id, "")}
            for one in scored_of(content, grade)
        ],
    }  # fmt: skip


@signed_in
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show one's own score sheet of a closed evaluation."""
    person = own_record(request.acting)
    found = sheets_of(person).filter(pk=pk).first() if person and pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return _show(request, "own_sheet", sheet=found, lines=sheet_lines(found), person=person)
