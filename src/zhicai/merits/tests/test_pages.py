"""The pages of points and grades: who opens which, what they show, how many queries they take."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.merits.models import GradeSpell, Membership, Posting, RuleSet
from zhicai.merits.tests.scenes import AT, ON, client_of
from zhicai.people.models import Person, Specialist
from zhicai.planning.tests.scenes import YILING


def text_of(client, url, **more):
    answer = client.get(url, more)
    assert answer.status_code == 200, url
    return answer.content.decode()


@pytest.mark.clause("HB-2.4.1.j")
def test_a_specialist_reads_every_entry_with_its_rule_and_may_contest_it(scene):
    scene.enacted()
    scene.claimed()
    scene.book()
    text = text_of(client_of(scene.own), "/merits/me/")
    for words in ("余额 35", "取得中级职称：知识产权师", "证明材料", "规则第 1 版", "HB-2.4.1.j",
                  reverse("people:ask")):  # fmt: skip
        assert words in text, words
    row = Posting.objects.get(event="title")
    province = client_of(scene.province)
    assert province.post(f"/merits/postings/{row.pk}/correct/", {"reason": ""}).status_code == 422
    done = province.post(f"/merits/postings/{row.pk}/correct/", {"reason": "登记有误"})
    assert done.status_code == 302
    text = text_of(client_of(scene.own), "/merits/me/")
    assert "登记有误" in text
    assert "冲销" in text
    assert "余额" in text_of(province, f"/merits/people/{scene.guo.pk}/")


def test_while_nothing_is_in_use_the_pages_say_why_with_the_clauses(scene):
    scene.open(to=False)
    for client, url in ((client_of(scene.province), "/merits/"),
                        (client_of(scene.own), "/merits/me/")):  # fmt: skip
        text = text_of(client, url)
        for clause in ("HB-2.4.1.h", "HB-2.4.1.i", "HB-2.4.1.j"):
            assert clause in text, clause
        assert "还没有启用积分" in text
    text = text_of(client_of(scene.province), f"/archive/{scene.guo.pk}/")
    assert "级别、积分和类别" not in text
    assert 'name="category"' not in text_of(client_of(scene.province), "/archive/")


def test_outsiders_find_nothing_and_others_only_what_is_theirs(scene):
    scene.enacted()
    scene.book()
    guo = f"/merits/people/{scene.guo.pk}/"
    other, county, own = (client_of(one) for one in (scene.other, scene.county, scene.own))
    assert other.get(guo).status_code == 404
    assert "郭建军" not in text_of(other, "/merits/")
    assert "郭建军" in text_of(county, "/merits/")
    row = Posting.objects.first()
    correct = f"/merits/postings/{row.pk}/correct/"
    assert county.get(correct).status_code == 403
    for url in ("/merits/grades/", "/merits/years/", "/merits/rules/1/simulate/"):
        assert county.get(url).status_code == 403
    for url in ("/merits/", guo, "/merits/rules/"):
        assert own.get(url).status_code == 403
    province = client_of(scene.province)
    for url in (f"/merits/people/{10**30}/", f"/merits/rules/{10**30}/",
                "/merits/postings/999999/correct/"):  # fmt: skip
        assert province.get(url).status_code == 404


def test_the_province_drafts_edits_tries_enacts_and_settles_in_the_browser(scene):
    province = client_of(scene.province)
    assert "示例，不执行" in text_of(province, "/merits/rules/")
    sent = province.post("/merits/rules/", {"name": "第一版", "source": "example:example"})
    row = RuleSet.objects.get()
    assert sent["Location"] == f"/merits/rules/{row.pk}/"
    here = f"/merits/rules/{row.pk}/"
    rule = {
        "id": "talk", "zh": "指导谈话", "en": "Talk", "event": "talk", "points": "1.5",
        "most_a_year": "3", "revision": "1",
    }  # fmt: skip
    assert province.post(f"{here}points/talk/", {**rule, "points": "1.55"}).status_code == 422
    assert province.post(f"{here}points/talk/", rule).status_code == 302
    assert province.post(f"{here}points/talk/", rule).status_code == 409
    grade = {"grade": "2", "zh": "中级", "en": "Mid", "points": "35", "years_below": "0",
             "certificate": "on", "revision": "2"}  # fmt: skip
    assert province.post(f"{here}grades/2/", grade).status_code == 302
    kind = {
        "id": "law",
        "zh": "法务类",
        "en": "Legal",
        "how": "hand",
        "values": "",
        "revision": "3",
    }
    assert province.post(f"{here}categories/new/", kind).status_code == 302
    gone = {"do": "drop", "revision": "4"}
    assert province.post(f"{here}categories/think-tank/", gone).status_code == 302
    assert province.get(f"{here}points/nothing/").status_code == 404
    assert province.get(f"{here}colours/new/").status_code == 404
    scene.claimed()
    text = text_of(province, f"{here}simulate/", year="2022")
    for words in ("郭建军", "35", "中级（2 级）"):
        assert words in text, words
    assert Posting.objects.count() == 0
    sheet = province.get(f"{here}simulate/", {"year": "2022", "export": "xlsx"})
    assert "郭建军" in str(list(load_workbook(BytesIO(sheet.content)).active.values))
    assert province.post(here, {"do": "enact", "year": "x", "basis": "文件"}).status_code == 422
    assert province.post(here, {"do": "enact", "year": "2022", "basis": "文件"}).status_code == 302
    assert province.post(here, {"do": "drop"}).status_code == 422
    scene.book()
    assert province.post("/merits/grades/", {"do": "make"}).status_code == 302
    text = text_of(province, "/merits/grades/")
    assert "核定 2 人" in text
    waits = text.partition('name="run" value="')[2].partition('"')[0]
    assert province.post("/merits/grades/", {"do": "apply", "run": waits}).status_code == 302
    assert GradeSpell.objects.filter(until=None).count() == 2
    assert province.post("/merits/years/", {"year": "2022"}).status_code == 422
    sorted_in = province.post("/merits/", {"do": "in:law", "selected": [scene.guo.pk]})
    assert sorted_in.status_code == 302
    assert Membership.objects.get().category.key == "law"
    assert province.post("/merits/", {"do": "in:law"}).status_code == 422
    text = text_of(province, f"/merits/people/{scene.guo.pk}/")
    assert "法务类" in text
    given = {"grade": "3", "says": "复核"}
    assert province.post(f"/merits/people/{scene.guo.pk}/", given).status_code == 302
    assert province.post(here, {"do": "end", "reason": "暂停"}).status_code == 302


def test_the_list_takes_few_queries_sorts_by_points_and_goes_out_as_excel(
    scene, django_assert_max_num_queries
):
    scene.enacted()
    people = Person.objects.bulk_create(
        Person(name=f"专员{n:03}", home=scene.hubei.places[YILING], entered_at=AT, entered_by="x")
        for n in range(80)
    )
    Specialist.objects.bulk_create(
        Specialist(person=one, valid_from=ON, basis="x", named_by="x") for one in people
    )
    scene.book()
    client = client_of(scene.province)
    client.get("/merits/")
    with django_assert_max_num_queries(40):
        text = text_of(client, "/merits/")
    assert text.index("郭建军") < text.index("专员079")
    with django_assert_max_num_queries(36):
        text_of(client, f"/merits/people/{scene.guo.pk}/")
    sheet = client.get("/merits/", {"export": "xlsx", "q": "郭"})
    rows = list(load_workbook(BytesIO(sheet.content)).active.values)
    assert any("郭建军" in str(row) and 20 in row for row in rows)
    sheet = client.get(f"/merits/people/{scene.guo.pk}/", {"export": "xlsx"})
    assert sheet.status_code == 200
    with django_assert_max_num_queries(40):
        text_of(client, f"/merits/rules/{RuleSet.objects.get().pk}/simulate/", year="2022")
