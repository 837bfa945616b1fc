"""The one place that knows what day it is; everything below the views takes dates as arguments.

The whole site can stand on another day: by the environment (``ZHICAI_TODAY=2022-06-20``) or, while
a demo year is told or a test runs, by :func:`standing_at`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_moment: ContextVar[datetime | None] = ContextVar("zhicai_moment", default=None)


def standing() -> date | None:
    """Return the day the site has been put on, or None when it lives in the present."""
    moment = _moment.get()
    if moment is not None:
        return moment.astimezone(CHINA).date()
    written = os.environ.get("ZHICAI_TODAY")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"ZHICAI_TODAY is a date such as 2022-06-20, not {written!r}") from error


def now() -> datetime:
    """Return the present moment (aware, UTC); on a site put on a day, that day at this hour."""
    moment = _moment.get()
    if moment is not None:
        return moment
    present = datetime.now(UTC)
    day = standing()
    if day is None:
        return present
    hour = present.astimezone(CHINA).time()
    return datetime.combine(day, hour, tzinfo=CHINA).astimezone(UTC)


def today() -> date:
    """Return the calendar day in China."""
    return now().astimezone(CHINA).date()


def midday(day: date) -> datetime:
    """Return noon of ``day`` in China, aware."""
    return datetime.combine(day, time(12), tzinfo=CHINA)


@contextmanager
def standing_at(moment: date | datetime) -> Iterator[None]:
    """Let everything inside the block happen at ``moment``.

    A date means its noon in China; a time without a zone is China's.
    """
    aware = moment if isinstance(moment, datetime) else midday(moment)
    if aware.tzinfo is None:
        aware = aware.replace(tzinfo=CHINA)
    token = _moment.set(aware.astimezone(UTC))
    try:
        yield
    finally:
        _moment.reset(token)
