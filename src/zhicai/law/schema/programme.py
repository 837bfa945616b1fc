"""The programme itself: its notice, tracks or pillars, bodies, curriculum, calendar, documents."""

from typing import Literal

from pydantic import model_validator

from zhicai.law.schema.base import (
    ClauseIds,
    Expected,
    Force,
    Handling,
    Id,
    IsoDate,
    Level,
    Names,
    Row,
    Said,
)
from zhicai.law.schema.windows import Window


class Body(Row):
    """A body the notice names and where its people sit: an office's seat or an organisation."""

    id: Id
    name: Said
    clause: ClauseIds
    seat: Level | None = None
    organisation: str | None = None
    note: Said | None = None


class Right(Row):
    """What a body is on a track (its role) and what it may do there."""

    body: str
    track: str
    role: Literal[
        "guiding",
        "host",
        "co-host",
        "undertaking",
        "core-team",
        "recommending",
        "registry",
        "working-group",
        "partner",
        "trainee",
        "funding",
    ]
    may: Names
    clause: ClauseIds


class CurriculumItem(Row):
    """One item of the curriculum, in force from a year on (A-HB-27: the lists end in 等)."""

    id: str
    group: str
    name: Said
    label: Said
    clause: str
    since: int
    until: int | None = None
    system: str | None = None
    task: Said | None = None


class CurriculumGroup(Row):
    """A group of items: knows, skills, practical systems."""

    id: str
    name: Said
    compulsory: bool = False
    extensible: bool = True
    clause: ClauseIds


class CalendarEntry(Row):
    """One line of the programme's year: when, who, what, to whom, handled how."""

    id: Id
    what: Said
    who: Names
    to: Names = ()
    handling: Handling | None = None
    window: Window
    years: tuple[int, ...] = ()
    clause: ClauseIds


class Held(Row):
    """What a class plan is held against: obligations by id, and the track of its classes."""

    track: str | None = None
    classes: str | None = None
    people: str | None = None
    window: str | None = None


class DocumentKind(Row):
    """A document that offices send up, with its way: from a level, to a level, handled how.

    ``held`` is for class plans: the rules that a plan is checked against while it is written.
    """

    id: Id
    name: Said
    clause: ClauseIds
    from_level: Level
    to_level: Level
    handling: Handling
    handling_by: str | None = None
    due: str | None = None
    number: str | None = None
    held: Held | None = None


class Track(Row):
    """A track of the programme: preparatory (预科) or assessment (考核).

    ``ability`` is the level of practical ability that it trains to, where the notice names one.
    """

    id: Id
    name: Said
    headline: Said
    clause: ClauseIds
    ability: Literal["elementary", "intermediate", "advanced"] | None = None


class Titled(Row):
    """A title with its clause: a policy basis, a parent plan, a theme."""

    id: str
    name: Said
    clause: ClauseIds


class Linked(Titled):
    """An outside system the notice names; its address is the office's to set.

    ``public`` ones are linked on the public home page.
    """

    address: str | None = None
    public: bool = False


class ListKind(Titled):
    """A published, dated list of organisations that training is to reach.

    ``metric`` is the share of them that has trained people, where one is owed; ``as_of`` the
    setting that says which day's list counts.
    """

    metric: str | None = None
    as_of: str | None = None


class MeasureItem(Row):
    """One of the numbered measures of a pillar."""

    number: int
    name: Said
    clause: ClauseIds
    force: Force = Force.BINDING


class Pillar(Row):
    """A pillar with its measures (A-ZJ-18)."""

    id: str
    name: Said
    clause: ClauseIds
    measures: tuple[MeasureItem, ...]


class Notice(Row):
    """The document the programme comes from; what is not printed on it stays empty."""

    title: Said
    number: str | None = None
    issued_on: IsoDate | None = None
    issuer: Said
    sealed_by: Said | None = None
    addressees: tuple[Level, ...]
    addressed_organisations: Names = ()
    clause: ClauseIds


class Years(Row):
    """First and last programme year."""

    first: int
    last: int

    @model_validator(mode="after")
    def _in_order(self) -> "Years":
        if not 2000 <= self.first <= self.last <= 2100:
            raise Expected(
                "first 不能晚于 last，年份在 2000 至 2100 之间。",
                "first must not lie after last, both between 2000 and 2100.",
            )
        return self

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


class Head(Row):
    """``programme.yaml``: what the programme is.

    ``cites`` names the clause that a page or a check of an app rests on, by the app's own key
    (``planning.goals``), where no obligation, parameter or document says it already.
    """

    id: Id
    name: Said
    province: str
    divisions: str
    template: Literal["classes", "targets"]
    years: Years
    notice: Notice
    aims: ClauseIds = ()
    parent_plan: Titled | None = None
    policy_basis: tuple[Titled, ...] = ()
    principles: tuple[Titled, ...] = ()
    tracks: tuple[Track, ...] = ()
    themes: tuple[Titled, ...] = ()
    systems: tuple[Linked, ...] = ()
    lists: tuple[ListKind, ...] = ()
    cites: dict[str, str] = {}
    pillars: tuple[Pillar, ...] = ()
