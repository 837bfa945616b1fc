"""Papers that are open: their questions as every sitting of them is asked and marked by."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet

from zhicai.exams.models import PaperItem
from zhicai.exams.rules.items import Content, read_content
from zhicai.foundation.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Question:
    """An item of an open paper at its number; a voided one gives everyone its marks."""

    number: int
    item_version: int
    kind: str
    content: Content
    marks: Decimal
    voided: bool


def _of_paper(paper: int) -> QuerySet[PaperItem]:
    rows = PaperItem.objects.filter(paper=paper).order_by("number")
    return rows.only("number", "item_version", "marks", "voided_for")


_items = Prepared(_of_paper, paper=int)
Row = tuple[int, int, int, Decimal, str]
"""Key, number, version of the item, marks, why it is void."""


def opened(paper_id: int) -> tuple[Question, ...]:
    """Return the questions of an open paper in their order; none while it is sealed.

    The rows are asked for at every call, what they say is made once a process: a version of an item
    never changes.
    """
    return _questions(_items.values(paper=paper_id))


@lru_cache(maxsize=200)
def _questions(rows: tuple[Row, ...]) -> tuple[Question, ...]:
    return tuple(
        Question(number, version, *_content(version), marks, bool(voided))
        for _pk, number, version, marks, voided in rows
    )


@lru_cache(maxsize=5000)
def _content(item_version: int) -> tuple[str, Content]:
    kind, raw = PaperItem.objects.filter(item_version=item_version).values_list(
        "item_version__item__kind", "item_version__content"
    )[0]
    content = read_content(kind, raw)
    if isinstance(content, tuple):
        raise ValueError(f"item version {item_version} cannot be read: {content[0].says.en}")
    return kind, content
