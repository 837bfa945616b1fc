"""Publicity actions within one's reach, and their totals by channel and office."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of
from zhicai.foundation.errors import OutOfScope
from zhicai.places.queries import places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.publicity.models import Activity
from zhicai.publicity.rules.logging import Channel


@dataclass(slots=True)
class Total:
    """How many actions, and how many people they reached; by channel."""

    name: str
    count: int = 0
    reach: int = 0
    channels: dict[Channel, list[int]] = field(
        default_factory=lambda: {channel: [0, 0] for channel in Channel}
    )

    def add(self, activity: Activity) -> None:
        """Count one action."""
        reach = activity.reach or 0
        self.count += 1
        self.reach += reach
        mine = self.channels[Channel(activity.channel)]
        mine[0] += 1
        mine[1] += reach

    @property
    def online(self) -> int:
        """Actions online."""
        return self.channels[Channel.ONLINE][0]

    @property
    def offline(self) -> int:
        """Actions offline."""
        return self.channels[Channel.OFFLINE][0]


def activities_visible_to(acting: Acting, year: ProgrammeYear, *, on: date) -> QuerySet[Activity]:
    """Return the actions of the offices within the user's reach in a programme year."""
    places = places_under(reach_of(acting, "publicity.read"), on=on)
    rows = Activity.objects.filter(programme_year=year, place__in=places)
    return rows.select_related("place").order_by("-on", "-pk")


def activity_for(acting: Acting, pk: int, *, on: date) -> Activity:
    """Return one action within the user's reach, else OutOfScope."""
    places = places_under(reach_of(acting, "publicity.read"), on=on)
    rows = Activity.objects.filter(place__in=places).select_related("place", "programme_year")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def totals_of(activities: Iterable[Activity]) -> tuple[Total, list[Total]]:
    """Return the total of some actions and that of every office, the most active first.

    What has been struck out counts nowhere.
    """
    whole = Total("")
    offices: dict[str, Total] = defaultdict(lambda: Total(""))
    for activity in activities:
        if activity.struck_at is not None:
            continue
        whole.add(activity)
        office = offices[activity.office]
        office.name = activity.office
        office.add(activity)
    return whole, sorted(offices.values(), key=lambda total: (-total.count, total.name))
