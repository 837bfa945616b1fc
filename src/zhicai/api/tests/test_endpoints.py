"""Every endpoint: what it answers to an office inside, that it is not there for one outside."""

import json

import pytest

from zhicai.api.tests.scenes import NOW, system
from zhicai.audit.models import Entry
from zhicai.law.schema import Level
from zhicai.monitoring.command import main as obligations
from zhicai.notices import actions as notices
from zhicai.notices.models import Notice
from zhicai.planning.actions import send_summary
from zhicai.planning.tests.scenes import (
    HUBEI,
    WUHAN,
    XILING,
    YICHANG,
    YILING,
    good_draft,
    lesson,
)
from zhicai.programmes.registry import metrics

LISTS = (
    "/years", "/programme/clauses", "/programme/obligations", "/programme/parameters", "/places",
    "/organisations", "/metrics", "/plans", "/plans/own", "/summaries", "/classes",
    "/notices/received", "/notices/sent",
)  # fmt: skip


def sent_notice(hubei, by, *to):
    draft = notices.open_draft(hubei.year, by=by, at=NOW)
    words = {
        "title": "关于报送材料的通知", "text": "请按时报送。", "issuer": "宜昌市知识产权局",
        "sign": "宜知", "to": list(to),
    }  # fmt: skip
    saved = notices.save_draft(
        draft, by=by, draft={**draft.draft, **words}, revision=draft.revision, at=NOW
    )
    return notices.send_notice(saved, by=by, revision=saved.revision, at=NOW)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_paged_with_its_total(hubei, path):
    hubei.accepted()
    calling = system(hubei.city())
    whole = calling.get(f"{path}?limit=200")
    one = calling.get(f"{path}?limit=1&offset=1")
    assert one["total"] == whole["total"] >= len(whole["items"])
    assert one["items"] == whole["items"][1:2]
    assert (one["limit"], one["offset"]) == (1, 1)
    for wrong in ("limit=201", "limit=0", "offset=-1", "limit=x"):
        answer = calling.call("GET", f"{path}?{wrong}")
        assert answer.status_code == 422
        assert answer.json()["faults"][0]["field"].endswith(wrong.partition("=")[0])


def test_the_programme_is_told_with_its_settings_in_force(hubei):
    hubei.decide("due-dates-grace-days", "5")
    calling = system(hubei.county())
    head = calling.get("/programme")
    assert head["year"]["programme"] == "hubei-2022"
    assert head["clauses"] == calling.get("/programme/clauses")["total"]
    rows = calling.get("/programme/parameters?limit=200")["items"]
    (row,) = [row for row in rows if row["id"] == "due-dates-grace-days"]
    assert (row["value"], row["decided"]) == ("5", True)
    assert [row for row in rows if not row["decided"]]


def test_the_tree_holds_what_is_within_reach(hubei):
    codes = {
        who: {row["code"] for row in system(acting).get("/places?limit=200")["items"]}
        for who, acting in (("county", hubei.county()), ("city", hubei.city()))
    }
    assert codes["county"] == {YILING}
    assert {YICHANG, YILING, XILING} <= codes["city"]
    assert WUHAN not in codes["city"]
    assert system(hubei.province()).get("/places")["total"] > 100


def test_standings_are_those_that_the_command_prints(hubei, capsys):
    hubei.accepted()
    assert obligations(["--on", "2022-04-15", "--place", YICHANG, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    told = system(hubei.city()).get(f"/places/{YICHANG}/standings?on=2022-04-15&limit=200")
    same = ("programme", "year", "on", "place", "totals")
    assert {name: told[name] for name in same} == {name: printed[name] for name in same}
    assert told["total"] == len(printed["obligations"])
    for row, line in zip(told["items"], printed["obligations"], strict=False):
        assert row["arithmetic"]["zh"] == line["arithmetic"]
        assert {k: v for k, v in row.items() if k in line and k != "arithmetic"} == {
            k: v for k, v in line.items() if k != "arithmetic"
        }


@pytest.mark.parametrize("path", ["/places/{}/standings", "/metrics/planning.plans?place={}"])
def test_a_place_out_of_reach_and_one_that_is_not_there_look_the_same(hubei, path):
    name = metrics()[0].name
    path = path.replace("planning.plans", name)
    calling = system(hubei.county())
    assert calling.call("GET", path.format(YILING)).status_code == 200
    answers = [calling.call("GET", path.format(code)) for code in (XILING, HUBEI, "999999")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_every_metric_counts(hubei):
    hubei.accepted()
    calling = system(hubei.city())
    for metric in metrics():
        rows = calling.get(f"/metrics/{metric.name}?on=2022-04-15")["items"]
        # A share of what there is none of is not measured: no list of enterprises is kept here.
        counted = set() if metric.of else {YICHANG[:4]}
        assert {row["place"][:4] for row in rows} == counted, metric.name
    assert calling.call("GET", "/metrics/none.such").status_code == 404


def test_a_plan_that_was_sent_is_read_from_above_and_its_draft_by_nobody_else(hubei):
    plan = hubei.plan()
    county, city, other = (
        system(hubei.county()),
        system(hubei.city()),
        system(hubei.county(XILING)),
    )
    assert county.call("GET", f"/plans/{plan.pk}").status_code == 404
    assert county.get(f"/plans/{plan.pk}/draft")["draft"]["leader"] == "刘建国"
    assert city.call("GET", f"/plans/{plan.pk}/draft").status_code in (403, 404)
    hubei.accepted()
    read = city.get(f"/plans/{plan.pk}")
    assert read["content"]["classes"][0]["budget"] == 5_200_000
    assert read["content"]["classes"][0]["courses"][0]["hours"] == "4"
    for path in (f"/plans/{plan.pk}", f"/plans/{plan.pk}/draft", "/plans/9007199254740992"):
        assert other.call("GET", path).status_code == 404
    assert [row["place"] for row in city.get("/classes")["items"]] == [YILING]
    assert other.get("/classes")["items"] == []
    row = next(row for row in city.get("/plans")["items"] if row["place"] == YILING)
    assert (row["id"], row["people"], row["budget"]) == (plan.pk, 120, 5_200_000)


def test_a_system_drafts_saves_and_sends_the_plan_of_its_office(hubei):
    calling = system(hubei.county(), "read", "plans:write")
    first = calling.call("POST", "/plans/own", {"level": "county"}).json()
    path = f"/plans/{first['id']}"
    wrong = calling.call("POST", f"{path}/send", {"revision": first["revision"]})
    assert wrong.status_code == 409
    assert [fault["clause"] for fault in wrong.json()["faults"] if fault["clause"]]
    saving = {"revision": first["revision"], "draft": good_draft()}
    saved = calling.call("PUT", f"{path}/draft", saving).json()
    assert saved["revision"] == first["revision"] + 1
    stale = calling.call("PUT", f"{path}/draft", {**saving, "draft": good_draft(goals="别的")})
    assert stale.status_code == 409
    sent = calling.call("POST", f"{path}/send", {"revision": saved["revision"]})
    assert (sent.status_code, sent.json()["state"]) == (200, "sent")
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"api.written", "planning.plan_sent"} <= verbs
    assert Entry.objects.filter(verb="api.written").count() == 3


def test_a_draft_with_the_same_key_twice_is_refused_at_the_line(hubei):
    calling = system(hubei.county(), "plans:write")
    plan = hubei.plan()
    for classes in ([lesson(), lesson()], [lesson(courses=[{"key": "k1"}, {"key": "k1"}])]):
        saving = {"revision": plan.revision, "draft": good_draft(*classes)}
        answer = calling.call("PUT", f"/plans/{plan.pk}/draft", saving)
        assert answer.status_code == 422
        assert answer.json()["faults"][0]["field"].startswith("classes")


def test_what_is_not_ones_own_is_not_written(hubei):
    plan = hubei.plan()
    other = system(hubei.county(XILING), "plans:write")
    sending = {"revision": plan.revision}
    assert other.call("POST", f"/plans/{plan.pk}/send", sending).status_code == 404
    saving = {"revision": plan.revision, "draft": good_draft()}
    assert other.call("PUT", f"/plans/{plan.pk}/draft", saving).status_code == 404
    plan.refresh_from_db()
    assert plan.filing.state == "draft"


def test_a_summary_is_read_once_it_has_been_sent(hubei):
    plan = hubei.accepted()
    city, county = system(hubei.city()), system(hubei.county(XILING))
    assert city.call("GET", f"/summaries/{YICHANG}").status_code == 404
    city_place = hubei.places[YICHANG]
    send_summary(hubei.year, city=city_place, by=hubei.city(), at=NOW, reason="其余县随后报送。")
    read = city.get(f"/summaries/{YICHANG}")
    assert [line["plan"] for line in read["lines"]] == [plan.pk]
    assert XILING in read["missing"]
    assert system(hubei.province()).get("/summaries?limit=200")["total"] > 10
    assert county.call("GET", f"/summaries/{YICHANG}").status_code == 404
    assert city.call("GET", f"/summaries/{WUHAN}").status_code == 404


def test_a_notice_is_read_and_acknowledged_by_whom_it_came_for(hubei):
    hubei.county(), hubei.county(XILING)
    notice = sent_notice(hubei, hubei.city(), f"office:{YILING}:county")
    county = system(hubei.county(), "read", "notices:write")
    other = system(hubei.county(XILING), "read", "notices:write")
    (row,) = county.get("/notices/received")["items"]
    assert (row["id"], row["number"], row["acknowledged_on"]) == (
        notice.pk, "宜知〔2022〕1号", None,
    )  # fmt: skip
    assert county.get(f"/notices/{notice.pk}")["content"]["title"] == "关于报送材料的通知"
    assert Notice.objects.get().receipts.get().opened_on is None
    for _ in range(2):
        done = county.call("POST", f"/notices/{notice.pk}/acknowledge").json()
        assert done["receipts"][0]["acknowledged_on"] == "2022-03-18"
    assert other.get("/notices/received")["items"] == []
    assert other.call("GET", f"/notices/{notice.pk}").status_code == 404
    assert other.call("POST", f"/notices/{notice.pk}/acknowledge").status_code == 404
    (sent,) = system(hubei.city()).get("/notices/sent")["items"]
    assert (sent["addressees"], sent["confirmed"]) == (1, 1)
    assert Entry.objects.filter(verb="notices.acknowledged").count() == 1


def test_organisations_are_told_with_whom_they_serve(hubei):
    hubei.body("base", home=YICHANG, serves=(YICHANG,))
    (row,) = system(hubei.county()).get("/organisations")["items"]
    assert (row["kind"], row["home"], row["serves"]) == ("base", YICHANG, [YICHANG])
    assert system(hubei.body("base", home=YICHANG)).get("/plans")["total"] > 5


def test_a_role_that_never_has_a_page_is_told_whose_it_is(hubei):
    province = system(hubei.province())
    answer = province.call("GET", "/plans/own")
    assert answer.status_code == 403
    assert "其他岗位" in answer.json()["message"]


def test_errors_speak_the_language_that_is_asked_for(hubei):
    calling = system(hubei.county())
    words = {}
    for header in ("", "zh-CN,en;q=0.5", "en-GB,zh;q=0.5", "fr, en;q=0.3", "\x00;;q=x"):
        calling.language = header
        words[header] = calling.call("GET", "/places/999999/standings").json()["message"]
    assert words["en-GB,zh;q=0.5"] == words["fr, en;q=0.3"] == "There is no such page."
    assert words[""] == words["zh-CN,en;q=0.5"] == "没有找到这个页面。"


def test_what_is_no_call_is_answered_in_the_same_shape(hubei):
    calling = system(hubei.county(), "plans:write")
    answers = {
        404: calling.call("GET", "/no/such"),
        422: calling.call("POST", "/plans/own", {"level": "moon"}),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"message", "faults"}
    bare = calling.call("PUT", "/plans/1/draft", [1])
    assert (bare.status_code, set(bare.json())) == (422, {"message", "faults"})


def test_years_are_those_of_ones_own_province(hubei):
    (row,) = system(hubei.county()).get("/years")["items"]
    assert row["id"] == hubei.year.pk
    head = system(hubei.county()).get("/programme?year=99999")
    assert head["year"]["id"] == hubei.year.pk
    assert Level.COUNTY.value in system(hubei.county()).get("/places")["items"][0]["levels"]
