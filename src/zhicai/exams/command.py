"""``zhicai items``: the bank that ships, and what the bank asks for every night.

load      load the items that ship into the bank of a programme; loading again changes nothing
nightly   lay items whose basis has ended before a reviewer and count how candidates fared
          (every night, from the system's scheduler; see docs/guide/operations.md)
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions.bank import load_items
from zhicai.exams.actions.bases import review_outdated
from zhicai.exams.actions.statistics import count_statistics
from zhicai.exams.interchange.shipped import FOLDER
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.programmes.queries import years


def main(argv: Sequence[str]) -> int:
    """Do it; 1 where the folder has faults, 2 where no year of the programme is open."""
    parser = argparse.ArgumentParser(
        prog="zhicai items",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=("load", "nightly"))
    parser.add_argument("--programme", default="", help="id of the programme; all where not given")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="a folder of YAML files")
    wants = parser.parse_args(argv)
    if wants.what == "nightly":
        return _nightly()
    return _load(wants.programme, wants.folder)


def _nightly() -> int:
    at = clock.now()
    moved, counted = review_outdated(by=SYSTEM, at=at), count_statistics(by=SYSTEM, at=at)
    sys.stdout.write(f"{moved} items to review, figures of {counted} items\n")
    return 0


def _load(programme: str, folder: Path) -> int:
    rows = years().filter(programme=programme) if programme else years()
    latest = {row.programme: row for row in reversed(rows)}
    if not latest:
        sys.stderr.write("No programme year is open; open one first.\n")
        return 2
    for year in latest.values():
        try:
            taken = load_items(year, folder, by=SYSTEM, at=clock.now())
        except BadInput as error:
            sys.stderr.writelines(
                f"{fault.row or '-'} {fault.field or ''} {fault.says.zh}\n"
                for fault in error.faults
            )
            return 1
        sys.stdout.write(
            f"{year.programme}: {taken.new} new, {taken.changed} changed, {taken.same} as they "
            f"stand, {taken.left} left as changed here\n"
        )
    return 0
