"""The pages: through the browser's requests, with a budget of queries, in both languages."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from zhicai.filing.actions import Note
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.planning.actions import comment_on_plan, open_plan, return_plan, save_draft, send_plan
from zhicai.planning.models import Course, Plan
from zhicai.planning.tests.scenes import (
    HUBEI,
    WUHAN,
    XIANTAO,
    YICHANG,
    YILING,
    at,
    course,
    good_draft,
    lesson,
)


@pytest.fixture(autouse=True)
def march():
    with clock.standing_at(date(2022, 3, 18)):
        yield


@pytest.fixture
def visit(hubei, client):
    """Sign someone in and return the client."""

    def sign_in(acting):
        user = next(u for u in hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def posted(draft, revision, do="save"):
    """A draft as the editor's form posts it."""
    fields = {name: value for name, value in draft.items() if name != "classes"}
    fields |= {"revision": str(revision), "do": do, "whole": "1", "class": []}
    for one in draft["classes"]:
        fields["class"].append(one["key"])
        fields[f"{one['key']}-course"] = [c["key"] for c in one["courses"]]
        for name in ("title", "starts", "ends", "venue", "people", "budget"):
            fields[f"{one['key']}-{name}"] = one[name]
        for c in one["courses"]:
            prefix = f"{one['key']}-{c['key']}"
            for name in ("title", "hours", "form", "lecturer", "items", "themes"):
                fields[f"{prefix}-{name}"] = c[name]
            if c["local"]:
                fields[f"{prefix}-local"] = "1"
    return fields


def url(name, *args):
    return reverse(f"planning:{name}", args=args)


def test_a_county_drafts_and_sends_in_the_browser(hubei, visit):
    client = visit(hubei.county())
    assert client.get(url("home")).headers["Location"] == url("mine")
    assert "编制计划" in client.get(url("mine")).content.decode()
    opened = client.post(url("open"), {"level": "county"})
    plan = Plan.objects.get()
    assert opened.headers["Location"] == url("edit", plan.pk)
    page = client.get(url("edit", plan.pk))
    assert "还没有班次" in page.content.decode()
    saved = client.post(url("edit", plan.pk), posted(good_draft(), plan.revision))
    assert saved.status_code == 302
    plan.refresh_from_db()
    assert plan.draft["classes"] == good_draft()["classes"]
    sent = client.post(url("edit", plan.pk), posted(good_draft(), plan.revision, "send"))
    assert sent.headers["Location"] == url("plan", plan.pk)
    page = client.get(url("plan", plan.pk)).content.decode()
    assert "宜昌市局办理中" in page
    assert client.get(url("edit", plan.pk)).headers["Location"] == url("plan", plan.pk)


@pytest.mark.clause("HB-2.3.d", "HB-3.1.6.a")
def test_lines_are_added_and_removed_without_javascript(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()

    def press(do, **picked):
        plan.refresh_from_db()
        fields = posted(plan.draft, plan.revision, do) | picked
        assert client.post(url("edit", plan.pk), fields).status_code == 302
        plan.refresh_from_db()
        return plan.draft["classes"]

    assert [one["key"] for one in press("add-class")] == ["c1", "c2"]
    added = press("add-course c2", **{"c2-pick": "item:know-2"})[1]["courses"]
    assert added[0]["items"] == ["know-2"]
    assert added[0]["title"] == "企业知识产权分析评议与专利导航"
    press("keep c1-k1")
    assert Course.objects.get().title == course()["title"]
    kept = press("add-course c2", **{"c2-pick": f"kept:{Course.objects.get().pk}"})[1]["courses"]
    assert (kept[1]["title"], kept[1]["hours"]) == (course()["title"], "4")
    assert len(press("drop-course c2-k1")[1]["courses"]) == 1
    assert [one["key"] for one in press("drop-class c1")] == ["c2"]


def test_a_line_added_by_htmx_is_shown_and_not_yet_saved(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()
    answer = client.post(
        url("lines", plan.pk), posted(plan.draft, plan.revision, "add-class"),
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert 'value="c2"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    plan.refresh_from_db()
    assert len(plan.draft["classes"]) == 1


def test_autosave_answers_with_the_checks_and_a_conflict_with_who_and_when(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()
    typed = good_draft(lesson(people="四十"))
    headers = {"Accept": "application/json"}
    answer = client.post(url("autosave", plan.pk), posted(typed, plan.revision), headers=headers)
    said = json.loads(answer.content)
    assert said["revision"] == plan.revision + 1
    assert "不是人数" in said["parts"]["id_c1-people_fault"]
    assert "HB-3.1.7.1.b" in said["parts"]["plan-checks"]
    assert "cover-c1" in said["parts"]
    stale = client.post(url("autosave", plan.pk), posted(typed, plan.revision), headers=headers)
    assert stale.status_code == 409
    assert json.loads(stale.content)["by"] == hubei.county().name


def test_a_stale_form_shows_what_was_typed_and_changes_nothing(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()
    save_draft(
        plan, by=hubei.county(name="王芳"), draft=good_draft(goals="对方写的"),
        revision=plan.revision, at=at("03-17"),
    )  # fmt: skip
    answer = client.post(url("edit", plan.pk), posted(good_draft(goals="我写的"), plan.revision))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我写的" in page
    assert "王芳" in page
    plan.refresh_from_db()
    assert plan.draft["goals"] == "对方写的"


def test_a_refused_sending_names_every_reason_at_its_field_and_keeps_the_text(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()
    typed = good_draft(lesson(people="60", venue="", starts="四月十八"), goals="")
    answer = client.post(url("edit", plan.pk), posted(typed, plan.revision, "send"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'href="#id_c1-venue"' in page
    assert 'href="#id_goals"' in page
    assert 'value="四月十八"' in page
    plan.refresh_from_db()
    assert (plan.draft["classes"][0]["starts"], plan.filing.state) == ("四月十八", "draft")


def test_a_form_that_was_cut_short_changes_nothing(hubei, visit):
    client = visit(hubei.county())
    plan = hubei.plan()
    fields = posted(good_draft(), plan.revision)
    del fields["whole"], fields["goals"]
    assert client.post(url("edit", plan.pk), fields).status_code == 422
    plan.refresh_from_db()
    assert plan.draft["goals"] == good_draft()["goals"]


@pytest.mark.parametrize(
    "bad",
    [
        {"class": ["<b>", "c1"]}, {"revision": "x"}, {"c1-course": ["k1", "k1", "zz"]},
        {"do": "add-course zz"}, {"do": "drop-course"}, {"do": "keep c9-k9"},
        {"c1-k1-form": "shouting"}, {"c1-k1-items": ["no-such-item"]},
    ],
)  # fmt: skip
def test_bad_input_is_never_a_failure_of_ours(hubei, visit, bad):
    client = visit(hubei.county())
    plan = hubei.plan()
    answer = client.post(url("edit", plan.pk), posted(good_draft(), plan.revision) | bad)
    assert answer.status_code in (302, 409, 422)
    assert client.get(url("edit", plan.pk)).status_code == 200


def test_a_foreign_county_gets_the_404_of_what_is_not_there(hubei, visit):
    plan = hubei.sent()
    client = visit(hubei.county("420502"))
    for name in ("plan", "edit", "print", "export", "import"):
        assert client.get(url(name, plan.pk)).status_code == 404
        assert client.get(url(name, plan.pk + 99)).status_code == 404
    assert client.post(url("autosave", plan.pk), {"whole": "1"}).status_code == 404


def test_the_review_page_returns_with_remarks_and_the_county_sees_them(hubei, visit):
    plan = hubei.sent()
    client = visit(hubei.city())
    page = client.get(url("review", plan.pk)).content.decode()
    assert 'name="note-c1-people"' in page
    empty = client.post(url("review", plan.pk), {"do": "return", "note-goals": "补充数据"})
    assert empty.status_code == 422
    assert "补充数据" in empty.content.decode()
    back = {"do": "return", "opinion": "请修改", "until": "2022-03-25", "note-goals": "补充数据"}
    assert client.post(url("review", plan.pk), back).status_code == 302
    client = visit(hubei.county())
    page = client.get(url("edit", plan.pk)).content.decode()
    assert "已退回修改，1 处有意见" in page
    assert "2022 年 3 月 25 日" in page
    assert 'href="#id_goals"' in page
    remark = plan.filing.remarks.get()
    client.post(url("answer", plan.pk), {"remark": remark.pk, "answer": "已补充"})
    remark.refresh_from_db()
    assert remark.answer == "已补充"


def test_a_later_version_shows_what_changed(hubei, visit):
    plan = hubei.sent()
    plan = return_plan(plan, by=hubei.city(), opinion="改", at=at("03-18"))
    changed = good_draft(
        lesson(people="130", courses=[course(hours="6")]),
        lesson("c2", title="第二期"),
        goals="新目标",
    )
    plan = save_draft(
        plan, by=hubei.county(), draft=changed, revision=plan.revision, at=at("03-18", 14)
    )
    send_plan(plan, by=hubei.county(), at=at("03-18", 15))
    page = visit(hubei.city()).get(url("review", plan.pk)).content.decode()
    assert "与第 1 版相比有 5 处变化" in page
    assert "<del" in page
    old = visit(hubei.city()).get(url("plan", plan.pk) + "?version=1").content.decode()
    assert "第 1 版" in old
    assert "新目标" not in old


def test_a_draft_is_open_to_the_guiding_city_only_where_the_setting_says_so(hubei, visit):
    """A-HB-20."""
    plan = hubei.plan()
    assert visit(hubei.city()).get(url("plan", plan.pk)).status_code == 200
    assert visit(hubei.province()).get(url("plan", plan.pk)).status_code == 404
    hubei.decide("city-guidance-right", False)
    assert visit(hubei.city()).get(url("plan", plan.pk)).status_code == 404


@pytest.mark.clause("HB-2.3.a", "HB-2.3.b")
def test_the_sheet_prints_targets_needs_and_coverage(hubei, visit):
    plan = hubei.sent()
    page = visit(hubei.county()).get(url("print", plan.pk)).content.decode()
    for words in (good_draft()["goals"], good_draft()["needs"], "实战一", "全年未安排", "第 1 版"):
        assert words in page


def test_many_plans_are_listed_and_accepted_within_a_budget(
    hubei, visit, django_assert_max_num_queries
):
    for place in list(hubei.places.values()):
        if place.seats.filter(level="county").exists():
            hubei.sent(place.code)
    assert Plan.objects.count() == 103
    client = visit(hubei.province())
    with django_assert_max_num_queries(30):
        page = client.get(url("counties"))
    assert "应报 103 个" in page.content.decode()
    assert "第 1–50 个，共 103 个" in page.content.decode()
    client = visit(hubei.city())
    with django_assert_max_num_queries(30):
        page = client.get(url("counties"))
    plans = Plan.objects.filter(filing__receiver=hubei.places[YICHANG])
    answer = client.post(url("counties"), {"selected": [p.pk for p in plans][:5], "do": "accept"})
    assert answer.status_code == 302
    assert plans.filter(filing__state="accepted").count() == 5
    client.post(url("counties"), {"everything": "1", "do": "accept"})
    assert set(plans.values_list("filing__state", flat=True)) == {"accepted"}
    assert Plan.objects.filter(filing__state="accepted").count() == 13
    assert client.get(url("counties") + "?export=xlsx").headers["Content-Type"].endswith("sheet")


def test_lists_of_classes_and_the_report_do_not_grow_in_queries(
    hubei, visit, django_assert_max_num_queries
):
    codes = [p.code for p in hubei.places.values() if p.seats.filter(level="county").exists()]
    for code in codes[:60]:
        hubei.accepted(code)
    client = visit(hubei.province())
    for name in ("classes", "curriculum", "summaries"):
        with django_assert_max_num_queries(30):
            assert client.get(url(name)).status_code == 200
    page = client.get(url("classes") + "?item=know-1&month=4&unit=420100").content.decode()
    assert "第一期预科班" in page
    assert (
        "没有符合" in client.get(url("classes") + "?theme=geographical-indication").content.decode()
    )
    narrowed = client.get(url("counties") + f"?place={YICHANG}&state=none").content.decode()
    assert "条件" not in narrowed
    for strange in ("?place=999999", "?month=13", "?item=x", "?page=99", "?sort=-zzz", "?year=9"):
        assert client.get(url("classes") + strange).status_code == 200


@pytest.mark.clause("HB-3.1.7.2.b", "HB-3.1.7.2.c")
def test_the_province_files_one_and_many_summaries_in_the_browser(hubei, visit):
    for code in (XIANTAO, "429005"):
        hubei.accepted(code)
        client = visit(hubei.city(code))
        page = client.get(url("summary")).content.decode()
        assert "报送省局办公室" in page
        assert client.post(url("summary"), {"place": code, "do": "send"}).status_code == 302
    registry = visit(hubei.registry())
    assert registry.get(url("home")).headers["Location"] == url("summaries")
    assert "待备案 2" in registry.get(url("summaries")).content.decode()
    one = {"place": XIANTAO, "do": "file", "number": "鄂知培备〔2022〕66号"}
    assert registry.post(url("summary"), one).status_code == 302
    registry.post(url("summaries"), {"everything": "1", "do": "file"})
    page = registry.get(url("summaries")).content.decode()
    assert "鄂知培备〔2022〕66号" in page
    assert "鄂知培备〔2022〕67号" in page
    city = visit(hubei.city("429005"))
    assert "已备案" in city.get(url("summary")).content.decode()
    plan = Plan.objects.get(place=hubei.places["429005"])
    assert "鄂知培备〔2022〕67号" in city.get(url("plan", plan.pk)).content.decode()


def test_a_city_without_all_counties_gives_a_reason(hubei, visit):
    hubei.accepted(YILING)
    client = visit(hubei.city())
    answer = client.post(url("summary"), {"place": YICHANG, "do": "send"})
    assert answer.status_code == 409
    assert "还缺 12 个" in answer.content.decode()
    with_reason = {"place": YICHANG, "do": "send", "reason": "其余后补"}
    assert client.post(url("summary"), with_reason).status_code == 302
    assert client.get(url("summary") + f"?place={WUHAN}").status_code == 404
    assert visit(hubei.county()).get(url("summary") + f"?place={YICHANG}").status_code == 404


def test_after_the_due_date_without_supplements_the_page_offers_none(hubei, visit):
    """A-HB-14."""
    hubei.accepted(XIANTAO)
    hubei.decide("supplement-after-due", False)
    with clock.standing_at(date(2022, 4, 1)):
        page = visit(hubei.city(XIANTAO)).get(url("summary")).content.decode()
    assert 'value="send"' not in page
    assert "逾期不再收件" in page


def test_a_long_silence_of_the_province_is_marked_in_the_registrys_list(hubei, visit):
    """A-HB-17: ``province-answer-days``."""
    hubei.accepted(XIANTAO)
    visit(hubei.city(XIANTAO)).post(url("summary"), {"place": XIANTAO, "do": "send"})
    with clock.standing_at(date(2022, 3, 30)):
        client = visit(hubei.registry())
        assert "久未答复</span>" not in client.get(url("summaries")).content.decode()
        hubei.decide("province-answer-days", "10")
        assert "久未答复</span>" in client.get(url("summaries")).content.decode()


@pytest.mark.clause("HB-2.2.1.b")
def test_guidance_is_left_answered_and_lecturers_arranged_in_the_browser(hubei, visit):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    planned = hubei.accepted().classes.get()
    client = visit(base)
    assert client.post(url("guide", planned.pk), {"says": "增加案例"}).status_code == 302
    first = planned.courses.first()
    client.post(url("arrange", planned.pk), {f"lecturer-{first.pk}": "周教授"})
    client = visit(hubei.county())
    page = client.get(url("class", planned.pk)).content.decode()
    for words in ("增加案例", "周教授", "指导单位", "主办单位", "联合主办", "承办单位"):
        assert words in page
    note = planned.guidance.get()
    client.post(url("answer_guidance", note.pk), {"answer": "已增加"})
    note.refresh_from_db()
    assert note.answer == "已增加"
    assert client.post(url("guide", planned.pk), {"says": "自评"}).status_code == 403


def test_a_direct_unit_finds_its_way_from_sending_to_accepting(hubei, visit):
    client = visit(hubei.county(XIANTAO))
    assert client.get(url("home")).headers["Location"] == url("counties")
    assert client.get(url("mine")).status_code == 200
    plan = hubei.sent(XIANTAO)
    page = client.get(url("plan", plan.pk)).content.decode()
    assert "本单位同时是市州一级" in page
    assert client.post(url("review", plan.pk), {"do": "accept"}).status_code == 302
    assert Plan.objects.get().filing.state == "accepted"


def test_every_page_speaks_english(hubei, visit):
    base = hubei.body("base", home=YICHANG, serves=(YICHANG,))
    plan = hubei.accepted()
    draft = hubei.plan("420502")
    comment_on_plan(draft, by=hubei.city(), notes=[Note("goals", "…")], at=at("03-05"))
    own = open_plan(hubei.year, by=base, at=at("03-05"))
    pages = [
        (hubei.county(), [url("mine"), url("courses"), url("plan", plan.pk)]),
        (hubei.county(), [url("print", plan.pk)]),
        (hubei.county("420502"), [url("edit", draft.pk), url("import", draft.pk)]),
        (hubei.city(), [url("counties"), url("summary"), url("review", draft.pk)]),
        (hubei.registry(), [url("summaries"), url("classes"), url("curriculum"),
                            url("class", plan.classes.get().pk)]),
        (base, [url("edit", own.pk)]),
    ]  # fmt: skip
    for acting, addresses in pages:
        client = visit(acting)
        client.cookies["zhicai_language"] = "en"
        for address in addresses:
            with override("en"):
                answer = client.get(address)
            assert answer.status_code == 200, address
            assert 'lang="en"' in answer.content.decode()
    assert hubei.places[HUBEI]
    assert Level.CITY
