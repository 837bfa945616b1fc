"""Offices are told that the notice has come and that a due date has moved."""

from datetime import date

import pytest

from zhicai.foundation.clock import midday
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.messages.queries import inbox_of
from zhicai.programmes.actions import extend_deadline, issue_notice
from zhicai.programmes.tests import scenes

pytestmark = pytest.mark.django_db
MARCH = date(2022, 3, 28)


def test_every_addressee_of_the_notice_is_told_once(django_capture_on_commit_callbacks):
    scenes.load_hubei()
    year = scenes.opened()
    keeper = scenes.keeper(scenes.TODAY)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notice = issue_notice(year, by=keeper, on=scenes.TODAY)
    letters = Message.objects.filter(kind=Message.Kind.NOTICE)
    assert letters.count() == notice.receipts.count() == 17
    assert set(letters.values_list("level", flat=True)) == {Level.CITY}


def test_an_office_is_told_of_its_new_due_date_and_why(django_capture_on_commit_callbacks):
    scenes.load_hubei()
    year = scenes.opened()
    with django_capture_on_commit_callbacks(execute=True):
        extend_deadline(
            year,
            "city-files-plan-summary",
            places=[scenes.place(scenes.WUHAN)],
            due=date(2022, 4, 15),
            reason="疫情管控",
            by=scenes.keeper(MARCH),
            at=midday(MARCH),
        )
    letter = Message.objects.get()
    assert "2022-04-15" in letter.title_zh
    assert letter.body_zh == "疫情管控"
    assert inbox_of(scenes.keeper(MARCH)).count() == 0
