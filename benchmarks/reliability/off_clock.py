"""``zhicai serve`` with a clock that jumps: by so many seconds as the file ZHICAI_OFF says.

For machines without faketime. It moves what Python asks: the site's clock, ``time.time`` and what
Django takes for the present (login sessions, signatures); timers go on as they do when a machine's
clock is set.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from django.utils import timezone

from zhicai.foundation import clock
from zhicai.project.command import main

_file = Path(os.environ["ZHICAI_OFF"])
_time: Callable[[], float] = time.time


def off() -> int:
    """Return by how many seconds the clock is off."""
    return int(_file.read_text("ascii"))


class Jumping(datetime):
    """``datetime`` whose present is off."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """Return the present, moved."""
        return datetime.now(tz) + timedelta(seconds=off())


if __name__ == "__main__":
    clock.datetime = Jumping  # type: ignore[misc]
    timezone.now = lambda: Jumping.now(UTC)  # type: ignore[assignment]
    time.time = lambda: _time() + off()  # type: ignore[assignment]
    sys.exit(main(sys.argv[1:]))
