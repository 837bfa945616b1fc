"""To whom an office can address a notice: offices below it, organisations of the programme."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.notices.models import Notice
from zhicai.places.queries import PlaceFacts, is_within, path_of
from zhicai.programmes.queries import organisations_in
from zhicai.programmes.queries.receipts import Names, names_in
from zhicai.programmes.queries.targets import seat_name


@dataclass(frozen=True, slots=True)
class Target:
    """Someone a notice can go to: an office of a place at a level, or an organisation."""

    key: str
    name: Text
    place_id: int
    level: Level | None = None
    organisation_id: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Everyone of a level, or every organisation of a kind, chosen at once by ``key``."""

    key: str
    name: Text
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone to whom a notice of an office can go, by groups."""

    groups: tuple[Group, ...]

    def chosen(self, keys: Iterable[str]) -> list[Target]:
        """Return who is meant by ``keys`` of groups and single targets, each once."""
        wanted = set(keys)
        found: dict[str, Target] = {}
        for group in self.groups:
            for target in group.targets:
                if group.key in wanted or target.key in wanted:
                    found.setdefault(target.key, target)
        return list(found.values())

    def words(self, keys: Iterable[str]) -> str:
        """Return who is addressed as a paper says it: whole groups by name, then single ones."""
        wanted = set(keys)
        said, rest = [], []
        for group in self.groups:
            if group.key in wanted:
                whole = f"各{group.name.zh}"
                said.append(whole if len(group.targets) > 1 else group.targets[0].name.zh)
            else:
                rest += [target.name.zh for target in group.targets if target.key in wanted]
        return "，".join([*said, *rest])


def directory_of(notice: Notice, *, on: date) -> Directory:
    """Return everyone to whom the notice's office can address it on a day."""
    year = notice.programme_year
    names = names_in(year, on=on)
    scope = path_of(notice.place, on=on)
    return Directory((*_offices(notice, names, scope), *_organisations(notice, names, scope, on)))


def _offices(notice: Notice, names: Names, scope: str) -> Iterable[Group]:
    lower = list(Level)[list(Level).index(Level(notice.level)) + 1 :]
    for level in lower:
        seats = [p for p in names.places.seats(level, scope) if p.id != notice.place_id]
        if seats:
            kind = names.offices.get(level, Text(level.value, level.value))
            yield Group(f"all:{level}", kind, tuple(_seat(place, level) for place in seats))


def _seat(place: PlaceFacts, level: Level) -> Target:
    key = f"office:{place.code}:{level}"
    return Target(key, seat_name(place, level), place.id, level, path=place.path)


def _organisations(notice: Notice, names: Names, scope: str, on: date) -> Iterable[Group]:
    groups: dict[str, list[Target]] = {}
    for row in organisations_in(notice.programme_year, on=on):
        served = [service.place_id for service in getattr(row, "present_services", ())]
        paths = [
            names.places.by_id[pk].path for pk in (row.home_id, *served) if pk in names.places.by_id
        ]
        if any(is_within(path, scope) for path in paths):
            name = Text(row.name, row.english or row.name)
            target = Target(f"organisation:{row.pk}", name, row.home_id, None, row.pk, paths[0])
            groups.setdefault(row.kind, []).append(target)
    for kind, targets in groups.items():
        yield Group(f"kind:{kind}", names.kinds[kind], tuple(targets))
