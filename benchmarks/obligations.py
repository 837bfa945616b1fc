"""State of every obligation of Hubei 2022 beside the bare SQL aggregates that it needs.

Every metric of the programme is counted, from synthetic tables of a full year (1 ×: 10,300 people,
120 classes, 120 filings …), of ten and of a hundred. The baseline are the very grouped queries that
the ledger sends, sent again as plain SQL over the same connection in the same run.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from bench import Row
from django.db import connection, models, transaction

from benchmarks.load.province import load_hubei
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.programmes import registry
from zhicai.programmes.ledger import Ledger, ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of

SCALES = (1, 10, 100)
ROUNDS = {1: 200, 10: 20, 100: 5}
ON = date(2022, 9, 18)
AIM = 1.5
PEOPLE_A_YEAR = {
    "training.preparatory_people": 10_300,
    "results.preparatory_completed": 9_500,
    "admission.people_registered": 1_500,
    "training.assessment_people": 700,
    "results.specialists_certified": 650,
}
"""Counted by distinct people."""
FEW_A_YEAR = 120
"""Classes, filings, budgets, reports: everything else has a row a thing."""
AMOUNTS = ("finance.training_money",)

Sent = list[tuple[str, Any]]


def measure() -> Iterator[Row]:
    """Yield a row a scale, how it grows from the first to the last, and the number of queries."""
    load_hubei()
    year = ProgrammeYear.objects.create(
        programme="hubei-2022",
        year=2022,
        province=Place.objects.get(code="420000"),
        opened_on=date(2022, 1, 4),
        opened_by="bench",
    )
    tables = [
        _Facts(name) for name in sorted({r.metric for r in law_of(year).obligations.values()})
    ]
    places = list(Place.objects.exclude(code__endswith="00").values_list("pk", flat=True))
    taken: dict[int, tuple[float, float]] = {}
    queries = set()
    for scale in SCALES:
        for table in tables:
            table.fill(scale, places)
        ledger, sent = _sent(lambda: ledger_of(year, on=ON))
        bare = [one for one in sent if _Facts.PREFIX in one[0]]
        queries.add(len(sent))
        whole, sql = _timed(
            lambda: ledger_of(year, on=ON), lambda bare=bare: _send(bare), ROUNDS[scale]
        )
        taken[scale] = whole, sql
        yield Row(
            f"{len(ledger.standings)} states, {sum(t.size for t in tables):,} facts ({scale} ×)",
            whole * 1000,
            "ms",
            sql * 1000,
            at_most=AIM,
        )
    (first, first_sql), (last, last_sql) = taken[SCALES[0]], taken[SCALES[-1]]
    yield Row("growth from 1 × to 100 ×", last / first, "×", last_sql / first_sql, at_most=1.0)
    yield Row("different numbers of queries over the scales", len(queries), "", at_most=1)
    yield Row(f"queries of a ledger, {len(bare)} of them aggregates", len(sent), "queries")


class _Facts:
    """One synthetic table and the metric that counts it."""

    PREFIX = "bench_fact_"
    number = 0

    def __init__(self, name: str) -> None:
        _Facts.number += 1
        self.name = name
        self.table = f"{self.PREFIX}{_Facts.number}"
        self.size = 0
        fields = {
            "place": models.BigIntegerField(),
            "dated": models.DateField(),
            "person": models.BigIntegerField(),
            "amount": models.BigIntegerField(),
            "__module__": __name__,
            "Meta": type("Meta", (), {"app_label": "bench", "db_table": self.table}),
        }
        self.model = type(f"Fact{_Facts.number}", (models.Model,), fields)
        with connection.schema_editor() as editor:
            editor.create_model(self.model)
        registry.register(
            registry.Metric(
                name=name,
                unit="item",
                says=Text(name, name),
                rows=lambda counting: self.model._default_manager.all(),
                place="place",
                dated="dated",
                list_page="",
                mend_page="",
                distinct="person" if name in PEOPLE_A_YEAR else None,
                amount="amount" if name in AMOUNTS else None,
            )
        )

    def fill(self, scale: int, places: list[int]) -> None:
        """Put a year's facts, so many times over, in place of what is there."""
        chance = random.Random(f"{self.name} {scale}")
        self.size = PEOPLE_A_YEAR.get(self.name, FEW_A_YEAR) * scale
        start = date(2022, 1, 1)
        rows = (
            (
                places[number % len(places)],
                (start + timedelta(days=chance.randrange(365))).isoformat(),
                chance.randrange(self.size),
                chance.randrange(1, 500_000),
            )
            for number in range(self.size)
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.table}")
            into = (
                f"INSERT INTO {self.table} (place, dated, person, amount) VALUES (%s, %s, %s, %s)"
            )
            cursor.executemany(into, rows)


def _sent(act: Callable[[], Ledger]) -> tuple[Ledger, Sent]:
    """Return what an act answers, and every query it sends."""
    sent: Sent = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    act()  # what is read once for good (the law) is not the ledger's
    with connection.execute_wrapper(note):
        return act(), sent


def _send(queries: Sent) -> None:
    with connection.cursor() as cursor:
        for sql, params in queries:
            cursor.execute(sql, params)
            cursor.fetchall()


def _timed(
    one: Callable[[], object], other: Callable[[], object], rounds: int
) -> tuple[float, float]:
    """Return the least seconds of two acts taken in turn; other work only adds to them."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for act, taken in zip((one, other), times, strict=True):
            begun = time.perf_counter()
            act()
            taken.append(time.perf_counter() - begun)
    return min(times[0]), min(times[1])
