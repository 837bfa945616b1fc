"""Call down, announce up: after the commit, and never instead of it."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from zhicai.foundation import announcements
from zhicai.foundation.announcements import announce, subscribe


@dataclass(frozen=True)
class ClassClosed:
    number: int


@dataclass(frozen=True)
class ClassOpened:
    number: int


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch):
    monkeypatch.setattr(announcements, "_subscribers", type(announcements._subscribers)(list))


@pytest.fixture
def heard():
    return []


@pytest.mark.django_db
def test_subscribers_hear_after_the_commit(heard, django_capture_on_commit_callbacks):
    subscribe(ClassClosed, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        announce(ClassClosed(1))
        assert heard == []
    assert heard == [ClassClosed(1)]


@pytest.mark.django_db
def test_what_was_rolled_back_is_not_told(heard, django_capture_on_commit_callbacks):
    subscribe(ClassClosed, heard.append)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        announce(ClassClosed(1))
        transaction.set_rollback(True)
    assert heard == []


@pytest.mark.django_db
def test_each_hears_only_its_own_kind_and_once(heard, django_capture_on_commit_callbacks):
    for _ in range(2):
        subscribe(ClassClosed, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        announce(ClassOpened(1))
        announce(ClassClosed(2))
    assert heard == [ClassClosed(2)]


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_that_fails_stops_neither_the_others_nor_the_act(heard, caplog):
    def fails(event):
        raise RuntimeError("no mail server")

    subscribe(ClassClosed, fails)
    subscribe(ClassClosed, heard.append)
    with transaction.atomic():
        announce(ClassClosed(1))
    assert heard == [ClassClosed(1)]
    assert "no mail server" in caplog.text
