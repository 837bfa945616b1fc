"""Live figures: what a metric counts at a place by the end of a day, for the public's eyes.

The same registry, rows and grouping as the cockpit's ledger: one source of numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.units import unit_name
from zhicai.places.queries import PlaceTree, path_of, tree
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of
from zhicai.programmes.registry import Counting, Metric, measure, metric, metrics
from zhicai.publicity.models import Item
from zhicai.publicity.rules.writing import Block, blocks_of, metrics_in

NOT_COUNTED = Text("未计量", "not measured")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit and the day by whose end it was counted; None: nobody counts it."""

    name: str
    says: Text
    value: Decimal | None
    unit: Text
    on: date

    @property
    def words(self) -> Text:
        """The figure as it stands in a sentence."""
        if self.value is None:
            return NOT_COUNTED
        written = plain(self.value)
        return Text(f"{written} {self.unit.zh}", f"{written} {self.unit.en}")

    @property
    def shown_value(self) -> str:
        """The number alone."""
        return "" if self.value is None else plain(self.value)


def figure_choices() -> tuple[Metric, ...]:
    """Return every metric that can stand in an item, by name."""
    return metrics()


def figure_of(
    name: str, year: ProgrammeYear, *, on: date, path: str | None = None, says: Text | None = None
) -> Figure:
    """Return what a metric counts in a place and all below it (the province without ``path``)."""
    return figures_for([name], year, on=on, path=path, says=says)[name]


def figures_for(
    names: Iterable[str],
    year: ProgrammeYear,
    *,
    on: date,
    path: str | None = None,
    says: Text | None = None,
    places: PlaceTree | None = None,
) -> dict[str, Figure]:
    """Return several figures of one place; one query for each beside those for the settings.

    ``places`` spares the reading of the tree where the caller has it.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    counting = Counting.of(year, settings_of(year, on=on))
    units = {rule.metric: rule.unit for rule in law_of(year).obligations.values() if rule.metric}
    into = _into(year, places or tree(year.province.code, on=on), path)
    found = {}
    for name in wanted:
        counted = metric(name)
        if counted is None:
            unit = unit_name(units[name]) if name in units else Text("", "")
            found[name] = Figure(name, says or Text(name, name), None, unit, on)
            continue
        totals = measure(counted, counting, [on], into=into)
        value = sum((days[on] for days in totals.values()), Decimal(0))
        found[name] = Figure(name, counted.says, value, unit_name(counted.unit), on)
    return found


def _into(year: ProgrammeYear, places: PlaceTree, path: str | None) -> Mapping[int, int]:
    """Every place that counts for the figure → the one place under which all of it is counted."""
    top = places.by_code.get((path or year.province.code).split("/")[-1])
    if top is None:
        return {}
    return {place.id: top.id for place in places.below(top.path)}


def shown(item: Item, *, on: date) -> tuple[tuple[Block, ...], dict[str, Figure]]:
    """Return an item's paragraphs and its figures as they stand by the end of a day.

    A figure that is no longer counted says so; it never stays at an old number.
    """
    names = metrics_in(item.body)
    if not names or item.programme_year is None:
        unknown = {n: Figure(n, Text(n, n), None, Text("", ""), on) for n in names}
        return blocks_of(item.body), unknown
    path = path_of(item.place, on=on)
    return blocks_of(item.body), figures_for(names, item.programme_year, on=on, path=path)
