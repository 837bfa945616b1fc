"""Problems that raise themselves: a duty overdue, a quota missed, a limit broken (HB-4.5.h).

Run as often as one likes: what has been raised is not raised again. What has been made good since
is proposed for closing; closing it is for the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor, record
from zhicai.coordination.models import Problem, Step
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.rules.problems import (
    is_missed,
    is_over,
    proposal_of,
    text_of,
    title_of,
)
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.places.queries import is_within
from zhicai.programmes.ledger import Ledger, Standing, ledger_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years


@dataclass(frozen=True, slots=True)
class Raised:
    """What came of a run: problems raised, closings proposed."""

    raised: int
    proposed: int


def running_years(on: date) -> list[ProgrammeYear]:
    """Return the programme years that run on a day: the latest opened one of each programme."""
    latest: dict[str, ProgrammeYear] = {}
    for year in years():
        if year.year <= on.year:
            latest.setdefault(year.programme, year)
    return [latest[name] for name in sorted(latest)]


@transaction.atomic
def raise_missed(on: date, *, at: datetime, by: Actor = SYSTEM) -> Raised:
    """Raise what is missed in every running programme year; for the daily run."""
    raised = proposed = 0
    for year in running_years(on):
        done = raise_for_ledger(ledger_of(year, on=on), at=at, by=by)
        raised, proposed = raised + done.raised, proposed + done.proposed
    return Raised(raised, proposed)


@transaction.atomic
def raise_in_reach(desk: Desk, *, by: Acting, at: datetime) -> Raised:
    """Raise what is missed by the offices in the user's reach, now and not only tonight."""
    require(by, "coordination.handle")
    ledger = ledger_of(desk.year, on=desk.on)
    return raise_for_ledger(ledger, at=at, by=by, within=desk.reach)


@transaction.atomic
def raise_for_ledger(
    ledger: Ledger, *, at: datetime, by: Actor = SYSTEM, within: Iterable[str] | None = None
) -> Raised:
    """Raise one problem for each missed duty of a ledger, and propose closing what is over.

    A number of queries that does not depend on how many there are.
    """
    paths = None if within is None else tuple(within)
    standings = {
        standing.key: standing
        for standing in ledger.standings
        if paths is None or any(is_within(standing.place.path, path) for path in paths)
    }
    known = {
        row.key: row
        for row in Problem.objects.select_for_update().filter(
            programme_year=ledger.year, key__in=list(standings)
        )
    }
    missed = [
        standing
        for key, standing in standings.items()
        if key not in known and is_missed(standing.verdict)
    ]
    made = Problem.objects.bulk_create([_problem(ledger, one, at) for one in missed])
    over = [
        row
        for key, row in known.items()
        if row.state in (Problem.State.OPEN, Problem.State.WORKING)
        and is_over(standings[key].verdict)
    ]
    for row in over:
        words = proposal_of(standings[row.key].verdict)
        row.state = Problem.State.PROPOSED
        row.proposal, row.proposal_en = words.zh, words.en
    Problem.objects.bulk_update(over, ["state", "proposal", "proposal_en"])
    _note(made, over, by, at)
    if made or over:
        record(
            by, "coordination.problems_raised", ledger.year, place=ledger.year.province.code,
            values={"on": ledger.on.isoformat(), "raised": len(made), "proposed": len(over)},
        )  # fmt: skip
    send_messages(
        [*(_letter(row, "raised") for row in made), *(_letter(row, "proposed") for row in over)],
        kind=Message.Kind.SYSTEM, by=SYSTEM, at=at,
    )  # fmt: skip
    return Raised(len(made), len(over))


def _problem(ledger: Ledger, standing: Standing, at: datetime) -> Problem:
    verdict = standing.verdict
    title, text = title_of(verdict), text_of(verdict)
    return Problem(
        programme_year=ledger.year, key=standing.key, about=f"obligation:{standing.key}",
        rule=verdict.rule.id, clause=verdict.rule.clause, place_id=standing.place.id,
        level=standing.level.value, title=title.zh, title_en=title.en, text=text.zh,
        text_en=text.en, raised_on=ledger.on, raised_at=at, raised_by=SYSTEM.name,
        owner_place_id=standing.place.id, owner_level=standing.level.value,
    )  # fmt: skip


def _note(made: list[Problem], over: list[Problem], by: Actor, at: datetime) -> None:
    steps = [("raised", row, Text(row.text, row.text_en)) for row in made]
    steps += [("proposed", row, Text(row.proposal, row.proposal_en)) for row in over]
    Step.objects.bulk_create(
        [
            Step(
                about=f"problem:{row.pk}", what=what, words=words.zh, words_en=words.en, at=at,
                by=SYSTEM.name, office=by.office,
            )
            for what, row, words in steps
        ]
    )  # fmt: skip


def _letter(row: Problem, what: str) -> Draft:
    zh = "发现问题" if what == "raised" else "可以销号"
    en = "Problem found" if what == "raised" else "Ready to be closed"
    body = Text(row.text, row.text_en) if what == "raised" else Text(row.proposal, row.proposal_en)
    return Draft(
        Addressee(place_id=row.owner_place_id, level=Level(row.owner_level)),
        Text(f"{zh}：{row.title}", f"{en}: {row.title_en or row.title}"),
        body,
        f"problem:{row.pk}:{what}:{row.proposal[:10]}",
        link=reverse("coordination:problem", args=[row.pk]),
        about=f"problem:{row.pk}",
    )
