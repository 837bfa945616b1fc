"""From marked to final: keys changed and items voided, published masked, appealed, written down."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from zhicai.exams.marks_waiting import appeals_waiting
from zhicai.exams.models import Appeal, Exam, ItemVersion, Score
from zhicai.exams.queries.passing import lines_of
from zhicai.exams.queries.regrading import paper_item_of, preview
from zhicai.exams.tests import marking_scenes
from zhicai.exams.tests.marking_scenes import browser, standing
from zhicai.exams.tests.scenes import CHOICE, after
from zhicai.foundation import clock
from zhicai.messages.models import Message
from zhicai.people.rules import masked_name
from zhicai.planning.tests.scenes import YILING
from zhicai.programmes.queries import law_of
from zhicai.results.models import MakeUp, Mark, Outcome

pytestmark = pytest.mark.django_db
DAY = 24 * 60


@pytest.fixture
def marking():
    """Two candidates with 3 choices right and the answer in words marked 4: 10 of 13, 76.9."""
    with standing(130):
        scene = marking_scenes.Marking()
        scene.marked("2", "2")
        yield scene


def text(answer):
    return answer.content.decode()


def url(name, *args):
    return reverse(f"exams:{name}", args=args)


def percent(sitting):
    return Score.objects.get(sitting=sitting).percent


# --- keys and voids ------------------------------------------------------------------------------


def test_what_a_void_would_change_is_shown_before_anybody_decides_it(marking):
    weak = marking.sat(2, right=1, words="")
    assert percent(weak) == Decimal("15.3")
    marking.hubei.decide("exam-pass-mark", 30)
    item = paper_item_of(marking.exam, 4)
    found = preview(item, None)
    assert (found.candidates, found.changed, found.to_pass, found.to_fail) == (3, 3, 1, 0)
    client, page = browser(marking.markers[0]), url("marking_item", marking.exam.pk, 4)
    assert "未通过变为通过" in text(client.get(page, {"void": 1}))
    assert percent(weak) == Decimal("15.3")
    assert client.post(page, {"do": "void", "void": "1", "reason": ""}).status_code == 422
    assert (
        client.post(page, {"do": "void", "void": "1", "reason": "两个选项都对"}).status_code == 302
    )
    assert percent(weak) == Decimal("30.7")
    trace = text(client.get(url("marking_exam", marking.exam.pk)))
    assert "两个选项都对" in trace
    assert "3 人" in trace


def test_another_key_is_held_against_the_answers_and_moves_the_results(marking):
    options = [{"text": one["text"], "right": n == 1} for n, one in enumerate(CHOICE["options"])]
    item = paper_item_of(marking.exam, 1)
    version = ItemVersion.objects.create(
        item=item.item_version.item, number=2, content=CHOICE | {"options": options},
        plain=CHOICE["stem"], marks=2, made_at=after(65), made_by="吴越", reason="答案有误",
    )  # fmt: skip
    found = preview(item, version)
    assert (found.down, found.up, found.to_fail) == (2, 0, 0)
    client, page = browser(marking.markers[0]), url("marking_item", marking.exam.pk, 1)
    shown = text(client.get(page, {"version": version.pk}))
    assert "改用第 2 版后的变化" in shown
    before = percent(marking.sittings[0])
    answer = client.post(page, {"do": "change", "version": version.pk, "reason": "答案有误"})
    assert answer.status_code == 302
    assert percent(marking.sittings[0]) < before
    assert client.post(page, {"do": "change", "version": "9999", "reason": "x"}).status_code == 404
    unit = browser(marking.results.unit())
    assert unit.get(page).status_code == 403


def test_who_knows_the_result_is_told_that_it_has_moved(marking):
    item = paper_item_of(marking.exam, 4)
    me = marking.account(marking.sittings[0])
    marking.published()
    page = url("marking_item", marking.exam.pk, item.number)
    browser(marking.markers[0]).post(page, {"do": "void", "void": "1", "reason": "两个选项都对"})
    told = Message.objects.get(user=me.user_id, title_zh="成绩有更正")
    assert "两个选项都对" in told.body_zh


def test_nothing_of_a_paper_changes_once_its_exams_are_final(marking):
    marking.published()
    Exam.objects.filter(pk=marking.exam.pk).update(state="final")
    client, page = browser(marking.markers[0]), url("marking_item", marking.exam.pk, 4)
    answer = client.post(page, {"do": "void", "void": "1", "reason": "晚了"})
    assert answer.status_code == 409
    assert "都已定分" in text(answer)


# --- published, appealed -------------------------------------------------------------------------


def test_results_are_published_masked_and_candidates_are_told(marking):
    me = marking.account(marking.sittings[0])
    client, page = browser(marking.markers[0]), url("results", marking.exam.pk)
    office = browser(marking.hubei.province())
    assert office.get(page).status_code == 404
    answer = client.post(url("publish", marking.exam.pk))
    assert answer["Location"] == page
    for who in (client, office):
        shown = text(who.get(page))
        for sitting in marking.sittings:
            assert sitting.person.name not in shown
            assert sitting.code not in shown
            assert masked_name(sitting.person.name) in shown
    own = text(browser(me).get(url("published", marking.sittings[0].code)))
    assert "本人" in own
    assert marking.sittings[1].person.name not in own
    assert Message.objects.filter(user=me.user_id, title_zh__contains="成绩已公布").count() == 1
    strange = browser(marking.account(marking.sittings[1], "trainee2"))
    assert strange.get(url("published", marking.sittings[0].code)).status_code == 404


def test_nothing_is_published_while_an_answer_waits(marking):
    marking.sat(2)
    client = browser(marking.markers[0])
    answer = client.post(url("publish", marking.exam.pk))
    assert answer.status_code == 409
    assert "1 份答卷没有评完" in text(answer)
    assert browser(marking.results.unit()).post(url("publish", marking.exam.pk)).status_code == 403


def test_a_candidate_appeals_from_the_result_and_a_stranger_to_the_marks_answers(marking):
    one = marking.sittings[0]
    me = browser(marking.account(one))
    marking.published()
    page = url("result", one.code)
    assert "还有 3 天" in text(me.get(page))
    sent = {"number": "5", "says": "第二点写到了"}
    assert me.post(url("appeal_ask", one.code), {"number": "5", "says": " "}).status_code == 422
    assert me.post(url("appeal_ask", one.code), sent).status_code == 302
    asked = Appeal.objects.get()
    assert appeals_waiting(marking.markers[2], clock.today()) == 1
    listed = text(browser(marking.markers[2]).get(url("appeals")))
    assert "第二点写到了" in listed
    marker, other = browser(marking.markers[0]), browser(marking.markers[2])
    refused = marker.post(url("appeal", asked.pk), {"do": "uphold", "marks": "5", "answer": "对"})
    assert refused.status_code == 409
    assert "没有评过它的人" in text(refused)
    shown = text(other.get(url("appeal", asked.pk)))
    assert one.person.name not in shown
    assert one.code not in shown
    assert other.post(url("appeal", asked.pk), {"do": "uphold", "answer": "对"}).status_code == 422
    upheld = {"do": "uphold", "marks": "5", "answer": "第二点写到了，改判"}
    assert other.post(url("appeal", asked.pk), upheld).status_code == 302
    assert percent(one) == Decimal("84.6")
    assert "改判" in text(me.get(page))
    assert appeals_waiting(marking.markers[2], clock.today()) == 0


def test_an_appeal_of_the_whole_result_names_the_item_that_changes(marking):
    one = marking.sittings[0]
    me = browser(marking.account(one))
    marking.published()
    me.post(url("appeal_ask", one.code), {"number": "", "says": "总分算错了"})
    asked, other = Appeal.objects.get(), browser(marking.markers[2])
    page = url("appeal", asked.pk)
    assert "查看哪一题" in text(other.get(page))
    missing = other.post(page, {"do": "uphold", "marks": "2", "answer": "漏算"})
    assert missing.status_code == 422
    whole = {"do": "uphold", "number": "4", "marks": "2", "answer": "漏算"}
    assert other.post(page, whole).status_code == 302
    assert percent(one) == Decimal("92.3")


def test_an_appeal_after_its_days_is_refused_with_the_clause_of_the_setting(marking):
    one = marking.sittings[0]
    me = marking.account(one)
    marking.published()
    clause = law_of(marking.hubei.year).parameters["exam-objection-days"].clause[0]
    with standing(4 * DAY):
        client = browser(me)
        assert "已过" in text(client.get(url("result", one.code)))
        answer = client.post(url("appeal_ask", one.code), {"number": "5", "says": "晚了"})
        assert answer.status_code == 409
        assert "申请期到 2022-05-23 为止" in text(answer)
        assert clause in text(answer)
    assert not Appeal.objects.exists()


# --- final ---------------------------------------------------------------------------------------


@pytest.mark.clause("HB-3.2.6.5.b")
def test_final_results_are_written_down_and_say_who_passed_and_who_may_repeat(marking):
    weak, client = marking.sat(2, right=1, words=""), browser(marking.markers[0])
    absent = marking.results.trainee(marking.class_, name="缺考人")
    marking.exam.sittings.create(
        person=absent.person, registration=absent, code="SLIPABSENT", seed="s", state="absent"
    )
    marking.published()
    early = client.post(url("finish", marking.exam.pk))
    assert early.status_code == 409
    assert not Mark.objects.exists()
    with standing(4 * DAY):
        client = browser(marking.markers[0])
        assert client.post(url("finish", marking.exam.pk)).status_code == 302
        assert client.post(url("finish", marking.exam.pk)).status_code == 302
        page = text(client.get(url("results", marking.exam.pk)))
    found = dict(Mark.objects.filter(part="exam").values_list("registration", "value"))
    passed = marking.sittings[0].registration_id
    assert found == {
        passed: Decimal("76.90"), marking.sittings[1].registration_id: Decimal("76.90"),
        weak.registration_id: Decimal("15.30"), absent.pk: None,
    }  # fmt: skip
    assert "定分结论" in page
    assert page.count("可补考一次") == 2
    verdicts = {line.sitting.registration_id: line for line in lines_of(marking.exam)}
    assert verdicts[passed].verdict == "passed"
    assert verdicts[weak.registration_id].again
    assert not verdicts[passed].again
    marking.results.mark(weak.registration, practical=80, when=after(5 * DAY))
    assert Outcome.objects.get(registration=weak.registration_id).state == "makeup"
    offered = marking.results.offer(marking.class_, after(10 * DAY).date(), when=after(5 * DAY))
    assert MakeUp.objects.filter(registration=weak.registration_id).exists(), offered
    marking.hubei.decide("exam-pass-mark", 80)
    assert {line.verdict for line in lines_of(marking.exam)} == {"failed", "absent"}


def test_an_appeal_that_waits_keeps_results_from_being_final(marking):
    one = marking.sittings[0]
    me = browser(marking.account(one))
    marking.published()
    me.post(url("appeal_ask", one.code), {"number": "5", "says": "第二点写到了"})
    with standing(4 * DAY):
        answer = browser(marking.markers[0]).post(url("finish", marking.exam.pk))
    assert answer.status_code == 409
    assert "1 件复核申请没有答复" in text(answer)


# --- lists ---------------------------------------------------------------------------------------


def test_the_list_goes_beyond_a_page_and_out_as_a_file_without_formulas(
    marking, django_assert_max_num_queries
):
    for n in range(2, 60):
        marking.sat(n, right=n % 5, words="")
    marking.published()
    client, page = browser(marking.markers[0]), url("results", marking.exam.pk)
    client.get(page)
    with django_assert_max_num_queries(25):
        first = text(client.get(page))
    assert "共 60 人" in first
    assert first.count("SL****") == 50
    assert text(client.get(page, {"page": 2})).count("SL****") == 10
    few = text(client.get(page, {"verdict": "failed", "again": "on"}))
    assert "通过</" not in few.split("<tbody>")[1].replace("未通过", "")
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(page, {"export": "xlsx"}).content))
    cells = [cell for row in sheet.worksheets[0].iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    words = {str(cell.value) for cell in cells}
    assert masked_name("=陈志强") in words
    assert not words & {one.person.name for one in marking.sittings}
    me = browser(marking.account(marking.sittings[0]))
    own = url("published", marking.sittings[0].code)
    me.get(own)
    with django_assert_max_num_queries(25):
        assert text(me.get(own)).count("SL****") == 50
    printed = text(client.get(url("results_print", marking.exam.pk)))
    assert printed.count("SL****") == 60


def test_lists_of_appeals_go_beyond_a_page(marking, django_assert_max_num_queries):
    marking.published()
    Appeal.objects.bulk_create(
        Appeal(sitting=marking.sittings[n % 2], number=n, says=f"理由{n}", at=after(130),
               due=after(130).date() + timedelta(days=3))
        for n in range(60)
    )  # fmt: skip
    client = browser(marking.markers[0])
    client.get(url("appeals"))
    with django_assert_max_num_queries(20):
        assert text(client.get(url("appeals"))).count("理由") >= 50
    assert "没有符合条件的复核申请" in text(client.get(url("appeals"), {"state": "upheld"}))


def test_only_who_oversees_the_exam_reads_its_list(marking):
    marking.published()
    page = url("results", marking.exam.pk)
    assert browser(marking.results.unit()).get(page).status_code == 200
    for other in (marking.hubei.county(YILING),
                  marking.hubei.body("base", home="420100", serves=("420100",))):  # fmt: skip
        assert browser(other).get(page).status_code in (403, 404)
