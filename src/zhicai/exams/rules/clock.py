"""The server's clock of an exam: when one may sign in and start, until when one may write.

Times are aware datetimes, spans seconds unless a name says minutes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicai.foundation.text import Text

GRACE = 5
"""Seconds after the deadline in which an answer that was on its way is still taken."""


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of an exam. ``sign_in`` is how many minutes before its start one may sign in.

    ``paused`` are the seconds for which it has stood still for all.
    """

    starts_at: datetime
    minutes: int
    latest_start: int
    sign_in: int
    paused: int = 0

    @property
    def opens_at(self) -> datetime:
        """From when one may sign in."""
        return self.starts_at - timedelta(minutes=self.sign_in)

    @property
    def closes_at(self) -> datetime:
        """Until when one may still start without a leave."""
        return self.starts_at + timedelta(minutes=self.latest_start, seconds=self.paused)


def may_sign_in(timing: Timing, now: datetime) -> Text | None:
    """Return why one may not sign in yet, None where one may."""
    if now >= timing.opens_at:
        return None
    minutes = timing.sign_in
    return Text(
        f"开考前 {minutes} 分钟起可以签到，请稍候。",
        f"Sign-in opens {minutes} minutes before the exam; please wait.",
    )


def may_start(timing: Timing, now: datetime, *, late: bool) -> Text | None:
    """Return why one may not start at this moment, None where one may.

    ``late``: the invigilator lets this candidate start after the last moment.
    """
    if now < timing.starts_at:
        return Text("还没有到开考时间。", "The exam has not begun yet.")
    if now > timing.closes_at and not late:
        return Text(
            f"开考已超过 {timing.latest_start} 分钟，需要监考员同意迟到开考。",
            f"More than {timing.latest_start} minutes have passed; the invigilator has to let you "
            "start late.",
        )
    return None


def deadline(timing: Timing, started_at: datetime, *, extra: int, late: bool) -> datetime:
    """Return until when someone writes who started then; ``extra`` seconds were given.

    Who starts within the time allowed, but late, ends with the others, who were given the pauses
    back; whom the invigilator let start after it has the full time.
    """
    others = timing.starts_at + timedelta(seconds=timing.paused)
    begins = started_at if late else min(started_at, others)
    return begins + timedelta(minutes=timing.minutes, seconds=extra)


def left(until: datetime, now: datetime, *, paused_at: datetime | None) -> int:
    """Return how many whole seconds are left; a pause stops the clock at its beginning."""
    return max(0, int((until - (paused_at or now)).total_seconds()))


def still_taken(until: datetime, now: datetime) -> bool:
    """Say whether an answer that arrives now is taken."""
    return now <= until + timedelta(seconds=GRACE)
