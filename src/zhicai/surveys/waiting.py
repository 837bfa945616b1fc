"""Questionnaires that a signed-in user was asked to answer, in the inbox 待我办理."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.foundation.text import Text
from zhicai.surveys.queries import invitations_of_user


def count(acting: Acting, on: date) -> int:
    """Return how many questionnaires wait for the user."""
    return invitations_of_user(acting, on=on).count()


def items(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the questionnaires that wait, those that close first in front."""
    return [
        Waiting(
            title=Text(f"答问卷：{one.round.title}", f"Answer the survey: {one.round.title}"),
            url=reverse("surveys:mine", args=[one.pk]),
            since=one.round.opens_on,
            place=Text(one.round.place.name, one.round.place.english or one.round.place.name),
            place_code=one.round.place.code,
            due=one.round.closes_on,
        )
        for one in invitations_of_user(acting, on=on)[:limit]
    ]


register_source(
    Source("surveys.asked", Text("待答的问卷", "surveys to answer"), "clipboard-list", count, items)
)
