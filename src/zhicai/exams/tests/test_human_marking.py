"""Answers marked by two people and a third, regraded with a trace, published, appealed, final."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError
from hypothesis import given
from hypothesis import strategies as st

from zhicai.exams.actions import appeals, marking, publishing, regrading
from zhicai.exams.actions.running import end_exam
from zhicai.exams.actions.saving import keep
from zhicai.exams.models import Exam, ItemVersion, Marking, Score
from zhicai.exams.queries.marking import next_to_mark
from zhicai.exams.rules.rubrics import DECIDED, FIRST, SECOND, THIRD, agreed, whose_turn
from zhicai.exams.rules.saving import SUBMIT, Given
from zhicai.exams.tests.scenes import CHOICE, after, message
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.planning.tests.scenes import YILING
from zhicai.programmes.queries import law_of


def tenths(*written):
    return [None if one is None else Decimal(one) for one in written]


@pytest.fixture
def markers(scene):
    """Three members of the working group."""
    return [scene.marker(n) for n in (1, 2, 3)]


@pytest.fixture
def handed_in(scene, who):
    """Two choices right, one wrong, one open, and an answer in words."""
    last = [Given(1, 1, 0), Given(2, 1, 0), Given(3, 1, 2), Given(5, 1, "一篇与多篇")]
    keep([message(who, *last, kind=SUBMIT)], now=after(30))
    return who.sitting


def give(sitting, marker, *marks, minutes=40):
    return marking.give_marks(sitting, 5, tenths(*marks), by=marker, at=after(minutes))


def score(sitting):
    return Score.objects.get(sitting=sitting)


def test_two_who_mark_alike_settle_an_answer(handed_in, markers):
    give(handed_in, markers[0], "2", "2")
    assert not score(handed_in).complete
    give(handed_in, markers[1], "2", "3")
    found = score(handed_in)
    assert (found.complete, found.marks, found.by_item["5"]) == (True, Decimal("8.5"), "4.5")


def test_two_who_lie_far_apart_call_for_a_third_whose_nearer_neighbour_counts(handed_in, markers):
    give(handed_in, markers[0], "0", "1")
    give(handed_in, markers[1], "2", "3")
    assert next_to_mark(markers[2], handed_in.exam).turn == THIRD
    give(handed_in, markers[2], "2", "2")
    assert score(handed_in).by_item["5"] == "4.5"


def test_nobody_marks_an_answer_twice(handed_in, markers):
    give(handed_in, markers[0], "2", "2")
    give(handed_in, markers[0], "2", "1")
    assert [one.turn for one in Marking.objects.all()] == [FIRST, FIRST]
    assert next_to_mark(markers[0], handed_in.exam) is None
    give(handed_in, markers[1], "2", "1")
    with pytest.raises(Refused, match="已经定分"):
        give(handed_in, markers[0], "2", "3")
    with pytest.raises(Refused, match="不需要您评阅"):
        give(handed_in, markers[2], "2", "3")


def test_what_waits_is_shown_without_a_name(handed_in, markers):
    found = next_to_mark(markers[0], handed_in.exam)
    assert (found.sitting, found.answer, found.turn) == (handed_in.pk, "一篇与多篇", FIRST)
    assert handed_in.person.name not in str(found)
    assert handed_in.code not in str(found)


@pytest.mark.parametrize("marks", [(), ("2",), ("3", "1"), ("-1", "1"), ("1.55", "1"), (None, "1")])
def test_marks_outside_the_rubric_are_refused_point_by_point(handed_in, markers, marks):
    with pytest.raises(BadInput):
        give(handed_in, markers[0], *marks)
    assert not Marking.objects.exists()


def test_marks_are_only_added_to(handed_in, markers):
    give(handed_in, markers[0], "2", "2")
    with pytest.raises(DatabaseError, match="append-only"):
        Marking.objects.update(marks=0)


def test_others_mark_nothing(scene, handed_in):
    for other in (scene.hubei.county(YILING), scene.hubei.province()):
        with pytest.raises((OutOfScope, NotYourPage)):
            give(handed_in, other, "2", "2")


@given(
    marks=st.dictionaries(
        st.sampled_from([DECIDED, FIRST, SECOND, THIRD]), st.decimals(0, 10, places=1)
    ),
    gap=st.decimals(0, 100, places=0),
    twice=st.booleans(),
)
def test_what_markers_come_to_lies_between_them_or_names_the_next_turn(marks, gap, twice):
    found = agreed(marks, out_of=Decimal(10), gap=gap, twice=twice)
    assert (found.marks is None) != (found.next is None)
    if found.marks is not None:
        assert min(marks.values()) <= found.marks <= max(marks.values())
    else:
        assert found.next not in marks
        assert whose_turn([(turn, 1) for turn in marks], found, 2) == found.next


# --- from the end of the exam to final results ---------------------------------------------------


@pytest.fixture
def ended(scene, handed_in, markers):
    give(handed_in, markers[0], "2", "2")
    give(handed_in, markers[1], "2", "2")
    return end_exam(scene.exam, by=markers[0], at=after(61))


def published(exam, by, minutes=90):
    return publishing.publish_exam(exam, by=by, at=after(minutes))


def test_results_are_published_only_once_everything_is_marked(scene, handed_in, markers):
    exam = end_exam(scene.exam, by=markers[0], at=after(61))
    with pytest.raises(Refused, match="1 份答卷没有评完"):
        published(exam, markers[0])
    give(handed_in, markers[0], "2", "2", minutes=70)
    give(handed_in, markers[1], "2", "2", minutes=70)
    assert published(exam, markers[0]).state == Exam.State.PUBLISHED
    assert published(exam, markers[0]).objections_until == after(0).date() + timedelta(days=3)


def test_a_voided_item_gives_everyone_its_marks_and_leaves_a_trace(scene, ended, markers, who):
    item = scene.paper.items.get(number=3)
    made = regrading.void_item(item, reason="两个选项都对", by=markers[0], at=after(70))
    assert (made.changed, score(who.sitting).by_item["3"]) == (1, "2.0")
    again = regrading.void_item(item, reason="再作废", by=markers[0], at=after(71))
    assert again == made


def test_a_changed_key_scores_everyone_anew_and_keeps_both_keys(scene, ended, markers, who):
    item = scene.paper.items.get(number=3)
    options = [{"text": one["text"], "right": n == 2} for n, one in enumerate(CHOICE["options"])]
    version = ItemVersion.objects.create(
        item=item.item_version.item, number=2, content=CHOICE | {"options": options},
        plain=CHOICE["stem"], marks=2, made_at=after(65), made_by="吴越",
    )  # fmt: skip
    made = regrading.change_key(item, version, reason="答案有误", by=markers[0], at=after(70))
    assert score(who.sitting).by_item["3"] == "2.0"
    assert (made.before["version"], made.after["version"], made.changed) == (1, 2, 1)
    other = scene.paper.items.get(number=1)
    with pytest.raises(OutOfScope):
        regrading.change_key(other, version, reason="错位", by=markers[0], at=after(71))


def test_an_appeal_is_made_in_time_and_answered_with_marks(scene, ended, markers, who):
    published(ended, markers[0])
    me = scene.acting(who)
    asked = appeals.appeal(who.sitting, 5, says="第二点写到了", by=me, at=after(100))
    assert appeals.appeal(who.sitting, 5, says="再说一次", by=me, at=after(101)) == asked
    with pytest.raises(BadInput):
        appeals.answer_appeal(asked, marks=Decimal(6), answer="改", by=markers[2], at=after(200))
    with pytest.raises(Refused, match="没有评过它的人"):
        appeals.answer_appeal(asked, marks=Decimal(5), answer="改", by=markers[0], at=after(200))
    appeals.answer_appeal(asked, marks=Decimal(5), answer="改", by=markers[2], at=after(200))
    assert score(who.sitting).by_item["5"] == "5.0"
    late = after(60 * 24 * 5)
    with pytest.raises(Refused, match="申请期到 2022-05-23 为止") as refusal:
        appeals.appeal(who.sitting, 1, says="晚了", by=me, at=late)
    law = law_of(scene.hubei.year)
    assert refusal.value.reasons[0].clause == law.parameters["exam-objection-days"].clause[0]


def test_what_was_answered_is_not_asked_again(scene, ended, markers, who):
    published(ended, markers[0])
    me = scene.acting(who)
    asked = appeals.appeal(who.sitting, 5, says="第二点写到了", by=me, at=after(100))
    appeals.answer_appeal(asked, marks=None, answer="未写到", by=markers[2], at=after(200))
    with pytest.raises(Refused, match="已经复核并答复过"):
        appeals.appeal(who.sitting, 5, says="还是写到了", by=me, at=after(300))
    assert appeals.appeal(who.sitting, 4, says="另一题", by=me, at=after(300)).state == "open"


def test_nobody_appeals_for_another(scene, ended, markers, who):
    published(ended, markers[0])
    with pytest.raises(OutOfScope):
        appeals.appeal(who.sitting, 5, says="替他问", by=markers[1], at=after(100))


def test_results_become_final_after_the_objections_and_every_answer(scene, ended, markers, who):
    published(ended, markers[0])
    asked = appeals.appeal(who.sitting, None, says="总分", by=scene.acting(who), at=after(100))
    with pytest.raises(Refused, match="还没有过"):
        publishing.finish_exam(ended, by=markers[0], at=after(200))
    later = after(60 * 24 * 4)
    with pytest.raises(Refused, match="1 件复核申请"):
        publishing.finish_exam(ended, by=markers[0], at=later)
    appeals.answer_appeal(asked, marks=None, answer="维持", by=markers[0], at=later)
    assert publishing.finish_exam(ended, by=markers[0], at=later).state == Exam.State.FINAL
