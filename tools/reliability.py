"""Strikes a running exam where it hurts, and counts what is lost, what is doubled, who is stuck.

``./dev reliability exams`` starts the site as ``./dev serve`` does, on a data folder of its own
that is thrown away: SQLite, or with ZHICAI_DATABASE set PostgreSQL in a temporary cluster of its
own (in the database that was given where this machine has no PostgreSQL; that one must be empty and
is not killed). 500 candidates write while it is done; after each blow and at the end what browsers
were told is held against the database. Exit code 1 where anything is lost or doubled, or somebody
cannot go on. What this machine lacks is said in the table.

``--json`` prints ``{"machine", "database", "clock", "holds", "rows": [{"scenario", "says",
"sittings", "blows", "acknowledged", "lost", "doubled", "stuck", "seconds", "whole", "again",
"refused", "details", "skipped"}]}``; ``acknowledged`` counts messages.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import django
from bench import machine
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from benchmarks.reliability.places import Place
    from benchmarks.reliability.playing import Row

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = ("worker", "server", "postgresql", "disk", "clock", "network", "double", "tabs", "order")


def parse() -> argparse.Namespace:
    lines = (__doc__ or "").splitlines()
    parser = argparse.ArgumentParser(prog="./dev reliability", description=lines[0])
    parser.add_argument("what", choices=["exams"])
    parser.add_argument("--minutes", type=float, default=10.0, help="for all scenarios together")
    parser.add_argument("--scenario", action="append", choices=NAMES, help="only these")
    parser.add_argument("--sittings", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2022)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--migrated", default="", help="a migrated database to begin with: a file "
                        "of SQLite, or an address of PostgreSQL")  # fmt: skip
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def place_for(data: Path, migrated: str) -> "Place":
    """The place of the data; the process asks the database there from now on."""
    places = import_module("benchmarks.reliability.places")
    given = os.environ.get("ZHICAI_DATABASE", "")
    if given and not places.POSTGRESQL:
        place = places.Server(given)
    else:
        place = (places.Cluster if given else places.Folder)(data, migrated)
    os.environ["ZHICAI_DATA"] = str(data)
    os.environ.update(place.environment)
    return place


def table(rows: Iterable["Row"]) -> Table:
    shown = Table(box=None, pad_edge=False)
    heads = ("scenario", "sittings", "blows", "acknowledged", "sent again", "lost", "doubled",
             "stuck", "s")  # fmt: skip
    for head in heads:
        shown.add_column(head, justify="left" if head == "scenario" else "right")
    shown.add_column("")
    for row in rows:
        figures = (
            row.sittings,
            row.blows,
            row.acknowledged,
            row.again,
            row.lost,
            row.doubled,
            row.stuck,
        )
        mark = "[green]✓[/]" if row.holds else "[bold red]✗[/]"
        shown.add_row(row.says, *(f"{one:,}" for one in figures), f"{row.seconds:.0f}",
                      f"skipped: {row.skipped}" if row.skipped else mark)  # fmt: skip
    return shown


def main() -> int:
    wants = parse()
    data = Path(tempfile.mkdtemp(prefix="zhicai-reliability-"))
    place = place_for(data, wants.migrated)
    names = wants.scenario or NAMES
    rows = []
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicai.project.settings")
        django.setup()
        playing = import_module("benchmarks.reliability.playing")
        free_port = import_module("benchmarks.reliability.site").free_port
        seconds = wants.minutes * 60 / len(names)
        wanted = playing.Wanted(names, wants.sittings, seconds, wants.seed,
                                wants.port or free_port(), data)  # fmt: skip
        clock = import_module("benchmarks.reliability.site").Clock(data).says
        for row in playing.play(wanted, place):
            rows.append(row)
            if not wants.json:
                say = f"skipped: {row.skipped}" if row.skipped else f"{row.seconds:.0f} s"
                print(f"{row.says}: {say}", file=sys.stderr, flush=True)
    finally:
        place.stop()
    if all(row.holds for row in rows):
        shutil.rmtree(data, ignore_errors=True)
    else:
        print(f"the data stays in {data}", file=sys.stderr)
    report(wants, place, clock, rows)
    return 0 if rows and all(row.holds for row in rows) else 1


def report(wants: argparse.Namespace, place: "Place", clock: str, rows: list["Row"]) -> None:
    holds = all(row.holds for row in rows)
    if wants.json:
        told = {"machine": machine(), "database": place.says, "clock": clock, "holds": holds,
                "rows": [asdict(row) for row in rows]}  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    Console(width=150).print(table(rows))
    print(f"database: {place.says}; the clock jumps by {clock}")
    for row in rows:
        for line in row.details:
            print(f"{row.scenario}: {line}")
    print(machine())


if __name__ == "__main__":
    sys.exit(main())
