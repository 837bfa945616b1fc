"""The receipts of the notice as the province's table shows them."""

from dataclasses import dataclass
from datetime import date

from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import tree
from zhicai.programmes.models import Notice, Receipt
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

    receipt: Receipt
    name: Text
    kind: Text
    state: str
    code: str
    path: str

    @property
    def pk(self) -> int:
        """The receipt's key."""
        return self.receipt.pk

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


def receipt_rows(notice: Notice, *, on: date) -> list[ReceiptRow]:
    """Return every addressee of a notice with its state, who has not acknowledged first."""
    year = notice.programme_year
    law = law_of(year)
    settings = settings_of(year, on=on)
    places = tree(year.province.code, on=on)
    offices = {body.seat: name_of_body(body, settings) for body in law.bodies.values() if body.seat}
    kinds = kinds_of(law)
    rows = []
    for receipt in receipts_of(notice, on=on):
        place = places.by_id.get(receipt.place_id)
        organisation = receipt.organisation
        if organisation is not None:
            name = Text(organisation.name, organisation.english or organisation.name)
            body = kinds.get(organisation.kind)
            kind = body.name if body else Text(organisation.kind, organisation.kind)
        else:
            level = Level(receipt.level)
            plain = Text(receipt.place.name, receipt.place.english or receipt.place.name)
            name = seat_name(place, level) if place else plain
            kind = offices.get(level, plain)
        code = receipt.place.code
        path = place.path if place else code
        rows.append(ReceiptRow(receipt, name, kind, state_of(receipt), code, path))
    return rows


def state_of(receipt: Receipt) -> str:
    """Return how far a receipt has come; ``reachable`` is known on rows read with a day."""
    if receipt.acknowledged_on is not None:
        return "acknowledged"
    if receipt.opened_on is not None:
        return "opened"
    return "delivered" if getattr(receipt, "reachable", True) else "unreachable"
