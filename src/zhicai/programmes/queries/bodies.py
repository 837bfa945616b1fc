"""The bodies of the notice and their rights per track, and who owns what the notice leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Body, Clause, Track
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.words import RIGHTS, ROLES, body_name, joined, word

OFFICE_TYPES = {
    "coordination-office": Text("议事协调机构办公室", "Office of the coordinating body"),
    "ip-office": Text("知识产权局", "IP office"),
}
"""What offices below the province are (A-ZJ-23)."""


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role on a track: what it is called, what it lets do, the clauses."""

    role: Text
    may: Text
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with its name in force and its roles, one cell a track."""

    body: Body
    name: Text
    cells: tuple[tuple[RoleHeld, ...], ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """A task for which the notice names nobody, and who owns it now (A-HB-30, A-ZJ-11)."""

    clause: Clause
    measure: str
    owner: Text
    helpers: Text


def tracks_shown(law: Programme) -> tuple[Track, ...]:
    """Return the tracks of a programme; one that has none acts on a single line of work."""
    if law.head.tracks:
        return law.head.tracks
    names = dict.fromkeys(right.track for right in law.rights)
    whole = Text("行动", "Action")
    return tuple(
        Track(id=name, name=whole, headline=law.head.name, clause=law.head.notice.clause)
        for name in names
    )


def body_rows(year: ProgrammeYear, *, on: date) -> list[BodyRow]:
    """Return every body with its roles and rights on each track."""
    law = law_of(year)
    settings = settings_of(year, on=on)
    tracks = tracks_shown(law)
    return [
        BodyRow(
            body,
            name_of_body(body, settings),
            tuple(
                tuple(
                    RoleHeld(
                        word(ROLES, right.role),
                        joined([word(RIGHTS, may) for may in right.may]),
                        right.clause,
                    )
                    for right in law.rights
                    if right.body == body.id and right.track == track.id
                )
                for track in tracks
            ),
        )
        for body in law.bodies.values()
    ]


def name_of_body(body: Body, settings: Mapping[str, Any]) -> Text:
    """Return a body's name; for offices below the province as the settings call them (A-ZJ-23)."""
    kind = OFFICE_TYPES.get(str(settings.get("office-organisation-type")))
    if kind is None or body.seat not in ("city", "county"):
        return body.name
    levels = {"city": Text("市级", "City"), "county": Text("县（市、区）级", "County")}
    level = levels[body.seat.value]
    return Text(f"{level.zh}{kind.zh}", f"{level.en}: {kind.en}")


def owning_bodies(year: ProgrammeYear, *, on: date) -> tuple[Text, ...]:
    """Return who administers the programme: its issuer, or whom the province chose (A-ZJ-24)."""
    law = law_of(year)
    chosen = settings_of(year, on=on).get("owning-body")
    if chosen is None:
        return (law.head.notice.issuer,)
    if chosen != "both":
        return (body_name(law, chosen),)
    choices = law.parameters["owning-body"].choices
    return tuple(body_name(law, one.value) for one in choices if one.value in law.bodies)


def task_owners(year: ProgrammeYear, *, on: date) -> list[Owner]:
    """Return who owns each task for which the notice names nobody, in the notice's order."""
    law = law_of(year)
    rows = [dict(row) for row in settings_of(year, on=on).get("task-owner") or ()]
    order = {clause: number for number, clause in enumerate(law.clauses)}
    found = [
        Owner(
            law.clauses[row["clause"]],
            row.get("measure", ""),
            body_name(law, row.get("owner", "")),
            joined([body_name(law, name) for name in row.get("helpers", "").split()]),
        )
        for row in rows
        if row.get("clause") in law.clauses
    ]
    return sorted(found, key=lambda owner: order[owner.clause.id])
