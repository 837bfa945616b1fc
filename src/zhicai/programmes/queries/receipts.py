"""Receipts of notices as a table shows them: who, how far, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceTree, tree
from zhicai.programmes.models import Addressed, Notice, ProgrammeYear
from zhicai.programmes.queries.bodies import name_of_body
from zhicai.programmes.queries.law_in_force import law_of, settings_of
from zhicai.programmes.queries.notices import receipts_of
from zhicai.programmes.queries.organisations import kinds_of
from zhicai.programmes.queries.targets import seat_name

STEPS = {
    "unreachable": Text("未送达（单位还没有账号）", "not delivered (no account there)"),
    "delivered": Text("已送达，未打开", "delivered, not opened"),
    "opened": Text("已打开，未确认", "opened, not acknowledged"),
    "acknowledged": Text("已确认收悉", "acknowledged"),
}
TONES = {"unreachable": "red", "delivered": "amber", "opened": "info", "acknowledged": "green"}


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """An addressee with how far its receipt has come; ``step`` sorts who has not first."""

    receipt: Addressed
    name: Text
    kind: Text
    state: str
    code: str
    path: str

    @property
    def pk(self) -> int:
        """The receipt's key."""
        return int(self.receipt.pk)

    @property
    def step(self) -> tuple[int, str]:
        """The state's place in the order of progress, then the addressee's code."""
        return list(STEPS).index(self.state), self.code

    @property
    def says(self) -> Text:
        """The state in words."""
        return STEPS[self.state]

    @property
    def tone(self) -> str:
        """The state's colour."""
        return TONES[self.state]

    @property
    def delivered_on(self) -> date | None:
        """When it came; nobody has it where nobody can sign in."""
        return None if self.state == "unreachable" else self.receipt.delivered_on

    @property
    def opened_on(self) -> date | None:
        """When it was opened."""
        return self.receipt.opened_on

    @property
    def acknowledged_on(self) -> date | None:
        """When receipt was confirmed."""
        return self.receipt.acknowledged_on


@dataclass(frozen=True, slots=True)
class Names:
    """What addressees are called on a day: places, offices of a level, kinds of organisation."""

    places: PlaceTree
    offices: dict[Level, Text]
    kinds: dict[str, Text]

    def of(self, row: Addressed) -> tuple[Text, Text]:
        """Return the name of an addressee and what sort it is."""
        organisation = row.organisation
        if organisation is not None:
            name = Text(organisation.name, organisation.english or organisation.name)
            kind = self.kinds.get(organisation.kind)
            return name, kind or Text(organisation.kind, organisation.kind)
        level = Level(row.level)
        place = self.places.by_id.get(row.place_id)
        plain = Text(row.place.name, row.place.english or row.place.name)
        return seat_name(place, level) if place else plain, self.offices.get(level, plain)


def names_in(year: ProgrammeYear, *, on: date) -> Names:
    """Return what the addressees of a programme year's province are called."""
    law, settings = law_of(year), settings_of(year, on=on)
    return Names(
        tree(year.province.code, on=on),
        {body.seat: name_of_body(body, settings) for body in law.bodies.values() if body.seat},
        {kind: body.name for kind, body in kinds_of(law).items()},
    )


def rows_of(receipts: Iterable[Addressed], names: Names) -> list[ReceiptRow]:
    """Return receipts as a table shows them, in the order given."""
    rows = []
    for receipt in receipts:
        name, kind = names.of(receipt)
        place = names.places.by_id.get(receipt.place_id)
        code = receipt.place.code
        path = place.path if place else code
        rows.append(ReceiptRow(receipt, name, kind, state_of(receipt), code, path))
    return rows


def state_of(receipt: Addressed) -> str:
    """Return how far a receipt has come; ``reachable`` is known on rows read with a day."""
    if receipt.acknowledged_on is not None:
        return "acknowledged"
    if receipt.opened_on is not None:
        return "opened"
    return "delivered" if getattr(receipt, "reachable", True) else "unreachable"


def receipt_rows(notice: Notice, *, on: date) -> list[ReceiptRow]:
    """Return every addressee of a notice with its state, who has not acknowledged first."""
    return rows_of(receipts_of(notice, on=on), names_in(notice.programme_year, on=on))
