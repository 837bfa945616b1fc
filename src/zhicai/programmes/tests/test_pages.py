"""The pages of the programme: what they show, to whom, at what cost."""

import re
from datetime import date

import pytest
from django.urls import reverse

from zhicai.accounts.models import Role
from zhicai.law.schema import Level
from zhicai.places.actions import name_organisation
from zhicai.places.models import Seat
from zhicai.programmes.actions import decide_setting, extend_deadline
from zhicai.programmes.models import DeadlineDecision, HolidayTable, SettingDecision, Wording
from zhicai.programmes.queries import curriculum_of, law_of
from zhicai.programmes.registry import metrics
from zhicai.programmes.tests import scenes
from zhicai.ui import slots

READING = [
    "overview", "clauses", "bodies", "curriculum", "targets", "measures", "calendar", "points",
    "deadlines", "organisations", "holidays", "holiday_template",
]  # fmt: skip
KEEPING = [
    "add_item", "decide_deadline", "issue_notice", "name_organisation", "open_year", "rules",
]  # fmt: skip


def at(view, *args):
    return reverse(f"programmes:{view}", args=args)


@pytest.fixture
def keeper(year):
    return scenes.browser(scenes.keeper())


@pytest.fixture
def county(year):
    return scenes.browser(scenes.county_officer())


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("view", READING)
def test_everyone_signed_in_reads_with_few_queries(county, django_assert_max_num_queries, view):
    county.get(at(view))
    asked = len(metrics()) if view in ("overview", "targets") else 0
    with django_assert_max_num_queries(30 + asked):
        assert county.get(at(view)).status_code == 200


@pytest.mark.parametrize("view", KEEPING)
def test_counties_keep_no_rules(county, view):
    assert county.get(at(view)).status_code == 403
    assert county.post(at(view)).status_code == 403


@pytest.mark.parametrize("view", KEEPING)
def test_rule_keepers_reach_every_form(keeper, view):
    assert keeper.get(at(view)).status_code == 200


def test_visitors_are_asked_to_sign_in(year, client):
    assert client.get(at("overview")).status_code == 302


@pytest.mark.clause("HB-0.b")
def test_the_overview_lists_the_policy_documents_by_their_titles(county, year):
    page = text(county.get(at("overview")))
    for basis in law_of(year).head.policy_basis:
        assert f"《{basis.name.zh}》" in page


def test_the_overview_names_both_tracks_by_their_headlines(county):
    page = text(county.get(at("overview")))
    assert "万名专员（预科）培训" in page
    assert "千名专员（考核）培训" in page


def test_before_a_year_is_opened_the_page_says_so_and_sends_the_keeper_to_open_it(hubei):
    county = scenes.browser(scenes.county_officer())
    assert "还没有开启年度" in text(county.get(at("overview")))
    assert county.get(at("clauses")).status_code == 404
    keeper = scenes.browser(scenes.keeper())
    assert keeper.get(at("overview")).url == at("open_year")
    answer = keeper.post(at("open_year"), {"choice": "hubei-2022/2022"})
    assert answer.status_code == 302
    assert "2022 年度" in text(county.get(at("overview")))
    assert keeper.post(at("open_year"), {"choice": "hubei-2022/1999"}).status_code == 422


# --- clauses -------------------------------------------------------------------------------------


def test_every_clause_stands_at_its_anchor_with_its_place_and_what_holds_it(county, year):
    page = text(county.get(at("clauses")))
    for clause in law_of(year).clauses.values():
        assert f'id="{clause.id}"' in page
    row = page[page.index('id="HB-3.1.7.1.a"') :][:4000]
    assert "预科班次" in row
    assert 'href="/programme/targets/#county-holds-preparatory-class"' in row
    assert slots.clause_url("HB-3.1.7.1.a") == "/programme/clauses/#HB-3.1.7.1.a"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=神农架", "HB-0.a"),
        ("q=hb-4.5.k", "HB-4.5.k"),
        ("kind=deadline", "HB-3.1.7.2.b"),
        ("held=open&kind=quota", "HB-2.2.1.e"),
    ],
)
def test_clauses_are_found_by_kind_and_words(county, query, expected):
    page = text(county.get(f"{at('clauses')}?{query}"))
    assert f'id="{expected}"' in page
    assert page.count("zc-clause-row") < 100


def test_a_filter_that_finds_nothing_names_the_conditions(county):
    page = text(county.get(f"{at('clauses')}?q=月球"))
    assert "当前条件：月球" in page


# --- bodies, curriculum, targets, calendar -------------------------------------------------------


def test_bodies_show_their_role_on_each_track_with_clauses(county):
    page = text(county.get(at("bodies")))
    assert "举办地主办" in page
    assert "任务归属" in page
    assert "HB-3.2.3.c" in page


@pytest.mark.clause("HB-2.3.SHI.1", "HB-2.3.SHI.2")
def test_the_practical_lessons_have_their_task_and_a_link_to_the_system(keeper, year):
    address = at("text", "address-zhihuiqiao")
    sent = {"zh": "https://zhq.example", "reason": "省局提供", "version": "0"}
    assert keeper.post(address, sent).status_code == 302
    page = text(keeper.get(at("curriculum")))
    assert 'href="https://zhq.example"' in page
    for item in curriculum_of(year):
        if item.group == "practical":
            assert item.task.zh in page


def test_the_curriculum_of_another_year_is_one_click_away(keeper, year):
    following = scenes.opened(2023, on=date(2023, 1, 4))
    sent = {"group": "knows", "zh": "数据知识产权", "en": "Data IP", "reason": "试点"}
    assert keeper.post(f"{at('add_item')}?year={following.pk}", sent).status_code == 302
    assert "数据知识产权" in text(keeper.get(f"{at('curriculum')}?year={following.pk}"))
    assert "<b>数据知识产权</b>" not in text(keeper.get(f"{at('curriculum')}?year={year.pk}"))


def test_an_item_refused_is_shown_with_its_clause(keeper, year):
    decide(year, "curriculum-extensible", "false")
    sent = {"group": "knows", "zh": "数据知识产权", "en": "Data IP", "reason": "试点"}
    answer = keeper.post(at("add_item"), sent)
    assert answer.status_code == 409
    assert "HB-2.3.ZHI.5" in answer.content.decode()


def test_targets_say_what_is_counted_and_what_is_not(county):
    page = text(county.get(at("targets")))
    row = page[page.index('id="core-teams-certify-specialists"') :][:2500]
    assert "不少于 600 人" in row
    assert "未计量" in row
    assert "只展示" in page


def test_the_calendar_dates_every_line_and_names_the_settings_still_to_fill(county):
    page = text(county.get(at("calendar")))
    assert page.count("待省局设定") >= 5
    assert "/programme/points/training-money-due/" in page
    assert "开班前 7 天" in page


def test_the_calendar_warns_of_the_three_collisions(county):
    page = text(county.get(at("calendar")))
    for words in (
        "2022-05-01 开班的班，“师资备案”2022-04-24 到期，早于“考核报审”的期限 2022-04-30",
        "可以办到 2022-11-30，当天也是“落实汇总”的期限",
        "可以办到 2022-04-30，当天也是“考核报审”的期限",
    ):
        assert words in page


def test_the_calendar_says_when_the_holidays_of_a_year_are_unknown(keeper, year):
    following = scenes.opened(2027, on=date(2027, 1, 4))
    assert "还没有 2027 年的放假安排" in text(keeper.get(f"{at('calendar')}?year={following.pk}"))


def test_a_holiday_table_is_uploaded_or_refused_with_its_line(keeper):
    answer = keeper.post(
        at("holidays"), {"table": "- year: 2031\n  off:\n  - 元旦", "reason": "国办"}
    )
    assert answer.status_code == 422
    assert "3: " in answer.content.decode()
    assert not HolidayTable.objects.exists()
    template = keeper.get(at("holiday_template")).content.decode()
    assert keeper.post(at("holidays"), {"table": template, "reason": "国办"}).status_code == 302
    assert HolidayTable.objects.get().year == 2023


# --- settings ------------------------------------------------------------------------------------


def decide(year, setting, value, reason="测试"):
    decide_setting(
        year,
        setting,
        value,
        reason=reason,
        in_force_from=date(2022, 1, 1),
        by=scenes.keeper(),
        at=scenes.NOON,
    )


def test_every_open_point_is_a_setting_with_value_consequence_and_reader(county, year):
    page = text(county.get(at("points")))
    law = law_of(year)
    for point in law.points:
        assert f'id="{point}"' in page or point in page
    for parameter in law.parameters:
        assert f'id="{parameter}"' in page
    assert "尚无功能读取" in page


def test_a_keeper_decides_a_setting_and_everyone_sees_who_when_and_why(keeper, county):
    address = at("setting", "due-dates-grace-days")
    sent = {"value": "3", "in_force_from": "2022-02-01", "reason": "清明假期"}
    assert keeper.post(address, sent).status_code == 302
    page = text(county.get(address))
    assert "3 天" in page
    assert "keeper某" in page
    assert "清明假期" in page
    assert "保存设置" not in page


def test_a_county_decides_nothing(county):
    sent = {"value": "3", "in_force_from": "2022-02-01", "reason": "想放宽"}
    assert county.post(at("setting", "due-dates-grace-days"), sent).status_code == 403
    assert not SettingDecision.objects.exists()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("due-dates-grace-days", "三天"),
        ("due-dates-grace-days", "61"),
        ("notice-receipt-due", "下周"),
        ("second-batch-from", "13-40"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(keeper, setting, value):
    sent = {"value": value, "in_force_from": "昨天", "reason": ""}
    answer = keeper.post(at("setting", setting), sent)
    assert answer.status_code == 422
    sent = {"value": value, "in_force_from": "2022-02-01", "reason": "试"}
    answer = keeper.post(at("setting", setting), sent)
    assert answer.status_code == 422
    assert 'id="id_value_error"' in answer.content.decode()


def test_a_table_setting_is_changed_cell_by_cell(keeper, year):
    address = at("setting", "task-owner")
    page = text(keeper.get(address))
    assert len(re.findall(r'name="cell-\d+-clause"', page)) == 35
    sent = {"in_force_from": "2022-02-01", "reason": "分工"}
    row = {"cell-1-clause": "HB-2.1.c", "cell-1-owner": "working-group", "cell-2-clause": ""}
    assert keeper.post(address, sent | row).status_code == 302
    assert SettingDecision.objects.get().value == [{"clause": "HB-2.1.c", "owner": "working-group"}]
    wrong = keeper.post(address, sent | {"cell-1-clause": "HB-2.1.zz", "cell-1-owner": "province"})
    assert wrong.status_code == 422
    assert "HB-2.1.zz" in wrong.content.decode()


def test_a_setting_that_does_not_exist_is_not_found(keeper):
    assert keeper.get(at("setting", "no-such-setting")).status_code == 404
    assert keeper.get(at("text", "no-such-text")).status_code == 404
    assert keeper.get(at("withdraw_item", "no-such-item")).status_code == 404
    assert keeper.get(at("organisation", 999)).status_code == 404


# --- deadlines -----------------------------------------------------------------------------------


def test_a_keeper_extends_for_several_seats_and_the_list_shows_why(keeper, county):
    address = f"{at('decide_deadline')}?obligation=county-files-class-plan"
    assert "夷陵区" in text(keeper.get(f"{address}&place={scenes.YILING}"))
    sent = {
        "kind": "extended",
        "due": "2022-04-20",
        "reason": "机构改革",
        "places": [scenes.YILING, "420502"],
    }
    assert keeper.post(address, sent).status_code == 302
    page = text(county.get(at("deadlines")))
    assert page.count("2022-04-20") == 2
    assert "机构改革" in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"due": ""}, 422),
        ({"due": "2022-03-01"}, 409),
        ({"reason": ""}, 422),
        ({"places": []}, 422),
        ({"kind": "restored"}, 409),
        ({"kind": "other"}, 422),
    ],
)
def test_a_decision_that_cannot_be_made_says_why(keeper, changes, status):
    address = f"{at('decide_deadline')}?obligation=county-files-class-plan"
    sent = {"kind": "extended", "due": "2022-04-20", "reason": "改革", "places": [scenes.YILING]}
    assert keeper.post(address, sent | changes).status_code == status
    assert not DeadlineDecision.objects.exists()


def test_a_list_of_many_decisions_is_paged(keeper, year):
    counties = [s.place for s in _county_seats()]
    extend_deadline(
        year,
        "county-files-class-plan",
        places=counties,
        due=date(2022, 4, 20),
        reason="全省顺延",
        by=scenes.keeper(),
        at=scenes.NOON,
    )
    page = text(keeper.get(at("deadlines")))
    assert page.count("全省顺延") == 50
    assert text(keeper.get(f"{at('deadlines')}?page=99")).count("全省顺延") == 3


def _county_seats():
    return Seat.objects.filter(level=Level.COUNTY).select_related("place")


# --- texts, organisations, scope -----------------------------------------------------------------


def test_two_editors_on_one_text_the_second_is_told(keeper, year):
    address = at("text", "guiding-principles")
    assert (
        keeper.post(address, {"zh": "甲", "en": "", "reason": "改", "version": "0"}).status_code
        == 302
    )
    assert (
        keeper.post(address, {"zh": "乙", "en": "", "reason": "改", "version": "1"}).status_code
        == 302
    )
    late = keeper.post(address, {"zh": "丙", "en": "", "reason": "改", "version": "1"})
    assert late.status_code == 409
    assert "丙" in late.content.decode()
    assert Wording.objects.count() == 2


def test_a_keeper_names_a_group_adds_members_and_ends_one(keeper, year):
    sent = {"kind": "working-group", "name": "全省专员培训工作组", "home": scenes.HUBEI}
    address = keeper.post(at("name_organisation"), sent | {"serves": [scenes.HUBEI]}).url
    member = {"name": "高远", "username": "gaoyuan", "password": "Gongzuozu-2022"}
    assert keeper.post(f"{address}member/", member).status_code == 302
    assert keeper.post(f"{address}member/", member | {"name": ""}).status_code == 422
    assert keeper.post(f"{address}nothing/", member).status_code == 404
    assert "高远" in text(keeper.get(address))
    wrong = keeper.post(f"{address}end/", {"membership": "999", "reason": "调离"})
    assert wrong.status_code == 404
    tracks = {"tracks": ["assessment"], "reason": "分工"}
    assert keeper.post(f"{address}tracks/", tracks).status_code == 302
    assert keeper.post(f"{address}services/", {"serves": [scenes.YICHANG]}).status_code == 302
    assert "宜昌市" in text(keeper.get(address))
    second = keeper.post(at("name_organisation"), sent | {"name": "另一个工作组"})
    assert second.status_code == 409
    assert "HB-2.2.a" in second.content.decode()


def test_a_county_cannot_change_an_organisation(county):
    base = scenes.base_at(scenes.YICHANG, "三峡大学")
    assert county.get(at("organisation", base.pk)).status_code == 200
    assert county.post(f"{at('organisation', base.pk)}member/", {}).status_code == 403


def test_the_year_of_another_province_is_not_shown(year):
    zhejiang = scenes.opened_zhejiang()
    page = text(scenes.browser(scenes.county_officer()).get(f"{at('overview')}?year={zhejiang.pk}"))
    assert "湖北省知识产权专员培训" in page


def test_a_working_group_reads_as_well(year):
    group = name_organisation(
        kind="working-group", name="工作组", home=scenes.place(scenes.HUBEI), since=scenes.START,
        by=scenes.SYSTEM,
    )  # fmt: skip
    member = scenes.user("gao", scenes.HUBEI, role=Role.MEMBER, organisation=group)
    assert scenes.browser(scenes.acting(member)).get(at("calendar")).status_code == 200


@pytest.mark.parametrize("query", ["year=abc", "year=99999999999", "year=-1", "page=x", "q=%00"])
def test_addresses_that_make_no_sense_give_the_plain_page(county, query):
    for view in ("overview", "clauses", "points", "deadlines"):
        assert county.get(f"{at(view)}?{query}").status_code == 200
