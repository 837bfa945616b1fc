"""Addresses and words that every page of monitoring shares."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import get_language

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds, may
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.schema import Level
from zhicai.places.queries import PlaceFacts
from zhicai.programmes.ledger import Standing

SEATS = {
    Level.PROVINCE: Text("省级", "province"),
    Level.CITY: Text("市级", "city"),
    Level.COUNTY: Text("县级", "county"),
}


LONGEST_NAME = 6
"""Signs of a full name that a tight column takes; a longer one is given in short (恩施州)."""


KIND_OF_PLACE = re.compile(
    r"( [A-Z].*)? Autonomous (County|Prefecture)$| (Forestry District|District|County|City)$"
)
"""What an English name says of the kind of place; a tight column leaves it out."""


def tight(place: PlaceFacts) -> str:
    """Return a place's name for a tight column."""
    return named(place, short=len(place.name) > LONGEST_NAME)


def named(place: PlaceFacts, *, short: bool = False) -> str:
    """Return a place's name in the language of the page."""
    if (get_language() or "").startswith("en"):
        return KIND_OF_PLACE.sub("", place.en) if short else place.en
    return place.short_name if short else place.name


def office(place: PlaceFacts, level: Level) -> str:
    """Return the name of the office that a place's seat is, with the level where it has two."""
    double = len(place.levels) > 1
    if (get_language() or "").startswith("en"):
        return f"{place.en} office" + (f" ({SEATS[level].en} level)" if double else "")
    return f"{place.name}局" + (f"（{SEATS[level].zh}）" if double else "")


def figure(value: Decimal | None) -> str:
    """Write a number with thousands separators, a dash where there is none."""
    if value is None:
        return "—"
    whole = value == value.to_integral_value()
    return f"{int(value):,}" if whole else f"{plain(value):s}"


def month_day(day: date | None, year: int) -> str:
    """Write a due date for a table head: ``03-31``, with its year where that is another."""
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == year else day.isoformat()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of the pages about one scope; what the reader chose stays chosen."""

    place: str = ""
    year: int | None = None

    def _with(self, path: str, **values: object) -> str:
        given = {name: value for name, value in values.items() if value not in (None, "")}
        if self.year is not None:
            given["year"] = self.year
        return f"{path}?{urlencode(given)}" if given else path

    def cockpit(self, place: str | None = None, **values: object) -> str:
        """The cockpit of a place (default: the present one)."""
        code = self.place if place is None else place
        return self._with(reverse("monitoring:cockpit"), place=code, **values)

    def rows(self, unit: str, **values: object) -> str:
        """The counties of one unit, a part of the matrix."""
        path = reverse("monitoring:rows", args=[unit])
        return self._with(path, place=self.place, **values)

    def matrix_sheet(self) -> str:
        """The matrix as an Excel file."""
        return self._with(reverse("monitoring:matrix"), place=self.place)

    def obligations(self, place: str | None = None, **values: object) -> str:
        """The list of obligations behind a number."""
        code = self.place if place is None else place
        return self._with(reverse("monitoring:obligations"), place=code, **values)

    def calendar(self, **values: object) -> str:
        """The deadline calendar."""
        return self._with(reverse("monitoring:calendar"), place=self.place, **values)

    def progress(self, place: str | None = None, **values: object) -> str:
        """Progress against the plan, county by county."""
        code = self.place if place is None else place
        return self._with(reverse("monitoring:progress"), place=code, **values)

    def progress_why(self, place: str, measure: str) -> str:
        """Why a county stands as it does beside its plan."""
        return self._with(reverse("monitoring:progress_why", args=[place, measure]))

    def why(self, standing: Standing) -> str:
        """Why one seat's obligation is in its state."""
        rule, level = standing.verdict.rule.id, standing.level.value
        path = reverse("monitoring:why", args=[rule, standing.place.code, level])
        return self._with(path)


def page_of(name: str, place: str) -> str:
    """Return the address of a metric's page for a place, empty while there is no such page."""
    try:
        return f"{reverse(name)}?{urlencode({'place': place})}" if name else ""
    except NoReverseMatch:
        return ""


def page_for(name: str, place: PlaceFacts, acting: Acting) -> str:
    """Return the address of a page only where its guard lets this user in, at this place."""
    address = page_of(name, place.code)
    if not address:
        return ""
    guard = getattr(resolve(address.partition("?")[0]).func, "guard", None)
    permission = getattr(guard, "permission", None)
    if permission is None:
        return address
    allowed = holds(acting, permission) and may(acting, permission, place.path)
    return address if allowed else ""
