"""The pages of lists: who sees which, what is done there, the public page, budgets."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.accounts.models import User
from zhicai.admission.actions import ObjectionFacts, publish_list, raise_objection, seal_list
from zhicai.admission.models import Candidate, Objection, Placement
from zhicai.admission.tests import list_scenes
from zhicai.admission.tests.list_scenes import WUHAN, YICHANG, at
from zhicai.admission.waiting import count_lists, count_objections
from zhicai.admission.waiting import lists as lists_waiting
from zhicai.admission.waiting import objections as objections_waiting
from zhicai.foundation import clock

SAYS = "第二名不在本省工作，不符合条件"


@pytest.fixture
def lists(db):
    return list_scenes.lists()


@pytest.fixture
def visit(client):
    def sign_in(acting):
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def on_that_day():
    with clock.standing_at(date(2022, 5, 11)):
        yield


def url(name, *args):
    return reverse(f"admission:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_the_team_draws_up_places_seals_and_publishes_on_one_page(lists, visit):
    call = lists.screened()
    client = visit(lists.team)
    page = url("list", call.pk)
    assert "生成名单" in text(client.get(page))
    for do, then in (("draft", "未编班"), ("place", "没有更好的编法"), ("seal", "校验一致")):
        revision = getattr(call, "admission_list", None)
        answer = client.post(page, {"do": do})
        assert answer.status_code == 302, (do, revision)
        assert then in text(client.get(page))
    assert client.post(page, {"do": "publish"}).status_code == 302
    shown = text(client.get(page))
    assert "公示 2022-05-11" in shown
    assert "锁定名单" not in shown
    assert "HB-2.2.2.l" in shown


def test_what_clashes_is_said_on_the_page_with_its_clause(lists, visit):
    call = lists.drafted()
    client = visit(lists.team)
    bounds = url("list_bounds", call.pk)
    form = {
        "revision": "1", "classes": [str(lists.classes["YC-1"].pk)], "quota-TOTAL_FORMS": "3",
        "quota-INITIAL_FORMS": "0", "quota-0-training_class": str(lists.classes["YC-1"].pk),
        "quota-0-what": f"city:{YICHANG}", "quota-0-least": "4", "quota-0-most": "",
    }  # fmt: skip
    assert client.get(bounds).status_code == 200
    wrong = client.post(bounds, form | {"quota-1-least": "2"})
    assert (wrong.status_code, "请选择班次" in text(wrong)) == (422, True)
    assert client.post(bounds, form | {"revision": "7"}).status_code == 409
    assert client.post(bounds, form).status_code == 302
    assert "不少于 4" in text(client.get(bounds.replace("bounds/", "")))
    answer = client.post(url("list", call.pk), {"do": "place"})
    assert answer.status_code == 409
    assert "宜昌市不少于 4 人" in text(answer)
    assert "下限从 4 人减到 2 人" in text(answer)
    assert "HB-2.2.2.m" in text(answer)


def test_trainees_are_moved_swapped_and_taken_off_with_a_reason(lists, visit):
    lists.class_("YC-2")
    call = lists.sealed(accepted=4)
    client, page = visit(lists.team), url("list", call.pk)
    rows = lists.entries(call)
    where = lists.where(call)
    one = next(e for e in rows if where[e.position] == "YC-1")
    other = next(e for e in rows if where[e.position] == "YC-2")
    swap = {"do": "swap", "selected": [one.pk, other.pk]}
    assert client.post(page, swap).status_code == 422
    assert client.post(page, swap | {"selected": [one.pk], "reason": "工作安排"}).status_code == 422
    assert client.post(page, swap | {"reason": "工作安排冲突"}).status_code == 302
    assert "锁定后的调整" in text(client.get(page))
    move = {"do": "move", "selected": [one.pk], "training_class": lists.classes["YC-1"].pk,
            "reason": "单位改派时间"}  # fmt: skip
    assert client.post(page, move).status_code == 302
    leave = {"do": "leave", "selected": [other.pk], "reason": "调离本单位"}
    assert client.post(page, leave).status_code == 302
    shown = text(client.get(page))
    assert "号递补" in shown
    assert "校验一致" in shown
    assert client.post(page, {"do": "explode"}).status_code == 404
    assert client.post(page, {"do": "move", "selected": ["x", "9" * 30]}).status_code == 422


def test_who_sees_which_list_and_whose_whole_name(lists, visit):
    call = lists.drafted()
    page = url("list", call.pk)
    name = lists.entries(call)[0].candidate.person.name
    assert visit(lists.stage.teams[WUHAN]).get(page).status_code == 404
    assert visit(lists.stage.hubei.county()).get(page).status_code == 404
    assert name in text(visit(lists.team).get(page))
    assert name in text(visit(lists.group).get(page))
    shown = visit(lists.stage.hubei.province()).get(page)
    assert shown.status_code == 200
    assert name not in text(shown)
    assert visit(lists.stage.hubei.province()).post(page, {"do": "seal"}).status_code == 404
    assert visit(lists.stage.hubei.province()).get(f"{page}?export=xlsx").status_code == 404


def test_a_county_reads_the_sealed_list_with_the_whole_names_of_its_own_people(lists, visit):
    call = lists.sealed()
    rows = lists.entries(call)
    own = [e for e in rows if e.candidate.employer_place.code == list_scenes.YILING]
    others = [e for e in rows if e not in own]
    shown = text(visit(lists.stage.hubei.county()).get(url("list", call.pk)))
    assert own[0].candidate.person.name in shown
    assert others[0].candidate.person.name not in shown
    assert visit(lists.stage.hubei.county("420106")).get(url("list", call.pk)).status_code == 404


def test_the_list_is_filtered_exported_and_printed(lists, visit):
    call = lists.sealed(accepted=4)
    client, page = visit(lists.team), url("list", call.pk)
    first = lists.entries(call)[0].candidate.person.name
    found = text(client.get(page, {"q": first}))
    assert found.count('class="form-check-input" name="selected"') == 1
    assert "没有符合条件的学员" in text(client.get(page, {"training_class": "none"}))
    for wanted in ("hand", "left", "added"):
        assert client.get(page, {"state": wanted}).status_code == 200
    answer = client.get(page, {"export": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert any(first in [str(cell.value) for cell in row] for row in sheet.iter_rows())
    printed = text(client.get(url("list_print", call.pk)))
    assert first in printed
    assert lists.row(call).sha256 in printed


def test_the_hub_lists_every_region_and_names_what_waits(lists, visit):
    call = lists.published()
    raise_objection(lists.row(call), ObjectionFacts(SAYS, "k"), at=at("05-10"))
    shown = text(visit(lists.stage.hubei.province()).get(url("lists")))
    assert "已锁定" in shown
    assert "2022-05-10" in shown
    assert visit(lists.group).get(url("lists")).status_code == 200


def test_a_candidate_reads_the_class_by_the_code_once_it_is_sealed(lists, client):
    call = lists.placed(accepted=1, reserved=0)
    one = lists.entries(call)[0].candidate
    Candidate.objects.filter(pk=one.pk).update(code="ABCD2345")
    look = {"code": "ABCD2345", "phone": one.person.phone, "do": "look"}
    assert "YC-1 考核班" not in text(client.post(url("apply_receipt"), look))
    seal_list(call, by=lists.team, at=at("05-10"))
    row = publish_list(call, by=lists.team, at=at("05-10"))
    shown = text(client.post(url("apply_receipt"), look))
    assert "YC-1 考核班" in shown
    assert url("published", row.pk) in shown


# --- the public page -----------------------------------------------------------------------------


def test_everyone_reads_the_published_list_with_masked_names_and_nothing_before(lists, client):
    call = lists.sealed()
    row = lists.row(call)
    page = url("published", row.pk)
    assert client.get(page).status_code == 404
    lists_call = lists.row(call)
    from_team = lists.entries(call)[0].candidate
    publish_list(call, by=lists.team, at=at("05-10"))
    assert page in text(client.get(url("apply", lists.year.pk)))
    shown = text(client.get(page))
    assert from_team.person.name not in shown
    assert from_team.person.name[0] + "*" in shown
    assert from_team.person.id_number not in shown
    assert from_team.person.phone not in shown
    assert "校验一致" in shown
    assert lists_call.sha256 in shown


def test_anyone_objects_once_and_reads_the_answer_by_the_code(lists, client, visit):
    call = lists.published()
    row = lists.row(call)
    page = url("published", row.pk)
    facts = {"do": "object", "says": SAYS, "position": "2", "key": "abc", "name": "某某"}
    assert client.post(page, facts | {"says": "不"}).status_code == 422
    assert client.post(page, facts | {"position": "99"}).status_code == 422
    answer = client.post(page, facts)
    one = Objection.objects.get()
    assert one.code in text(answer)
    assert one.code in text(client.post(page, facts))
    assert "还没有答复" in text(client.post(page, {"do": "look", "code": one.code.lower()}))
    assert "没有这个查询码" in text(client.post(page, {"do": "look", "code": "22222222"}))
    team = visit(lists.team)
    assert count_objections(lists.team, date(2022, 5, 11)) == 1
    (waits,) = objections_waiting(lists.team, date(2022, 5, 11), 5)
    assert "某某" in text(team.get(waits.url))
    assert team.post(waits.url, {"outcome": "upheld", "answer": ""}).status_code == 422
    says = {"outcome": "upheld", "answer": "经核实情况属实，按程序取消并递补。"}
    assert team.post(waits.url, says).status_code == 302
    assert count_objections(lists.team, date(2022, 5, 11)) == 0
    client.logout()
    shown = text(client.post(page, {"do": "look", "code": one.code}))
    assert "经核实情况属实" in shown
    assert SAYS not in shown


def test_after_the_last_day_the_page_takes_no_objections(lists, client):
    page = url("published", lists.row(lists.published()).pk)
    with clock.standing_at(date(2022, 5, 16)):
        assert "异议已于 2022-05-14 截止" in text(client.get(page))
        facts = {"do": "object", "says": SAYS, "key": "abc"}
        assert client.post(page, facts).status_code == 409
    assert not Objection.objects.exists()


def test_one_address_sends_so_many_objections_and_no_more(lists, client):
    page = url("published", lists.row(lists.published()).pk)
    answers = [client.post(page, {"do": "look", "code": "A"}).status_code for _ in range(61)]
    assert answers[-1] == 429
    assert set(answers[:60]) == {200}


# --- what waits, and how much is asked -----------------------------------------------------------


def test_the_inbox_names_lists_to_seal_and_to_place(lists):
    on = date(2022, 5, 11)
    call = lists.screened()
    assert count_lists(lists.team, on) == 1
    assert lists_waiting(lists.team, on, 5)[0].url == url("list", call.pk)
    assert count_lists(lists.group, on) == 0
    assert count_lists(lists.stage.hubei.county(), on) == 0
    lists.stage.hubei.decide("trainees-placed-by", "working-group")
    lists.sealed_by_team(call)
    assert (count_lists(lists.team, on), count_lists(lists.group, on)) == (0, 1)


def test_the_pages_stay_within_their_budgets(lists, visit, django_assert_max_num_queries):
    lists.class_("YC-2", capacity=200)
    call = lists.published(accepted=130, reserved=3)
    for acting in (lists.team, lists.stage.hubei.province(), lists.stage.hubei.county()):
        client = visit(acting)
        client.get(url("list", call.pk))
        with django_assert_max_num_queries(70):
            assert client.get(url("list", call.pk)).status_code == 200
    with django_assert_max_num_queries(40):
        client.get(url("published", lists.row(call).pk))
    assert Placement.objects.filter(until=None).count() == 130
