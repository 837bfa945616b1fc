"""A story is a programme, its cast and houses, and chapters of dated events; telling it runs the
events
of every day up to the one asked for, each standing at its own moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhicai.demo.cast import HUBEI, HUBEI_HOUSES, PASSWORD, ZHEJIANG, House, Part
from zhicai.demo.hubei import chapters as hubei_chapters
from zhicai.demo.stage import Event, Stage, set_again, set_stage
from zhicai.demo.zhejiang import chapters as zhejiang_chapters
from zhicai.foundation import clock
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.places.queries import tree
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import law_of, settings_of, years
from zhicai.programmes.registry import Counting, measure, metric

PEOPLE = {
    "preparatory": "results.preparatory_people",
    "assessment": "results.assessment_people",
}
"""What counts the people of a track."""


@dataclass(frozen=True, slots=True)
class Story:
    """One programme's demo."""

    programme: str
    province: str
    since: date
    cast: tuple[Part, ...]
    houses: tuple[House, ...]
    chapters: Callable[[Stage], Iterable[Event]]


STORIES = {
    "hubei-2022": Story(
        "hubei-2022", "420000", date(2022, 1, 1), HUBEI, HUBEI_HOUSES, hubei_chapters
    ),
    "zhejiang-2024": Story(
        "zhejiang-2024", "330000", date(2024, 9, 1), ZHEJIANG, (), zhejiang_chapters
    ),
}


def tell(
    story: Story,
    *,
    on: date,
    after: date | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Stage:
    """Set the stage and run every event dated up to ``on``, in the order of their moments.

    ``after``: the database has been told up to that day; only what came later is.
    """
    if after is None:
        with clock.standing_at(story.since):
            stage = set_stage(story.province, story.cast, story.houses, since=story.since)
    else:
        stage = set_again(story.province, story.cast)
    events = sorted(story.chapters(stage), key=lambda event: event.at)
    due = [event for event in events if (after or date.min) < event.at.date() <= on]
    for number, event in enumerate(due):
        if tick is not None:
            tick(number, len(due))
        with clock.standing_at(event.at):
            event.happen(event.at)
    if tick is not None:
        tick(len(due), len(due))
    return stage


def figures_of(story: Story, *, on: date) -> dict[str, Any]:
    """Return what was told, for ``--json`` and the table of accounts."""
    year = years().filter(programme=story.programme, opened_on__lte=on).first()
    places = tree(story.province, on=on)
    tally = ledger_of(year, on=on).tally() if year else dict.fromkeys(State, 0)
    return {
        "figures": {
            "programme": story.programme,
            "on": on.isoformat(),
            "divisions": {
                "city": len(places.seats(Level.CITY)),
                "county": len(places.seats(Level.COUNTY)),
            },
            "obligations": {state.value: count for state, count in tally.items()},
            "people": _people(year, on) if year else {},
        },
        "password": PASSWORD,
        "accounts": [
            {"username": p.username, "name": p.name, "zh": p.says.zh, "en": p.says.en}
            for p in story.cast
        ],
    }


def _people(year: Any, on: date) -> dict[str, int]:
    """People of each track; 0 where nobody can be registered yet."""
    counting = Counting.of(year, settings_of(year, on=on))
    found = {}
    for track in law_of(year).head.tracks:
        counted = metric(PEOPLE.get(track.id, ""))
        totals = measure(counted, counting, [on]) if counted else {}
        found[track.id] = int(sum(days[on] for days in totals.values()))
    return found
