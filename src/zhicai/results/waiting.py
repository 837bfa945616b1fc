"""What of results waits for an office: recommendations to confirm, those sent back."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.results.models import Recommendation
from zhicai.results.queries.recommendations import LIVE, awaiting, body_of, own_sent


def count_awaiting(acting: Acting, on: date) -> int:
    """Return how many lists (places and years) wait for the user's body to join in."""
    if not body_of(acting):
        return 0
    return _lists(awaiting(acting, on=on)).count()


def awaiting_lists(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each list that waits, the oldest first."""
    if not body_of(acting):
        return []
    return [
        _line(
            row, "waits=1",
            Text("确认{p}推荐的 {n} 人", "Confirm {n} recommended by {p}"),
        )
        for row in _lists(awaiting(acting, on=on))[:limit]
    ]  # fmt: skip


def _returned(acting: Acting) -> QuerySet[Recommendation]:
    rows = own_sent(acting).filter(state=Recommendation.State.RETURNED)
    again = Recommendation.objects.filter(state__in=LIVE, place_id=acting.place_id)
    return rows.exclude(person__in=again.values("person"))


def count_returned(acting: Acting, _on: date) -> int:
    """Return how many of the own office's lists were sent back."""
    if acting.organisation_id is not None or not holds(acting, "results.recommend"):
        return 0
    return _lists(_returned(acting)).count()


def returned_lists(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each list of the own office that was sent back."""
    if acting.organisation_id is not None or not holds(acting, "results.recommend"):
        return []
    words = Text("处理{p}被退回的 {n} 人推荐", "{n} recommendations of {p} were sent back")
    return [_line(row, "state=returned", words) for row in _lists(_returned(acting))[:limit]]


def _lists(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation, dict[str, object]]:
    grouped = rows.order_by().values(
        "place__code", "place__name", "place__english", "for_year"
    ).annotate(n=Count("pk"), first=Min("sent_at"))  # fmt: skip
    return grouped.order_by("first", "place__code")  # type: ignore[return-value]


def _line(row: dict[str, object], asked: str, words: Text) -> Waiting:
    name = str(row["place__name"])
    place = Text(name, str(row["place__english"] or name))
    code = str(row["place__code"])
    first = row["first"]
    return Waiting(
        words.format_map({"p": place, "n": row["n"]}),
        f"{reverse('results:recommendations')}?{asked}&place={code}&for_year={row['for_year']}",
        since=first.astimezone(CHINA).date(),  # type: ignore[attr-defined]
        place=place,
        place_code=code,
    )


register_source(
    Source(
        "results.recommendations", Text("推荐名单待确认", "recommendations to confirm"),
        "send", count_awaiting, awaiting_lists,
    )
)  # fmt: skip
register_source(
    Source(
        "results.returned", Text("推荐被退回", "recommendations sent back"),
        "arrow-back-up", count_returned, returned_lists,
    )
)  # fmt: skip
