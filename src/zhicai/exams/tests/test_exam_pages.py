"""Exams as lists, set up by the form, changed, printed; the minutes signed and frozen."""

import re

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from zhicai.admission.models import Registration
from zhicai.audit.models import Entry
from zhicai.documents.tests.test_pdf import pages
from zhicai.exams import printing_room as printing
from zhicai.exams.actions import room as actions
from zhicai.exams.actions import running
from zhicai.exams.models import Exam, Invigilator, Leave, Minutes, Room, Sitting
from zhicai.exams.queries.minutes import digest_of
from zhicai.exams.tests.room_scenes import SET_UP, browser, text
from zhicai.exams.tests.scenes import START, after
from zhicai.exams.waiting import watches_waiting
from zhicai.foundation import clock
from zhicai.people.rules import masked_name

LIST = reverse("exams:exams")


@pytest.fixture(autouse=True)
def _before_the_exam():
    with clock.standing_at(after(-60)):
        yield


@pytest.fixture
def unit(room):
    """A browser of the unit that runs the class."""
    return browser(room.base)


@pytest.fixture
def exam(room):
    return room.set_up()


def url(name, *more):
    return reverse(f"exams:{name}", args=[Exam.objects.get().pk, *more])


def pages_of(answer):
    """How many pages a PDF has."""
    assert answer["Content-Type"] == "application/pdf"
    return pages(answer.content)


def list_of(exam, *, door):
    rows = exam.sittings.select_related("person", "room", "registration").order_by("room", "seat")
    return printing.lists_data(exam, rows, door=door, on=START.date())["rooms"]


class TestTheLists:
    def test_more_exams_than_a_page_are_filtered_and_cost_the_same(
        self, room, unit, exam, django_assert_max_num_queries
    ):
        known = {"training_class": room.found, "paper": room.paper, "minutes": 60, "made_at": START,
                 "made_by": "x", "office": "x"}  # fmt: skip
        Exam.objects.bulk_create(
            Exam(part="practical", round="first", title=f"实操{n}", starts_at=after(-9000 - n),
                 state="cancelled", **known)
            for n in range(60)
        )  # fmt: skip
        with django_assert_max_num_queries(18):
            shown = text(unit.get(LIST))
        assert "共 61 场" in shown
        assert "实操59" not in shown
        assert "实操59" in text(unit.get(LIST, {"page": "2"}))
        assert re.search(r"结业考试.*?三峡|结业考试.*?宜昌", shown, re.DOTALL)
        narrowed = text(unit.get(LIST, {"part": "exam", "q": "考核班"}))
        assert "结业考试" in narrowed
        assert "实操1" not in narrowed
        assert "清除筛选" in text(unit.get(LIST, {"q": "没有这场"}))

    def test_each_sees_the_own_ones_and_the_province_all(self, room, unit, exam):
        assert "结业考试" in text(unit.get(LIST))
        assert "结业考试" in text(browser(room.group).get(LIST))
        assert "结业考试" in text(browser(room.province).get(LIST))
        stranger = room.outsider()
        assert "结业考试" not in text(browser(stranger).get(LIST))
        assert "结业考试" not in text(browser(room.county).get(LIST))
        running.name_invigilator(exam, _user(stranger), None, by=room.base, at=SET_UP)
        assert "结业考试" in text(browser(stranger).get(LIST))

    def test_the_class_has_them_on_a_tab_with_whom_they_are_for(self, room, unit, exam):
        there = reverse("exams:class", args=[room.found.pk])
        shown = text(unit.get(there))
        assert "结业考试" in shown
        assert "3 人" in shown
        assert "补考" not in shown.split("安排考试")[-1].split("首考对")[0]
        room.offer_make_up(Registration.objects.order_by("pk")[0])
        assert "round=makeup" in text(unit.get(there))
        assert "round=makeup" not in text(browser(room.province).get(there))
        assert browser(room.outsider()).get(there).status_code == 404

    def test_an_exam_waits_in_the_inbox_of_who_watches_over_it(self, room, exam):
        he = room.outsider("何老师")
        assert watches_waiting(he, START.date()) == 0
        running.name_invigilator(exam, _user(he), None, by=room.base, at=SET_UP)
        assert watches_waiting(he, START.date()) == 1
        assert watches_waiting(he, SET_UP.date()) == 0


def _user(acting):
    return running.User.objects.get(pk=acting.user_id)


class TestSettingUp:
    def form(self, room, **changes):
        known = {
            "do": "keep", "part": "exam", "round": "first", "title": "结业考试",
            "paper": room.paper.pk, "starts": "2022-05-20T14:00", "latest": "30", "chief": "",
            "room": ["一号", "二号", ""], "seats": ["2", "5", ""], "place": ["东楼", "", ""],
            "watcher": ["", "", ""],
        }  # fmt: skip
        return known | changes

    def test_the_form_proposes_and_seats_everyone(self, room, unit):
        lan = room.staff("兰老师")
        there = reverse("exams:exam_new", args=[room.found.pk])
        shown = text(unit.get(there))
        assert "宜昌考核班 · 考试" in shown
        assert "兰老师" in shown
        answer = unit.post(there, self.form(room, chief=str(lan.user_id)))
        exam = Exam.objects.get()
        assert answer.url == url("exam")
        assert (exam.sittings.count(), exam.rooms.count(), exam.minutes) == (3, 2, 60)
        assert Invigilator.objects.get().name == "兰老师"

    def test_every_fault_stands_at_its_field_and_nothing_written_is_lost(self, room, unit):
        there = reverse("exams:exam_new", args=[room.found.pk])
        sent = self.form(room, starts="morgen", seats=["1", "x", ""], latest="", title="")
        answer = unit.post(there, sent)
        assert answer.status_code == 422
        shown = text(answer)
        for field in ("id_title", "id_starts", "id_latest", "id_seats-2", "id_rooms"):
            assert f'href="#{field}"' in shown
            assert f'id="{field}"' in shown
        assert 'value="东楼"' in shown
        assert "请填开考时间" in shown
        past = text(unit.post(there, self.form(room, starts="2022-05-01T09:00")))
        assert "请填开考时间" not in past
        assert "开考时间要在现在之后" in past
        assert not Exam.objects.exists()
        more = text(unit.post(there, self.form(room, do="more")))
        assert more.count('name="room"') == 5

    def test_nobody_else_sets_it_up(self, room, unit):
        there = reverse("exams:exam_new", args=[room.found.pk])
        assert browser(room.outsider()).get(there).status_code == 404
        assert browser(room.province).get(there).status_code == 403


class TestOneExam:
    def test_rooms_seats_and_invigilators_are_changed(self, room, unit, exam):
        lan, one = room.staff("兰老师"), exam.sittings.order_by("room", "seat")[0]
        second = Room.objects.get(name="二号")
        move = {"do": "move", "sitting": one.pk, "room": second.pk}
        answer = unit.post(url("exam"), move | {"seat": "1"})
        assert answer.status_code == 422
        assert "的座位" in text(answer)
        assert unit.post(url("exam"), move | {"seat": "12"}).status_code == 302
        assert Sitting.objects.get(pk=one.pk).seat == 12
        assert "换到这里" in text(unit.get(url("exam"), {"move": one.pk}))
        add = {"do": "room", "room": "三号", "seats": "4", "place": "", "watcher": ""}
        assert unit.post(url("exam"), add).status_code == 302
        assert unit.post(url("exam"), add).status_code == 422
        name = {"do": "name", "user": lan.user_id, "room": second.pk}
        assert unit.post(url("exam"), name).status_code == 302
        assert "兰老师" in text(unit.get(url("exam")))
        assert unit.post(url("exam"), name | {"user": "9"}).status_code in (404, 422)
        watch = Invigilator.objects.get()
        assert unit.post(url("exam"), {"do": "end-watch", "watch": watch.pk}).status_code == 302
        assert Invigilator.objects.get().until is not None
        assert unit.post(url("exam"), {"do": "dance"}).status_code == 422

    def test_who_came_later_is_seated_in_one_go(self, room, unit, exam):
        room.enrol(2, first=3)
        assert "有 2 名学员还没有座位" in text(unit.get(url("exam")))
        assert unit.post(url("exam"), {"do": "seat"}).status_code == 302
        assert exam.sittings.count() == 5

    def test_only_who_runs_it_changes_it(self, room, exam):
        province = browser(room.province)
        assert "一号" in text(province.get(url("exam")))
        one = exam.sittings.first()
        for sent in (
            {"do": "cancel", "reason": "x"},
            {"do": "room", "room": "三号", "seats": "4", "place": "", "watcher": ""},
            {"do": "move", "sitting": one.pk, "room": one.room_id, "seat": "2"},
        ):
            assert province.post(url("exam"), sent).status_code == 404
        assert Exam.objects.get().state == "planned"

    def test_it_is_cancelled_with_a_reason(self, unit, exam):
        assert unit.post(url("exam"), {"do": "cancel"}).status_code == 422
        assert unit.post(url("exam"), {"do": "cancel", "reason": "停电"}).status_code == 302
        assert "停电" in text(unit.get(url("exam")))

    def test_three_hundred_candidates_cost_no_more_queries(
        self, room, unit, exam, django_assert_max_num_queries
    ):
        room.enrol(300, first=3)
        running.seat_candidates(exam, by=room.base, at=SET_UP)
        with django_assert_max_num_queries(30):
            assert "共 303 人" in text(unit.get(url("exam")))


class TestOnPaper:
    def test_slips_hold_the_seat_and_a_code_that_leads_to_the_exam(self, unit, exam):
        assert pages_of(unit.get(url("exam_print", "slips"))) == 2
        first = Room.objects.get(name="一号").pk
        assert pages_of(unit.get(url("exam_print", "slips"), {"room": first})) == 1
        led = []
        data = printing.slips_data(
            exam, exam.sittings.order_by("seat"), address=lambda code: led.append(code) or code,
            opens_at=after(-30), on=START.date(),
        )  # fmt: skip
        found = {(one["name"], one["code"], one["seat"]) for one in data["slips"]}
        assert found == {(x.person.name, x.code, str(x.seat)) for x in exam.sittings.all()}
        assert set(led) == {one.code for one in exam.sittings.all()}
        assert data["opens"] == "08:30"
        assert all("<svg xmlns" in one["qr"] for one in data["slips"])

    def test_the_door_hides_names_and_the_sheet_inside_does_not(self, unit, exam):
        for kind in ("door", "sheet"):
            assert pages_of(unit.get(url("exam_print", kind))) == 2
        one = exam.sittings.get(room__name="二号")
        ((_, name, code),) = list_of(exam, door=True)[1]["rows"]
        assert (name, code) == (masked_name(one.person.name), one.code)
        assert name != one.person.name
        (row,) = list_of(exam, door=False)[1]["rows"]
        assert row == ["1", one.person.name, one.code, "三峡新材"]

    def test_only_who_watches_prints(self, room, unit, exam):
        assert unit.get(url("exam_print", "seals")).status_code == 404
        assert unit.get(url("exam_print", "door"), {"room": 10**8}).status_code == 404
        assert browser(room.province).get(url("exam_print", "slips")).status_code == 404
        assert browser(room.outsider()).get(url("exam_print", "slips")).status_code == 404


class TestMinutes:
    @pytest.fixture
    def named(self, room):
        """Who was named to answer for the whole exam."""
        return room.staff("兰老师")

    @pytest.fixture
    def chief(self, named):
        return browser(named)

    @pytest.fixture
    def over(self, room, exam, named):
        """An exam that has ended, with a pause, more time, an incident and someone absent."""
        running.name_invigilator(exam, _user(named), None, by=room.base, at=SET_UP)
        room.begin()
        one, two, _absent = exam.sittings.order_by("room", "seat")
        room.write(one)
        room.write(two, state="submitted", submitted_at=after(40), submitted_by="self")
        room.note(one, "left", 3)
        how = {"by": room.base}
        running.pause_exam(exam, reason="停电", at=after(5), **how)
        running.resume_exam(exam, at=after(10), **how)
        actions.give_time(exam, [one.pk], minutes=5, reason="换键盘", seen=0, at=after(12), **how)
        actions.write_incident(exam, [one.pk], says="键盘失灵", at=after(13), **how)
        running.end_exam(exam, at=after(71), **how)
        return exam

    def test_they_tell_what_happened_and_are_signed_once_by_the_chief(
        self, room, unit, chief, over
    ):
        with clock.standing_at(after(80)):
            shown = text(unit.get(url("minutes")))
            for words in (
                "停电", "换键盘", "键盘失灵", "缺考 1 人", "共 5 分 0 秒", "离开页面 1 人",
                "兰老师", "本人 1 人",
            ):  # fmt: skip
                assert words in shown
            assert unit.get(url("minutes_print")).status_code == 404
            assert chief.post(url("minutes"), {"words": "一切正常"}).status_code == 302
        signed = Minutes.objects.get()
        assert (signed.signed_by, signed.signed_at) == ("兰老师", after(80))
        assert signed.sha256 == digest_of(signed.figures, "一切正常")
        assert unit.post(url("minutes"), {"words": "另一次"}).status_code == 302
        assert Minutes.objects.get().words == "一切正常"
        assert Entry.objects.filter(verb="exams.minutes_signed").count() == 1
        assert pages_of(unit.get(url("minutes_print"))) >= 1
        words = str(printing.minutes_sheet(signed))
        for one in ("考场记录", "键盘失灵", "一切正常", "兰老师", signed.sha256):
            assert one in words

    def test_where_a_chief_is_named_no_other_member_of_the_unit_signs(
        self, room, unit, chief, over
    ):
        shown = text(unit.get(url("minutes")))
        assert "由负责监考 兰老师 签署" in shown
        assert "data-zc-confirm-label" not in shown
        assert "data-zc-confirm-label" in text(chief.get(url("minutes")))
        for other in (unit, browser(room.staff("何老师"))):
            answer = other.post(url("minutes"), {"words": "x"})
            assert answer.status_code == 409
            assert "由负责监考兰老师签署" in text(answer)
        assert not Minutes.objects.exists()

    def test_the_unit_names_another_chief_until_they_are_signed_or_signs_where_none_is(
        self, room, unit, chief, over
    ):
        other = room.staff("何老师")
        watch = Invigilator.objects.get(exam=over, until=None)
        assert unit.post(url("exam"), {"do": "end-watch", "watch": watch.pk}).status_code == 302
        assert "data-zc-confirm-label" in text(unit.get(url("minutes")))
        sent = {"do": "name", "user": other.user_id, "room": ""}
        assert unit.post(url("exam"), sent).status_code == 302
        assert unit.post(url("minutes"), {"words": ""}).status_code == 409
        assert browser(other).post(url("minutes"), {"words": ""}).status_code == 302
        assert Minutes.objects.get().signed_by == "何老师"
        assert 'value="end-watch"' not in text(unit.get(url("exam")))

    def test_in_english_the_page_is_english_and_what_is_signed_and_printed_is_chinese(
        self, chief, over
    ):
        chief.cookies["zhicai_language"] = "en"
        shown = text(chief.get(url("minutes")))
        for words in (
            "Came",
            "absent 1",
            "5 min 0 s in all",
            "by themselves 1",
            "left the page: 1",
        ):
            assert words.lower() in shown.lower()
        for words in ("到考", "本人 1 人", "系统自动记录"):
            assert words not in shown
        chief.post(url("minutes"), {"words": ""})
        sheet = str(printing.minutes_sheet(Minutes.objects.get()))
        assert "到考" in sheet
        assert "本人 1 人" in sheet

    def test_signed_they_stay_as_they_were_whatever_is_tried(self, unit, chief, over):
        chief.post(url("minutes"), {"words": ""})
        for change in (
            lambda: Minutes.objects.update(words="改"),
            lambda: Minutes.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change()
        Leave.objects.create(exam=over, what="time", seconds=60, reason="后来", at=START, by="x")
        assert "后来" not in text(unit.get(url("minutes")))
        sent = {"do": "incident", "says": "补一条"}
        assert unit.post(url("room"), sent).status_code == 409

    def test_they_are_not_signed_while_the_exam_runs_nor_by_others(self, room, unit, exam):
        room.begin()
        answer = unit.post(url("minutes"), {"words": "x"})
        assert answer.status_code == 409
        assert "先在考场页结束考试" in text(answer)
        assert browser(room.province).post(url("minutes")).status_code == 404
        assert browser(room.outsider()).get(url("minutes")).status_code == 404
        assert not Minutes.objects.exists()

    def test_three_hundred_events_cost_no_more_queries(
        self, room, unit, over, django_assert_max_num_queries
    ):
        one = Sitting.objects.first()
        Leave.objects.bulk_create(
            Leave(exam=over, sitting=one, what="time", seconds=60, reason="x", at=START, by="x")
            for _ in range(300)
        )
        with django_assert_max_num_queries(26):
            unit.get(url("minutes"))
