"""Remind the offices that owe something: by hand those below one's own, by rule those near a
date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.engine import State
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.monitoring.queries.explained import about
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import LEADS, days_left, lead_of, why_no_reminder
from zhicai.places.models import Organisation
from zhicai.places.queries import organisations_serving
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, years

LONGEST_NOTE = 300
"""Characters of the note that a reminder by hand may carry."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A standing that was not reminded, and why; ``again``: only because it was already today."""

    standing: Standing
    why: Text
    again: bool = False


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of a batch of reminders."""

    sent: tuple[Standing, ...]
    skipped: tuple[Skipped, ...]

    @property
    def offices(self) -> int:
        """How many offices were reminded."""
        return len({(standing.place.code, standing.level) for standing in self.sent})


@transaction.atomic
def remind(
    scope: Scope,
    keys: Iterable[str],
    *,
    by: Acting,
    at: datetime,
    force: bool = False,
    note: str = "",
) -> Reminded:
    """Remind the offices that owe the named standings (``obligation@place@level``) of a scope.

    Only down one's own scope: a standing elsewhere raises OutOfScope, one's own is skipped, as is
    what calls for no reminder (met, waived, not counted, not begun) and what was reminded today,
    unless ``force``. The ledger counts extensions and waivers in. BadInput for nothing chosen.
    """
    require(by, "monitoring.remind", scope.place.path)
    wanted = dict.fromkeys(keys)
    known = {standing.key: standing for standing in scope.standings}
    _check(wanted, known, note)
    skipped: list[Skipped] = []
    asked: list[Standing] = []
    for key in wanted:
        standing = known[key]
        require(by, "monitoring.remind", standing.place.path)
        why = _why_not(standing, by)
        if why is None:
            asked.append(standing)
        else:
            skipped.append(Skipped(standing, why))
    sent = _send(scope.ledger, asked, by=by, at=at, on=scope.on, force=force, note=note)
    today = Text("今天已经催办过", "already reminded today")
    skipped += [Skipped(one, today, again=True) for one in asked if one.key not in sent]
    done = Reminded(tuple(s for s in asked if s.key in sent), tuple(skipped))
    _recorded(scope, done, by=by, forced=force, note=note)
    return done


def _check(wanted: Mapping[str, None], known: Mapping[str, Standing], note: str) -> None:
    if not wanted:
        says = Text("请先选择要催办的事项。", "Choose what to remind of first.")
        raise BadInput([Fault(says, field="selected")])
    if any(key not in known for key in wanted):
        raise OutOfScope
    if len(note) > LONGEST_NOTE:
        says = Text(
            f"附言最多 {LONGEST_NOTE} 字，现在是 {len(note)} 字。",
            f"The note has at most {LONGEST_NOTE} characters, now {len(note)}.",
        )
        raise BadInput([Fault(says, field="note")])


def _why_not(standing: Standing, by: Acting) -> Text | None:
    if standing.place.code == by.place_code:
        return Text("本单位自己的事项", "your own office's")
    return why_no_reminder(standing.verdict)


def _recorded(scope: Scope, done: Reminded, *, by: Acting, forced: bool, note: str) -> None:
    record(
        by,
        "monitoring.reminded",
        scope.year,
        place=scope.place.code,
        reason=note,
        values={
            "on": scope.on.isoformat(),
            "sent": [standing.key for standing in done.sent],
            "skipped": {one.standing.key: one.why.zh for one in done.skipped},
            "forced": forced,
        },
    )


def _send(
    ledger: Ledger,
    standings: Sequence[Standing],
    *,
    by: Actor,
    at: datetime,
    on: date,
    force: bool,
    note: str,
) -> set[str]:
    """Send one reminder a standing and day, a forced one beside it; return the keys that went."""
    again = f":{at:%H%M%S%f}" if force else ""
    prefix = f"remind:{on.isoformat()}{again}"
    drafts: dict[str, Draft] = {}
    owner: dict[str, str] = {}
    post = _Post(ledger)
    for standing in standings:
        for to, tail in post.addressees(standing):
            key = f"{prefix}:{ledger.year.pk}:{standing.key}{tail}"
            drafts[key] = _draft(ledger, standing, to, key, by.office, note)
            owner[key] = standing.key
    gone = send_messages(list(drafts.values()), kind=Message.Kind.REMINDER, by=by, at=at)
    return {owner[key] for key in gone}


@dataclass(slots=True)
class _Post:
    """Finds who is to be told: the office of the seat, or the organisation that acts for it."""

    ledger: Ledger
    _serving: dict[tuple[str, str], list[Organisation]]

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._serving = {}

    def addressees(self, standing: Standing) -> list[tuple[Addressee, str]]:
        """Return the addressees, each with what tells its message from the others'."""
        office = Addressee(place_id=standing.place.id, level=standing.level)
        body = standing.verdict.rule.body
        kind = law_of(self.ledger.year).bodies[body].organisation if body else None
        if kind is None:
            return [(office, "")]
        acting = self._organisations(standing.place.path, kind)
        if not acting:
            return [(office, "")]
        return [(Addressee(organisation_id=one.pk), f":o{one.pk}") for one in acting]

    def _organisations(self, path: str, kind: str) -> list[Organisation]:
        if (path, kind) not in self._serving:
            found = organisations_serving(path, kind, on=self.ledger.on)
            self._serving[path, kind] = list(found)
        return self._serving[path, kind]


def _draft(
    ledger: Ledger, standing: Standing, to: Addressee, key: str, office: str, note: str
) -> Draft:
    verdict = standing.verdict
    rule = verdict.rule
    when = _when(standing)
    arithmetic = verdict.arithmetic
    lines = [
        rule.says,
        Text(f"依据条款 {rule.clause}。", f"Clause {rule.clause}."),
        when,
        arithmetic,
    ]
    if note:
        lines.append(Text(f"附言：{note}", f"Note: {note}"))
    body = Text("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))
    sender_zh = f"{office}催办" if office else "系统提醒"
    sender_en = f"Reminder from {office}" if office else "Reminder"
    title = Text(
        f"{sender_zh}：{rule.short.zh}（{standing.place.short_name}，{_short(standing).zh}）",
        f"{sender_en}: {rule.short.en} ({standing.place.en}, {_short(standing).en})",
    )
    return Draft(
        to,
        title,
        body,
        key,
        link=why_path(standing),
        about=about(ledger.year, standing),
    )


def why_path(standing: Standing) -> str:
    """Return the page that says why a standing is in its state and leads on to mending it."""
    rule, place, level = standing.verdict.rule.id, standing.place.code, standing.level.value
    return reverse("monitoring:why", args=[rule, place, level])


def _when(standing: Standing) -> Text:
    span = standing.verdict.span
    if span is None:
        return Text("没有写明期限。", "No due date is given.")
    left = days_left(span.due, standing.verdict.on)
    due = span.due
    return Text(
        f"期限 {due.year} 年 {due.month} 月 {due.day} 日，{left.zh}。",
        f"Due {due.isoformat()}, {left.en}.",
    )


def _short(standing: Standing) -> Text:
    left = standing.verdict.remaining
    if standing.state is State.OVERDUE and left is not None:
        return Text(f"已逾期 {-left} 天", f"{-left} days overdue")
    span = standing.verdict.span
    return days_left(span.due, standing.verdict.on) if span else Text("未完成", "not met")


# --- by rule -----------------------------------------------------------------------------------


@transaction.atomic
def remind_due(on: date, *, at: datetime, leads: Sequence[int] = LEADS, by: Actor = SYSTEM) -> int:
    """Remind of what comes due, so many days before (``leads``); return how many messages went.

    For the programme year of each province that is running on the day. Running it again on the same
    day sends nothing new, and a day on which it did not run is made up for on the next. Extensions
    and waivers are obeyed: a moved due date has reminders of its own.
    """
    sent = 0
    for year in running_years(on):
        ledger = ledger_of(year, on=on)
        sent += _remind_year(ledger, at=at, leads=leads, by=by)
    return sent


def running_years(on: date) -> list[ProgrammeYear]:
    """Return the programme years that run on a day: the latest opened one of each programme."""
    latest: dict[str, ProgrammeYear] = {}
    for year in years():
        if year.year <= on.year:
            latest.setdefault(year.programme, year)
    return [latest[name] for name in sorted(latest)]


def _remind_year(ledger: Ledger, *, at: datetime, leads: Sequence[int], by: Actor) -> int:
    post = _Post(ledger)
    drafts = []
    for standing in ledger.standings:
        lead = _lead(standing, leads)
        if lead is None:
            continue
        span = standing.verdict.span
        for to, tail in post.addressees(standing):
            due = span.due.isoformat() if span else ""
            key = f"due:{due}:{lead}:{ledger.year.pk}:{standing.key}{tail}"
            drafts.append(_draft(ledger, standing, to, key, "", ""))
    gone = send_messages(drafts, kind=Message.Kind.REMINDER, by=by, at=at)
    if gone:
        record(
            by,
            "monitoring.reminded_of_due",
            ledger.year,
            place=ledger.year.province.code,
            values={"on": ledger.on.isoformat(), "sent": len(gone)},
        )
    return len(gone)


def _lead(standing: Standing, leads: Sequence[int]) -> int | None:
    verdict = standing.verdict
    if verdict.span is None or verdict.rule.only_limits or not verdict.rule.judged:
        return None
    if why_no_reminder(verdict) is not None:
        return None
    return lead_of(verdict.span.due, verdict.on, leads)
