"""Sets the stage before the story: divisions, organisations, and an account for every office."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.contrib.auth.hashers import make_password

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.demo.cast import PASSWORD, House, Part, invented_name
from zhicai.foundation import clock
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Organisation, Place


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in the story at a moment."""

    at: datetime
    happen: Callable[[datetime], object]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=clock.CHINA)


@dataclass(slots=True)
class Stage:
    """The places and people of a story; :meth:`acting` gives someone's standpoint on a day."""

    province: str
    places: dict[str, Place] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    officers: dict[tuple[str, Level], str] = field(default_factory=dict)
    _actings: dict[tuple[str, date], Acting] = field(default_factory=dict)

    def acting(self, username: str, *, on: date) -> Acting:
        """Return for whom a user of the cast acts on a day, asked once a day."""
        if (username, on) not in self._actings:
            self._actings[username, on] = actings_of(self.users[username], on=on)[0]
        return self._actings[username, on]

    def officer(self, code: str, level: Level, *, on: date) -> Acting:
        """Return the officer of an office on a day."""
        return self.acting(self.officers[code, level], on=on)


def set_stage(
    province: str, cast: tuple[Part, ...], houses: tuple[House, ...], *, since: date
) -> Stage:
    """Create divisions, organisations and accounts; every office has an officer, the cast their
    own.
    """
    table = (REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig")
    load_divisions(read_division_table(table), province=province, since=since, by=SYSTEM)
    stage = Stage(province, {place.code: place for place in Place.objects.all()})
    organisations = {
        (house.kind, house.name): name_organisation(
            kind=house.kind,
            name=house.name,
            home=stage.places[house.home],
            since=since,
            serves=[stage.places[code] for code in house.serves],
            clause=house.clause,
            short_name=house.short,
            english=house.english,
            by=SYSTEM,
        )
        for house in houses
    }
    password = make_password(PASSWORD)
    for part in cast:
        _enter(stage, part, organisations, since)
    _staff_offices(stage, since)
    # One hash for all: hashing two hundred times would take longer than the whole story.
    User.objects.update(password=password)
    return stage


def set_again(province: str, cast: tuple[Part, ...]) -> Stage:
    """Return the stage of a story that has been told up to some day, as its database has it."""
    places = {place.code: place for place in Place.objects.prefetch_related("seats")}
    stage = Stage(province, places, {user.username: user for user in User.objects.all()})
    for part in cast:
        if part.role is Role.OFFICER:
            stage.officers |= {(part.place, level): part.username for level in part.levels}
    for code, place in sorted(places.items()):
        for seat in place.seats.all():
            stage.officers.setdefault((code, Level(seat.level)), _username(code))
    return stage


def _username(code: str) -> str:
    """The account of an office that the cast leaves empty."""
    return f"u{code}"


def _enter(
    stage: Stage, part: Part, organisations: dict[tuple[str, str], Organisation], since: date
) -> None:
    user = open_account(part.username, name=part.name, by=SYSTEM)
    stage.users[part.username] = user
    organisation = organisations[part.organisation] if part.organisation else None
    for level in part.levels or (None,):
        give_membership(
            user,
            part.role,
            place=stage.places[part.place],
            level=level,
            organisation=organisation,
            by=SYSTEM,
            since=since,
        )
        if part.role is Role.OFFICER and level is not None:
            stage.officers[part.place, level] = part.username


def _staff_offices(stage: Stage, since: date) -> None:
    """Give every office that the cast leaves empty an officer with an invented name."""
    for number, (code, place) in enumerate(sorted(stage.places.items())):
        levels = [Level(seat.level) for seat in place.seats.all()]
        empty = [level for level in levels if (code, level) not in stage.officers]
        if not empty:
            continue
        username = _username(code)
        user = open_account(username, name=invented_name(number), by=SYSTEM)
        stage.users[username] = user
        for level in empty:
            give_membership(user, Role.OFFICER, place=place, level=level, by=SYSTEM, since=since)
            stage.officers[code, level] = username
