"""The pages of results: entered and imported by the unit, read by each in its own reach."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.results import actions
from zhicai.results.home import outcome
from zhicai.results.mark_sheets import MARKS
from zhicai.results.marks_waiting import lines, owed
from zhicai.results.models import MakeUp, Mark, Outcome
from zhicai.results.tests.outcome_scenes import AFTER, YICHANG, assessment, at
from zhicai.sheets.writing import write_table

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def scene(db):
    return assessment()


@pytest.fixture(autouse=True)
def june():
    with clock.standing_at(AFTER):
        yield


@pytest.fixture
def visit(scene, client):
    def sign_in(acting):
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sheet(rows, name="成绩.xlsx"):
    return SimpleUploadedFile(name, write_table(MARKS, rows), content_type=XLSX)


class TestTheTab:
    @pytest.mark.clause("HB-3.2.6.5.a")
    def test_each_trainee_stands_with_hours_missing_marks_and_the_clause(self, scene, visit):
        found = scene.class_()
        short = scene.trainee(found, lessons=5)
        scene.mark(short, 55, 80)
        page = text(visit(scene.unit()).get(reverse("results:marks", args=[found.pk])))
        assert "22 / 24" in page
        assert "差 2 学时" in page
        assert "考试 55 分，合格线 60 分" in page
        for clause in ("HB-3.2.6.5.a", "HB-3.2.6.5.b"):
            assert clause in page

    def test_filters_print_and_export_show_the_same_people_masked(self, scene, visit):
        found = scene.class_()
        scene.mark(scene.trainee(found, name="郭建军"), 80, 80)
        scene.failed(found, name="李晓梅")
        client = visit(scene.unit())
        address = reverse("results:marks", args=[found.pk])
        page = text(client.get(f"{address}?state=makeup"))
        assert ("李晓梅" in page, "郭建军" in page) == (True, False)
        assert "郭建军" not in text(client.get(f"{address}?unmet=exam"))
        assert "李晓梅" in text(client.get(f"{address}?unmet=offer"))
        answer = client.get(f"{address}?export=xlsx")
        book = load_workbook(io.BytesIO(answer.content)).active
        cells = {str(cell.value) for row in book.iter_rows() for cell in row}
        assert {"郭建军", "李晓梅", "合格", "须补考"} <= cells
        assert "考核成绩" in next(iter(cells & {"宜昌考核班考核成绩"}))
        paper = text(client.get(reverse("results:print_marks", args=[found.pk])))
        assert "合格 1 人，须补考 1 人，不合格 0 人" in paper

    def test_each_reads_within_the_own_reach_and_others_find_nothing(self, scene, visit):
        found = scene.class_()
        row = scene.trainee(found)
        scene.mark(row, 80, 80)
        pages = [
            reverse("results:marks", args=[found.pk]), reverse("results:trainee", args=[row.pk]),
            reverse("results:print_marks", args=[found.pk]),
        ]  # fmt: skip
        writes = [
            reverse("results:enter_marks", args=[found.pk]),
            reverse("results:import_marks", args=[found.pk]),
            reverse("results:marks_template", args=[found.pk]),
        ]
        readers = [scene.unit(), scene.group(), scene.province(), scene.hubei.city(YICHANG)]
        for acting in readers:
            assert [visit(acting).get(page).status_code for page in pages] == [200] * 3
        other = scene.hubei.body("public-service-agency")
        for acting in (other, scene.hubei.county(), scene.hubei.city("420100")):
            assert {visit(acting).get(page).status_code for page in pages} == {404}
        assert {visit(other).get(page).status_code for page in writes} == {404}
        assert {visit(scene.province()).get(page).status_code for page in writes} == {403}

    def test_a_class_of_another_track_has_no_such_tab(self, scene, visit):
        found = scene.class_(track="preparatory")
        assert visit(scene.unit()).get(reverse("results:marks", args=[found.pk])).status_code == 404

    def test_many_trainees_take_no_more_queries(self, scene, visit, django_assert_max_num_queries):
        found = scene.class_()
        for _n in range(60):
            scene.trainee(found, lessons=1)
        scene.decide(found)
        client = visit(scene.unit())
        with django_assert_max_num_queries(60):
            assert client.get(reverse("results:marks", args=[found.pk])).status_code == 200


class TestEntering:
    def test_marks_are_entered_in_a_table_and_every_fault_is_told_at_once(self, scene, visit):
        found = scene.class_()
        one, two = scene.trainee(found), scene.trainee(found)
        client, address = visit(scene.unit()), reverse("results:enter_marks", args=[found.pk])
        bad = {f"exam-{one.pk}": "120", f"practical-{two.pk}": "良好", f"exam-{two.pk}": "77"}
        answer = client.post(address, bad)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert page.count('aria-invalid="true"') == 2
        assert 'value="77"' in page
        assert Mark.objects.count() == 0
        good = {
            f"exam-{one.pk}": "85.5", f"practical-{one.pk}": "９０分", f"exam-{two.pk}": "缺考",
            f"practical-{two.pk}": "70",
        }  # fmt: skip
        assert client.post(address, good).status_code == 302
        assert [scene.outcome(row).state for row in (one, two)] == ["qualified", "makeup"]
        assert "成绩已录齐" in text(client.get(address))

    def test_the_make_up_is_arranged_entered_and_published(self, scene, visit):
        found = scene.class_()
        row = scene.failed(found)
        client, act = visit(scene.unit()), reverse("results:marks_act", args=[found.pk])
        late = client.post(act, {"do": "makeup", "set_for": "2022-08-30", "venue": "一楼机房"})
        assert late.status_code == 409
        assert "HB-3.2.6.5.e" in late.content.decode()
        good = {"do": "makeup", "set_for": "2022-06-20", "venue": "一楼机房"}
        assert client.post(act, good).status_code == 302
        assert (scene.make_up(row).venue, scene.make_up(row).parts) == ("一楼机房", ["exam"])
        with clock.standing_at(at("06-21")):
            assert [one.what for one in owed(scene.unit(), date(2022, 6, 21))] == [
                "n_again", "n_publish",
            ]  # fmt: skip
            address = reverse("results:enter_marks", args=[found.pk]) + "?round=makeup"
            assert f'name="exam-{row.pk}"' in client.get(address).content.decode()
            assert client.post(address, {f"exam-{row.pk}": "66"}).status_code == 302
            assert scene.outcome(row).state == "qualified"
            assert client.post(act, {"do": "publish"}).status_code == 302
            assert Outcome.objects.get(registration=row).published_at
            assert client.post(act, {"do": "publish"}).status_code == 409

    def test_what_waits_for_the_unit_stands_in_its_inbox(self, scene):
        found = scene.class_()
        scene.trainee(found)
        scene.failed(found)
        scene.decide(found)
        on = date(2022, 6, 6)
        titles = [line.title.zh for line in lines(scene.unit(), on, 10)]
        assert titles == [
            "录入“宜昌考核班”1 人的成绩",
            "安排“宜昌考核班”1 人的补考",
            "公布“宜昌考核班”1 人的结果",
        ]
        assert owed(scene.province(), on) == []

    def test_a_mark_is_put_right_on_the_trainees_page(self, scene, visit):
        row = scene.failed(scene.class_(), exam=57)
        mark = Mark.objects.get(registration=row, part="exam")
        client, act = visit(scene.unit()), reverse("results:trainee_act", args=[row.pk])
        empty = client.post(act, {"do": "correct", "mark": mark.pk, "value": "61", "reason": ""})
        assert empty.status_code == 422
        known = {"do": "correct", "mark": mark.pk, "value": "61", "reason": "漏加 4 分"}
        assert client.post(act, known | {"mark": "999999"}).status_code == 404
        assert client.post(act, known).status_code == 302
        page = text(client.get(reverse("results:trainee", args=[row.pk])))
        assert "漏加 4 分" in page
        assert scene.outcome(row).state == "qualified"

    def test_the_province_lets_a_missed_make_up_be_held_anew(self, scene, visit):
        found = scene.class_()
        row = scene.failed(found)
        scene.offer(found)
        act = reverse("results:trainee_act", args=[row.pk])
        with clock.standing_at(at("06-21")):
            unit = visit(scene.unit())
            assert unit.post(act, {"do": "missed", "reason": "没来"}).status_code == 302
            allow = {"do": "allow", "set_for": "2022-06-30", "reason": "住院，有证明"}
            assert unit.post(act, allow).status_code == 403
            assert visit(scene.province()).post(act, allow).status_code == 302
        assert (scene.make_up(row).state, scene.make_up(row).excused_for) == (
            "offered", "住院，有证明",
        )  # fmt: skip


class TestImporting:
    def test_the_template_holds_who_lacks_a_mark_and_is_read_again(self, scene, visit):
        found = scene.class_()
        row = scene.trainee(found, name="郭建军")
        scene.mark(scene.trainee(found, name="李晓梅"), 80, 80)
        client = visit(scene.unit())
        answer = client.get(reverse("results:marks_template", args=[found.pk]))
        book = load_workbook(io.BytesIO(answer.content)).active
        cells = {str(cell.value) for line in book.iter_rows() for cell in line}
        assert {str(row.pk), "郭建军", "考试成绩", "实操成绩"} <= cells
        assert "李晓梅" not in cells

    def test_a_dry_run_writes_nothing_and_the_import_all(self, scene, visit):
        found = scene.class_()
        rows = [scene.trainee(found, name=f"学员{n}") for n in "甲乙"]
        client, address = visit(scene.unit()), reverse("results:import_marks", args=[found.pk])
        file = sheet([
            {"seat": str(rows[0].pk), "name": "学员甲", "exam": "85", "practical": "缺考"},
            {"name": "学员乙", "exam": "71", "practical": "66.5"},
        ])  # fmt: skip
        page = client.post(address, {"file": file}).content.decode()
        assert Mark.objects.count() == 0
        assert "导入 4 个成绩" in page
        kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
        assert client.post(address, {"kept": kept + "x", "do": "import"}).status_code == 422
        assert client.post(address, {"kept": kept, "do": "import"}).status_code == 302
        assert [scene.outcome(row).state for row in rows] == ["makeup", "qualified"]
        assert {mark.source for mark in Mark.objects.all()} == {"imported"}
        again = client.post(address, {"kept": kept}).content.decode()
        assert "没有要导入的" in again

    def test_faults_stand_at_their_cells_and_come_back_in_red(self, scene, visit):
        found = scene.class_()
        one = scene.trainee(found, name="学员甲")
        scene.trainee(found, name="学员乙")
        scene.trainee(found, name="学员乙")
        client, address = visit(scene.unit()), reverse("results:import_marks", args=[found.pk])
        file = sheet([
            {"seat": str(one.pk), "name": "学员丙", "exam": "85"},
            {"name": "学员乙", "exam": "71"},
            {"name": "无此人", "exam": "60"},
            {"name": "学员甲", "exam": "优", "practical": "101"},
        ])  # fmt: skip
        answer = client.post(address, {"file": file})
        assert answer.status_code == 422
        page = text(answer)
        for says in ("与学员编号不符", "几个人同名", "名册里没有这个人", "0 到 100 的分数"):
            assert says in page
        kept = re.search(r'name="kept" value="([^"]+)"', answer.content.decode())[1]
        marked = client.post(address, {"kept": kept, "do": "marked"})
        assert marked["Content-Type"] == XLSX
        assert client.post(address, {"kept": kept, "do": "import"}).status_code == 422
        assert Mark.objects.count() == 0

    def test_a_gb18030_text_file_is_read_and_what_is_no_table_is_refused(self, scene, visit):
        found = scene.class_()
        row = scene.trainee(found, name="郭建军")
        client, address = visit(scene.unit()), reverse("results:import_marks", args=[found.pk])
        content = "姓名,考试成绩,实操成绩\r\n郭建军,81,72\r\n".encode("gb18030")
        page = client.post(address, {"file": SimpleUploadedFile("成绩.csv", content)})
        kept = re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]
        assert client.post(address, {"kept": kept, "do": "import"}).status_code == 302
        assert scene.outcome(row).state == "qualified"
        for bad in (b"\x00\x01nonsense", "姓名\r\n郭建军".encode()):
            file = SimpleUploadedFile("x.csv", bad)
            assert client.post(address, {"file": file}).status_code == 422
        assert client.post(address, {}).status_code == 422


class TestOverall:
    @pytest.mark.clause("HB-3.2.6.1.b", "HB-1.i", "HB-2.2.2.o")
    def test_trained_and_certified_stand_apart_against_600_and_open_their_people(
        self, scene, visit
    ):
        scene.hubei.decide("certified-target-basis", "decisions")
        found = scene.class_()
        scene.mark(scene.trainee(found, name="郭建军"), 80, 80)
        scene.failed(found, name="李晓梅")
        client = visit(scene.province())
        page = text(client.get(reverse("results:assessment")))
        assert re.search(r"考核培训人数.*2.*/ 600 人.*还差 598 人.*HB-3.2.6.1.b", page)
        assert re.search(r"考核认证人数.*1.*/ 600 人.*还差 599 人.*HB-1.i.*HB-2.2.2.o", page)
        people = text(client.get(reverse("results:assessed")))
        assert ("郭建军" in people, "李晓梅" in people) == (True, True)
        people = text(client.get(reverse("results:certified")))
        assert ("郭建军" in people, "李晓梅" in people) == (True, False)
        assert "宜昌考核班" in page
        for url in ("results:assessed", "results:certified", "results:outcomes"):
            answer = client.get(reverse(url) + "?export=xlsx")
            assert answer["Content-Type"] == XLSX

    def test_a_county_reads_its_own_people_once_published(self, scene, visit):
        found = scene.class_()
        scene.mark(scene.trainee(found, name="郭建军"), 80, 80)
        scene.mark(scene.trainee(found, name="外县学员", code="420102"), 80, 80)
        county = visit(scene.hubei.county())
        address = reverse("results:outcomes")
        assert "郭建军" not in text(county.get(address))
        actions.publish(found, by=scene.unit(), at=AFTER)
        page = text(county.get(address))
        assert ("郭建军" in page, "外县学员" in page) == (True, False)
        assert "/ 600" not in text(county.get(reverse("results:assessment")))

    def test_many_outcomes_take_no_more_queries(self, scene, visit, django_assert_max_num_queries):
        found = scene.class_()
        for _n in range(60):
            scene.trainee(found, lessons=0)
        scene.decide(found)
        client = visit(scene.province())
        with django_assert_max_num_queries(40):
            assert client.get(reverse("results:outcomes")).status_code == 200


class TestOneself:
    def test_a_trainee_reads_hours_at_once_and_marks_when_published(self, scene, client):
        found = scene.class_()
        row = scene.failed(found, lessons=5)
        acting = scene.account(row)
        user = scene.user_of(acting)
        assert actings_of(user, on=date(2022, 6, 6))
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        own = reverse("results:own_marks")
        page = text(client.get(own))
        assert "22 / 24" in page
        assert "差 2 学时" in page
        assert ("55" in page, "公布后" in page) == (False, True)
        actions.publish(found, by=scene.unit(), at=AFTER)
        page = text(client.get(own))
        assert "考试 55 分，合格线 60 分" in page
        assert "不合格" in page
        assert outcome(acting, AFTER)["own"].published.state == "not_qualified"
        assert client.get(reverse("results:marks", args=[found.pk])).status_code in (403, 404)

    def test_the_make_up_is_on_the_phone_with_day_and_place(self, scene, client):
        found = scene.class_()
        row = scene.failed(found)
        acting = scene.account(row)
        scene.offer(found, venue="一楼机房")
        user = scene.user_of(acting)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        page = text(client.get(reverse("results:own_marks")))
        assert "2022-06-20" in page
        assert "一楼机房" in page
        assert MakeUp.objects.get().state == "offered"
        card = render_to_string("results/parts/outcome_card.html", {"card": outcome(acting, AFTER)})
        assert "2022-06-20" in card


def test_nobody_signed_in_sees_results(client):
    assert client.get(reverse("results:own_marks")).status_code == 302
