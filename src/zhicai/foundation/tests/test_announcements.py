"""Call down, announce up: after the commit and never instead of it, or as a part of the act."""

from collections import defaultdict
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
    for kept in ("_subscribers", "_within"):
        monkeypatch.setattr(announcements, kept, defaultdict(list))


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


@pytest.mark.django_db
def test_who_listens_within_hears_before_the_commit_and_is_undone_with_the_act(heard):
    subscribe(ClassClosed, heard.append, within=True)
    announce(ClassClosed(1))
    assert heard == [ClassClosed(1)]


@pytest.mark.django_db(transaction=True)
def test_an_act_whose_letter_cannot_be_written_is_not_done():
    def fails(event):
        raise RuntimeError("disk full")

    subscribe(ClassClosed, fails, within=True)
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(ClassClosed(1))


@pytest.mark.django_db(transaction=True)
def test_who_listens_within_needs_a_transaction(heard):
    subscribe(ClassClosed, heard.append, within=True)
    announce(ClassOpened(1))
    with pytest.raises(transaction.TransactionManagementError, match="ClassClosed"):
        announce(ClassClosed(1))
    assert heard == []
