"""Drafting: open a plan, save what was typed, bring last year's plan forward."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.filing.actions import open_filing
from zhicai.filing.rules import State
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import (
    COUNTY_PLAN,
    OWN_PLAN,
    asked_of,
    handling_in,
    series_of,
)
from zhicai.planning.queries.plans import city_of, is_own, last_content, previous_plan
from zhicai.planning.rules.drafts import Draft, clean, draft_of, empty_draft, moved_on
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of

DRAFT = "planning.draft"

A_SITTING = timedelta(hours=1)
"""Saves within one sitting of the same officer are one entry of the audit log, not hundreds."""


@transaction.atomic
def open_plan(year: ProgrammeYear, *, by: Acting, at: datetime, level: Level | None = None) -> Plan:
    """Open the office's plan of a year, or return the one there is: one an office and year.

    ``level`` says for which of its seats an office plans (a direct unit holds two); by default the
    county's. Refused before the province has opened the year (HB-1.f).
    """
    require(by, DRAFT)
    on = at.astimezone(CHINA).date()
    if year.province.code != by.province:
        raise OutOfScope
    if year.opened_on > on:
        says = Text(
            f"{year.year} 年度自 {year.opened_on} 起启动，到时再编制计划。",
            f"The year {year.year} opens on {year.opened_on}; plan then.",
        )
        raise Refused([Reason(says, law_of(year).cites("planning.opened"))])
    place = Place.objects.get(pk=by.place_id)
    organisation, seat = _office(by, level)
    mine: dict[str, Any] = {"programme_year": year, "organisation": organisation}
    mine |= {} if organisation else {"place": place, "level": seat or ""}
    found = Plan.objects.filter(**mine).select_related("filing", "place", "programme_year").first()
    if found is not None:
        return found
    kind = COUNTY_PLAN if seat is Level.COUNTY else OWN_PLAN
    receiver, receiver_level = _receiver(year, place, organisation, seat, at)
    filing = open_filing(
        kind=kind,
        series=series_of(year),
        title=_title(organisation.name if organisation else place.name, year.year),
        sender=place,
        sender_level=seat,
        organisation=organisation,
        receiver=receiver,
        receiver_level=receiver_level,
        handling=handling_in(year, kind, settings_of(year, on=on)),
        by=by,
    )
    first = {
        "place": place, "level": seat or "", "filing": filing, "draft": empty_draft(by.office),
        "edited_by": by.name, "edited_at": at,
    }  # fmt: skip
    plan, fresh = Plan.objects.get_or_create(**mine, defaults=first)
    if fresh:
        record(by, "planning.plan_opened", plan, place=place.code, values={"year": year.year})
    return plan


def _title(name: str, year: int) -> str:
    return f"{name} {year} 年度班次计划"


def _office(by: Acting, level: Level | None) -> tuple[Organisation | None, Level | None]:
    """The organisation, or the seat of the office, for which a plan is opened."""
    if by.organisation_id is not None:
        return Organisation.objects.get(pk=by.organisation_id), None
    held = [seat for seat in (Level.COUNTY, Level.CITY) if by.at_level(seat)]
    wanted = level or next(iter(held), None)
    if wanted not in held:
        raise OutOfScope
    return None, wanted


def _receiver(
    year: ProgrammeYear,
    place: Place,
    organisation: Organisation | None,
    seat: Level | None,
    at: datetime,
) -> tuple[Place, Level]:
    """Where a plan goes: a county's and a base's to the city, a city's own to the province."""
    if organisation is None and seat is Level.CITY:
        return year.province, Level.PROVINCE
    return city_of(place, on=at.astimezone(CHINA).date()), Level.CITY


def locked_plan(plan: Plan, by: Acting) -> Plan:
    """Return the plan's row locked; OutOfScope unless it is the user's own and may be changed."""
    require(by, DRAFT)
    row = (
        Plan.objects.select_for_update(of=("self",))
        .select_related("filing", "place", "organisation", "programme_year__province")
        .get(pk=plan.pk)
    )
    if not is_own(by, row):
        raise OutOfScope
    return row


def refuse_stale(plan: Plan, revision: int) -> None:
    """Raise Stale where somebody saved after ``revision`` was read; says who and when."""
    if plan.revision == revision:
        return
    at = plan.edited_at.astimezone(CHINA).strftime("%m-%d %H:%M")
    says = Text(
        f"{plan.edited_by} 在 {at} 改过这份计划，您的修改没有覆盖对方。请载入新版后再改。",
        f"{plan.edited_by} changed this plan at {at}; nothing of theirs was overwritten. "
        "Load the new version first.",
    )
    raise Stale(says, by=plan.edited_by, at=at)


def refuse_under_review(plan: Plan) -> None:
    """Raise Refused while a version of the plan is sent or archived."""
    if plan.filing.state not in (State.SENT, State.ARCHIVED):
        return
    says = Text(
        "这份计划已报送，正在办理，不能修改。要改，请先撤回，或等退回意见。",
        "This plan has been sent and is being handled. Withdraw it first, or wait for its return.",
    )
    raise Refused([Reason(says)])


@transaction.atomic
def save_draft(
    plan: Plan, *, by: Acting, draft: Mapping[str, Any], revision: int, at: datetime
) -> Plan:
    """Save what was typed, right or wrong, as the next revision; the same text again is none.

    Stale where another officer saved meanwhile, Refused while a version is under review.
    """
    row = locked_plan(plan, by)
    refuse_stale(row, revision)
    refuse_under_review(row)
    fresh = clean(draft)
    if fresh == row.draft:
        return row
    return _write(row, fresh, by=by, at=at)


def _write(plan: Plan, draft: Draft, *, by: Acting, at: datetime) -> Plan:
    taken_up = plan.edited_by != by.name or at - plan.edited_at > A_SITTING
    plan.draft, plan.revision = draft, plan.revision + 1
    plan.edited_by, plan.edited_at = by.name, at
    plan.save(update_fields=["draft", "revision", "edited_by", "edited_at"])
    if taken_up:
        values = {"revision": plan.revision}
        record(by, "planning.draft_edited", plan, place=plan.place.code, values=values)
    return plan


@transaction.atomic
def carry_draft(
    plan: Plan, *, by: Acting, draft: Mapping[str, Any], revision: int, at: datetime, source: str
) -> Plan:
    """Replace the draft by one that was made elsewhere (an Excel file); ``source`` is recorded."""
    row = save_draft(plan, by=by, draft=draft, revision=revision, at=at)
    record(by, "planning.draft_imported", row, place=row.place.code, values={"source": source})
    return row


@transaction.atomic
def copy_forward(plan: Plan, *, by: Acting, revision: int, at: datetime) -> Plan:
    """Take last year's plan over into this draft, its dates moved on; the office's own words stay.

    Refused where the office had no plan in an earlier year.
    """
    row = locked_plan(plan, by)
    refuse_stale(row, revision)
    refuse_under_review(row)
    last = previous_plan(row)
    if last is None:
        says = Text("没有上年计划可以带入。", "There is no plan of an earlier year to take over.")
        raise Refused([Reason(says)])
    years = row.programme_year.year - last.programme_year.year
    settings = settings_of(row.programme_year, on=at.astimezone(CHINA).date())
    items = asked_of(row.programme_year, settings).known
    fresh = moved_on(draft_of(last_content(last)), years=years, items=items)
    return _write(row, clean(fresh), by=by, at=at)
