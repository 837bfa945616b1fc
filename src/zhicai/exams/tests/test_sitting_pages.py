"""The candidate's pages, with and without a script."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from zhicai.documents.tests.scanning import scanned_svg
from zhicai.exams import own_tables
from zhicai.exams.door import read_token
from zhicai.exams.home import coming
from zhicai.exams.models import (
    Answer,
    Exam,
    Incident,
    JournalEntry,
    Leave,
    PaperItem,
    Room,
    Sitting,
)
from zhicai.exams.tests.scenes import MINUTES, START, after
from zhicai.files.tests.samples import PNG
from zhicai.foundation import clock
from zhicai.programmes.models import SettingDecision

FRESH = {"state": "expected", "started_at": None, "deadline": None, "device": ""}


@pytest.fixture(autouse=True)
def _five_past():
    with clock.standing_at(after(5)):
        yield


@pytest.fixture
def exam(scene):
    scene.ask_everything()
    scene.exam.round, scene.exam.state = "first", "running"
    scene.exam.save()
    return scene.exam


@pytest.fixture
def row(scene, exam):
    room = Room.objects.create(exam=exam, name="第 1 考场", seats=30, place="市民之家")
    who = scene.candidate(1, **FRESH, room=room, seat=7)
    Sitting.objects.filter(pk=who.sitting.pk).update(state="present", checked_at=START)
    scene.acting(who)
    return Sitting.objects.get(pk=who.sitting.pk)


@pytest.fixture
def own(client, row):
    client.force_login(row.person.user)
    return client


@pytest.fixture
def writing(own, row):
    """The candidate's browser, after the start."""
    assert own.post(url("start", row)).url == url("write", row)
    return own


def url(name, row, *more):
    return reverse(f"exams:{name}", args=[row.code, *more])


def text(answer):
    return answer.content.decode()


def data_of(answer):
    found = re.search(r'<script id="sitting-data"[^>]*>(.*?)</script>', text(answer), re.DOTALL)
    return json.loads(found[1])


def answers(row):
    return {one.number: one.value for one in Answer.objects.filter(sitting=row)}


def form(**fields):
    """What a browser without a script sends: every question is on the page."""
    return {f"at{n}": "1" for n in range(1, 13)} | {
        name.replace("_", ".").replace("__", "-"): value for name, value in fields.items()
    }


class TestOwnExams:
    def test_the_next_one_first_then_practice_then_what_was(
        self, scene, own, row, django_assert_max_num_queries
    ):
        for n in range(60):
            past = Exam.objects.create(
                part="exam", round="first", title=f"旧考试{n}", paper=scene.paper,
                starts_at=after(-9000 + n), minutes=60, state="final", made_at=START, made_by="x",
                office="x",
            )  # fmt: skip
            Sitting.objects.create(
                exam=past, person=row.person, code=f"old{n}", seed="s", state="submitted",
                started_at=START, submitted_at=START,
            )  # fmt: skip
        mock = Exam.objects.create(
            part="exam", round="mock", title="模拟一", paper=scene.paper, starts_at=after(-99),
            minutes=60, state="planned", made_at=START, made_by="x", office="x",
        )  # fmt: skip
        with django_assert_max_num_queries(16):
            page = text(own.get(reverse("exams:mine")))
        assert page.index("模拟考试") < page.index("模拟一") < page.index("旧考试59")
        assert "旧考试9<" not in page
        assert "旧考试9<" in text(own.get(reverse("exams:mine"), {"page": "2"}))
        answer = own.post(reverse("exams:practise", args=[mock.pk]))
        assert answer.url == url("sitting", Sitting.objects.get(exam=mock))

    def test_nothing_yet_says_what_will_come(self, scene, client):
        who = scene.candidate(2)
        scene.acting(who)
        Sitting.objects.all().delete()
        Exam.objects.all().delete()
        client.force_login(who.sitting.person.user)
        assert "还没有考试" in text(client.get(reverse("exams:mine")))

    def test_the_first_page_leads_to_the_next_exam(self, scene, own, row):
        acting = own.get(reverse("exams:mine")).wsgi_request.acting
        card = coming(acting, after(5))
        assert card["one"] == row
        shown = render_to_string("exams/parts/home_card.html", {"card": card})
        assert url("sitting", row) in shown

    def test_the_own_export_holds_sittings_and_answers_but_no_unpublished_marks(self, writing, row):
        writing.post(url("write", row), form(q1="2"))
        writing.post(url("write", row), {"do": "hand-in"})
        (sitting,) = own_tables._sittings(row.person)
        assert (sitting["state"], sitting["percent"]) == ("已交卷", None)
        Exam.objects.update(state="published")
        assert next(iter(own_tables._sittings(row.person)))["percent"] is not None
        assert [one["answer"] for one in own_tables._answers(row.person)] == ["2"]

    def test_nobody_sees_anothers(self, scene, row, client):
        stranger = scene.candidate(2)
        scene.acting(stranger)
        client.force_login(stranger.sitting.person.user)
        for name in ("sitting", "slip", "write", "news", "result"):
            assert client.get(url(name, row)).status_code == 404
        for name in ("sign_in", "start", "resume", "write"):
            assert client.post(url(name, row)).status_code == 404


class TestBefore:
    def test_the_waiting_room_counts_down_and_says_what_is_next(self, own, row):
        Sitting.objects.update(state="expected", checked_at=None)
        with clock.standing_at(after(-40)):
            page = text(own.get(url("sitting", row)))
        assert 'data-countdown="2400"' in page
        assert "30 分钟" in page
        assert "sign-in" not in page
        with clock.standing_at(after(-20)):
            assert own.post(url("sign_in", row)).status_code == 302
            page = text(own.get(url("sitting", row)))
        assert "核对" in page
        assert "data-again" in page
        assert Sitting.objects.get().state == "present"

    def test_too_early_the_clause_is_named(self, own, row):
        Sitting.objects.update(state="expected", checked_at=None)
        with clock.standing_at(after(-40)):
            answer = own.post(url("sign_in", row))
        assert answer.status_code == 409
        assert "HB-3.2.6.5.b" in text(answer)

    def test_the_slip_has_room_seat_times_and_a_code(self, own, row):
        page = text(own.get(url("slip", row)))
        for words in (
            "第 1 考场",
            "市民之家",
            "7 号",
            row.code,
            "08:30",
            "09:30",
            "身份证",
        ):
            assert words in page
        assert scanned_svg(page) == [f"http://testserver{url('sitting', row)}"]

    def test_the_device_is_checked_against_the_servers_clock(self, own):
        assert "本机保存" in text(own.get(reverse("exams:device")))
        told = own.get(reverse("exams:time")).json()
        assert told["now"] == after(5).timestamp() * 1000
        worker = own.get(reverse("exams:worker"))
        assert worker["Content-Type"].startswith("text/javascript")


class TestWriting:
    def test_the_page_holds_the_whole_paper_without_its_key(
        self, writing, row, django_assert_max_num_queries
    ):
        writing.get(url("write", row))
        with django_assert_max_num_queries(11):
            answer = writing.get(url("write", row))
        page = text(answer)
        assert page.count("data-item=") == 12
        assert "right" not in re.sub(r'arrow-right|class="[^"]*"', "", page)
        assert answer["Cache-Control"] == "private, no-store"
        told = data_of(answer)
        row.refresh_from_db()
        session = writing.cookies["sessionid"].value
        found = read_token(told["token"], session)
        assert (found.sitting, found.device) == (row.pk, row.device)
        assert told["left"] == (MINUTES - 5) * 60

    def test_how_multiple_choices_earn_stands_beside_them_as_the_setting_has_it(
        self, scene, writing, row
    ):
        page = text(writing.get(url("write", row)))
        assert page.count('class="zc-ex-rule"') == 1
        assert "少选按选对的比例得分" in page
        SettingDecision.objects.create(
            programme_year=scene.hubei.year, parameter="exam-partial-credit", value="none",
            in_force_from=START.date(), decided_at=START, decided_by="x", reason="x",
        )  # fmt: skip
        with clock.standing_at(after(7)):
            assert "要全部选对才得分" in text(writing.get(url("write", row)))

    def test_everyone_has_an_order_of_their_own_and_keeps_it(self, scene, writing, row):
        def order():
            page = text(writing.get(url("write", row)))
            return re.findall(r'name="q1" value="(\d)"', page)

        first = order()
        assert sorted(first) == ["0", "1", "2", "3"]
        assert order() == first
        seen = set()
        for n in range(8):
            Sitting.objects.update(seed=f"seed{n}")
            seen.add(tuple(order()))
        assert len(seen) > 2

    def test_before_the_start_and_after_the_end_it_leads_to_the_waiting_room(self, own, row):
        assert own.get(url("write", row)).url == url("sitting", row)
        own.post(url("start", row))
        with clock.standing_at(after(66)):
            assert own.get(url("write", row)).url == url("sitting", row)
            assert "已自动交卷" in text(own.get(url("sitting", row)))
        assert Sitting.objects.get().submitted_by == "time"

    def test_a_second_device_waits_for_the_invigilator(self, writing, row):
        phone = Client()
        phone.force_login(row.person.user)
        answer = phone.get(url("write", row))
        assert answer.status_code == 409
        assert "监考员" in text(answer)
        assert phone.post(url("resume", row)).status_code == 409
        assert phone.post(url("write", row), form(q1="0")).status_code == 409
        assert answers(row) == {}
        assert JournalEntry.objects.filter(kind="second").count() >= 1
        Leave.objects.create(
            exam=row.exam, sitting=row, what="device", reason="死机", at=START, by="x"
        )
        assert "在这台设备上继续" in text(phone.get(url("write", row)))
        assert phone.post(url("resume", row)).url == url("write", row)
        assert phone.get(url("write", row)).status_code == 200
        assert writing.get(url("write", row)).status_code == 409

    def test_what_was_said_to_all_and_voided_is_told(self, writing, row):
        Incident.objects.create(
            exam=row.exam, kind="broadcast", says="第 3 题有误", at=START, by="x"
        )
        PaperItem.objects.filter(number=3).update(voided_for="题干有误")
        told = writing.get(url("news", row)).json()
        assert told == {
            "news": [{"at": "09:00", "says": "第 3 题有误"}],
            "voided": [3],
        }
        page = text(writing.get(url("write", row)))
        assert "此题已作废" in page
        assert "第 3 题有误" in page


class TestWithoutAScript:
    def test_a_form_is_saved_by_the_same_path(self, writing, row):
        sent = form(q1="2", q5="新颖性……", f2="1", q6=["0", "1"], q7="1")
        sent |= {"q8.0": "新颖性", "q8.1": "", "q9.0": "1", "q12-0": "1", "go": "5"}
        answer = writing.post(url("write", row), sent)
        assert answer.url == url("write", row) + "#item-5"
        assert answers(row) == {
            1: 2, 2: None, 5: "新颖性……", 6: [0, 1], 7: True, 8: ["新颖性", ""], 9: [1, None],
            12: [1, None],
        }  # fmt: skip
        assert Answer.objects.get(number=2).flagged
        page = text(writing.get(url("write", row)))
        assert re.search(r'name="q1" value="2" checked', page)
        before = JournalEntry.objects.count()
        writing.post(url("write", row), sent)
        assert JournalEntry.objects.count() == before

    def test_what_the_form_does_not_ask_is_left_alone(self, writing, row):
        writing.post(url("write", row), form(q1="2"))
        writing.post(url("write", row), {"at2": "1", "q2": "0"})
        assert answers(row) == {1: 2, 2: 0}

    def test_a_step_is_moved_by_its_button(self, writing, row):
        sent = form(q10=["2", "0", "1"], move="q10.0.up")
        assert writing.post(url("write", row), sent).url.endswith("#item-10")
        assert answers(row)[10] == [0, 2, 1]
        writing.post(
            url("write", row), form(q10=["0", "2", "1"], move="q10.1.up") | {"q10.set": "1"}
        )
        assert answers(row)[10] == [0, 1, 2]

    @pytest.mark.parametrize(
        "move", ["", "q10", "q10.9.up", "q10.0.aside", "q99.0.up", "....", "q"]
    )
    def test_no_button_of_that_kind_changes_anything(self, writing, row, move):
        sent = form(q10=["2", "0", "1"], move=move)
        assert writing.post(url("write", row), sent).status_code == 302
        assert answers(row) == {}

    def test_a_file_goes_with_the_form(self, writing, row):
        upload = SimpleUploadedFile("交底书.png", PNG)
        writing.post(url("write", row), form() | {"q11.file": upload})
        key = answers(row)[11]
        page = text(writing.get(url("write", row)))
        assert "交底书.png" in page
        answer = writing.get(url("file", row, 11), {"key": key})
        assert b"".join(answer.streaming_content) == PNG
        assert writing.get(url("file", row, 11)).status_code == 200
        assert writing.get(url("file", row, 10)).status_code == 404
        for wrong in ("x", str(key + 1), "9" * 40):
            assert writing.get(url("file", row, 11), {"key": wrong}).status_code == 404
        bad = SimpleUploadedFile("a.pdf", b"MZ")
        answer = writing.post(url("write", row), form() | {"q11.file": bad})
        assert answer.status_code == 422

    def test_a_file_sent_by_the_script_is_kept_at_once(self, writing, row):
        there = url("file", row, 11)
        told = writing.post(there, {"file": SimpleUploadedFile("a.png", PNG)}).json()
        assert set(told) == {"key", "name"}
        answer = writing.post(there, {"file": SimpleUploadedFile("a.png", b"MZ")})
        assert answer.status_code == 422
        assert answer.json()["says"]

    def test_handing_in_asks_first_and_names_what_is_open(self, writing, row):
        answer = writing.post(url("write", row), form(q1="2", f3="1", do="submit"))
        assert "交卷后不能再修改" in text(answer)
        assert answers(row)[1] == 2
        assert text(answer).count("#item-3") == 2
        answer = writing.post(url("write", row), {"do": "hand-in"})
        assert answer.url == url("sitting", row)
        found = Sitting.objects.get()
        assert (found.state, found.submitted_by) == ("submitted", "self")
        assert "已交卷" in text(writing.get(url("sitting", row)))
        assert writing.post(url("write", row), form(q1="1")).url == url("sitting", row)
        assert answers(row)[1] == 2

    def test_a_form_that_came_too_late_is_told_so(self, writing, row):
        with clock.standing_at(after(60.5)):
            answer = writing.post(url("write", row), form(q1="2"))
        assert answer.url == url("sitting", row)
        assert answers(row) == {}


class TestTheResult:
    def test_it_is_shown_once_published_and_a_mock_shows_the_key(self, writing, row):
        writing.post(url("write", row), form(q1="0", do="hand-in"))
        writing.post(url("write", row), form(q1="0"))
        writing.post(url("write", row), {"do": "hand-in"})
        page = text(writing.get(url("result", row)))
        assert "还没有公布" in page
        Exam.objects.update(state="published", published_at=after(5))
        page = text(writing.get(url("result", row)))
        assert "各题得分" in page
        assert "正确答案" not in page
        Exam.objects.update(round="mock")
        page = text(writing.get(url("result", row)))
        assert "正确答案" in page
        assert "申请" in page

    def test_before_handing_in_there_is_none(self, writing, row):
        assert "还没有成绩" in text(writing.get(url("result", row)))


def test_the_script_of_a_sitting_stays_small():
    script = Path(__file__).parents[1] / "static" / "exams" / "sitting.js"
    assert len(gzip.compress(script.read_bytes(), 9)) <= 8_192
