"""``zhicai obligations``: who owes what, by when, and how far it is, on a day."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from zhicai.foundation import clock
from zhicai.foundation.errors import LawError
from zhicai.foundation.units import plain
from zhicai.law.engine import STATE_NAMES, State
from zhicai.monitoring.rules import RANK
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years

COLOURS = {
    State.OVERDUE: "bold red",
    State.AT_RISK: "yellow",
    State.MET_LATE: "green",
    State.MET: "green",
    State.ON_TRACK: "cyan",
}


def main(argv: Sequence[str]) -> int:
    """Print the state of every obligation; return 0, or 2 for what cannot be found or read."""
    parser = argparse.ArgumentParser(prog="zhicai obligations", description=__doc__)
    parser.add_argument("--on", type=_day, help="the day of judgement, such as 2022-06-20")
    parser.add_argument("--place", default="", help="code of a place: it and what lies below it")
    parser.add_argument("--programme", default="", help="id of the programme, such as hubei-2022")
    parser.add_argument("--json", action="store_true", help="as JSON")
    try:
        wants = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    on = wants.on or clock.today()
    year = _year(wants.programme, on)
    if year is None:
        return _fail(f"No programme year of {wants.programme or 'any programme'} is open.")
    try:
        ledger = ledger_of(year, on=on)
    except LawError as error:
        return _fail(str(error))
    place = ledger.tree.by_code.get(wants.place or year.province.code)
    if place is None:
        return _fail(f"There is no place {wants.place} in {year.province.name}.")
    standings = ledger.within(place.path)
    if wants.json:
        _write_json(ledger, standings, place.code)
    else:
        _print(ledger, standings, place.name)
    return 0


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no date such as 2022-06-20") from error


def _fail(says: str) -> int:
    sys.stderr.write(f"{says}\n")
    return 2


def _year(programme: str, on: date) -> ProgrammeYear | None:
    """The year of the day, else the latest one opened; of the named programme if one is named."""
    opened = [year for year in years() if programme in ("", year.programme)]
    running = [year for year in opened if year.year <= on.year]
    return next(iter(running or opened), None)


def _line(standing: Standing) -> dict[str, Any]:
    verdict = standing.verdict
    value = verdict.facts.value
    return {
        "obligation": verdict.rule.id,
        "clause": verdict.rule.clause,
        "place": standing.place.code,
        "level": standing.level.value,
        "state": verdict.state.value,
        "value": None if value is None else plain(value),
        "goal": None if verdict.goal is None else plain(verdict.goal),
        "due": verdict.span.due.isoformat() if verdict.span else None,
        "arithmetic": verdict.arithmetic.zh,
    }


def _write_json(ledger: Ledger, standings: Sequence[Standing], place: str) -> None:
    answer = {
        "programme": ledger.year.programme,
        "year": ledger.year.year,
        "on": ledger.on.isoformat(),
        "place": place,
        "obligations": [_line(standing) for standing in standings],
        "totals": {state.value: n for state, n in ledger.tally(standings).items()},
    }
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n")


def _print(ledger: Ledger, standings: Sequence[Standing], name: str) -> None:
    table = Table(
        title=f"{name} · {ledger.year.programme} {ledger.year.year} · {ledger.on.isoformat()}",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for head in ("状态", "单位", "事项", "现有 / 要求", "期限", "条款"):
        table.add_column(head, no_wrap=head != "事项")
    for standing in sorted(standings, key=lambda s: (RANK[s.state], s.place.path)):
        line = _line(standing)
        colour = COLOURS.get(standing.state, "dim")
        table.add_row(
            f"[{colour}]{STATE_NAMES[standing.state].zh}[/]",
            f"{standing.place.name} [dim]{standing.level.value}[/]",
            standing.verdict.rule.short.zh,
            f"{line['value'] or '–'} / {line['goal'] or '–'}",
            line["due"] or "–",
            line["clause"],
        )
    console = Console()
    console.print(table)
    counts = ledger.tally(standings)
    words = [f"{STATE_NAMES[state].zh} {count}" for state, count in counts.items() if count]
    console.print(" · ".join(words))
