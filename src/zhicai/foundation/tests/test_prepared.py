"""Prepared queries: the same rows as the queryset they were made of, whatever is asked first."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhicai.accounts.models import Membership, Role, User
from zhicai.foundation.prepared import Prepared
from zhicai.places.models import Place

pytestmark = pytest.mark.django_db
SINCE, UNTIL = date(2022, 1, 1), date(2022, 6, 30)


def _held(user: int, role: str, on: date) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=user, role=role, valid_from__lte=on, valid_to__gte=on)
    return rows.select_related("place").order_by("pk")


@pytest.fixture
def two_members() -> list[Membership]:
    place = Place.objects.create(code="990000", name="某省", kind="province")
    users = [User.objects.create(username=f"u{n}", name=f"用户{n}") for n in range(2)]
    return [
        Membership.objects.create(
            user=user, role=Role.PERSON, place=place, valid_from=SINCE, valid_to=UNTIL
        )
        for user in users
    ]


def test_each_call_has_the_rows_of_its_own_values(two_members: list[Membership]) -> None:
    prepared = Prepared(_held, user=int, role=str, on=date)
    for row in (*two_members, *two_members):
        for on in (SINCE, UNTIL, UNTIL + timedelta(days=1)):
            found = prepared.rows(user=row.user_id, role="person", on=on)
            assert found == list(_held(row.user_id, "person", on))
    assert prepared.rows(user=two_members[0].user_id, role="officer", on=SINCE) == []


def test_a_row_is_whole_and_what_belongs_to_it_comes_in_the_same_query(
    two_members: list[Membership],
) -> None:
    prepared = Prepared(_held, user=int, role=str, on=date)
    prepared.rows(user=0, role="person", on=SINCE)
    with CaptureQueriesContext(connection) as queries:
        found = prepared.first(user=two_members[1].user_id, role="person", on=SINCE)
        assert found is not None
        assert (found.place.name, found.valid_from, found.at_once) == ("某省", SINCE, False)
    assert [query["sql"].startswith("SELECT ") for query in queries] == [True]


def test_moments_are_found_to_the_second() -> None:
    def alive(at: datetime) -> QuerySet[Session]:
        return Session.objects.filter(expire_date__gt=at)

    ends = timezone.now()
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=ends)
    prepared = Prepared(alive, at=datetime)
    assert prepared.first(at=ends) is None
    assert prepared.first(at=ends - timedelta(seconds=1)) is not None


def test_a_value_that_the_query_does_not_use_is_refused() -> None:
    prepared = Prepared(lambda user, role: User.objects.filter(pk=user), user=int, role=str)
    with pytest.raises(ImproperlyConfigured, match="role"):
        prepared.rows(user=1, role="person")
