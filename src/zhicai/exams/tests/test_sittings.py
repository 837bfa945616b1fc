"""The candidate's side: at the door, starting, another device, the end of the time, files."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.accounts.acting import SYSTEM
from zhicai.exams.actions import sittings as actions
from zhicai.exams.actions.saving import keep
from zhicai.exams.chores import hand_in
from zhicai.exams.models import AnswerFile, Exam, Invigilator, JournalEntry, Leave, Room, Sitting
from zhicai.exams.queries.sittings import file_of, mocks_for, next_sitting
from zhicai.exams.rules.answers import moved, read_answer, revision_at
from zhicai.exams.rules.items import read_content
from zhicai.exams.rules.saving import ELSEWHERE, SUBMIT, TAKEN, Given
from zhicai.exams.tests.scenes import MINUTES, OTHER_KINDS, START, after, message
from zhicai.files.tests.samples import PNG
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.messages.chores import chores
from zhicai.people.queries import own_record

FRESH = {"state": "expected", "started_at": None, "deadline": None, "device": ""}


@pytest.fixture
def exam(scene):
    """A real exam with a room, whose paper is open; nobody has begun."""
    scene.exam.round, scene.exam.state = "first", "planned"
    scene.exam.save()
    return scene.exam


@pytest.fixture
def room(exam):
    return Room.objects.create(exam=exam, name="第 1 考场", seats=30)


@pytest.fixture
def who(scene, exam, room):
    return scene.candidate(1, **FRESH, room=room, seat=7)


@pytest.fixture
def me(scene, who):
    return scene.acting(who)


@pytest.fixture
def watcher(scene, exam, room):
    acting = scene.marker(1)
    Invigilator.objects.create(
        exam=exam, room=room, user_id=acting.user_id, name=acting.name, since=START
    )
    return acting


def kinds(who):
    return list(JournalEntry.objects.filter(sitting=who.sitting).values_list("kind", flat=True))


def begin(who, me, *, minutes=0.0, device="desk"):
    return actions.start(
        who.sitting, device=device, address="10.0.0.7", by=me, at=after(minutes)
    )  # fmt: skip


def let(who, what, **more):
    return Leave.objects.create(
        exam=who.sitting.exam, sitting=who.sitting, what=what, reason="堵车", at=START, by="吴越",
        **more,
    )  # fmt: skip


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value


class TestTheDoor:
    def test_sign_in_opens_half_an_hour_before_and_names_the_clause(self, who, me):
        early = refused(lambda: actions.sign_in(who.sitting, by=me, at=after(-30.1)))
        assert "30 分钟" in early.says.zh
        assert early.reasons[0].clause == "HB-3.2.6.5.b"
        assert actions.sign_in(who.sitting, by=me, at=after(-30)).state == "present"
        assert actions.sign_in(who.sitting, by=me, at=after(-29)).state == "present"
        assert kinds(who) == ["sign-in"]

    def test_the_province_may_open_it_earlier(self, scene, who, me):
        scene.hubei.decide("exam-sign-in-minutes", 60)
        assert actions.sign_in(who.sitting, by=me, at=after(-60)).state == "present"

    def test_nobody_else_signs_one_in(self, scene, who):
        other = scene.acting(scene.candidate(2, **FRESH))
        with pytest.raises(OutOfScope):
            actions.sign_in(who.sitting, by=other, at=START)

    def test_the_invigilator_of_the_room_checks_and_nobody_else(self, scene, who, me, watcher):
        actions.sign_in(who.sitting, by=me, at=after(-10))
        elsewhere = scene.acting(scene.candidate(3, **FRESH))
        with pytest.raises(OutOfScope):
            actions.check(who.sitting, by=elsewhere, at=after(-5))
        with pytest.raises(OutOfScope):
            actions.check(who.sitting, by=me, at=after(-5))
        for minutes in (-5, -4):
            row = actions.check(who.sitting, by=watcher, at=after(minutes))
        assert (row.checked_by, row.checked_at) == (watcher.name, after(-5))
        assert kinds(who) == ["sign-in", "checked"]

    def test_a_check_signs_in_whoever_came_without_a_phone(self, who, watcher):
        refused(lambda: actions.check(who.sitting, by=watcher, at=after(-31)))
        assert actions.check(who.sitting, by=watcher, at=after(-5)).state == "present"


class TestStarting:
    def test_it_needs_sign_in_then_the_check_then_the_hour(self, who, me, watcher):
        assert "签到" in refused(lambda: begin(who, me)).says.zh
        actions.sign_in(who.sitting, by=me, at=after(-10))
        assert "核对" in refused(lambda: begin(who, me)).says.zh
        actions.check(who.sitting, by=watcher, at=after(-5))
        early = refused(lambda: begin(who, me, minutes=-0.1))
        assert "开考时间" in early.says.zh
        row = begin(who, me, minutes=1)
        assert (row.state, row.device, row.deadline) == ("writing", "desk", after(MINUTES))
        assert Exam.objects.get(pk=row.exam_id).state == "running"
        assert kinds(who)[-1] == "start"

    def test_the_check_can_be_given_up_by_setting(self, scene, who, me):
        scene.hubei.decide("exam-check-needed", value=False)
        actions.sign_in(who.sitting, by=me, at=after(-10))
        assert begin(who, me).state == "writing"

    def test_pressed_twice_it_starts_once(self, who, me, watcher):
        actions.check(who.sitting, by=watcher, at=after(-5))
        first = begin(who, me)
        again = begin(who, me, minutes=3)
        assert (again.started_at, again.deadline) == (first.started_at, first.deadline)
        assert kinds(who).count("start") == 1
        assert "另一台设备" in refused(lambda: begin(who, me, device="phone")).says.zh

    def test_who_is_late_needs_leave_and_then_has_the_whole_time(self, who, me, watcher):
        actions.check(who.sitting, by=watcher, at=after(10))
        assert "迟到" in refused(lambda: begin(who, me, minutes=31)).says.zh
        let(who, "late")
        assert begin(who, me, minutes=31).deadline == after(31 + MINUTES)

    def test_time_that_was_given_stands_in_the_deadline(self, who, me, watcher):
        Sitting.objects.filter(pk=who.sitting.pk).update(extra_seconds=600)
        actions.check(who.sitting, by=watcher, at=after(-5))
        assert begin(who, me, minutes=2).deadline == after(MINUTES + 10)

    @pytest.mark.parametrize(
        ("state", "moment", "words"),
        [("paused", START, "暂停"), ("ended", None, "结束"), ("cancelled", None, "取消")],
    )
    def test_an_exam_that_is_not_open_is_not_begun(self, exam, who, me, state, moment, words):
        exam.state, exam.paused_at = state, moment
        exam.save()
        assert words in refused(lambda: begin(who, me)).says.zh


class TestAnotherDevice:
    def test_it_is_refused_until_the_invigilator_lets_it_and_a_leave_serves_once(
        self, who, me, watcher
    ):
        actions.check(who.sitting, by=watcher, at=after(-5))
        begin(who, me)
        go = {"address": "10.0.0.9", "by": me, "at": after(5)}
        assert (
            "监考员" in refused(lambda: actions.resume(who.sitting, device="phone", **go)).says.zh
        )
        let(who, "device")
        assert actions.resume(who.sitting, device="phone", **go).device == "phone"
        assert keep([message(who, Given(1, 1, 0))], now=after(6))[0].verdict == ELSEWHERE
        assert actions.resume(who.sitting, device="phone", **go).device == "phone"
        refused(lambda: actions.resume(who.sitting, device="tablet", **go))
        let(who, "device")
        assert actions.resume(who.sitting, device="tablet", **go).device == "tablet"
        assert kinds(who).count("device") == 2

    def test_what_is_seen_is_noted_and_judged_by_nobody(self, who, me, watcher):
        actions.check(who.sitting, by=watcher, at=after(-5))
        row = begin(who, me)
        for device, address in (
            ("desk", "10.0.0.7"), ("phone", "10.0.0.9"), ("phone", "10.0.0.9"),
            ("desk", "10.1.1.1"),
        ):  # fmt: skip
            actions.note_look(row, device=device, address=address, by=me, at=after(7))
        assert kinds(who)[2:] == ["second", "address"]
        assert keep([message(who, Given(1, 1, 0))], now=after(8))[0].verdict == TAKEN


class TestTheEndOfTheTime:
    def test_the_clock_hands_in_after_the_grace_and_scores(self, scene):
        who, early = scene.candidate(1), scene.candidate(2, deadline=after(30))
        keep([message(early, Given(1, 1, 0))], now=after(29))
        assert actions.hand_in_overdue(by=SYSTEM, now=after(30) + timedelta(seconds=5)) == 0
        assert actions.hand_in_overdue(by=SYSTEM, now=after(31)) == 1
        row = Sitting.objects.get(pk=early.sitting.pk)
        assert (row.state, row.submitted_by, row.submitted_at) == ("submitted", "time", after(30))
        assert row.score.marks == 2
        assert kinds(early) == ["save", "time"]
        assert actions.hand_in_overdue(by=SYSTEM, now=after(31)) == 0
        assert Sitting.objects.get(pk=who.sitting.pk).state == "writing"

    def test_a_paused_exam_hands_nobody_in(self, scene):
        scene.candidate(1)
        scene.exam.state, scene.exam.paused_at = "paused", after(50)
        scene.exam.save()
        assert actions.hand_in_overdue(by=SYSTEM, now=after(500)) == 0

    def test_one_sitting_alone_is_looked_at_for_its_page(self, scene):
        one, other = scene.candidate(1), scene.candidate(2)
        assert actions.hand_in_overdue(by=SYSTEM, now=after(70), sitting=one.sitting.pk) == 1
        assert Sitting.objects.get(pk=other.sitting.pk).state == "writing"

    def test_many_are_handed_in_by_turns_with_few_queries(
        self, scene, django_assert_max_num_queries
    ):
        for n in range(230):
            scene.candidate(n + 1)
        with django_assert_max_num_queries(28):
            assert actions.hand_in_overdue(by=SYSTEM, now=after(70)) == actions.AT_ONCE
        assert actions.hand_in_overdue(by=SYSTEM, now=after(70)) == 30
        assert Sitting.objects.filter(score__isnull=False).count() == 230

    def test_the_worker_does_it_when_no_page_is_open(self, scene, django_assert_num_queries):
        scene.candidate(1)
        with django_assert_num_queries(1):
            hand_in(after(59))
        hand_in(after(70))
        assert Sitting.objects.get().submitted_by == "time"
        assert hand_in in chores()


class TestMockTests:
    def test_they_are_open_to_people_of_the_province_and_asked_for_no_door(self, scene):
        me = scene.acting(scene.candidate(1, **FRESH))
        Sitting.objects.all().delete()
        assert mocks_for(me, at=after(-1)) == []
        assert mocks_for(me, at=after(9999)) == [scene.exam]
        found = actions.practise(scene.exam, own_record(me), by=me)
        assert actions.practise(scene.exam, own_record(me), by=me) == found
        assert mocks_for(me, at=after(9999)) == []
        assert next_sitting(me) is None
        row = actions.start(found, device="phone", address="", by=me, at=after(9999))
        assert row.deadline == after(9999 + MINUTES)
        row = actions.resume(found, device="desk", address="", by=me, at=after(9999))
        assert row.device == "desk"

    def test_it_is_written_again_once_it_is_handed_in_by_another_shuffle(self, scene):
        me = scene.acting(scene.candidate(1, **FRESH))
        first = actions.practise(scene.exam, own_record(me), by=me)
        assert actions.practise(scene.exam, own_record(me), by=me) == first
        actions.start(first, device="desk", address="", by=me, at=after(1))
        actions.hand_in_overdue(by=SYSTEM, now=after(99))
        again = actions.practise(scene.exam, own_record(me), by=me)
        assert (again.attempt, again.state) == (2, "expected")
        assert again.seed != first.seed
        assert Sitting.objects.get(pk=first.pk).score is not None

    def test_a_real_exam_is_no_practice(self, scene, exam, who, me):
        with pytest.raises(OutOfScope):
            actions.practise(exam, who.sitting.person, by=me)


class TestFiles:
    def test_a_file_is_kept_at_once_and_read_with_its_own_sitting_alone(self, scene):
        scene.ask_everything()
        who, other = scene.candidate(1), scene.candidate(2)
        me = scene.acting(who)
        upload = SimpleUploadedFile("交底书.png", PNG)
        stored = actions.keep_upload(
            who.sitting, 11, upload, device="desk", by=me, at=after(5)
        )  # fmt: skip
        assert AnswerFile.objects.get().file == stored
        assert file_of(who.sitting, 11, stored.pk) == stored
        assert file_of(other.sitting, 11, stored.pk) is None
        assert file_of(who.sitting, 10, stored.pk) is None
        assert file_of(who.sitting, 11, str(stored.pk)) is None
        with pytest.raises(DatabaseError, match="append-only"):
            AnswerFile.objects.update(number=1)

    @pytest.mark.parametrize(
        ("number", "content", "how", "error"),
        [
            (11, b"MZ", {}, BadInput),
            (1, PNG, {}, OutOfScope),
            (99, PNG, {}, OutOfScope),
            (11, PNG, {"device": "phone"}, Refused),
            (11, PNG, {"at": after(61)}, Refused),
        ],
    )
    def test_what_was_not_asked_for_or_comes_too_late_is_not_kept(
        self, scene, number, content, how, error
    ):
        scene.ask_everything()
        who = scene.candidate(1)
        with pytest.raises(error):
            actions.keep_upload(
                who.sitting, number, SimpleUploadedFile("a.png", content), by=scene.acting(who),
                **({"device": "desk", "at": after(5)} | how),
            )  # fmt: skip
        assert not AnswerFile.objects.exists()

    def test_there_is_an_end_to_changing_it(self, scene, monkeypatch):
        monkeypatch.setattr(actions, "MOST_FILES", 1)
        scene.ask_everything()
        who = scene.candidate(1)
        give = {"device": "desk", "by": scene.acting(who), "at": after(5)}
        actions.keep_upload(who.sitting, 11, SimpleUploadedFile("a.png", PNG), **give)
        with pytest.raises(Refused):
            actions.keep_upload(who.sitting, 11, SimpleUploadedFile("b.png", PNG), **give)


CONTENTS = {kind: read_content(kind, raw) for kind, raw, _ in OTHER_KINDS}


@pytest.mark.parametrize(
    ("kind", "form", "answer"),
    [
        ("multiple", {"q7": ["2", "0", "2", "9", "x"]}, [0, 2]),
        ("multiple", {}, None),
        ("true-false", {"q7": ["0"]}, False),
        ("true-false", {"q7": ["maybe"]}, None),
        ("fill-in", {"q7.0": [" 新颖性 "], "q7.1": [""]}, ["新颖性", ""]),
        ("fill-in", {"q7.0": [""], "q7.1": [""]}, None),
        ("matching", {"q7.0": ["2"], "q7.1": ["7"]}, [2, None]),
        ("ordering", {"q7": ["2", "0", "1"]}, None),
        ("ordering", {"q7": ["2", "0", "1"], "q7.set": ["1"]}, [2, 0, 1]),
        ("ordering", {"q7": ["2", "2", "1"], "q7.set": ["1"]}, None),
        ("upload", {"q7": ["41"]}, 41),
        ("case", {"q7-0": ["1"], "q7-1": [""]}, [1, None]),
        ("case", {}, None),
    ],
)
def test_a_form_is_read_as_the_script_reads_it(kind, form, answer):
    assert read_answer(kind, CONTENTS[kind], 7, form) == answer


@given(st.dictionaries(
    st.from_regex(r"q7(-[01])?(\.(0|1|set))?", fullmatch=True),
    st.lists(st.text(max_size=5) | st.sampled_from(["0", "1", "2", "３", "-1"]), max_size=4),
))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_form_whatever_it_holds_breaks_the_reading(form):
    for kind, content in CONTENTS.items():
        read_answer(kind, content, 7, form)


@given(st.permutations(range(5)), st.integers(0, 4), st.sampled_from(["up", "down"]))
def test_moving_a_step_moves_it_by_one_and_loses_none(steps, step, way):
    after_move = moved(steps, step, way)
    assert sorted(after_move) == sorted(steps)
    assert abs(after_move.index(step) - list(steps).index(step)) <= 1


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=8), st.integers(0, 50))
def test_revisions_rise_with_the_clock_and_never_fall(seconds, last):
    begun, found = START, last
    for one in seconds:
        revision = revision_at(begun, begun + timedelta(seconds=one), found)
        assert revision > found
        found = revision


ACTS = ("sign", "check", "start", "resume", "late", "submit", "over")


@given(acts=st.lists(st.sampled_from(ACTS), max_size=9))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_pressed_in_whatever_order_a_sitting_never_goes_back(
    scene, who, me, watcher, acts
):
    Sitting.objects.filter(pk=who.sitting.pk).update(
        state="expected", checked_at=None, started_at=None, deadline=None, device="",
        submitted_at=None, submitted_by="",
    )  # fmt: skip
    order = ["expected", "present", "writing", "submitted"]
    reached, at = 0, after(1)
    for act in acts:
        at += timedelta(minutes=7)
        with suppress(Refused):
            {
                "sign": lambda at=at: actions.sign_in(who.sitting, by=me, at=at),
                "check": lambda at=at: actions.check(who.sitting, by=watcher, at=at),
                "start": lambda at=at: begin(who, me, minutes=(at - START).total_seconds() / 60),
                "resume": lambda at=at: actions.resume(
                    who.sitting, device="desk", address="", by=me, at=at
                ),
                "late": lambda: let(who, "late"),
                "submit": lambda at=at: keep(
                    [message(who, kind=SUBMIT, key=f"key-{at:%H%M%S}")], now=at
                ),
                "over": lambda at=at: actions.hand_in_overdue(by=SYSTEM, now=at),
            }[act]()
        here = order.index(Sitting.objects.get(pk=who.sitting.pk).state)
        assert here >= reached
        reached = here


def test_a_task_s_own_fields_are_read_by_name_and_lists_by_their_brackets():
    content = read_content("task", {"stem": "检索", "task": "search", "config": {}})
    form = {"q7.query": ["ti=无人机"], "q7.found[]": ["CN1", "", "CN2"], "q71.x": ["别的题"]}
    assert read_answer("task", content, 7, form) == {
        "query": "ti=无人机", "found[]": ["CN1", "CN2"],
    }  # fmt: skip
    assert read_answer("task", content, 7, {"q7.query": [" "], "q7.found[]": []}) is None
