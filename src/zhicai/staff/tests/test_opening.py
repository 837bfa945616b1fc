"""Who opens accounts for whom, singly and from Excel."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from zhicai.accounts.models import Membership, User
from zhicai.accounts.queries import actings_of
from zhicai.foundation.errors import BadInput, NotYourPage
from zhicai.law.schema import Level
from zhicai.staff.actions import enter_enterprise, open_people
from zhicai.staff.queries import offices_for
from zhicai.staff.rules import Newcomer
from zhicai.staff.tests.conftest import CITY, COUNTY, DIRECT, PROVINCE, TODAY


def managed(scene, username):
    return {one.zh for one in offices_for(scene.acting(username), on=TODAY) if one.managed}


def newcomer(scene, code=COUNTY, role="officer", **more):
    return Newcomer(**{"username": "li", "name": "李晓", "office": scene.office(code),
                       "role": role, **more})  # fmt: skip


def test_each_office_keeps_the_accounts_of_itself_and_one_step_below(scene):
    assert "宜昌市局" in managed(scene, "lin")
    assert "仙桃市局" in managed(scene, "lin")
    assert "夷陵区局" not in managed(scene, "lin")
    assert {"宜昌市局", "夷陵区局", "三峡大学基地"} <= managed(scene, "zhang")
    assert managed(scene, "chen") == {"夷陵区局"}
    assert managed(scene, "duan") == {"仙桃市局"}
    assert managed(scene, "xiao") == {"三峡大学基地"}
    assert "夷陵区局" in managed(scene, "sun")


def test_a_city_opens_an_account_for_its_county_and_not_for_another_citys(scene):
    (user,) = open_people([newcomer(scene)], by=scene.acting("zhang"), at=scene.at)
    acting = actings_of(user, on=TODAY)[0]
    assert (acting.office, acting.top_level) == ("夷陵区局", Level.COUNTY)
    assert not user.has_usable_password()
    with pytest.raises(BadInput):
        open_people(
            [newcomer(scene, "420102", username="he")], by=scene.acting("zhang"), at=scene.at
        )
    with pytest.raises(BadInput):
        open_people([newcomer(scene, CITY, username="he")], by=scene.acting("chen"), at=scene.at)


def test_an_officer_of_a_city_that_is_a_county_too_gets_both_seats(scene):
    (user,) = open_people([newcomer(scene, DIRECT)], by=scene.acting("lin"), at=scene.at)
    (acting,) = actings_of(user, on=TODAY)
    assert acting.at_level(Level.CITY)
    assert acting.at_level(Level.COUNTY)


def test_a_base_and_an_enterprise_open_accounts_for_their_own_people(scene):
    (teacher,) = open_people(
        [newcomer(scene, office=f"o{scene.base.pk}", role="member")],
        by=scene.acting("xiao"), at=scene.at,
    )  # fmt: skip
    assert actings_of(teacher, on=TODAY)[0].organisation_kind == "base"
    firm = enter_enterprise("宜昌三峡制药有限公司", by=scene.acting("chen"), at=scene.at)
    assert enter_enterprise("宜昌三峡制药有限公司", by=scene.acting("chen"), at=scene.at) == firm
    with pytest.raises(BadInput):
        enter_enterprise("宜昌三峡制药有限公司", by=scene.acting("zhao"), at=scene.at)
    (first,) = open_people(
        [newcomer(scene, office=f"o{firm.pk}", role="member", username="gao", name="高远")],
        by=scene.acting("chen"), at=scene.at,
    )  # fmt: skip
    (second,) = open_people(
        [newcomer(scene, office=f"o{firm.pk}", role="member", username="tian", name="田野")],
        by=actings_of(first, on=TODAY)[0], at=scene.at,
    )  # fmt: skip
    assert actings_of(second, on=TODAY)[0].office == "宜昌三峡制药有限公司"
    assert actings_of(second, on=TODAY)[0].paths == ()


@pytest.mark.parametrize(
    ("giver", "role", "good"),
    [
        ("sun", "security_admin", True), ("sun", "system_admin", False),
        ("sun", "audit_admin", False), ("an", "audit_admin", True), ("an", "officer", False),
        ("lin", "audit_admin", False), ("lin", "registrar", True), ("lin", "rule_keeper", False),
    ],
)  # fmt: skip
def test_no_administrator_makes_another_of_the_own_kind(scene, giver, role, good):
    one = newcomer(scene, PROVINCE, role)
    if good:
        assert open_people([one], by=scene.acting(giver), at=scene.at)
    else:
        with pytest.raises(BadInput):
            open_people([one], by=scene.acting(giver), at=scene.at)
        assert not User.objects.filter(username="li").exists()


def test_all_faults_of_an_account_are_said_at_once_and_nothing_is_opened(scene):
    wrong = newcomer(
        scene, username="a b", name="", phone="123", email="nobody", role="audit_admin"
    )
    with pytest.raises(BadInput) as refusal:
        open_people([wrong, newcomer(scene)], by=scene.acting("chen"), at=scene.at)
    fields = {fault.field for fault in refusal.value.faults}
    assert fields == {"username", "name", "phone", "email", "role"}
    assert not User.objects.filter(username="li").exists()


def test_an_account_of_someone_elses_is_taken_and_ones_own_post_is_not_given_by_oneself(scene):
    for username, name in (("zhao", "Zhao"), ("wang", "王五"), ("chen", "Chen")):
        with pytest.raises(BadInput):
            open_people(
                [newcomer(scene, username=username, name=name)],
                by=scene.acting("chen"), at=scene.at,
            )  # fmt: skip


def test_the_auditor_and_a_reader_keep_no_accounts(scene, sign_in):
    with pytest.raises(NotYourPage):
        open_people([newcomer(scene)], by=scene.acting("shen"), at=scene.at)
    assert sign_in("shen").get(reverse("staff:people")).status_code == 403


def test_the_form_opens_an_account_and_keeps_what_was_typed_when_it_cannot(scene, sign_in):
    browser = sign_in("zhang")
    form = {"name": "李晓", "username": "li", "office": scene.office(COUNTY), "role": "officer",
            "phone": "13812345678"}  # fmt: skip
    bad = browser.post(reverse("staff:open"), {**form, "username": "1"})
    assert bad.status_code == 422
    assert 'value="李晓"' in bad.content.decode()
    good = browser.post(reverse("staff:open"), form)
    user = User.objects.get(username="li")
    assert good.headers["Location"] == reverse("staff:person", args=[user.pk])
    page = browser.get(good.headers["Location"]).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


HEADS = ["姓名", "账号", "手机", "邮箱", "单位", "岗位"]


def book(rows, heads=HEADS):
    workbook = Workbook()
    sheet = workbook.active
    for row in (heads, *rows):
        sheet.append(row)
    file = BytesIO()
    workbook.save(file)
    return SimpleUploadedFile("账号.xlsx", file.getvalue())


GOOD = [
    ["李晓", "lixiao", "13812345678", "lixiao@example.cn", "夷陵区局", "经办人"],
    ["周宁", "zhouning", None, None, "西陵区局", "查阅"],
    ["吴思", "wusi", None, None, "三峡大学基地", "成员"],
]


def send(browser, rows, do="open"):
    return browser.post(reverse("staff:import"), {"file": book(rows), "do": do})


def test_many_accounts_are_opened_from_excel_once_however_often_it_is_sent(scene, sign_in):
    browser = sign_in("zhang")
    assert send(browser, GOOD, "check").status_code == 200
    assert not User.objects.filter(username="lixiao").exists()
    assert send(browser, GOOD).status_code == 302
    offices = {
        actings_of(u, on=TODAY)[0].office for u in User.objects.filter(password__startswith="!")
    }
    assert offices == {"夷陵区局", "西陵区局", "三峡大学基地"}
    before = Membership.objects.count()
    again = browser.post(reverse("staff:import"), {"file": book(GOOD), "do": "open"}, follow=True)
    assert Membership.objects.count() == before
    assert "3 人已有这个岗位" in again.content.decode()


def test_every_fault_of_every_row_is_shown_and_nobody_is_opened(scene, sign_in):
    browser = sign_in("zhang")
    rows = [
        GOOD[0],
        ["", "x", "12", "bad", "武汉市局", "经办人"],
        ["李晓", "lixiao", None, None, "夷陵区局", "经办人"],
        ["赵六", "lin", None, None, "夷陵区局", "成员"],
    ]
    answer = send(browser, rows)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 行有误，还没有开通任何账号" in page
    for words in ("这个账号已经有人使用", "表里已有这个账号的这个岗位", "下载标红的文件"):
        assert words in page
    assert not User.objects.filter(username="lixiao").exists()
    sound = send(browser, rows, "sound")
    assert User.objects.filter(username="lixiao").exists()
    assert "3 行有误，没有开通" in sound.content.decode()


def test_what_is_no_table_is_told(scene, sign_in):
    browser = sign_in("zhang")
    for content in (b"", b"no table", b"\xff\xfe"):
        file = SimpleUploadedFile("x.xlsx", content)
        assert browser.post(reverse("staff:import"), {"file": file}).status_code == 422
    assert browser.post(reverse("staff:import")).status_code == 422


def test_the_template_offers_the_offices_and_posts_that_one_may_give(scene, sign_in):
    answer = sign_in("chen").get(reverse("staff:template"))
    sheet = load_workbook(BytesIO(answer.content)).active
    written = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value}
    assert any("账号" in value for value in written)
    assert "夷陵区局" in written


def test_a_list_of_many_people_needs_as_many_queries_as_one_of_few(scene, sign_in):
    browser = sign_in("zhang")
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("staff:people"))
    people = [newcomer(scene, username=f"many{n}", name=f"人{n}") for n in range(120)]
    open_people(people, by=scene.acting("zhang"), at=scene.at)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(reverse("staff:people")).content.decode()
    assert len(many) == len(few)
    assert "共 125 人" in page
    found = browser.get(reverse("staff:people"), {"q": "人11", "state": "invited"})
    assert "共 11 人" in found.content.decode()
    odd = browser.get(reverse("staff:people"), {"office": "px", "sort": "-login"})
    assert odd.status_code == 200
    sheet = browser.get(reverse("staff:people"), {"export": "xlsx", "office": scene.office(COUNTY)})
    assert sheet.headers["Content-Type"].endswith("sheet")


def test_a_county_sees_nobody_of_its_neighbours(scene, sign_in):
    page = sign_in("chen").get(reverse("staff:people")).content.decode()
    assert "wang" in page
    assert "zhao" not in page


def test_the_form_names_every_wrong_field_at_once(scene, sign_in):
    before = User.objects.count()
    sent = {"name": "", "username": "Bad name!", "phone": "123", "email": "x", "role": "officer"}
    page = sign_in("zhang").post(reverse("staff:open"), sent)
    assert page.status_code == 422
    said = page.content.decode()
    for words in ("请填写这一项", "以字母或数字开头", "手机号是 11 位数字", "邮箱形如"):
        assert words in said
    assert User.objects.count() == before
