"""What waits in the inbox: opinions to answer, follow-ups of visits, cases to decide or to mend."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.filing.rules import State
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.outreach.models import FollowUp, PracticeCase
from zhicai.outreach.queries import cases_of, follow_ups_open, open_at, to_publish, to_select
from zhicai.places.models import Place

SOON = timedelta(days=14)
"""A follow-up waits from so long before it is due."""


def _named(place: Place) -> Text:
    return Text(place.name, place.english or place.name)


def opinions_count(acting: Acting, on: date) -> int:
    """Return how many opinions and needs the user's office has to answer."""
    return open_at(acting).count()


def _opinions(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            title=Text(f"答复{row.sender}的意见需求", f"Answer what {row.sender} sent"),
            url=reverse("outreach:opinion", args=[row.pk]),
            since=row.sent_on,
            place=_named(row.place),
            place_code=row.place.code,
        )
        for row in open_at(acting)[:limit]
    ]


def _due(acting: Acting, on: date) -> QuerySet[FollowUp]:
    return follow_ups_open(acting).filter(due__lte=on + SOON)


def follow_ups_count(acting: Acting, on: date) -> int:
    """Return how many follow-ups of visits are due soon or overdue."""
    return _due(acting, on).count()


def _follow_ups(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    return [
        Waiting(
            title=Text(
                f"{row.visit.entity}：{row.what}（{row.owner}）",
                f"{row.visit.entity}: {row.what} ({row.owner})",
            ),
            url=reverse("outreach:visit", args=[row.visit_id]),
            since=row.visit.visited_on,
            place=_named(row.visit.place),
            place_code=row.visit.place.code,
            due=row.due,
        )
        for row in _due(acting, on)[:limit]
    ]


def _case_source(
    key: str,
    says: Text,
    icon: str,
    words: Text,
    rows: Callable[[Acting], QuerySet[PracticeCase]],
) -> Source:
    """A source of cases: how each is named (``{title}``), and which ones wait."""

    def count(acting: Acting, on: date) -> int:
        return rows(acting).count()

    def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
        return [
            Waiting(
                title=words.format_map({"title": case.title}),
                url=reverse("outreach:case", args=[case.pk]),
                since=case.filing.last_sent_on or case.edited_at.astimezone(CHINA).date(),
                place=_named(case.place),
                place_code=case.place.code,
            )
            for case in rows(acting)[:limit]
        ]

    return Source(key, says, icon, count, items)


def _returned(acting: Acting) -> QuerySet[PracticeCase]:
    return cases_of(acting).filter(filing__state=State.RETURNED)


register_source(
    Source(
        key="outreach.opinions",
        says=Text("意见需求待答复", "opinions and needs to answer"),
        icon="message",
        count=opinions_count,
        items=_opinions,
    )
)
register_source(
    Source(
        key="outreach.follow_ups",
        says=Text("走访后续待办结", "follow-ups of visits"),
        icon="checklist",
        count=follow_ups_count,
        items=_follow_ups,
    )
)
register_source(
    _case_source(
        "outreach.cases_to_select",
        Text("案例待遴选", "cases to select"),
        "star",
        Text("遴选案例《{title}》", "Select or return “{title}”"),
        to_select,
    )
)
register_source(
    _case_source(
        "outreach.cases_to_publish",
        Text("案例待发布", "cases to publish"),
        "speakerphone",
        Text("发布案例《{title}》", "Publish “{title}”"),
        to_publish,
    )
)
register_source(
    _case_source(
        "outreach.cases_returned",
        Text("案例待修改", "cases to mend"),
        "arrow-back-up",
        Text("修改案例《{title}》", "Mend “{title}”"),
        _returned,
    )
)
