"""The invigilator's room through its page: each decision, for ticked candidates and for all."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.exams.actions import room as actions
from zhicai.exams.actions.running import name_invigilator, seat_candidates
from zhicai.exams.models import Exam, Incident, JournalEntry, Leave, PaperItem, Room, Score, Sitting
from zhicai.exams.queries.room import counts_of, sittings_watched, watch_of
from zhicai.exams.tests.room_scenes import browser, text
from zhicai.exams.tests.scenes import MINUTES, START, after
from zhicai.foundation import clock
from zhicai.foundation.errors import OutOfScope, Stale


@pytest.fixture(autouse=True)
def _five_past():
    with clock.standing_at(after(5)):
        yield


@pytest.fixture
def chief(room):
    """The one who watches over all of it; the exam is set up with it."""
    acting = room.staff("兰老师")
    room.set_up(chief=acting.user_id)
    return browser(acting)


@pytest.fixture
def sittings(room, chief):
    """The candidates of the exam, which runs; the first writes."""
    exam = room.begin()
    rows = list(exam.sittings.order_by("room", "seat"))
    return [room.write(rows[0], seen=4.5, answered=2), *rows[1:]]


def url(name, *more):
    return reverse(f"exams:{name}", args=[Exam.objects.get().pk, *more])


def do(client, what, *ticked, **more):
    sent = {"do": what, "selected": [one.pk for one in ticked], **more}
    return client.post(url("room"), sent)


def again(sitting):
    return Sitting.objects.get(pk=sitting.pk)


class TestTheList:
    def test_it_shows_how_everyone_stands_with_progress_and_notes(self, room, chief, sittings):
        room.write(sittings[1], seen=2.0, answered=4)
        for kind, times in (("left", 3), ("second", 1), ("address", 1), ("save", 9)):
            room.note(sittings[1], kind, times)
        page = text(chief.get(url("room_live")))
        rows = dict(
            zip([1, 2, 3], re.findall(r"<tr[ >].*?</tr>", page, re.DOTALL)[1:], strict=True)
        )
        assert "作答中" in rows[1]
        assert "2/5" in rows[1]
        assert "离线" in rows[2]
        assert "自 09:02:00" in rows[2]
        for words in ("离开页面 3", "另有设备打开 1", "网络地址变化 1", "4/5"):
            assert words in rows[2]
        assert "未签到" in rows[3]
        assert "未核对" in rows[3]
        assert "save" not in page

    def test_it_is_found_by_room_name_code_and_standing(self, room, chief, sittings):
        there = text(chief.get(url("room"), {"state": "working"}))
        assert sittings[0].person.name in there
        assert sittings[2].person.name not in there
        there = text(chief.get(url("room"), {"q": sittings[2].code.lower()}))
        assert sittings[2].person.name in there
        second = Room.objects.get(name="二号").pk
        there = text(chief.get(url("room"), {"room": second}))
        assert sittings[0].person.name not in there

    def test_counts_agree_with_the_list(self, room, chief, sittings):
        room.write(sittings[1], seen=0.5)
        exam = Exam.objects.get()
        rows = sittings_watched(exam, watch_of(room.base, exam))
        counts = counts_of(rows, after(5))
        assert (counts["working"], counts["offline"], counts["expected"]) == (1, 1, 1)

    @pytest.mark.parametrize("asked", ["room", "room_live"])
    def test_three_hundred_cost_no_more_queries_than_three(
        self, room, chief, sittings, asked, django_assert_max_num_queries
    ):
        room.enrol(300, first=3)
        seat_candidates(Exam.objects.get(), by=room.base, at=START)
        for one in Sitting.objects.filter(state="expected").order_by("pk")[:120]:
            room.write(one, seen=4.9, answered=1)
        with django_assert_max_num_queries(34 if asked == "room" else 24):
            shown = text(chief.get(url(asked)))
        assert shown.count('name="selected"') == 100
        assert "共 303 人" in shown
        assert text(chief.get(url(asked), {"page": "4"})).count('name="selected"') == 3

    def test_a_page_that_is_old_is_told_that_the_exam_stands_otherwise(self, chief, sittings):
        assert "刷新本页" not in text(chief.get(url("room_live"), {"was": "running"}))
        Exam.objects.update(state="paused", paused_at=after(4))
        assert "刷新本页" in text(chief.get(url("room_live"), {"was": "running"}))


class TestWhoWatches:
    def test_an_invigilator_of_a_room_sees_and_decides_for_it_alone(self, room, chief, sittings):
        he = room.outsider("何老师")
        exam = Exam.objects.get()
        second = Room.objects.get(name="二号")
        user = User.objects.get(pk=he.user_id)
        name_invigilator(exam, user, second, by=room.base, at=START)
        client = browser(he)
        page = text(client.get(url("room")))
        assert sittings[2].person.name in page
        assert sittings[0].person.name not in page
        assert "恢复考试" not in page
        assert do(client, "check", sittings[2]).status_code == 302
        assert do(client, "check", sittings[1]).status_code == 404
        assert client.get(url("candidate", sittings[0].pk)).status_code == 404
        assert client.get(url("minutes")).status_code == 404
        for what in ("pause", "end", "broadcast", "time-all", "void"):
            answer = do(client, what, reason="x", says="x", minutes=5, number=1)
            assert answer.status_code == 404, what
        assert again(sittings[1]).checked_at is None

    def test_others_find_no_such_page_and_the_province_only_looks_on(self, room, chief, sittings):
        out = browser(room.outsider())
        for name in ("room", "room_live", "minutes", "minutes_print", "exam"):
            assert out.get(url(name)).status_code == 404
        assert do(out, "check", sittings[1]).status_code == 404
        province = browser(room.province)
        page = text(province.get(url("room")))
        assert sittings[0].person.name in page
        assert 'name="selected"' not in page
        assert do(province, "check", sittings[1]).status_code == 404
        assert not Sitting.objects.filter(checked_at__gt=START).exists()

    def test_who_handed_the_watch_over_watches_no_more(self, room, chief, sittings):
        he = room.staff("何老师")
        assert do(chief, "hand-over", user=999).status_code == 422
        assert do(chief, "hand-over", user=he.user_id).status_code == 302
        client = browser(he)
        assert "兰老师 把全场的监考交接给 何老师" in text(client.get(url("room")))
        assert do(client, "pause", reason="停电").status_code == 302
        page = text(client.get(url("minutes")))
        assert "兰老师（至 09:05）" in page


class TestTicked:
    def test_many_are_checked_at_once_and_again_says_why_not(self, chief, sittings):
        assert do(chief, "check", *sittings[1:]).status_code == 302
        row = again(sittings[2])
        assert (row.state, row.checked_by, row.checked_at) == ("present", "兰老师", after(5))
        assert JournalEntry.objects.filter(kind="checked").count() == 2
        answer = do(chief, "check", *sittings[1:])
        assert answer.status_code == 409
        assert "都已核对" in text(answer)
        answer = do(chief, "check")
        assert answer.status_code == 422
        assert "先勾选考生" in text(answer)

    def test_before_the_door_opens_nobody_is_checked(self, chief, sittings):
        with clock.standing_at(after(-31)):
            answer = do(chief, "check", sittings[1])
        assert answer.status_code == 409
        assert "30 分钟" in text(answer)

    def test_late_starts_and_devices_are_let_with_a_reason_once(self, room, chief, sittings):
        answer = do(chief, "late", sittings[1], reason=" ")
        assert answer.status_code == 422
        assert "理由" in text(answer)
        assert f'value="{sittings[1].pk}"' in text(answer)
        assert do(chief, "late", *sittings, reason="堵车").status_code == 302
        assert Leave.objects.filter(what="late").count() == 2
        assert do(chief, "late", sittings[1], reason="堵车").status_code == 409
        assert do(chief, "device", *sittings, reason="死机").status_code == 302
        given = Leave.objects.get(what="device")
        assert (given.sitting, given.reason, given.by) == (sittings[0], "死机", "兰老师")
        assert do(chief, "device", sittings[0], reason="死机").status_code == 409
        JournalEntry.objects.create(
            sitting=sittings[0], key=f"device-{given.pk:06}", kind="device", at=after(6)
        )
        assert do(chief, "device", sittings[0], reason="又死机").status_code == 302

    def test_time_is_given_to_who_writes_and_to_who_will(self, chief, sittings):
        Sitting.objects.filter(pk=sittings[2].pk).update(
            state="submitted", started_at=START, submitted_at=after(3)
        )
        assert do(chief, "time", *sittings, minutes=0, reason="补电").status_code == 422
        assert do(chief, "time", *sittings, minutes=10, reason="补电").status_code == 302
        assert again(sittings[0]).deadline == after(MINUTES + 10)
        assert [again(one).extra_seconds for one in sittings] == [600, 600, 0]
        assert do(chief, "time", sittings[2], minutes=10, reason="x", seen=99).status_code == 409

    def test_two_at_once_give_time_once_and_the_second_is_told(self, room, chief, sittings):
        exam = Exam.objects.get()
        how = {"minutes": 5, "reason": "断网", "at": after(5)}
        keys = [sittings[0].pk]
        actions.give_time(exam, keys, seen=0, by=room.base, **how)
        answer = do(chief, "time", sittings[0], minutes=5, reason="断网", seen=0)
        assert answer.status_code == 409
        assert "已给" in text(answer)
        assert again(sittings[0]).extra_seconds == 300
        last = Leave.objects.get().pk
        assert (
            do(chief, "time", sittings[0], minutes=5, reason="断网", seen=last).status_code == 302
        )
        assert again(sittings[0]).extra_seconds == 600
        with pytest.raises(Stale):
            actions.give_time_to_all(exam, seen=0, by=room.base, **how)

    def test_who_was_handed_in_goes_on_with_what_was_left(self, room, chief, sittings):
        one = sittings[0]
        Sitting.objects.filter(pk=one.pk).update(
            state="submitted", submitted_at=after(4), submitted_by="self"
        )
        Score.objects.create(
            sitting=one,
            marks=2,
            out_of=13,
            percent=15,
            by_item={},
            complete=False,
            counted_at=after(4),
        )
        page = chief.get(url("candidate", one.pk))
        assert "恢复作答" in text(page)
        sent = {"do": "reopen", "selected": one.pk, "reason": "误点交卷", "minutes": "1"}
        assert chief.post(url("candidate", one.pk), sent).status_code == 302
        row = again(one)
        assert (row.state, row.submitted_at) == ("writing", None)
        assert row.deadline == after(5) + timedelta(minutes=MINUTES - 4 + 1)
        assert not Score.objects.exists()
        assert chief.post(url("candidate", one.pk), sent).status_code == 409


class TestForAll:
    def test_what_is_said_to_all_reaches_candidates_by_the_revision(self, chief, sittings):
        before = Exam.objects.get().revision
        for _ in range(2):
            assert do(chief, "broadcast", says="第 3 题的图见黑板").status_code == 302
        assert Incident.objects.filter(kind="broadcast").count() == 1
        assert Exam.objects.get().revision == before + 1
        assert do(chief, "broadcast", says="").status_code == 422

    def test_the_exam_stands_still_and_goes_on(self, chief, sittings):
        assert 'href="#id_pause"' in text(do(chief, "pause"))
        wrong = text(do(chief, "time-all", reason="网络中断", minutes=0))
        assert 'href="#id_all_minutes"' in wrong
        assert 'value="网络中断"' in wrong
        assert do(chief, "pause", reason="停电").status_code == 302
        page = text(chief.get(url("room")))
        assert "起暂停" in page
        assert "恢复考试" in page
        with clock.standing_at(after(15)):
            assert do(chief, "resume").status_code == 302
        assert again(sittings[0]).deadline == after(MINUTES + 10)

    def test_everyone_gets_more_time(self, chief, sittings):
        answer = do(chief, "time-all", minutes=15, reason="网络中断", seen=0)
        assert answer.status_code == 302
        assert {again(one).extra_seconds for one in sittings} == {900}
        assert Leave.objects.get().sitting is None
        assert "+15" in text(chief.get(url("room_live")))

    def test_an_item_is_voided_by_the_working_group_and_candidates_are_told(
        self, room, chief, sittings
    ):
        assert do(chief, "void", number=3, reason="题干有误").status_code == 403
        assert "全场作废此题" not in text(chief.get(url("room")))
        group = browser(room.group)
        assert do(group, "void", number=99, reason="题干有误").status_code == 422
        before = Exam.objects.get().revision
        assert do(group, "void", number=3, reason="题干有误").status_code == 302
        assert PaperItem.objects.get(number=3).voided_for == "题干有误"
        assert Exam.objects.get().revision == before + 1
        assert do(group, "void", number=3, reason="题干有误").status_code == 302
        assert Incident.objects.filter(kind="voided").count() == 1

    def test_what_happened_is_written_down_to_who_is_ticked(self, chief, sittings):
        assert do(chief, "incident", says="空调漏水").status_code == 302
        assert do(chief, "incident", sittings[0], says="带手机入场").status_code == 302
        page = text(chief.get(url("room")))
        assert "空调漏水" in page
        assert "事件 1" in page
        assert "带手机入场" in text(chief.get(url("candidate", sittings[0].pk)))
        assert "带手机入场" not in text(chief.get(url("candidate", sittings[1].pk)))

    def test_a_button_that_is_none_changes_nothing(self, chief, sittings):
        assert do(chief, "dance").status_code == 422
        assert do(chief, "").status_code == 422

    def test_an_exam_that_runs_is_not_ended_and_then_is(self, chief, sittings):
        answer = do(chief, "end")
        assert answer.status_code == 409
        assert "作答时间内" in text(answer)
        with clock.standing_at(after(61)):
            assert do(chief, "end").url == url("minutes")
        assert Exam.objects.get().state == "ended"
        with clock.standing_at(after(62)):
            assert do(chief, "check", sittings[1]).status_code == 409


class TestACandidate:
    def test_all_that_was_noted_is_shown_and_nothing_judged(self, room, chief, sittings):
        JournalEntry.objects.create(
            sitting=sittings[0], key="start-1", kind="start", at=START,
            data={"address": "10.0.0.7", "device": "abcdefgh"},
        )  # fmt: skip
        room.note(sittings[0], "left", 2)
        room.note(sittings[0], "save", 2)
        page = text(chief.get(url("candidate", sittings[0].pk)))
        assert "地址 10.0.0.7" in page
        assert page.count("离开页面") == 2
        assert "save" not in page
        assert "同意换设备" in page

    def test_another_exam_s_candidate_is_not_there(self, room, chief, sittings):
        exam = Exam.objects.get()
        with pytest.raises(OutOfScope):
            actions.check_candidates(exam, [10**9], by=room.base, at=after(5))
        assert chief.get(url("candidate", 10**9)).status_code == 404
