"""Opinions and needs by topic, beside what answers them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q

from zhicai.accounts.acting import Acting
from zhicai.outreach.answering import Answering, Answers, answering
from zhicai.outreach.models import Opinion
from zhicai.outreach.queries.opinions import opinions_visible_to
from zhicai.outreach.queries.topics import OTHER, Topic, topics_of
from zhicai.programmes.models import ProgrammeYear


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic: how many opinions and needs, how many open, for how long, and what answers them.

    ``answers`` stands beside :func:`answering`, in its order; None where nothing answers it.
    """

    topic: Topic
    opinions: int
    needs: int
    open: int
    oldest: int
    answers: tuple[tuple[Answering, Answers | None], ...]

    @property
    def total(self) -> int:
        """Opinions and needs together."""
        return self.opinions + self.needs

    @property
    def unmet(self) -> bool:
        """Whether something was asked for that courses could answer, and none does."""
        asked = self.total > 0 and self.topic.key != OTHER
        return asked and not any(one and one.count for _source, one in self.answers)


def summary_of(acting: Acting, year: ProgrammeYear, *, on: date) -> list[TopicRow]:
    """Return every topic with what the user may see of the year's opinions (HB-4.5.c).

    The topics asked about most come first; one query for the opinions, and those of each source.
    """
    topics = topics_of(year)
    keys = [topic.key for topic in topics]
    visible = opinions_visible_to(acting, on=on).filter(sent_on__year=year.year)
    is_open = Q(answered_on=None)
    counted: dict[str, Any] = {
        row["topic"]: row
        for row in visible.order_by()
        .values("topic")
        .annotate(
            opinions=Count("pk", filter=Q(sort=Opinion.Sort.OPINION)),
            needs=Count("pk", filter=Q(sort=Opinion.Sort.NEED)),
            open=Count("pk", filter=is_open),
            since=Min("sent_on", filter=is_open),
        )
    }
    sources = [(one, one.answers(acting, year, keys, on)) for one in answering()]
    rows = []
    for topic in topics:
        row: dict[str, Any] = counted.get(topic.key, {})
        since = row.get("since")
        rows.append(
            TopicRow(
                topic=topic,
                opinions=row.get("opinions", 0),
                needs=row.get("needs", 0),
                open=row.get("open", 0),
                oldest=(on - since).days if since else 0,
                answers=tuple((one, found.get(topic.key)) for one, found in sources),
            )
        )
    return sorted(rows, key=lambda row: -row.total)
