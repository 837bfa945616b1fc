"""Counts how candidates fared with items, from the papers handed in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from zhicai.accounts.acting import Acting, System
from zhicai.exams.models import Answer, Exam, ItemStatistic, Score, Sitting
from zhicai.exams.queries.papers import opened
from zhicai.exams.rules.items import Choice, TrueFalse
from zhicai.exams.rules.statistics import Sums, add_paper, figures

BATCH = 2000
"""Scores that are held at once."""


@transaction.atomic
def count_statistics(*, by: Acting | System, at: datetime) -> int:
    """Count all items anew from every sitting of an exam that was handed in, mocks left out.

    Voided items and answers that wait for a marker are left out; returns how many versions of items
    have figures now.
    """
    sums: dict[int, Sums] = {}
    keys: dict[int, tuple[int, ...]] = {}
    exams = Exam.objects.exclude(round=Exam.Round.MOCK).exclude(state=Exam.State.CANCELLED)
    for paper in exams.values_list("paper", flat=True).distinct().order_by("paper"):
        _add(paper, sums, keys)
    rows = [_row(version, found, keys.get(version, ()), at) for version, found in sums.items()]
    ItemStatistic.objects.exclude(item_version__in=sums).delete()
    ItemStatistic.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["item_version"],
        update_fields=["n", "share", "discrimination", "counts", "flags", "counted_at"],
    )
    return len(rows)


def _row(version: int, sums: Sums, key: tuple[int, ...], at: datetime) -> ItemStatistic:
    found = figures(sums, key)
    return ItemStatistic(
        item_version_id=version, n=found.n, share=found.share,
        discrimination=found.discrimination, counts=dict(found.counts), flags=list(found.flags),
        counted_at=at,
    )  # fmt: skip


def _add(paper: int, sums: dict[int, Sums], keys: dict[int, tuple[int, ...]]) -> None:
    """Add the sittings of one paper."""
    questions = {one.number: one for one in opened(paper) if not one.voided}
    chosen = {
        number: one.item_version
        for number, one in questions.items()
        if isinstance(one.content, Choice | TrueFalse)
    }
    for one in questions.values():
        if isinstance(one.content, Choice):
            keys[one.item_version] = one.content.key
        elif isinstance(one.content, TrueFalse):
            keys[one.item_version] = (int(one.content.right),)
    full = {one.item_version: float(one.marks) for one in questions.values()}
    versions = {str(number): one.item_version for number, one in questions.items()}
    handed_in = Sitting.objects.filter(exam__paper=paper, state=Sitting.State.SUBMITTED).exclude(
        exam__round=Exam.Round.MOCK
    )
    scores = Score.objects.filter(sitting__in=handed_in).order_by("pk")
    for by_item in scores.values_list("by_item", flat=True).iterator(BATCH):
        earned = {
            versions[number]: float(marks)
            for number, marks in by_item.items()
            if marks is not None and number in versions
        }
        add_paper(sums, earned, full)
    answers = Answer.objects.filter(sitting__in=handed_in, number__in=chosen).order_by()
    for number, value, times in answers.values_list("number", "value").annotate(n=Count("pk")):
        sums.setdefault(chosen[number], Sums()).choose(value, times)
