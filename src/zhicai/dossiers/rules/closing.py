"""The four items of a closing dossier, and whether it may be sent with what is there; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision

EVALUATION, SETTLEMENT, ROSTER, REPORT = "evaluation", "settlement", "roster", "report"
ITEMS = (EVALUATION, SETTLEMENT, ROSTER, REPORT)
ITEM_WORDS: Mapping[str, Text] = {
    EVALUATION: Text("效果评估", "Effect evaluation"),
    SETTLEMENT: Text("经费核定", "Settlement"),
    ROSTER: Text("合格专员名册", "Roster of qualified specialists"),
    REPORT: Text("调研评估报告", "Survey and evaluation report"),
}
BY_CLASS, BY_BATCH, BY_YEAR = "class", "batch", "year"
ONCE_A_YEAR, WITH_DOSSIER = "year", "dossier"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a year asks of its dossiers (A-HB-13).

    ``anchor`` is the end from which the months run, ``items`` those without which nothing is sent,
    ``frozen`` when the roster is, ``clauses`` the clause that asks for each item, ``clause`` the
    one that asks for the dossier.
    """

    anchor: str
    items: tuple[str, ...]
    frozen: str
    clauses: Mapping[str, str]
    clause: str

    def clause_of(self, item: str) -> str:
        """Return the clause that asks for an item."""
        return self.clauses.get(item) or self.clause


@dataclass(frozen=True, slots=True)
class Ended:
    """A class as far as due dates go; ``batch`` is 1 where nothing else is said."""

    pk: int
    ends_on: date
    batch: int = 1
    place_id: int = 0


def anchors(classes: list[Ended], anchor: str) -> dict[int, date]:
    """Return the day from which the months run for each class: its own end, or the last one's."""
    if anchor == BY_CLASS:
        return {one.pk: one.ends_on for one in classes}
    last: dict[int, date] = {}
    for one in classes:
        group = one.batch if anchor == BY_BATCH else 0
        last[group] = max(last.get(group, one.ends_on), one.ends_on)
    return {one.pk: last[one.batch if anchor == BY_BATCH else 0] for one in classes}


def decide_sending(terms: Terms, lacks: Mapping[str, Text]) -> Decision:
    """Say whether a dossier may be sent: every bound item that lacks something is named.

    ``lacks`` says for each item that is not ready what it lacks. What is not bound only warns.
    """
    refused: list[Reason] = []
    flagged: list[Reason] = []
    for item in ITEMS:
        if item not in lacks:
            continue
        name, what = ITEM_WORDS[item], lacks[item]
        says = Text(f"{name.zh}：{what.zh}", f"{name.en}: {what.en}")
        reason = Reason(says, terms.clause_of(item) or None, item)
        (refused if item in terms.items else flagged).append(reason)
    return Decision(not refused, (*refused, *flagged))


def is_late(due: date | None, sent_on: date | None, on: date) -> bool:
    """Say whether a dossier is late: first sent after its due date, or not sent and past it."""
    return due is not None and (sent_on or on) > due
