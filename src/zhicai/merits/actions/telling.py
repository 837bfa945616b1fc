"""Specialists hear of what happens to their points and grade; each word leads to the own page."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from zhicai.accounts.acting import Acting, System
from zhicai.foundation.text import Text
from zhicai.merits.models import GradeSpell, Posting, SettledTotal
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee

OWN_PAGE = "/merits/me/"
By = Acting | System


def tell_grade(made: GradeSpell, word: Text, *, by: By, at: datetime) -> None:
    """Tell someone which grade they have now, since when and why."""
    title = Text(f"您的专员级别：{word.zh}", f"Your grade as a specialist: {word.en}")
    since = made.since.isoformat()
    says = Text(f"自 {since} 起。{made.says}", f"From {since}. {made.says}")
    _send([(made.person.user_id, f"merits.grade:{made.pk}", title, says)], by, at)


def tell_correction(reversal: Posting, instead: Decimal | None, *, by: By, at: datetime) -> None:
    """Tell someone that points were corrected by hand, to what and why."""
    title = Text("一笔积分已更正", "Some of your points were corrected")
    was, now = _points(-reversal.tenths), instead if instead is not None else 0
    says = Text(
        f"原记 {was} 分，更正为 {now} 分。理由：{reversal.reason}",
        f"{was} points were entered, {now} now stand. Why: {reversal.reason}",
    )
    _send([(reversal.person.user_id, f"merits.correction:{reversal.pk}", title, says)], by, at)


def tell_settled(totals: Iterable[SettledTotal], year: int, *, by: By, at: datetime) -> None:
    """Tell everybody with points in a settled year what it came to."""
    title = Text(f"{year} 年积分已结算", f"Points of {year} are settled")
    _send(
        [
            (
                one.person.user_id, f"merits.settled:{one.settlement_id}:{one.person_id}", title,
                Text(f"全年 {_points(one.tenths)} 分，年末结余 {_points(one.balance)} 分。",
                     f"{_points(one.tenths)} points in the year, "
                     f"{_points(one.balance)} at its end."),
            )
            for one in totals
        ], by, at,
    )  # fmt: skip


def _points(tenths: int) -> Decimal:
    return Decimal(tenths) / 10


def _send(
    words: Iterable[tuple[int | None, str, Text, Text]], by: By, at: datetime
) -> None:  # fmt: skip
    drafts = [
        Draft(Addressee(user_id=user), title, says, key, OWN_PAGE, key)
        for user, key, title, says in words
        if user is not None
    ]
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)
