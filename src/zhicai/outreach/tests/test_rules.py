"""The pure rules: codes, what must be said, what comes too fast, how old it is."""

from datetime import date, timedelta

import pytest

from zhicai.outreach.rules.cases import draft_faults, sending_faults
from zhicai.outreach.rules.opinions import MOST_A_DAY, age, haste_faults, opinion_faults
from zhicai.outreach.rules.visits import ToDo, is_unified_code, to_do_faults, visit_faults
from zhicai.outreach.tests.scenes import NOON, TODAY, case_facts, opinion_facts, visit_facts

TOPICS = ["item:know-3", "item:skill-1", "theme:patent"]


@pytest.mark.parametrize(
    ("code", "sound"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100M00010OY43", False),
        ("", False),
    ],
)
def test_the_last_sign_of_a_unified_code_checks_the_rest(code, sound):
    assert is_unified_code(code) is sound


def fields(faults):
    return {fault.field for fault in faults}


def test_a_visit_says_when_whom_about_what_and_what_was_found():
    assert fields(visit_faults(visit_facts(), on=TODAY, topics=TOPICS)) == set()
    wrong = visit_facts(on=date(2022, 2, 11), entity=" ", code="123", topic="x", findings="")
    assert fields(visit_faults(wrong, on=TODAY, topics=TOPICS)) == {
        "visited_on", "entity", "entity_code", "topic", "findings",
    }  # fmt: skip


def test_a_follow_up_has_an_owner_and_a_day_after_the_visit():
    rows = [ToDo("送课上门", "张薇", TODAY), ToDo("", "", None), ToDo("甲", "乙", date(2022, 1, 1))]
    faults = list(to_do_faults(rows, visited_on=date(2022, 2, 8)))
    assert {fault.row for fault in faults} == {2, 3}
    assert fields(fault for fault in faults if fault.row == 2) == {"what", "owner", "due"}


@pytest.mark.parametrize(
    ("phone", "good"),
    [
        ("0717-7820000", True), ("13800000000", True), ("027-87654321转802", True),
        ("gong@xf.example.cn", True), ("", False), ("周工", False), ("123", False), ("a@b", False),
    ],
)  # fmt: skip
def test_an_opinion_says_how_to_reach_its_sender(phone, good):
    faults = opinion_faults(opinion_facts(phone=phone), topics=TOPICS)
    assert ("phone" not in fields(faults)) is good


def test_an_opinion_needs_topic_words_and_sender():
    wrong = opinion_facts(topic="", says="\n", sender="", contact="")
    assert fields(opinion_faults(wrong, topics=TOPICS)) == {"topic", "says", "sender", "contact"}


@pytest.mark.parametrize(
    ("seconds", "trap", "today", "taken"),
    [
        (40, False, 0, True),
        (1, False, 0, False),
        (-5, False, 0, False),
        (60 * 60 * 13, False, 0, False),
        (40, True, 0, False),
        (40, False, MOST_A_DAY - 1, True),
        (40, False, MOST_A_DAY, False),
    ],
)
def test_what_a_machine_sends_is_not_taken(seconds, trap, today, taken):
    opened = NOON - timedelta(seconds=seconds)
    assert (not list(haste_faults(opened=opened, at=NOON, filled_trap=trap, today=today))) is taken


def test_what_carries_no_mark_of_the_page_is_not_taken():
    assert list(haste_faults(opened=None, at=NOON, filled_trap=False, today=0))


def test_age_runs_until_the_answer():
    assert age(date(2022, 2, 1), answered_on=None, on=TODAY) == 9
    assert age(date(2022, 2, 1), answered_on=date(2022, 2, 3), on=TODAY) == 2


def test_a_draft_needs_a_title_and_what_is_sent_needs_everything():
    assert fields(draft_faults(case_facts(topic="", summary="", body=""))) == set()
    assert fields(draft_faults(case_facts(title=" ", body="长" * 20_001))) == {"title", "body"}
    bare = case_facts(topic="x", summary="", body="")
    assert fields(sending_faults(bare, topics=TOPICS)) == {"topic", "summary", "body"}
