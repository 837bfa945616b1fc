"""Who answers for talent work in each office, now and before (HB-4.1.a)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhicai.coordination.models import Leader
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.rules.contacts import masked
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.queries.targets import seat_name


@dataclass(frozen=True, slots=True)
class LeaderRow:
    """An office and its present leader; the telephone as this user may see it."""

    place: PlaceFacts
    level: Level
    leader: Leader | None
    phone: str
    own: bool

    @property
    def seat(self) -> Text:
        """The name of the seat."""
        return seat_name(self.place, self.level)

    @property
    def path(self) -> str:
        """The place's path, for sorting."""
        return self.place.path

    @property
    def named(self) -> bool:
        """Say whether a leader is named."""
        return self.leader is not None

    @property
    def pk(self) -> str:
        """Names the row."""
        return f"{self.place.code}@{self.level.value}"


def leader_rows(desk: Desk) -> list[LeaderRow]:
    """Return every office in reach with its present leader; one query."""
    present = {
        (row.place_id, row.level): row
        for row in Leader.objects.filter(valid_to=None, place_id__in=desk.place_ids)
    }
    rows = [
        _row(desk, office, present.get((office[0].id, office[1].value))) for office in desk.offices
    ]
    return sorted(rows, key=lambda row: (list(Level).index(row.level), row.path))


def _row(desk: Desk, office: Office, leader: Leader | None) -> LeaderRow:
    place, level = office
    own = is_own(desk, office)
    phone = (leader.phone if own else masked(leader.phone)) if leader else ""
    return LeaderRow(place, level, leader, phone, own)


def is_own(desk: Desk, office: Office) -> bool:
    """Say whether a seat is the user's own."""
    place, level = office
    return desk.own is not None and place.id == desk.own.id and level in desk.own_levels


def history_of(desk: Desk, place: PlaceFacts, level: Level) -> QuerySet[Leader]:
    """Return the leaders that an office has had, the latest first."""
    return Leader.objects.filter(place_id=place.id, level=level)
