"""Who has opened and acknowledged an edition, who has not, what a user still owes."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.foundation.text import Text
from zhicai.handbooks.models import Edition, Reading
from zhicai.handbooks.queries.documents import body_of, editions_in_force
from zhicai.law.schema import HandbookKind, Level
from zhicai.places.models import Organisation
from zhicai.places.queries import PlaceTree, in_force, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of

STEPS = {
    "waiting": (Text("未打开", "not opened"), "amber"),
    "opened": (Text("已打开，未确认", "opened, not acknowledged"), "info"),
    "acknowledged": (Text("已确认", "acknowledged"), "green"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """An office (place and level) or an organisation: a reading is one of these."""

    place_id: int
    level: str
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """An addressee of an edition and how far it has come; ``step`` sorts who has not first."""

    seat: Seat
    name: Text
    code: str
    kind: Text
    opened_on: date | None = None
    acknowledged_on: date | None = None
    acknowledged_by: str = ""

    @property
    def state(self) -> str:
        """``waiting``, ``opened`` or ``acknowledged``."""
        if self.acknowledged_on is not None:
            return "acknowledged"
        return "opened" if self.opened_on is not None else "waiting"

    @property
    def says(self) -> Text:
        """The state in words."""
        return STEPS[self.state][0]

    @property
    def tone(self) -> str:
        """The state's colour."""
        return STEPS[self.state][1]

    @property
    def step(self) -> tuple[int, str]:
        """The state's place in the order of progress, then the code."""
        return list(STEPS).index(self.state), self.code


def addressees_of(
    year: ProgrammeYear, kind: HandbookKind, *, on: date, places: PlaceTree | None = None
) -> list[ReaderRow]:
    """Return every office and organisation that has to acknowledge a document."""
    law = law_of(year)
    places = places or tree(year.province.code, on=on)
    found: list[ReaderRow] = []
    for name in kind.acknowledged_by:
        body = law.bodies[name]
        if body.seat is not None:
            found += [
                ReaderRow(
                    Seat(place.id, body.seat.value, None),
                    Text(place.zh, place.en),
                    place.code,
                    body.name,
                )
                for place in places.seats(Level(body.seat))
            ]
        elif body.organisation is not None:
            rows = Organisation.objects.filter(in_force(on), kind=body.organisation)
            found += [
                ReaderRow(
                    Seat(row.home_id, "", row.pk),
                    Text(row.name, row.english or row.name),
                    places.by_id[row.home_id].code,
                    body.name,
                )
                for row in rows.order_by("name")
                if row.home_id in places.by_id
            ]
    return found


def reader_rows(
    year: ProgrammeYear, kind: HandbookKind, edition: Edition, *, on: date
) -> list[ReaderRow]:
    """Return every addressee of an edition with its state, who has not acknowledged first."""
    known = {seat_of(reading): reading for reading in edition.readings.all()}
    rows = []
    for one in addressees_of(year, kind, on=on):
        reading = known.get(one.seat)
        if reading is not None:
            one = ReaderRow(
                one.seat, one.name, one.code, one.kind,
                reading.opened_on, reading.acknowledged_on, reading.acknowledged_by,
            )  # fmt: skip
        rows.append(one)
    return sorted(rows, key=lambda row: row.step)


def seat_of(reading: Reading) -> Seat:
    """Return the office or organisation that a reading belongs to."""
    return Seat(reading.place_id, reading.level, reading.organisation_id)


def own_seats(acting: Acting, year: ProgrammeYear, kind: HandbookKind) -> list[Seat]:
    """Return the seats for which someone has to acknowledge a document; none for most readers."""
    if not holds(acting, "handbooks.acknowledge"):
        return []
    bodies = [law_of(year).bodies[name] for name in kind.acknowledged_by]
    mine = [body for body in bodies if body_of(acting, body)]
    if acting.organisation_id is not None:
        return [Seat(acting.place_id, "", acting.organisation_id)] if mine else []
    return [Seat(acting.place_id, body.seat.value, None) for body in mine if body.seat]


def acknowledges(
    acting: Acting, year: ProgrammeYear, kind: HandbookKind, edition: Edition
) -> tuple[bool, Reading | None]:
    """Say whether someone has to acknowledge an edition, and return what they last did with it."""
    seats = own_seats(acting, year, kind)
    if not seats:
        return False, None
    rows = {seat_of(row): row for row in edition.readings.filter(_at(seats))}
    done = [rows[seat] for seat in seats if seat in rows and rows[seat].acknowledged_on]
    return len(done) < len(seats), done[0] if done else None


def _at(seats: list[Seat]) -> Q:
    wanted = Q(pk__in=[])
    for seat in seats:
        if seat.organisation_id is not None:
            wanted |= Q(organisation_id=seat.organisation_id)
        else:
            wanted |= Q(place_id=seat.place_id, level=seat.level, organisation=None)
    return wanted


def readings_owed(
    acting: Acting, year: ProgrammeYear, *, on: date
) -> list[tuple[HandbookKind, Edition]]:
    """Return the editions in force that someone has still to acknowledge, the oldest first."""
    kinds = {
        kind.id: (kind, seats)
        for kind in law_of(year).handbooks.values()
        if (seats := own_seats(acting, year, kind))
    }
    if not kinds:
        return []
    editions = [e for key, e in editions_in_force(year, on=on).items() if key in kinds]
    seats = list({seat for _kind, wanted in kinds.values() for seat in wanted})
    done = {
        (row.edition_id, seat_of(row))
        for row in Reading.objects.filter(
            _at(seats), edition__in=editions, acknowledged_on__isnull=False
        )
    }
    owed = [
        (kinds[edition.handbook.key][0], edition)
        for edition in editions
        if any((edition.pk, seat) not in done for seat in kinds[edition.handbook.key][1])
    ]
    return sorted(owed, key=lambda pair: (pair[1].in_force_from, pair[0].id))
