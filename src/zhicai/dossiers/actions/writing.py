"""The city's own verbs before it sends: generate the figures, write the words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.models import ClassSummary, ClosingDossier
from zhicai.dossiers.queries.asked import SUMMARY, clause_of, document_of, handling_in, series_of
from zhicai.dossiers.queries.gathering import gather
from zhicai.dossiers.queries.starting import first_words
from zhicai.dossiers.queries.summaries import SUMMARISE, city_for, is_own, may_edit
from zhicai.dossiers.rules.figures import figures_json
from zhicai.dossiers.rules.words import clean
from zhicai.filing.actions import open_filing
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of


@transaction.atomic
def generate(year: ProgrammeYear, *, city: str, by: Acting, at: datetime) -> ClassSummary:
    """Fix the figures of a city (its code) as the records have them now; words stay as they are.

    The first time the sections begin with the problems and cases on record. Refused while a version
    is under review, OutOfScope for another office's city (HB-4.5.k).
    """
    on = at.astimezone(CHINA).date()
    require(by, SUMMARISE)
    document_of(year)
    place = city_for(by, city, on=on)
    require(by, SUMMARISE, place.path)
    figures = figures_json(gather(place, year, on=on))
    row = ClassSummary.objects.select_for_update().filter(programme_year=year, place_id=place.id)
    found = row.first()
    if found is None:
        found = _first(year, place, figures, by, at, on)
    else:
        refuse_under_review(found)
        found.figures, found.generated_at, found.generated_by = figures, at, by.name
        found.save(update_fields=["figures", "generated_at", "generated_by"])
    record(
        by, "dossiers.summary_generated", found, place=place.code, clause=clause_of(year),
        values={"as_of": on.isoformat(), "classes": len(figures["classes"])},
    )  # fmt: skip
    return found


def _first(
    year: ProgrammeYear,
    place: PlaceFacts,
    figures: dict[str, Any],
    by: Acting,
    at: datetime,
    on: date,
) -> ClassSummary:
    sender = Place.objects.get(pk=place.id)
    filing = open_filing(
        kind=SUMMARY,
        series=series_of(year),
        title=f"{sender.name} {year.year} 年度班次落实情况汇总",
        sender=sender,
        sender_level=Level.CITY,
        receiver=year.province,
        receiver_level=Level.PROVINCE,
        handling=handling_in(year, settings_of(year, on=on)),
        by=by,
    )
    return ClassSummary.objects.create(
        programme_year=year,
        place=sender,
        filing=filing,
        figures=figures,
        generated_at=at,
        generated_by=by.name,
        words=clean(first_words(place, year, on=on)),
        edited_by=by.name,
        edited_at=at,
    )


def locked_summary(summary: ClassSummary, by: Acting) -> ClassSummary:
    """Return the summary's row locked; OutOfScope unless it is the user's own office's."""
    require(by, SUMMARISE)
    row = (
        ClassSummary.objects.select_for_update(of=("self",))
        .select_related("filing", "place", "programme_year__province")
        .get(pk=summary.pk)
    )
    if not is_own(by, row.place_id):
        raise OutOfScope
    return row


def refuse_under_review(summary: ClassSummary) -> None:
    """Raise Refused while a version is under review or archived."""
    if may_edit(summary.filing):
        return
    says = Text(
        "这份汇总已报送，正在办理，不能修改。要改，请先撤回，或等退回意见。",
        "This summary is being handled. Withdraw it first, or wait for its return.",
    )
    raise Refused([Reason(says, clause_of(summary.programme_year) or None)])


SUMMARY_WORDS = Text("汇总", "summary")


def refuse_stale(
    row: ClassSummary | ClosingDossier, revision: int, what: Text = SUMMARY_WORDS
) -> None:
    """Raise Stale where somebody saved after ``revision`` was read; says who and when."""
    if row.revision == revision:
        return
    at = row.edited_at.astimezone(CHINA).strftime("%m-%d %H:%M")
    says = Text(
        f"{row.edited_by} 在 {at} 改过这份{what.zh}，您的修改没有覆盖对方。请载入新版后再改。",
        f"{row.edited_by} changed this {what.en} at {at}; nothing of theirs was overwritten. "
        "Load the new version first.",
    )
    raise Stale(says, by=row.edited_by, at=at)


@transaction.atomic
def save_words(
    summary: ClassSummary, *, by: Acting, words: Mapping[str, Any], revision: int, at: datetime
) -> ClassSummary:
    """Save the words of every section as the next revision; the same words again are none.

    Nothing but words is taken: figures come from the records alone. Stale where another officer
    saved meanwhile, Refused while a version is under review.
    """
    row = locked_summary(summary, by)
    refuse_stale(row, revision)
    refuse_under_review(row)
    fresh = clean(words)
    if fresh == row.words:
        return row
    row.words, row.revision = fresh, row.revision + 1
    row.edited_by, row.edited_at = by.name, at
    row.save(update_fields=["words", "revision", "edited_by", "edited_at"])
    record(by, "dossiers.summary_worded", row, place=row.place.code,
           values={"revision": row.revision})  # fmt: skip
    return row
