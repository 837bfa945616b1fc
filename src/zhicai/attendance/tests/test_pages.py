"""The pages of attendance: an office's, the screen and the scan, one's own, the list offline."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from zhicai.accounts.waiting import sources
from zhicai.admission.actions import register
from zhicai.admission.tests.scenes import application
from zhicai.attendance import actions
from zhicai.attendance.codes import own_code, screen_code
from zhicai.attendance.home import hours, signing
from zhicai.attendance.models import ClassPhoto, Entry, LeaveRequest
from zhicai.attendance.queries import hours_by_registration
from zhicai.attendance.tests.scenes import DAY, XILING, YICHANG, enrol, trainee, user_of, when
from zhicai.documents.tests.scanning import scanned_svg
from zhicai.files.tests.samples import PNG
from zhicai.foundation import clock
from zhicai.training.actions import take_step
from zhicai.training.tests import scenes as training_scenes

LATE = when("17:40")


@pytest.fixture(autouse=True)
def _five_to_nine():
    with clock.standing_at(when("08:55")):
        yield


@pytest.fixture
def officer(client, county):
    client.force_login(user_of(county))
    return client


@pytest.fixture
def own(client, scene, held):
    """The browser of the first person on the roster."""
    acting = trainee(scene, held.people[0])
    client.force_login(user_of(acting))
    return client


def url(name, *args):
    return reverse(f"attendance:{name}", args=args)


def text(answer):
    return answer.content.decode()


class TestAClass:
    def test_lessons_people_and_hours(self, officer, held, county, django_assert_max_num_queries):
        for n in range(70):
            enrol_more(held, n)
        with clock.standing_at(LATE):
            actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=clock.now())
            with django_assert_max_num_queries(42):
                page = text(officer.get(url("class", held.found.pk)))
        assert "专利检索实操" in page
        assert "没有签到记录" in page
        assert "第 1–50 人，共 73 人" in page

    def test_the_tab_stands_on_the_class(self, officer, held):
        page = text(officer.get(reverse("training:class", args=[held.found.pk])))
        assert url("class", held.found.pk) in page

    def test_a_neighbour_finds_nothing_and_the_city_reads_masked(self, client, scene, held, county):
        client.force_login(user_of(scene.county(XILING)))
        assert client.get(url("class", held.found.pk)).status_code == 404
        client.force_login(user_of(scene.city(YICHANG)))
        page = text(client.get(url("class", held.found.pk)))
        assert "郭*军" in page
        assert "郭建军" not in page
        assert client.get(url("paper", held.found.pk)).status_code == 404

    def test_excel_and_paper(self, officer, held):
        answer = officer.get(url("class", held.found.pk) + "?export=xlsx")
        assert answer["Content-Type"].endswith("sheet")
        for kind in ("signin", "seats", "hours"):
            assert "郭建军" in text(officer.get(url("print", held.found.pk, kind)))
        assert officer.get(url("print", held.found.pk, "other")).status_code == 404
        assert officer.get(url("print", held.found.pk, "seats") + "?columns=x").status_code == 200

    def test_a_signed_sheet_with_its_scan(self, officer, held):
        first, second = held.people[0].pk, held.people[1].pk
        page = officer.get(url("paper", held.found.pk) + f"?lesson={held.lessons[0].pk}")
        assert text(page).count("checked") >= 4
        known = {"lessons": [held.lessons[0].pk], "people": [first, second]}
        assert officer.post(url("paper", held.found.pk), known).status_code == 422
        answer = officer.post(
            url("paper", held.found.pk), known | {"file": SimpleUploadedFile("表.png", PNG)}
        )
        assert answer.status_code == 302
        assert set(hours_by_registration([held.found.pk])) == {first, second}
        sheet = held.found.sign_sheets.get()
        assert officer.get(url("sheet", sheet.pk)).status_code == 200

    def test_photos(self, officer, held):
        upload = {"file": SimpleUploadedFile("合影.png", PNG), "says": "开班合影"}
        assert officer.post(url("add_photo", held.found.pk), upload).status_code == 302
        photo = ClassPhoto.objects.get()
        assert officer.get(url("photo", photo.pk) + "?inline=1").status_code == 200
        assert "开班合影" in text(officer.get(url("class", held.found.pk)))
        assert officer.post(url("add_photo", held.found.pk), {}).status_code == 422
        assert officer.post(url("drop_photo", photo.pk)).status_code == 302
        assert not ClassPhoto.objects.exists()

    def test_leave_waits_in_the_inbox_and_is_decided(self, officer, scene, held, county):
        made = actions.ask_leave(
            held.people[0].pk, [held.lessons[1].pk], reason="出差", by=county, at=clock.now()
        )
        source = next(one for one in sources() if one.key == "attendance.leaves")
        assert source.count(county, DAY) == 1
        assert url("class", held.found.pk) in source.items(county, DAY, 5)[0].url
        assert source.count(scene.county(XILING), DAY) == 0
        assert "出差" in text(officer.get(url("class", held.found.pk)))
        refused = officer.post(url("leave", made[0].pk), {"do": "refuse", "answer": ""})
        assert refused.status_code == 422
        assert officer.post(url("leave", made[0].pk), {"do": "grant"}).status_code == 302
        assert source.count(county, DAY) == 0


def enrol_more(held, n):
    row = held.people[0]
    return enrol(_Places(row.employer_place), held.found, n + 10)


class _Places:
    def __init__(self, place):
        self.places = {place.code: place}


class TestALesson:
    def test_all_some_and_undone(self, officer, held):
        lesson = held.lessons[0].pk
        batch = url("batch", lesson)
        assert (
            officer.post(batch, {"do": "tick", "selected": [held.people[0].pk]}).status_code == 302
        )
        assert officer.post(batch, {"do": "all"}).status_code == 302
        assert Entry.objects.filter(kind="staff_tick").count() == 3
        assert officer.post(batch, {"do": "tick"}).status_code == 422
        gone = {"do": "undo", "selected": [held.people[0].pk]}
        assert officer.post(batch, gone).status_code == 422
        assert officer.post(batch, gone | {"reason": "点错人"}).status_code == 302
        page = text(officer.get(url("lesson", lesson) + "?state=absent"))
        assert "郭建军" in page
        assert "李晓梅" not in page
        assert officer.post(batch, {"do": "what"}).status_code == 404

    def test_one_person(self, officer, held):
        address = url("person", held.lessons[0].pk, held.people[0].pk)
        known = {"do": "enter", "what": "in", "reason": "手机没电"}
        assert officer.post(address, known).status_code == 422
        assert officer.post(address, known | {"clock_time": "10:30"}).status_code == 302
        page = text(officer.get(address))
        assert "手机没电" in page
        entry = Entry.objects.get()
        undone = {"do": "undo", "entry": entry.pk, "reason": "时间填错"}
        assert officer.post(address, undone).status_code == 302
        assert "时间填错" in text(officer.get(address))
        assert officer.post(address, {"do": "leave", "reason": "生病"}).status_code == 302
        assert LeaveRequest.objects.get().state == "granted"
        assert officer.post(address, {"do": "leave", "reason": "生病"}).status_code == 409
        other = url("person", held.lessons[0].pk, 10**6)
        assert officer.get(other).status_code == 404

    def test_the_desk_finds_by_code_name_and_phone(self, officer, held):
        desk, row = url("desk", held.lessons[0].pk), held.people[0]
        code = own_code(row.pk, at=clock.now())
        for words in (code, code.lower(), "郭建", row.person.phone[-4:]):
            assert "郭建军" in text(officer.get(desk, {"q": words}))
        link = officer.get(url("shown", row.pk, code))
        assert link.headers["Location"] == f"{desk}?q={code}"
        posted = {"registration": row.pk, "out": ""}
        assert officer.post(desk, posted).status_code == 302
        assert Entry.objects.get().way == "scan"
        old = own_code(row.pk, at=when("08:50"))
        assert "没有找到这个学员" in text(officer.get(desk, {"q": old}))
        assert officer.get(url("shown", row.pk, old)).status_code == 302
        with clock.standing_at(when("13:00")):
            assert officer.post(desk, posted).status_code == 409

    def test_the_screen_shows_another_code_every_few_seconds(self, officer, held):
        address = url("screen", held.lessons[0].pk, "in")
        first = officer.get(address)
        assert "hx-trigger" in text(first)
        part = officer.get(address, headers={"HX-Request": "true"})
        assert "<html" not in text(part)
        (shown,) = scanned_svg(text(part))
        code = screen_code(held.lessons[0].pk, out=False, at=clock.now(), seconds=20)
        assert shown == f"http://testserver{url('scan', code)}"
        with clock.standing_at(when("08:56")):
            later = officer.get(address, headers={"HX-Request": "true"})
            assert scanned_svg(text(later)) != [shown]
        assert officer.get(url("screen", held.lessons[0].pk, "up")).status_code == 404


class TestTheScan:
    def code(self, held, *, out=False, at=None):
        return screen_code(held.lessons[0].pk, out=out, at=at or clock.now(), seconds=20)

    def test_one_tap_signs_in(self, own, held, django_assert_max_num_queries):
        page = text(own.get(url("scan", self.code(held))))
        note = re.search(r'name="note" value="([^"]+)"', page).group(1)
        assert not Entry.objects.exists()
        with django_assert_max_num_queries(22):
            done = own.post(url("here"), {"note": note})
        assert "已签到" in text(done)
        again = own.post(url("here"), {"note": note})
        assert again.status_code == 200
        assert Entry.objects.get().registration_id == held.people[0].pk

    def test_an_old_a_false_and_somebody_elses_code_sign_nobody_in(self, own, scene, held):
        for code in (
            self.code(held, at=when("08:53")),
            self.code(held)[:-2] + "zz",
            "x-1",
            "1-i-2-3",
        ):
            assert own.get(url("scan", code)).status_code == 404
        page = text(own.get(url("scan", self.code(held))))
        note = re.search(r'name="note" value="([^"]+)"', page).group(1)
        own.force_login(user_of(trainee(scene, held.people[1], "trainee2")))
        assert own.post(url("here"), {"note": note}).status_code == 422
        assert own.post(url("here"), {"note": "nonsense"}).status_code == 422
        assert not Entry.objects.exists()

    def test_after_signing_in_to_the_site_the_scan_is_still_known(self, client, scene, held):
        page = text(client.get(url("scan", self.code(held))))
        assert reverse("accounts:login") in page
        user = user_of(trainee(scene, held.people[0]))
        session = client.session["attendance.scanned"]
        client.force_login(user)
        kept = client.session
        kept["attendance.scanned"] = session
        kept.save()
        page = text(client.get(url("here")))
        note = re.search(r'name="note" value="([^"]+)"', page).group(1)
        assert "已签到" in text(client.post(url("here"), {"note": note}))

    def test_without_an_account_by_code_and_phone(self, client, held):
        row = held.people[0]
        row.code = "ABCD2345"
        row.save()
        assert client.post(url("by_code"), {"code": "ABCD2345", "phone": "1"}).status_code == 422
        client.get(url("scan", self.code(held)))
        wrong = client.post(url("by_code"), {"code": "ABCD2345", "phone": "13899999999"})
        assert wrong.status_code == 422
        right = client.post(url("by_code"), {"code": "abcd2345", "phone": row.person.phone})
        assert "已签到" in text(right)
        assert Entry.objects.get().way == "code"

    def test_who_has_no_seat_is_sent_to_the_desk(self, own, scene, held):
        held.people[0].state = "withdrawn"
        held.people[0].save()
        page = text(own.get(url("scan", self.code(held))))
        assert "不在这个班的录取名单上" in page


class TestOnesOwn:
    def test_hours_lessons_and_proof(self, own, held, county):
        with clock.standing_at(LATE):
            actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=clock.now())
            row = held.people[0]
            assert held.found.title in text(own.get(url("mine")))
            page = text(own.get(url("own_class", row.pk)))
            assert "4／8 学时" in page
            proof = text(own.get(url("proof", row.pk)))
            code = re.search(r"<code>([^<]+)</code>", proof).group(1)
            check = text(own.get(url("check", code)))
            assert "证明属实" in check
            assert "郭建军" not in check
            actions.tick_lessons(held.found, [held.lessons[1].pk], None, by=county, at=clock.now())
            assert "现在计 8 学时" in text(own.get(url("check", code)))
            assert own.get(url("check", code.replace("-4-", "-8-"))).status_code == 404
            assert own.get(url("check", "9-9")).status_code == 404

    def test_the_own_code_renews_itself(self, own, held):
        address = url("own_code", held.people[0].pk)
        assert "hx-trigger" in text(own.get(address))
        assert "<html" not in text(own.get(address, headers={"HX-Request": "true"}))
        assert own.get(url("own_code", held.people[1].pk)).status_code == 404

    def test_leave_asked_and_withdrawn(self, own, held):
        row = held.people[0]
        address = url("ask_leave", row.pk)
        assert own.post(address, {"reason": "出差"}).status_code == 422
        posted = {"lessons": [held.lessons[1].pk], "reason": "出差"}
        assert own.post(address, posted).status_code == 302
        made = LeaveRequest.objects.get()
        assert "待审批" in text(own.get(url("own_class", row.pk)))
        assert own.post(url("withdraw_leave", made.pk)).status_code == 302
        assert own.post(url("withdraw_leave", made.pk)).status_code == 409

    def test_the_first_page_has_the_hours_and_the_button(self, scene, held, county):
        row = held.people[0]
        acting = trainee(scene, row)
        with clock.standing_at(LATE):
            actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=clock.now())
        card = hours(acting, when("09:00"))
        shown = render_to_string("attendance/parts/home_card.html", {"card": card})
        assert url("own_class", row.pk) in shown
        assert signing(acting, row.pk, when("08:20")) is None
        assert signing(acting, row.pk, when("08:40"))["url"] == url("own_code", row.pk)
        assert (hours(county, LATE), signing(county, row.pk, LATE)) == (None, None)


class TestOffline:
    def sync(self, client, held, *ticks):
        return client.post(
            url("sync", held.found.pk), json.dumps({"ticks": list(ticks)}),
            content_type="application/json", headers={"Accept": "application/json"},
        )  # fmt: skip

    def tick(self, held, key="device-0001", who=0, **more):
        return {
            "key": key, "registration": held.people[who].pk, "lesson": held.lessons[0].pk,
            "out": False, "at": "2022-04-18T00:50:00.000Z", **more,
        }  # fmt: skip

    def test_page_worker_and_sync(self, officer, held):
        page = officer.get(url("offline", held.found.pk))
        assert "data-zc-offline" in text(page)
        worker = officer.get(url("worker"))
        assert worker["Content-Type"].startswith("text/javascript")
        first = self.sync(officer, held, self.tick(held), self.tick(held, "device-0002", who=1))
        assert {one["became"] for one in first.json()["outcomes"]} == {"written"}
        again = self.sync(officer, held, self.tick(held))
        assert again.json()["outcomes"] == [{"key": "device-0001", "became": "before", "says": ""}]
        early = self.sync(
            officer, held, self.tick(held, "device-0003", who=2, at="2022-04-17T23:00:00Z")
        )
        assert early.json()["outcomes"][0]["became"] == "refused"
        assert Entry.objects.count() == 2
        assert "[[" in text(officer.get(url("offline", held.found.pk)))

    @pytest.mark.parametrize(
        "body",
        [
            b"", b"[]", b"{}", b'{"ticks": 1}', b'{"ticks": [1]}', b"\xff\xfe",
            b'{"ticks": [{"key": "short"}]}', b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_said(self, officer, held, body):
        answer = officer.post(
            url("sync", held.found.pk), body, content_type="application/json",
            headers={"Accept": "application/json"},
        )  # fmt: skip
        assert answer.status_code == 422
        for wrong in (
            {"at": "2022-04-18T00:50:00"}, {"at": "soon"}, {"at": 5}, {"out": 1}, {"key": "a b"},
            {"lesson": -1}, {"registration": "x"},
        ):  # fmt: skip
            assert self.sync(officer, held, self.tick(held, **wrong)).status_code == 422

    def test_only_who_runs_the_class_syncs(self, client, scene, held):
        client.force_login(user_of(scene.county(XILING)))
        assert self.sync(client, held, self.tick(held)).status_code == 404
        assert client.get(url("offline", held.found.pk)).status_code == 404


@pytest.mark.clause("HB-2.2.1.d")
def test_an_on_site_class_is_set_up_enrols_the_countys_people_and_records_who_came(client, db):
    classes = training_scenes.classes()
    county = classes.county()
    found = classes.opened()
    assert (found.venue, found.starts_on, found.capacity) != ("", None, 0)
    with clock.standing_at(training_scenes.at("04-01")):
        row = register(found, application(classes.hubei), by=county, at=clock.now())
    assert row.state == "accepted"
    found = take_step(found, "running", by=county, at=training_scenes.at("04-18"))
    lesson = classes.lessons(found)[0]
    client.force_login(user_of(county))
    with clock.standing_at(when("20:00", lesson.day)):
        assert client.post(url("batch", lesson.pk), {"do": "all"}).status_code == 302
        assert "到课" in text(client.get(url("class", found.pk)))
    assert hours_by_registration([found.pk]) == {row.pk: lesson.hours}
