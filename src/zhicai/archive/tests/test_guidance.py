"""Advisers and their talks (HB-2.4.2.c), the reserve (HB-2.4.2.e, HB-3.2.0.d), titles counted."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from zhicai.accounts.waiting import sources
from zhicai.archive.actions import guiding
from zhicai.archive.actions.claims import claim, decide_claim
from zhicai.archive.models import Adviser, Reserve, Talk
from zhicai.archive.queries.guidance import advisers_offered
from zhicai.archive.rules import ClaimFacts
from zhicai.archive.tests.scenes import AT, client_of, paper
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.people.actions import end_specialist
from zhicai.people.models import Employment
from zhicai.people.tests.scene import ON


def page(client, url, **more):
    return client.get(url, more).content.decode()


@pytest.mark.clause("HB-2.4.2.c")
def test_an_adviser_is_assigned_and_records_talks_with_days_and_follow_ups(scene):
    province, url = client_of(scene.province), f"/archive/{scene.guo.pk}/guidance/"
    user = scene.group.user_id
    assert province.post(url, {"do": "name", "user": user}).status_code == 302
    assert Adviser.objects.get(until=None).user_id == user
    adviser = client_of(scene.group)
    told = {"do": "talk", "on": "2022-04-05", "summary": "谈专利布局", "follow_up": "报名高级班",
            "follow_up_by": "2022-05-01"}  # fmt: skip
    assert adviser.post(url, told | {"follow_up_by": ""}).status_code == 422
    for _twice in range(2):
        assert adviser.post(url, told).status_code == 302
    talk = Talk.objects.get()
    source = next(one for one in sources() if one.key == "archive.follow_ups")
    assert (source.count(scene.group, ON), source.items(scene.group, ON, 5)[0].due) == (
        1, date(2022, 5, 1),
    )  # fmt: skip
    assert source.count(scene.province, ON) == 0
    text = page(province, f"/archive/{scene.guo.pk}/")
    assert all(words in text for words in ("谈专利布局", "2022-04-05", "报名高级班", "2022-05-01"))
    adviser.post(url, {"do": "followed", "talk": talk.pk, "says": "已报名"})
    assert source.count(scene.group, ON) == 0
    assert "已报名" in page(client_of(scene.own), "/archive/me/")


def test_who_is_not_the_adviser_records_no_talk_and_a_county_assigns_nobody(scene):
    facts = guiding.TalkFacts(ON, "谈话")
    with pytest.raises(OutOfScope):
        guiding.record_talk(scene.guo, facts, by=scene.group, at=AT)
    with pytest.raises(NotYourPage):
        guiding.name_adviser(scene.guo, scene.group.user_id, by=scene.county, at=AT)
    with pytest.raises(BadInput):
        guiding.name_adviser(scene.guo, scene.own.user_id, by=scene.province, at=AT)
    base = scene.base
    assert base.user_id in dict(advisers_offered(scene.province, on=ON))
    assert client_of(base).get(f"/archive/{scene.guo.pk}/").status_code == 404
    guiding.name_adviser(scene.guo, base.user_id, by=scene.province, at=AT)
    assert client_of(base).get(f"/archive/{scene.guo.pk}/").status_code == 200
    assert client_of(base).get(f"/archive/{scene.yang.pk}/").status_code == 404
    guiding.end_adviser(scene.guo, by=scene.province, at=AT)
    assert client_of(base).get(f"/archive/{scene.guo.pk}/").status_code == 404
    assert Adviser.objects.get().until == ON


@pytest.mark.clause("HB-2.4.2.e")
def test_specialists_are_marked_for_the_think_tank_of_a_chain_and_listed_by_chain(scene):
    province = client_of(scene.province)
    for person, chain in ((scene.guo, "光电子信息"), (scene.yang, "生命健康")):
        sent = province.post(
            f"/archive/{person.pk}/guidance/",
            {"do": "mark", "kind": "think-tank", "chain": chain, "reason": "专利布局经验"},
        )
        assert sent.status_code == 302
    text = page(province, "/archive/reserve/", kind="think-tank", chain="光电子信息")
    rows = text.split("<tbody>")[1].split("</tbody>")[0]
    assert "郭建军" in rows
    assert "杨岚" not in rows
    assert "生命健康" in page(province, "/archive/reports/")
    sheet = province.get("/archive/reserve/", {"export": "xlsx", "chain": "生命健康"})
    assert "杨岚" in str(list(load_workbook(BytesIO(sheet.content)).active.values))


def test_a_mark_needs_chain_and_reason_and_a_present_specialist(scene):
    how = {"by": scene.group, "at": AT}
    for wrong in (
        {"kind": "think-tank", "chain": "", "reason": "x"},
        {"kind": "high-end", "reason": " "},
        {"kind": "king", "reason": "x"},
    ):
        with pytest.raises(BadInput):
            guiding.mark_reserve(scene.guo, **wrong, **how)
    with pytest.raises(NotYourPage):
        guiding.mark_reserve(scene.guo, kind="high-end", reason="x", by=scene.county, at=AT)
    made = guiding.mark_reserve(scene.guo, kind="high-end", reason="x", **how)
    assert guiding.mark_reserve(scene.guo, kind="high-end", reason="x", **how).pk == made.pk
    with pytest.raises(BadInput):
        guiding.release_reserve(made, reason="", **how)
    guiding.release_reserve(made, reason="调离", **how)
    assert Reserve.objects.get().until == ON
    end_specialist(scene.guo, on=ON - timedelta(days=1), reason="x", by=scene.province)
    with pytest.raises(Refused):
        guiding.mark_reserve(scene.guo, kind="high-end", reason="x", **how)


@pytest.mark.clause("HB-3.2.0.d")
def test_the_share_in_growing_enterprises_is_shown_and_the_top_is_marked_and_listed(scene):
    province = client_of(scene.province)
    assert "0.0%" in page(province, "/archive/reports/")
    Employment.objects.filter(person=scene.guo).update(
        employer_type="growing-technology-enterprise"
    )
    text = page(province, "/archive/reports/")
    assert "50.0%" in text
    assert "持证专员共 2 人" in text
    rows = page(province, "/archive/", state="now", growing="1").split("<tbody>")[1]
    assert "郭建军" in rows
    assert "杨岚" not in rows
    scene.hubei.decide("growing-enterprise-types", ["high-tech-enterprise"])
    assert "0.0%" in page(province, "/archive/reports/")
    province.post(
        f"/archive/{scene.guo.pk}/guidance/", {"do": "mark", "kind": "high-end", "reason": "领军"}
    )
    assert "郭建军" in page(province, "/archive/reserve/", kind="high-end").split("<tbody>")[1]


@pytest.mark.clause("HB-2.4.1.e")
def test_a_title_is_entered_with_day_and_evidence_confirmed_and_counted_after_training(scene):
    own, county = client_of(scene.own), client_of(scene.county)
    sent = own.post(
        "/archive/me/add/title/",
        {"name": "知识产权师", "kind": "intermediate", "on": "2022-03-20", "file": paper()},
    )
    assert sent.status_code == 302
    before = ClaimFacts("title", "工程师", date(2022, 3, 1), kind="assistant")
    old = claim(scene.guo, before, scene.law, upload=paper(), by=scene.own, at=AT)
    new = scene.guo.claims.exclude(pk=old.pk).get()
    assert "知识产权师" not in page(client_of(scene.province), "/archive/reports/titles/")
    assert county.get(f"/archive/claims/{new.pk}/").status_code == 200
    assert county.post(f"/archive/claims/{new.pk}/", {"do": "confirm"}).status_code == 302
    decide_claim(old, confirm=True, reason="", by=scene.county, at=AT)
    text = page(client_of(scene.province), "/archive/reports/")
    assert "1 项" in text
    assert "中级" in text
    rows = page(client_of(scene.province), "/archive/reports/titles/")
    assert "知识产权师" in rows
    assert "工程师" not in rows
    sheet = client_of(scene.province).get("/archive/reports/titles/", {"export": "xlsx"})
    assert "知识产权师" in str(list(load_workbook(BytesIO(sheet.content)).active.values))
