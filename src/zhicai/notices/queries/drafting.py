"""What a draft is held against: numbers used, clauses in force, the office's last notice."""

from datetime import date

from zhicai.documents.numbers import Number
from zhicai.law.schema import Level
from zhicai.notices.models import Notice
from zhicai.notices.queries.reach import Directory
from zhicai.notices.rules.content import Known
from zhicai.notices.rules.drafts import Draft
from zhicai.places.models import Place
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of


def used_numbers(place: Place, level: Level | str) -> frozenset[Number]:
    """Return every number that an office has given."""
    rows = Notice.objects.filter(place=place, level=level, count__isnull=False)
    return frozenset(
        Number(prefix, year, count)
        for prefix, year, count in rows.values_list("prefix", "number_year", "count")
        if year is not None and count is not None
    )


def clauses_of(year: ProgrammeYear) -> dict[str, tuple[str, str]]:
    """Return where each clause of a programme stands and what it says in our words."""
    return {name: (clause.section, clause.says.zh) for name, clause in law_of(year).clauses.items()}


def known_of(notice: Notice, draft: Draft, directory: Directory, *, on: date) -> Known:
    """Return what a draft is held against."""
    return Known(
        addressees=len(directory.chosen(draft["to"])),
        used=used_numbers(notice.place, notice.level),
        clauses=clauses_of(notice.programme_year),
        on=on,
    )


def issuer_of(year: ProgrammeYear, place: Place) -> str:
    """Return how an office most likely signs: as the programme's issuer does, for its own place.

    Empty where the issuer's name does not begin with its province.
    """
    issuer, province = law_of(year).head.notice.issuer.zh, year.province.name
    return place.name + issuer.removeprefix(province) if issuer.startswith(province) else ""


def last_draft(place_id: int, level: Level | str) -> Draft:
    """Return the draft of the notice that an office wrote last, empty where it wrote none."""
    last = Notice.objects.filter(place_id=place_id, level=level).order_by("-pk").first()
    return dict(last.draft) if last else {}
