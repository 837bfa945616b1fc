"""Letters to enterprises that training has not reached: written once, noted who and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import reach_of, require
from zhicai.audit.actions import record
from zhicai.documents.writing import chinese_day
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import ListKind
from zhicai.messages.actions import Draft, send_messages
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.places.models import Place
from zhicai.places.queries import places_under
from zhicai.registers.lists import counted_listings
from zhicai.registers.models import Letter
from zhicai.results.queries.coverage import (
    CoverageLaw,
    lately_written,
    with_accounts,
    with_coverage,
)
from zhicai.results.rules.coverage import CERTIFIED, COMPLETED

WRITE = "results.write_coverage"
TITLE = Text("关于选派人员参加知识产权培训的函", "Please send staff to IP training")
DONE_WORDS = {
    COMPLETED: Text("培训结业", "having completed training"),
    CERTIFIED: Text("取得证书", "holding a certificate"),
}
CAME = Text("参加培训", "having attended training")


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing: the letters; how many were covered meanwhile, or had one lately."""

    letters: tuple[Letter, ...]
    covered: int
    lately: int

    @property
    def by_account(self) -> int:
        """How many of the letters went to an account."""
        return sum(letter.by_account for letter in self.letters)

    @property
    def on_paper(self) -> int:
        """How many have to go on paper."""
        return len(self.letters) - self.by_account


@transaction.atomic
def write_letters(
    law: CoverageLaw,
    kind: ListKind,
    organisations: Iterable[int],
    *,
    again: bool = False,
    by: Acting,
    at: datetime,
) -> Written:
    """Write to enterprises of a list that are not covered; each letter is noted.

    Who has an account gets it there, the others on paper. Nobody is written to twice within the
    days of the setting, unless ``again``. OutOfScope where one of them is beyond the user's reach.
    """
    require(by, WRITE)
    Place.objects.select_for_update(no_key=True).get(code=by.province)
    wanted = set(organisations)
    area = places_under(reach_of(by, WRITE), on=law.on)
    rows = counted_listings(law.year, kind, law.settings).filter(
        organisation__home__in=area, organisation__in=wanted
    )
    found = list(with_coverage(rows, law.year, law.rule).select_related("organisation"))
    if {row.organisation_id for row in found} != wanted:
        raise OutOfScope
    open_ = {row.organisation_id: row.organisation for row in found
             if row.covered_on is None or row.covered_on > law.on}  # fmt: skip
    lately = set() if again else lately_written(law, open_)
    chosen = sorted(open_.keys() - lately)
    accounts = with_accounts(chosen, on=law.on)
    says = letter_words(law, kind)
    letters = Letter.objects.bulk_create(
        [
            Letter(
                organisation=open_[pk], about=law.about + kind.id, title=TITLE.zh, says=says.zh,
                by_account=pk in accounts, written_at=at, written_by=by.name, office=by.office,
                place_id=by.place_id,
            )
            for pk in chosen
        ]
    )  # fmt: skip
    _send(letters, says, by=by, at=at)
    if letters:
        values = {"list": kind.id, "count": len(letters), "first": letters[0].pk, "again": again}
        record(by, "results.enterprises_written_to", letters[0], place=by.place_code, values=values)
    return Written(tuple(letters), len(found) - len(open_), len(lately))


def _send(letters: list[Letter], says: Text, *, by: Acting, at: datetime) -> None:
    drafts = [
        Draft(
            Addressee(organisation_id=letter.organisation_id), TITLE, says,
            f"coverage-letter:{letter.pk}", reverse("admission:home"), letter.about,
        )
        for letter in letters
        if letter.by_account
    ]  # fmt: skip
    send_messages(drafts, kind=Message.Kind.NOTICE, by=by, at=at)


def letter_words(law: CoverageLaw, kind: ListKind) -> Text:
    """Return what a letter says, by the rule in force."""
    done = DONE_WORDS.get(law.rule.basis, CAME)
    count = law.rule.people
    day = chinese_day(law.on)
    missing = "人员" if count == 1 else f" {count} 人"
    return Text(
        f"贵公司列入{kind.name.zh}名录。按照本年度培训实施方案，力争每家{kind.name.zh}"
        f"都有人员接受知识产权培训。截至{day}，还没有贵公司{missing}{done.zh}的记录。"
        f"请选派至少 {count} 名从事知识产权工作的人员报名参加近期的培训班。"
        "培训不向学员收取任何费用，学员只承担本人往返交通费。",
        f"Your company stands in the list “{kind.name.en}”. This year's plan strives to train "
        f"someone of every such enterprise. By {law.on} there is no record of {count} of your "
        f"staff {done.en}. Please register at least {count} of those who work on IP for one of "
        "the classes ahead. Training is free; trainees pay their own fare only.",
    )
