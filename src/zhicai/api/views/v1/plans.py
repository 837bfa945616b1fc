"""Plans, city summaries and planned classes; one's own draft, saved and sent."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Query, Router, Schema
from pydantic import Field

from zhicai.api.actions import write_by_token
from zhicai.api.rules import Scope
from zhicai.api.views.v1.answers import PROBLEMS, Key, Page, Paging, Said, YearKey, page_of, said
from zhicai.api.views.v1.site import calling, reading
from zhicai.filing.rules import State
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.schema import Level
from zhicai.planning import actions
from zhicai.planning.models import Plan, PlannedClass
from zhicai.planning.queries.classes import classes_visible_to
from zhicai.planning.queries.lists import CountyRow, SummaryRow, county_rows, summary_rows
from zhicai.planning.queries.plans import own_plan_for, own_plans, owner_name, plan_for, reading_of
from zhicai.planning.queries.summaries import city_for, place_of, sent_summary, summary_filing
from zhicai.planning.rules.content import PlanContent, to_json
from zhicai.planning.rules.rollup import summary_json
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of, year_for

router = Router(tags=["plans"])

READ, DRAFT = "planning.read", "planning.draft"


class Listed(Schema):
    """An office's document in a list. Budget in fen."""

    place: str
    name: Said
    city: str
    state: str
    due: str | None
    sent_on: str | None
    late: bool
    classes: int | None
    people: int | None


class PlanRow(Listed):
    """A county's plan; ``id`` is null as long as there is none."""

    id: int | None
    version: int
    budget: int | None


class SummaryLine(Listed):
    """A city's summary: how many of its counties it has accepted a plan of."""

    counties: int
    accepted: int


class Course(Schema):
    """A course of a planned class; ``hours`` are class hours."""

    key: str
    title: str
    hours: str | None
    form: str
    lecturer: str
    items: list[str]
    local: bool
    themes: list[str]


class Lesson(Schema):
    """A class of a plan. Budget in fen."""

    key: str
    title: str
    starts: str | None
    ends: str | None
    venue: str
    people: int | None
    budget: int | None
    courses: list[Course]


class Content(Schema):
    """A plan as it was sent."""

    unit: str
    leader: str
    contact: str
    phone: str
    goals: str
    needs: str
    source: str
    lecturers: str
    practical: str
    notes: str
    reason: str
    classes: list[Lesson]


class PlanRead(Schema):
    """A plan in its current version."""

    id: int
    owner: Said
    place: str
    year: int
    state: str
    version: int
    sent_at: str
    digest: str
    content: Content


Words = Annotated[str, Field(max_length=4000, pattern="^[^\\x00]*$")]
Short = Annotated[str, Field(max_length=60, pattern="^[^\\x00]*$")]


class CourseDraft(Schema):
    """A course as typed: every word is text, right or wrong."""

    key: str = Field(pattern=r"^k[0-9]{1,4}$")
    title: Words = ""
    hours: Words = ""
    form: Short = "lecture"
    lecturer: Words = ""
    items: list[Short] = Field(default_factory=list, max_length=100)
    themes: list[Short] = Field(default_factory=list, max_length=100)
    local: bool = False


class LessonDraft(Schema):
    """A class as typed: dates such as 2022-04-18, ``budget`` in 万元."""

    key: str = Field(pattern=r"^c[0-9]{1,4}$")
    title: Words = ""
    starts: Words = ""
    ends: Words = ""
    venue: Words = ""
    people: Words = ""
    budget: Words = ""
    courses: list[CourseDraft] = Field(default_factory=list, max_length=40)


class Draft(Schema):
    """A plan as typed."""

    unit: Words = ""
    leader: Words = ""
    contact: Words = ""
    phone: Words = ""
    goals: Words = ""
    needs: Words = ""
    source: Words = ""
    lecturers: Words = ""
    practical: Words = ""
    notes: Words = ""
    reason: Words = ""
    classes: list[LessonDraft] = Field(default_factory=list, max_length=60)


class DraftRead(Schema):
    """One's own draft; give ``revision`` back when you save or send."""

    id: int
    state: str
    revision: int
    draft: Draft


class Saving(Schema):
    """A draft, and the revision that it was made from."""

    revision: int = Field(ge=0, le=2**31)
    draft: Draft


class Sending(Schema):
    """The revision that is to be sent."""

    revision: int = Field(ge=0, le=2**31)


class Opening(Schema):
    """For which year and which seat of the office a plan is opened."""

    year: YearKey = None
    level: Level | None = None


class ClassRow(Schema):
    """A class planned in force. Budget in fen."""

    id: int
    plan: int
    place: str
    track: str
    title: str
    starts_on: str
    ends_on: str
    venue: str
    expected_people: int
    budget: int
    practical: bool


class Line(Schema):
    """One plan in a city's summary. Budget in fen."""

    code: str
    name: str
    plan: int
    version: int
    digest: str
    classes: int
    people: int
    budget: int
    hours: str
    sent_on: str
    own: bool


class Summary(Schema):
    """A city's summary as it was sent; ``missing`` are counties without an accepted plan."""

    city: str
    name: str
    state: str
    version: int
    number: str
    reason: str
    missing: list[str]
    lines: list[Line]


class OfYear(Schema):
    """Which programme year; the day's by default."""

    year: YearKey = None


def _year(request: HttpRequest, wanted: int | None) -> ProgrammeYear:
    return year_for(reading(request, READ).acting, on=clock.today(), wanted=wanted)


def _listed(row: CountyRow | SummaryRow) -> dict[str, Any]:
    return {
        "place": row.place.code,
        "name": said(row.place),
        "city": row.unit_code,
        "state": row.state,
        "due": row.due.isoformat() if row.due else None,
        "sent_on": row.sent_on.isoformat() if row.sent_on else None,
        "late": row.late,
        "classes": row.classes,
        "people": row.people,
    }


@router.get("/plans", response={200: Page[PlanRow], **PROBLEMS}, summary="各县计划")
def plans(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the plan of every county within reach, the missing ones too."""
    year, on = _year(request, of.year), clock.today()
    rows = county_rows(reading(request).acting, year, settings_of(year, on=on), on=on)

    def show(row: CountyRow) -> dict[str, Any]:
        return {**_listed(row), "id": row.pk, "version": row.version, "budget": row.budget}

    return page_of(rows, paging, show)


@router.get("/plans/own", response={200: Page[DraftRead], **PROBLEMS}, summary="本单位的计划")
def own(request: HttpRequest, paging: Query[Paging]) -> Any:
    """List the office's own plans as drafted, with the revisions that saving needs."""
    return page_of(own_plans(reading(request, DRAFT).acting), paging, _draft)


@router.post("/plans/own", response={200: DraftRead, **PROBLEMS}, summary="编制本单位计划")
def open_plan(request: HttpRequest, wanted: Body[Opening]) -> Any:
    """Open the office's own plan of a year, or return the one there is."""
    caller = calling(request, Scope.PLANS, DRAFT)
    year = year_for(caller.acting, on=clock.today(), wanted=wanted.year)

    def opened() -> Plan:
        return actions.open_plan(year, by=caller.acting, at=clock.now(), level=wanted.level)

    return _draft(write_by_token(caller, "plan opened", opened, by=caller.acting))


@router.get("/plans/{pk}", response={200: PlanRead, **PROBLEMS}, summary="一份已报送的计划")
def plan(request: HttpRequest, pk: Key) -> Any:
    """Show a plan in its current version; one that has never been sent is not there."""
    found = plan_for(reading(request, READ).acting, pk, on=clock.today())
    if found.filing.state == State.DRAFT:
        raise OutOfScope
    shown = reading_of(found)
    version = shown.version
    if version is None:
        raise OutOfScope
    return {
        "id": found.pk,
        "owner": said(owner_name(found)),
        "place": found.place.code,
        "year": found.programme_year.year,
        "state": found.filing.state,
        "version": version.number,
        "sent_at": version.sent_at.isoformat(),
        "digest": version.digest,
        "content": _content(shown.content),
    }


def _content(content: PlanContent) -> dict[str, Any]:
    told = to_json(content)
    for lesson, facts in zip(told["classes"], content.classes, strict=True):
        for course, course_facts in zip(lesson["courses"], facts.courses, strict=True):
            hours = course_facts.hours
            course["hours"] = None if hours is None else plain(hours)
    return told


def _draft(plan: Plan) -> dict[str, Any]:
    return {
        "id": plan.pk,
        "state": plan.filing.state,
        "revision": plan.revision,
        "draft": plan.draft,
    }


@router.get("/plans/{pk}/draft", response={200: DraftRead, **PROBLEMS}, summary="本单位计划的草稿")
def draft(request: HttpRequest, pk: Key) -> Any:
    """Show one's own draft."""
    return _draft(own_plan_for(reading(request, DRAFT).acting, pk))


@router.put("/plans/{pk}/draft", response={200: DraftRead, **PROBLEMS}, summary="保存草稿")
def save_draft(request: HttpRequest, pk: Key, saving: Body[Saving]) -> Any:
    """Save one's own draft; 409 where somebody saved after your revision."""
    caller = calling(request, Scope.PLANS, DRAFT)
    found = own_plan_for(caller.acting, pk)
    typed = saving.draft.model_dump()
    _insist_on_keys(typed)

    def saved() -> Plan:
        return actions.save_draft(
            found, by=caller.acting, draft=typed, revision=saving.revision, at=clock.now()
        )

    return _draft(write_by_token(caller, f"plan {pk} saved", saved, by=caller.acting))


def _insist_on_keys(typed: dict[str, Any]) -> None:
    """Raise BadInput where two classes, or two courses of a class, have the same key."""
    lists = [("classes", typed["classes"])]
    lists += [(f"classes.{one['key']}.courses", one["courses"]) for one in typed["classes"]]
    says = Text("key 不能重复。", "A key stands for one line alone.")
    faults = [
        Fault(says, field=name)
        for name, rows in lists
        if len({row["key"] for row in rows}) < len(rows)
    ]
    if faults:
        raise BadInput(faults)


@router.post("/plans/{pk}/send", response={200: DraftRead, **PROBLEMS}, summary="报送计划")
def send(request: HttpRequest, pk: Key, sending: Body[Sending]) -> Any:
    """Send one's own plan as drafted; 409 names everything that is in the way, with its clause."""
    caller = calling(request, Scope.PLANS, DRAFT)
    found = own_plan_for(caller.acting, pk)

    def sent() -> Plan:
        at, revision = clock.now(), sending.revision
        return actions.send_plan(found, by=caller.acting, at=at, revision=revision)

    return _draft(write_by_token(caller, f"plan {pk} sent", sent, by=caller.acting))


@router.get("/summaries", response={200: Page[SummaryLine], **PROBLEMS}, summary="市州计划汇总")
def summaries(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the summary of every city within reach, the missing ones too."""
    year, on = _year(request, of.year), clock.today()
    rows = summary_rows(reading(request).acting, year, settings_of(year, on=on), on=on)

    def show(row: SummaryRow) -> dict[str, Any]:
        return {**_listed(row), "counties": row.counties, "accepted": row.accepted}

    return page_of(rows, paging, show)


@router.get("/summaries/{city}", response={200: Summary, **PROBLEMS}, summary="一份市州汇总")
def summary(request: HttpRequest, city: str, of: Query[OfYear]) -> Any:
    """Show a city's summary as it was sent."""
    year = _year(request, of.year)
    found = city_for(reading(request).acting, city, on=clock.today())
    filing = summary_filing(place_of(found.code), year)
    sent = sent_summary(filing)
    if filing is None or sent is None:
        raise OutOfScope
    told = summary_json(sent.content)
    return {
        **told,
        "state": filing.state,
        "version": sent.version.number,
        "number": filing.number,
        "missing": [code for code, _name in told["missing"]],
    }


@router.get("/classes", response={200: Page[ClassRow], **PROBLEMS}, summary="计划的班次")
def classes(request: HttpRequest, of: Query[OfYear], paging: Query[Paging]) -> Any:
    """List the classes planned in force within reach, by their first day."""
    year = _year(request, of.year)
    rows = classes_visible_to(reading(request).acting, year, on=clock.today())

    def show(row: PlannedClass) -> dict[str, Any]:
        return {
            "id": row.pk,
            "plan": row.plan_id,
            "place": row.place.code,
            "track": row.track,
            "title": row.title,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat(),
            "venue": row.venue,
            "expected_people": row.expected_people,
            "budget": row.budget,
            "practical": row.practical,
        }

    return page_of(rows.order_by("starts_on", "place__code", "position", "pk"), paging, show)
