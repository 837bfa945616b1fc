"""What a class says of itself: its facts as entered, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

MOST_SEATS = 5000
AUDIENCES = ("professional", "popular")
ROLE_WORDS: Mapping[str, Text] = {
    "guiding": Text("指导单位", "Guiding unit"),
    "host": Text("主办单位", "Host"),
    "co-host": Text("联合主办", "Co-host"),
    "undertaking": Text("承办单位", "Undertaking unit"),
    "partner": Text("合作单位", "Partner"),
}
ROLES = tuple(ROLE_WORDS)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as an office enters it; ``venue_place`` is the code of the place of the venue."""

    title: str
    starts_on: date
    ends_on: date
    venue: str
    venue_place: str
    capacity: int
    registration_opens: date | None = None
    registration_closes: date | None = None
    audience: str = "professional"
    contact: str = ""
    phone: str = ""
    notes: str = ""


def class_faults(facts: ClassFacts, *, year: int) -> list[Fault]:
    """Return everything wrong with a class's facts."""
    return [Fault(says, field=name) for name, says in _faults(facts, year)]


def _faults(facts: ClassFacts, year: int) -> Iterable[tuple[str, Text]]:
    if not facts.title.strip():
        yield "title", Text("请写明班次名称。", "Name the class.")
    if not facts.venue.strip():
        yield "venue", Text("请写明培训地点。", "Name the venue.")
    if facts.ends_on < facts.starts_on:
        yield "ends_on", Text("结班日期早于开班日期。", "The last day lies before the first.")
    if facts.starts_on.year != year or facts.ends_on.year != year:
        yield (
            "starts_on",
            Text(f"培训时间要在 {year} 年度之内。", f"The class must lie within the year {year}."),
        )
    if not 0 < facts.capacity <= MOST_SEATS:
        yield (
            "capacity",
            Text(f"名额填 1 至 {MOST_SEATS}。", f"Seats lie between 1 and {MOST_SEATS}."),
        )
    opens, closes = facts.registration_opens, facts.registration_closes
    if opens and closes and closes < opens:
        yield (
            "registration_closes",
            Text("报名截止早于报名开始。", "Registration closes before it opens."),
        )
    if closes and closes > facts.ends_on:
        yield (
            "registration_closes",
            Text("报名截止不能晚于结班日期。", "Registration closes no later than the class ends."),
        )
    if facts.audience not in AUDIENCES:
        yield "audience", Text("请选择培训对象。", "Choose for whom the class is.")
