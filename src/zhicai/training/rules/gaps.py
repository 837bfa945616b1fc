"""Gaps between what was planned and what is: each difference of one class in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text

NOT_OPENED, NOT_PLANNED, DROPPED, DIFFERS = "not-opened", "not-planned", "dropped", "differs"
GAP_WORDS = {
    NOT_OPENED: Text("计划未开班", "Planned, not opened"),
    NOT_PLANNED: Text("未列入计划", "Opened, not planned"),
    DROPPED: Text("计划已撤销", "No longer planned"),
    DIFFERS: Text("与计划不一致", "Differs from the plan"),
}


@dataclass(frozen=True, slots=True)
class Outline:
    """What is compared of a plan line and of a class."""

    starts_on: date
    ends_on: date
    people: int
    venue: str


def differences(planned: Outline, real: Outline) -> Iterator[Text]:
    """Yield what differs between a plan line and its class."""
    if (planned.starts_on, planned.ends_on) != (real.starts_on, real.ends_on):
        yield Text(
            f"时间：计划 {planned.starts_on} 至 {planned.ends_on}，"
            f"实际 {real.starts_on} 至 {real.ends_on}",
            f"Dates: planned {planned.starts_on} to {planned.ends_on}, "
            f"now {real.starts_on} to {real.ends_on}",
        )
    if planned.people != real.people:
        yield Text(
            f"人数：计划 {planned.people} 人，名额 {real.people} 人",
            f"People: {planned.people} planned, {real.people} seats",
        )
    if planned.venue.strip() != real.venue.strip():
        yield Text(
            f"地点：计划 {planned.venue}，实际 {real.venue}",
            f"Venue: planned {planned.venue}, now {real.venue}",
        )
