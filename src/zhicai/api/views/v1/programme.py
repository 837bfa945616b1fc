"""The programme: its head, clauses, duties and settings; places and organisations."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhicai.api.views.v1.answers import PROBLEMS, Page, Paging, Said, YearKey, page_of, said
from zhicai.api.views.v1.site import reading
from zhicai.foundation import clock
from zhicai.monitoring.queries.scope import visible_places
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import (
    law_of,
    name_under,
    notice_of,
    organisations_in,
    settings_of,
    year_for,
    years_for,
)
from zhicai.programmes.queries.clauses import ClauseRow, clause_rows
from zhicai.programmes.queries.points import SettingRow, setting_rows
from zhicai.programmes.settings_in_force import as_json

router = Router(tags=["programme"])

READ = "programmes.read"


class Me(Schema):
    """For whom a token acts."""

    office: str
    place: str
    token: str
    scopes: list[str]
    expires_at: str


class Year(Schema):
    """A programme year that has been opened."""

    id: int
    programme: str
    year: int
    opened_on: str


class Titled(Schema):
    """Something with an id and a name."""

    id: str
    name: Said


class Head(Schema):
    """What a programme is; ``issued_*`` are empty until its notice has been issued here."""

    year: Year
    name: Said
    template: str
    title: Said
    number: str
    issuer: Said
    issued_on: str | None
    tracks: list[Titled]
    clauses: int
    duties: int
    settings: int


class Clause(Schema):
    """A clause in our own words, and which rules rest on it."""

    id: str
    section: str
    kind: str
    priority: str
    says: Said
    due: Said | None
    rules: list[str]


class Duty(Schema):
    """An obligation: who owes what by which clause."""

    id: str
    clause: str
    also: list[str]
    says: Said
    who: str
    metric: str
    unit: str
    force: str
    judged: bool


class Setting(Schema):
    """A parameter with the value in force; ``decided`` says whether the province has decided it."""

    id: str
    point: str
    clauses: list[str]
    asks: Said
    kind: str
    value: Any
    shown: Said
    start: Said
    decided: bool
    in_force_from: str | None


class Place(Schema):
    """A place of the tree: ``path`` is the codes from the province down to it."""

    code: str
    name: Said
    kind: str
    path: str
    parent: str | None
    levels: list[str]


class Organisation(Schema):
    """An organisation of the programme and the places that it serves."""

    id: int
    kind: str
    name: Said
    code: str
    home: str
    serves: list[str]


class OfYear(Schema):
    """Which programme year; the day's by default."""

    year: YearKey = None


@router.get("/me", response={200: Me, **PROBLEMS}, summary="令牌代表谁")
def me(request: HttpRequest) -> Any:
    """Say for whom this token acts."""
    caller = reading(request)
    return {
        "office": caller.acting.office,
        "place": caller.acting.place_code,
        "token": caller.token.name,
        "scopes": caller.token.scopes,
        "expires_at": caller.token.expires_at.isoformat(),
    }


def _year(year: ProgrammeYear) -> dict[str, Any]:
    return {
        "id": year.pk,
        "programme": year.programme,
        "year": year.year,
        "opened_on": year.opened_on.isoformat(),
    }


def year_of(request: HttpRequest, wanted: int | None) -> ProgrammeYear:
    """Return the programme year of a call of someone who reads the programme."""
    acting = reading(request, READ).acting
    return year_for(acting, on=clock.today(), wanted=wanted)


@router.get("/years", response={200: Page[Year], **PROBLEMS}, summary="项目年度")
def years(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List the programme years of the province, the latest first."""
    return page_of(years_for(reading(request, READ).acting), paging, _year)


@router.get("/programme", response={200: Head, **PROBLEMS}, summary="实施方案概要")
def programme(request: HttpRequest, of: Query[OfYear]) -> Any:
    """Show what the programme is."""
    year = year_of(request, of.year)
    on = clock.today()
    law, settings, issued = law_of(year), settings_of(year, on=on), notice_of(year)
    return {
        "year": _year(year),
        "name": said(name_under(law, settings)),
        "template": str(settings.get("programme-template", law.head.template)),
        "title": said(law.head.notice.title),
        "number": issued.number if issued else law.head.notice.number or "",
        "issuer": said(law.head.notice.issuer),
        "issued_on": issued.issued_on.isoformat() if issued else None,
        "tracks": [{"id": track.id, "name": said(track.name)} for track in law.head.tracks],
        "clauses": len(law.clauses),
        "duties": len(law.obligations_of(year.year)),
        "settings": len(law.parameters),
    }


def _clause(row: ClauseRow) -> dict[str, Any]:
    return {
        "id": row.clause.id,
        "section": row.clause.section,
        "kind": row.clause.kind,
        "priority": row.clause.priority,
        "says": said(row.clause.says),
        "due": said(row.due) if row.due else None,
        "rules": [f"{one.kind}:{one.id}" for one in row.holdings],
    }


@router.get("/programme/clauses", response={200: Page[Clause], **PROBLEMS}, summary="条款")
def clauses(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the clauses of the notice in its order."""
    return page_of(clause_rows(year_of(request, of.year)), paging, _clause)


@router.get("/programme/obligations", response={200: Page[Duty], **PROBLEMS}, summary="任务")
def obligations(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List what the programme asks of offices in the year."""
    year = year_of(request, of.year)

    def show(rule: Any) -> dict[str, Any]:
        return {
            "id": rule.id,
            "clause": rule.clause,
            "also": list(rule.also),
            "says": said(rule.says),
            "who": rule.who.value,
            "metric": rule.metric,
            "unit": rule.unit,
            "force": rule.force.value,
            "judged": rule.judged,
        }

    return page_of(law_of(year).obligations_of(year.year), paging, show)


def _setting(row: SettingRow) -> dict[str, Any]:
    parameter = row.parameter
    return {
        "id": parameter.id,
        "point": parameter.point,
        "clauses": list(parameter.clause),
        "asks": said(parameter.asks),
        "kind": parameter.kind,
        "value": as_json(row.value),
        "shown": said(row.shown),
        "start": said(row.start),
        "decided": row.origin is not None,
        "in_force_from": row.origin.in_force_from.isoformat() if row.origin else None,
    }


@router.get(
    "/programme/parameters", response={200: Page[Setting], **PROBLEMS}, summary="待定事项的现行值"
)
def parameters(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the settings with their values in force."""
    rows = setting_rows(year_of(request, of.year), on=clock.today())
    return page_of(rows, paging, _setting)


def _place(place: PlaceFacts) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": said(place),
        "kind": place.kind,
        "path": place.path,
        "parent": place.parent_code,
        "levels": sorted(level.value for level in place.levels),
    }


@router.get("/places", response={200: Page[Place], **PROBLEMS}, summary="区划")
def places(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List the places within reach, each with its path."""
    acting = reading(request, "monitoring.read").acting
    return page_of(visible_places(acting, on=clock.today()), paging, _place)


@router.get("/organisations", response={200: Page[Organisation], **PROBLEMS}, summary="机构")
def organisations(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the organisations of the programme with the places that they serve."""
    rows = organisations_in(year_of(request, of.year), on=clock.today())

    def show(row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "kind": row.kind,
            "name": {"zh": row.name, "en": row.english or row.name},
            "code": row.code,
            "home": row.home.code,
            "serves": [service.place.code for service in row.present_services],
        }

    return page_of(rows, paging, show)
