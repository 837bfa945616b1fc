"""What waits in reviews: applications to check, reviews to score, rounds to select."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.reviews.models import Application, CommendationRound, Review
from zhicai.reviews.queries.commending import to_select
from zhicai.reviews.queries.upgrading import open_reviews, to_check


def _place(home: Place) -> Text:
    return Text(home.name, home.english or home.name)


def _application(row: Application) -> Waiting:
    return Waiting(
        title=Text(
            f"核查{row.person.name}的升级申请（{row.grade} 级）",
            f"Check the application of {row.person.name} for grade {row.grade}",
        ),
        url=reverse("reviews:application", args=[row.pk]),
        since=localtime(row.applied_at).date(),
        place=_place(row.person.home),
        place_code=row.person.home.code,
    )


def _review(row: Review) -> Waiting:
    person = row.application.person
    return Waiting(
        title=Text(f"评审{person.name}的升级申请", f"Score the application of {person.name}"),
        url=reverse("reviews:review", args=[row.pk]),
        since=localtime(row.assigned_at).date(),
        place=_place(person.home),
        place_code=person.home.code,
    )


def _round(row: CommendationRound) -> Waiting:
    return Waiting(
        title=Text(f"评选{row.title}", f"Select the winners of {row.title}"),
        url=reverse("reviews:commendation", args=[row.pk]),
        since=row.closes_on,
    )


def count_checks(acting: Acting, on: date) -> int:
    """Count the applications to check."""
    return to_check(acting, on=on).count()


def listed_checks(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the applications to check, the oldest first."""
    return [_application(row) for row in to_check(acting, on=on)[:limit]]


def count_reviews(acting: Acting, on: date) -> int:
    """Count what the user has still to score."""
    return open_reviews(acting).count()


def listed_reviews(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return what the user has still to score, the oldest first."""
    return [_review(row) for row in open_reviews(acting)[:limit]]


def count_rounds(acting: Acting, on: date) -> int:
    """Count the commendations to select."""
    return to_select(acting, on=on).count()


def listed_rounds(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the commendations whose nominations are closed, the oldest first."""
    return [_round(row) for row in to_select(acting, on=on)[:limit]]


register_source(
    Source(
        "reviews.checks", Text("待核查的升级申请", "applications for an upgrade to be checked"),
        "award", count_checks, listed_checks,
    )
)  # fmt: skip
register_source(
    Source(
        "reviews.reviews", Text("待评审的升级申请", "applications for an upgrade to be scored"),
        "edit", count_reviews, listed_reviews,
    )
)  # fmt: skip
register_source(
    Source(
        "reviews.rounds", Text("待评选的表彰", "commendations to be selected"),
        "trophy", count_rounds, listed_rounds,
    )
)  # fmt: skip
