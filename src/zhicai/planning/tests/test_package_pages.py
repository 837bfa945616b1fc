"""The pages of the package, from the empty year to the approved classes."""

import io

import pytest
from django.test import Client

from zhicai.accounts.models import User
from zhicai.foundation.clock import standing_at
from zhicai.planning.actions import let_pass
from zhicai.planning.models import Package
from zhicai.planning.tests import package_scenes as scenes
from zhicai.planning.tests.scenes import WUHAN, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db):
    return scenes.stage()


@pytest.fixture(autouse=True)
def _in_april():
    with standing_at(at("04-20").date()):
        yield


def browser(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def posted(package, draft, **more):
    data = {
        "whole": "1", "revision": package.revision, "notes": draft["notes"],
        "reason": draft["reason"], "class": [one["key"] for one in draft["classes"]],
    }  # fmt: skip
    for one in draft["classes"]:
        key = one["key"]
        data |= {f"{key}-{name}": value for name, value in one.items() if name != "courses"}
        data[f"{key}-course"] = [course["key"] for course in one["courses"]]
        for course in one["courses"]:
            data |= {f"{key}-{course['key']}-{name}": value for name, value in course.items()}
    return data | more


def test_the_group_opens_fills_in_seals_and_sends_and_the_registry_approves(
    stage, django_assert_max_num_queries
):
    group, registry = browser(stage.group), browser(stage.registry)
    assert "编制材料" in group.get("/plans/package/").content.decode()
    assert group.post("/plans/package/open/").status_code == 302
    package = Package.objects.get()
    edit = f"/plans/package/{package.pk}/edit/"
    added = group.post(edit, posted(package, package.draft, do="add-class"))
    assert added.status_code == 302
    assert added.url.endswith("#c1")
    package.refresh_from_db()
    assert group.post(edit, posted(package, stage.draft(), do="save")).status_code == 302
    package.refresh_from_db()
    refused = group.post(edit, posted(package, stage.draft(), do="send"))
    assert refused.status_code == 409 or refused.status_code == 422
    assert "考题内容" in refused.content.decode()
    slot = f"/plans/package/{package.pk}/slot/"
    sealed = group.post(slot, {"do": "seal", "file": scenes.upload()})
    assert sealed.status_code == 302
    unnamed = group.post(edit, posted(package, stage.draft(), do="send"))
    assert unnamed.status_code == 409
    assert "没有写明对应能力标准的哪些条目" in unnamed.content.decode()
    paper = package.papers.get()
    items = f"/plans/papers/{paper.pk}/items/"
    assert group.post(items, {"sort": "paper"}).status_code == 409
    assert group.post(items, {"sort": "paper", "items": scenes.ITEMS}).status_code == 302
    assert "能力标准第 1 版" in group.get(slot).content.decode()
    with django_assert_max_num_queries(70):
        page = group.get(edit).content.decode()
    assert "能力条目覆盖" in page
    assert group.post(edit, posted(package, stage.draft(), do="send")).status_code == 302
    read = f"/plans/package/{package.pk}/"
    with django_assert_max_num_queries(70):
        shown = registry.get(read).content.decode()
    assert "审定" in shown
    assert "对应条目" in shown
    back = registry.post(
        read, {"do": "return", "opinion": "请核名额", "note-c1": "武汉场地", "until": "2022-04-22"}
    )
    assert back.status_code == 302
    assert "武汉场地" in group.get(edit).content.decode()
    package.refresh_from_db()
    changed = stage.draft()
    changed["classes"][0]["seats"] = "260"
    assert group.post(edit, posted(package, changed, do="send")).status_code == 302
    again = registry.get(read).content.decode()
    assert "与第 1 版相比有 1 处变化" in again
    assert registry.post(read, {"do": "approve"}).status_code == 302
    assert "鄂知培审〔2022〕1号" in registry.get(read).content.decode()
    assert registry.get(read + "print/").status_code == 200


def test_the_slot_hands_its_file_to_the_named_alone(stage):
    package = stage.package()
    paper = package.papers.get(sort="paper")
    group = browser(stage.group)
    address = f"/plans/papers/{paper.pk}/open/"
    assert group.post(address, {"reason": "核对"}).status_code == 409
    group.post(f"/plans/package/{package.pk}/slot/", {"do": "name", "user": stage.group.user_id})
    assert group.post(address, {"reason": ""}).status_code == 422
    opened = group.post(address, {"reason": "印制前核对"})
    assert opened.content == scenes.PAPER
    assert opened["Cache-Control"] == "no-store"
    page = group.get(f"/plans/package/{package.pk}/slot/").content.decode()
    assert "印制前核对" in page
    base = stage.hubei.body("base", home=WUHAN, serves=(WUHAN,))
    assert browser(base).get(f"/plans/package/{package.pk}/slot/").status_code == 404
    assert browser(base).post(address, {"reason": "看"}).status_code == 404


def test_the_lines_go_out_to_excel_and_come_back(stage):
    package = stage.package()
    group = browser(stage.group)
    sheet = group.get(f"/plans/package/{package.pk}/export/?version=draft")
    assert sheet.status_code == 200
    whole = io.BytesIO(b"".join(sheet) if sheet.streaming else sheet.content)
    whole.name = "材料.xlsx"
    came = group.post(
        f"/plans/package/{package.pk}/import/", {"file": whole, "revision": package.revision}
    )
    assert came.status_code == 302
    fresh = Package.objects.get()
    assert [len(one["courses"]) for one in fresh.draft["classes"]] == [10, 10, 10]
    assert fresh.draft["classes"][0]["city"] == WUHAN
    assert fresh.draft["classes"][0]["undertaking"] == package.draft["classes"][0]["undertaking"]
    assert group.get(f"/plans/package/{package.pk}/template/").status_code == 200
    assert group.post(f"/plans/package/{package.pk}/import/").status_code == 422


def test_the_province_lets_a_class_outside_the_window_pass_on_its_page(stage):
    draft = stage.draft()
    draft["classes"][0] |= {"starts": "2022-07-04", "ends": "2022-07-08"}
    package = stage.package(draft)
    officer = browser(stage.hubei.province())
    address = f"/plans/package/{package.pk}/pass/"
    assert "2022-07-04" in officer.get(address).content.decode()
    assert officer.post(address, {"what": "window c1", "reason": ""}).status_code == 422
    assert officer.post(address, {"what": "window c1", "reason": "防汛"}).status_code == 302
    assert "防汛" in officer.get(address).content.decode()
    assert browser(stage.group).get(address).status_code == 403
    let_pass(package, "window", key="c1", reason="x", by=stage.hubei.province(), at=at("04-20"))


def test_others_see_nothing_before_it_is_in_force(stage):
    package = stage.package()
    read = f"/plans/package/{package.pk}/"
    base = stage.hubei.body("base", home=WUHAN, serves=(WUHAN,))
    assert browser(base).get(read).status_code == 404
    assert browser(stage.registry).get(read).status_code == 404
    assert browser(stage.hubei.city()).get(read).status_code == 403
    assert "还没有考核培训材料" in browser(stage.registry).get("/plans/package/").content.decode()


def test_what_is_typed_is_kept_at_once_with_the_parts_that_follow(
    stage, django_assert_max_num_queries
):
    package = stage.package()
    group = browser(stage.group)
    address = f"/plans/package/{package.pk}/autosave/"
    draft = stage.draft(notes="先到先得")
    draft["classes"][0] |= {"seats": "很多"}
    with django_assert_max_num_queries(70):
        answer = group.post(address, posted(package, draft))
    kept = answer.json()
    assert kept["revision"] == package.revision + 1
    assert "很多" in kept["parts"]["id_c1-seats_fault"]
    assert "480" in kept["parts"]["package-sums"]
    assert {"package-checks", "package-matrix"} <= set(kept["parts"])
    page = group.get(f"/plans/package/{package.pk}/edit/").content.decode()
    assert f'data-zc-autosave="{address}"' in page
    assert f'data-zc-revision="{kept["revision"]}"' in page
    assert "先到先得" in page


def test_who_comes_second_is_told_and_overwrites_nothing(stage):
    package = stage.package()
    group = browser(stage.group)
    address = f"/plans/package/{package.pk}/autosave/"
    assert group.post(address, posted(package, stage.draft(notes="甲"))).status_code == 200
    late = group.post(address, posted(package, stage.draft(notes="乙")))
    assert (late.status_code, late.json()["by"]) == (409, stage.group.name)
    edit = f"/plans/package/{package.pk}/edit/"
    page = group.post(edit, posted(package, stage.draft(notes="乙"), do="save"))
    assert page.status_code == 409
    words = page.content.decode()
    assert "载入新版" in words
    assert ">乙</textarea>" in words
    again = group.post(edit, posted(package, stage.draft(notes="乙"), do="save"))
    assert again.status_code == 409
    assert Package.objects.get().draft["notes"] == "甲"


def test_a_draft_under_review_or_cut_short_is_not_kept(stage):
    package = stage.sent()
    group = browser(stage.group)
    address = f"/plans/package/{package.pk}/autosave/"
    assert group.post(address, posted(package, stage.draft())).status_code == 404
    assert group.post(address, {"revision": "1"}).status_code in (404, 422)
    assert browser(stage.registry).post(address).status_code == 403


def test_the_words_of_who_may_not_fix_the_classes_come_back_as_a_message(stage):
    package = stage.package()
    stage.hubei.decide("classes-fixed-by", "core-team", since=at("04-01").date())
    draft = stage.draft()
    draft["classes"][0]["seats"] = "300"
    answer = browser(stage.group).post(
        f"/plans/package/{package.pk}/autosave/", posted(package, draft)
    )
    assert answer.status_code == 422
    assert "核心团队确定" in answer.json()["message"]


def test_due_dates_that_collide_stand_on_the_page(stage):
    """A class on 1 May needs its list by 24 April; registration ends the day the plan is due."""
    draft = stage.draft()
    draft["classes"][0] |= {"starts": "2022-05-01", "ends": "2022-05-05"}
    package = stage.package(draft)
    page = browser(stage.group).get(f"/plans/package/{package.pk}/edit/").content.decode()
    assert "师资名单最迟 2022-04-24 报送" in page
    assert "报名到 2022-04-30 截止，与本材料的期限同一天" in page
    draft["classes"][0]["seats"] = draft["classes"][1]["seats"] = "180"
    scarce = browser(stage.group).post(
        f"/plans/package/{package.pk}/autosave/", posted(package, draft)
    )
    assert "预计 540 人取得证书，少于 600 人" in scarce.json()["parts"]["package-checks"]
