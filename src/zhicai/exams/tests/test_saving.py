"""What a candidate's browser sends: taken once, never overwritten by older, never lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.exams.actions import saving
from zhicai.exams.actions.saving import Kept, keep
from zhicai.exams.models import Answer, JournalEntry, Sitting
from zhicai.exams.rules.saving import (
    CLOSED,
    ELSEWHERE,
    OVER,
    SEEN,
    SIGNED_OUT,
    SUBMIT,
    SUBMITTED,
    TAKEN,
    Given,
)
from zhicai.exams.shared_commit import NotKept, SharedCommit
from zhicai.exams.tests.scenes import after, message


def answers_of(who):
    rows = Answer.objects.filter(sitting=who.sitting).values_list("number", "value", "revision")
    return {number: (value, revision) for number, value, revision in rows}


def said(who, *answers, minutes=1.0, **how):
    return keep([message(who, *answers, **how)], now=after(minutes))[0].verdict


def test_an_answer_is_kept_with_its_entry_in_the_journal(who):
    kept = keep([message(who, Given(1, 1, 0), Given(5, 1, "对比文件", True))], now=after(20))
    assert kept == [Kept(TAKEN, left=40 * 60, news=1)]
    assert answers_of(who) == {1: (0, 1), 5: ("对比文件", 1)}
    assert Answer.objects.get(number=5).flagged
    entry = JournalEntry.objects.get()
    assert entry.kind == "save"
    assert entry.data == {"1": [1, 0, False], "5": [1, "对比文件", True]}


def test_what_is_sent_twice_stands_once(who):
    assert said(who, Given(1, 1, 0)) == TAKEN
    assert said(who, Given(1, 1, 0), minutes=2) == TAKEN
    assert JournalEntry.objects.count() == Answer.objects.count() == 1


def test_an_older_answer_that_comes_late_changes_nothing(who):
    said(who, Given(1, 2, 3), key="second-0")
    assert said(who, Given(1, 1, 0), key="first-00", minutes=2) == TAKEN
    assert answers_of(who) == {1: (3, 2)}
    assert JournalEntry.objects.count() == 2


def test_after_the_deadline_an_answer_is_kept_in_the_journal_but_does_not_count(who):
    assert said(who, Given(1, 1, 0), minutes=60.08) == TAKEN
    assert said(who, Given(1, 2, 1), key="too-late", minutes=60.1) == OVER
    assert answers_of(who) == {1: (0, 1)}
    assert JournalEntry.objects.get(key="too-late").kind == "late"


def test_what_comes_after_handing_in_is_kept_in_the_journal_but_does_not_count(who):
    assert said(who, Given(1, 1, 0), kind=SUBMIT, key="submit-0") == TAKEN
    for _ in range(2):
        assert said(who, Given(1, 2, 1), key="too-late", minutes=2) == SUBMITTED
    assert answers_of(who) == {1: (0, 1)}
    kinds = JournalEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["submit", "late"]


def test_a_pause_stops_the_clock(scene, who):
    scene.exam.state, scene.exam.paused_at = "paused", after(30)
    scene.exam.save()
    kept = keep([message(who, Given(1, 1, 0))], now=after(90))
    assert kept == [Kept(TAKEN, 30 * 60, paused=True, news=1)]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"state": "present"}, CLOSED),
        ({"state": "void"}, CLOSED),
        ({"device": "phone"}, ELSEWHERE),
        ({"state": "submitted", "submitted_at": after(1)}, SUBMITTED),
    ],
)
def test_only_the_browser_that_writes_a_sitting_under_way_is_taken(scene, change, verdict):
    who = scene.candidate(2, **change)
    assert said(who, Given(1, 1, 0)) == verdict
    assert not Answer.objects.exists()
    assert not JournalEntry.objects.exclude(kind="late").exists()


def test_nothing_is_taken_once_the_login_session_has_ended(who):
    assert said(who, Given(1, 1, 0)) == TAKEN
    Session.objects.update(expire_date=after(5) - timedelta(seconds=1))
    assert said(who, Given(1, 2, 1), minutes=5) == SIGNED_OUT
    Session.objects.all().delete()
    assert said(who, Given(1, 2, 1)) == SIGNED_OUT
    assert answers_of(who) == {1: (0, 1)}


def test_a_sign_of_life_leaves_no_entry(who):
    assert said(who, kind=SEEN, minutes=7) == TAKEN
    assert Sitting.objects.get().seen_at == after(7)
    assert not JournalEntry.objects.exists()


def test_handing_in_keeps_the_last_answers_and_scores_what_the_machine_can(who):
    last = [message(who, Given(1, 1, 0), Given(2, 1, 3), Given(5, 1, "……"), kind=SUBMIT)]
    assert keep(last, now=after(50))[0].verdict == TAKEN
    sitting = Sitting.objects.get()
    assert (sitting.state, sitting.submitted_at) == ("submitted", after(50))
    assert sitting.score.by_item == {"1": "2.0", "2": "0.0", "3": "0.0", "4": "0.0", "5": None}
    assert (sitting.score.marks, sitting.score.out_of, sitting.score.complete) == (2, 13, False)
    assert keep(last, now=after(51))[0].verdict == SUBMITTED


def test_many_are_kept_in_a_commit_and_each_is_told_its_own(scene, django_assert_max_num_queries):
    people = [scene.candidate(n) for n in range(2, 42)]
    stranger = scene.candidate(99, device="phone")
    sent = [message(one, Given(1, 1, n % 4)) for n, one in enumerate(people)]
    with django_assert_max_num_queries(8):
        kept = keep([*sent, message(stranger, Given(1, 1, 0))], now=after(3))
    assert [one.verdict for one in kept] == [TAKEN] * 40 + [ELSEWHERE]
    assert Answer.objects.count() == 40


def test_the_journal_is_only_added_to(who):
    said(who, Given(1, 1, 0))
    with pytest.raises(DatabaseError, match="append-only"):
        JournalEntry.objects.update(kind="left")


@given(
    order=st.permutations([(n, r) for n in (1, 2) for r in (1, 2, 3)]),
    again=st.lists(st.integers(0, 5), max_size=4),
    together=st.integers(1, 6),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_the_order_repeats_and_batches_the_newest_answer_stands(
    who, order, again, together
):
    sent = [
        message(who, Given(n, revision, f"{n}-{revision}"), key=f"{n}-{revision}-key")
        for n, revision in order
    ]
    sent += [sent[n] for n in again]
    with transaction.atomic():
        for first in range(0, len(sent), together):
            kept = keep(sent[first : first + together], now=after(10))
            assert {one.verdict for one in kept} == {TAKEN}
        assert answers_of(who) == {1: ("1-3", 3), 2: ("2-3", 3)}
        assert JournalEntry.objects.count() == 6
        transaction.set_rollback(True)


def test_a_message_that_the_database_refuses_costs_no_other_its_commit():
    def refusing(messages):
        if any(one == "bad" for one in messages):
            raise IntegrityError
        return [Kept(TAKEN) for _ in messages]

    shared, heard, together = SharedCommit(refusing), {}, Barrier(3)

    def send(name):
        together.wait()
        try:
            heard[name] = shared.keep(name)
        except NotKept:
            heard[name] = None

    threads = [Thread(target=send, args=(name,)) for name in ("one", "bad", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"one": Kept(TAKEN), "bad": None, "two": Kept(TAKEN)}


def test_the_tables_written_by_hand_are_those_of_the_models():
    for model, statement in ((Answer, saving._UPSERT), (JournalEntry, saving._JOURNAL)):
        assert f"INSERT INTO {model._meta.db_table} " in statement
        named = {field.column for field in model._meta.concrete_fields} - {"id"}
        inserted = statement.split("(")[1].split(")")[0].replace(" ", "").split(",")
        assert set(inserted) == named
