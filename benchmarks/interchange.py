"""Reading items from text: ten times the text beside once the text, for each form that is text.

A reader that goes back over what it has read takes a hundred times as long; a person who uploads a
long file would take the site with it.
"""

import time
from collections.abc import Iterator

from bench import Row

from zhicai.exams.interchange.formats import FORMATS

LINES, TIMES, AT_MOST = 10_000, 10, 20.0
KEYS = ("aiken", "gift", "marked")


def measure() -> Iterator[Row]:
    """Yield each form's time for the long text beside that for the short one."""
    for key in KEYS:
        _spent(key, 100)
        once = _spent(key, LINES)
        yield Row(f"{key}: {LINES * TIMES:,} lines", _spent(key, LINES * TIMES), "ms", once,
                  at_most=AT_MOST)  # fmt: skip


def _spent(key: str, lines: int) -> float:
    text = ("题\nA. 甲\n" * lines).encode()
    begun = time.perf_counter()
    FORMATS[key].read(text)
    return (time.perf_counter() - begun) * 1000
