"""What a request asks for, and what every page of a summary shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import JsonResponse
from django.utils.translation import gettext as _

from zhicai.accounts.guard import OfficeRequest
from zhicai.dossiers.closing_presenters import tabs_of
from zhicai.dossiers.models import ClassSummary, ClosingDossier
from zhicai.dossiers.presenters import (
    changes_of,
    class_tag,
    groups_of,
    link_of,
    parts_of,
    way_of,
)
from zhicai.dossiers.queries.asked import clause_of, due_of, handling_in
from zhicai.dossiers.queries.gathering import gather
from zhicai.dossiers.queries.summaries import Shown, is_own, may_edit, returned_until
from zhicai.dossiers.rules.changes import changes, lines_differ
from zhicai.dossiers.rules.words import overview
from zhicai.filing.rules import State, takes_supplements
from zhicai.foundation import clock
from zhicai.foundation.errors import Stale
from zhicai.places.queries import PlaceFacts
from zhicai.planning.presenters.words import days_left, moment, state_tag
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of, year_for
from zhicai.ui.asked import number


@dataclass(frozen=True, slots=True)
class Asked:
    """The programme year, the day and the settings on which a page stands."""

    year: ProgrammeYear
    on: date
    settings: Mapping[str, Any]


def asked_by(request: OfficeRequest, year: ProgrammeYear | None = None) -> Asked:
    """Return the year a request asks for (``?year=ID``, else the day's), or a given one."""
    on = clock.today()
    found = year or year_for(request.acting, on=on, wanted=number(request, "year"))
    return Asked(found, on, settings_of(found, on=on))


def head_of(
    request: OfficeRequest, asked: Asked, city: PlaceFacts, summary: ClassSummary | None
) -> dict[str, Any]:
    """Return what every page of a city's summary shows: whose, its state, its due date, its way."""
    filing = summary.filing if summary else None
    due = due_of(asked.year, city.id, on=asked.on)
    until = returned_until(filing) if filing else None
    open_still = filing is None or filing.state in (State.DRAFT, State.RETURNED)
    late = due is not None and asked.on > due and not until
    return {
        "asked": asked,
        "hub": tabs_of(request.acting, "summaries"),
        "city": city,
        "summary": summary,
        "filing": filing,
        "clause": clause_of(asked.year),
        "own": is_own(request.acting, city.id),
        "tag": state_tag(filing.state, waits_for=_("省局办理中")) if filing else None,
        "due": until or due,
        "left": days_left(until or due, asked.on) if open_still else None,
        "closed": late and not takes_supplements(asked.settings),
        "supplement": late and takes_supplements(asked.settings),
        "may_edit": summary is not None and may_edit(summary.filing),
        "versions": list(filing.versions.order_by("-number")) if filing else [],
        "steps": way_of(
            filing, city.name, handling=handling_in(asked.year, asked.settings), due=due,
            on=asked.on,
        ),
    }  # fmt: skip


def body_of(summary: ClassSummary, shown: Shown) -> dict[str, Any]:
    """Return the figures, tables and words of a summary as a page shows them."""
    figures = shown.figures
    return {
        "shown": shown,
        "figures": figures,
        "as_of": date.fromisoformat(figures.as_of),
        "overview": overview(figures),
        "groups": groups_of(figures, link_of(summary, shown)),
        "classes": [{"line": line, "tag": class_tag(line)} for line in figures.classes],
        "parts": parts_of(shown.words),
    }


def difference_of(asked: Asked, city: PlaceFacts, shown: Shown) -> dict[str, Any]:
    """Return how the records stand beside the figures of a summary."""
    live = gather(city, asked.year, on=asked.on)
    found = changes(shown.figures, live)
    return {
        "changes": changes_of(found),
        "stale": bool(found) or lines_differ(shown.figures, live),
    }


def saved_answer(row: ClassSummary | ClosingDossier, parts: Mapping[str, str]) -> JsonResponse:
    """Answer an autosave: the revision, when it was saved, the parts of the page that follow."""
    saved_at = moment(row.edited_at)[-5:]
    return JsonResponse({"revision": row.revision, "saved_at": saved_at, "parts": dict(parts)})


def stale_answer(error: Stale) -> JsonResponse:
    """Answer an autosave that came after somebody else's."""
    return JsonResponse({"by": error.by, "at": error.at, "message": ""}, status=409)
