"""``zhicai problems raise``: raise a problem for every duty that is missed on a day (HB-4.5.h)."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date

from zhicai.coordination.actions import raise_missed
from zhicai.foundation import clock


def main(argv: Sequence[str]) -> int:
    """Raise and propose, say how many of each; 2 for words that make no sense."""
    parser = argparse.ArgumentParser(prog="zhicai problems", description=__doc__)
    parser.add_argument("what", choices=["raise"])
    parser.add_argument("--on", type=_day, help="the day of judgement, such as 2022-04-12")
    try:
        wants = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    done = raise_missed(wants.on or clock.today(), at=clock.now())
    sys.stdout.write(
        f"新登记问题 {done.raised} 个，建议销号 {done.proposed} 个。\n"
        f"{done.raised} problems raised, {done.proposed} proposed for closing.\n"
    )
    return 0


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        wants = f"应是日期，如 2022-04-12 / a date such as 2022-04-12, not {written}"
        raise argparse.ArgumentTypeError(wants) from error
