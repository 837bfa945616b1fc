"""``zhicai deliver``: deliver what waits in the outbox, once or until told to stop."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import timedelta
from types import FrameType

from zhicai.messages.rules.outbox import LEASE
from zhicai.messages.worker import Worker

LOOKS_FOR_PARENT = 2.0
"""Seconds between two looks whether the process that started it still runs."""


def main(argv: Sequence[str]) -> int:
    """Deliver; SIGINT and SIGTERM end it after the delivery under way."""
    parser = argparse.ArgumentParser(prog="zhicai deliver", description=__doc__)
    parser.add_argument("--once", action="store_true", help="what is due now, then stop")
    parser.add_argument(
        "--lease",
        type=float,
        default=LEASE.total_seconds(),
        help="seconds after which a claimed delivery counts as left by a dead worker",
    )
    parser.add_argument(
        "--with-parent", type=int, default=0, help="stop when this process is no longer the parent"
    )
    wants = parser.parse_args(argv)
    worker = Worker(lease=timedelta(seconds=wants.lease))
    if wants.once:
        sys.stdout.write(f"{worker.once()}\n")
        return 0
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    if wants.with_parent:
        threading.Thread(target=_follow, args=(wants.with_parent, stop), daemon=True).start()
    worker.run(stop)
    return 0


def _follow(parent: int, stop: threading.Event) -> None:
    """Set ``stop`` once the parent is gone: a killed server leaves no worker behind."""
    while not stop.wait(LOOKS_FOR_PARENT):
        if os.getppid() != parent:
            stop.set()
