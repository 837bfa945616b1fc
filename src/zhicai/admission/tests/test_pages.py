"""The pages: an office's roster and import, registration by phone, strangers learn nothing."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhicai.admission.actions import register
from zhicai.admission.models import Registration, RosterUpload, SecondAsking
from zhicai.admission.tests import scenes
from zhicai.foundation import clock
from zhicai.people.models import Person
from zhicai.training.models import TrainingClass

YILING = scenes.YILING


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(scenes.ON):
        yield


@pytest.fixture
def visit(scene, client):
    def sign_in(acting):
        user = next(u for u in scene.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


PERSON = {"step": "1", "name": "郭建军", "id_kind": "resident", "phone": "13800000001"}
WORK = {"step": "2", "employer": "宜化集团", "employer_type": "technology-enterprise",
        "post": "知识产权主管", "is_ip_post": "on"}  # fmt: skip


def join(client, found, scene, *, n=1, place=YILING, **changes):
    """Walk through the three screens; return the code."""
    url = reverse("admission:join", args=[found.pk])
    person = PERSON | {"id_number": scenes.number(n)} | changes
    assert client.post(url, person).status_code == 302
    work = WORK | {"employer_place": scene.places[place].pk} | {
        k: v for k, v in changes.items() if k in WORK
    }  # fmt: skip
    assert client.post(url, work).status_code == 302
    assert client.post(url, {"step": "3"}).status_code == 302
    shown = client.get(reverse("admission:receipt")).content.decode()
    return re.search(r'zc-strong">(\w{8})<', shown)[1]


@pytest.mark.clause("HB-2.2.c")
def test_a_manager_of_a_technology_enterprise_anywhere_registers_with_post_and_category(
    client, found, scene
):
    join(client, found, scene, place="420102")
    row = Registration.objects.get()
    assert (row.post, row.employer_type, row.is_ip_post) == (
        "知识产权主管", "technology-enterprise", True,
    )  # fmt: skip
    assert (row.state, row.source) == ("applied", "phone")


@pytest.mark.clause("HB-2.2.d")
def test_a_manager_of_a_university_or_institute_of_the_area_registers_with_that_employer(
    client, found, scene
):
    for n, kind in enumerate(("university", "research-institute"), start=1):
        join(client, found, scene, n=n, employer_type=kind, employer="三峡大学")
    rows = Registration.objects.all()
    assert {(row.employer_type, row.employer_name) for row in rows} == {
        ("university", "三峡大学"), ("research-institute", "三峡大学"),
    }  # fmt: skip
    assert all(row.flags == [] for row in rows)


def test_registration_takes_three_screens_and_nine_fields_in_all(client, found):
    url = reverse("admission:join", args=[found.pk])
    first = client.get(url).content.decode()
    second = client.get(f"{url}?step=2").content.decode()
    fields = set(re.findall(r'name="(\w+)"', first + second)) - {
        "csrfmiddlewaretoken", "step", "next", "referrer", "language", "viewport", "htmx",
    }  # fmt: skip
    assert len(fields) <= 9
    assert "报名条件" in first


def test_what_was_typed_is_kept_sealed_and_a_form_sent_twice_is_one_registration(
    client, found, scene
):
    url = reverse("admission:join", args=[found.pk])
    client.post(url, PERSON | {"id_number": scenes.number(1)})
    assert scenes.number(1) in client.get(url).content.decode()
    assert scenes.number(1) not in str(dict(client.session))
    client.post(url, WORK | {"employer_place": scene.places[YILING].pk})
    kept = client.session[f"admission.join.{found.pk}"]
    client.post(url, {"step": "3"})
    session = client.session
    session[f"admission.join.{found.pk}"] = kept
    session.save()
    client.post(url, {"step": "3"})
    assert Registration.objects.count() == 1


def test_a_known_person_is_not_doubled_and_a_stranger_learns_nothing(client, found, scene):
    first = join(client, found, scene)
    assert join(client, found, scene) == first
    stranger = join(client, found, scene, phone="13900000009", name="某人")
    assert stranger != first
    assert (Registration.objects.count(), Person.objects.count()) == (1, 1)
    assert SecondAsking.objects.count() == 1
    look = reverse("admission:receipt")
    shown = client.post(look, {"code": stranger, "phone": "13900000009"}).content.decode()
    assert "没有找到" in shown
    assert (
        found.title in client.post(look, {"code": first, "phone": "13800000001"}).content.decode()
    )


def test_one_withdraws_with_the_code_and_the_next_in_line_moves_up(client, scene):
    small = scenes.open_class(scene, capacity=1, number="small")
    code = join(client, small, scene)
    join(client, small, scene, n=2, phone="13800000002", name="李四")
    assert Registration.objects.get(person__name="李四").state == "waiting"
    look = {"code": code, "phone": "13800000001", "do": "withdraw"}
    client.post(reverse("admission:receipt"), look)
    assert Registration.objects.get(person__name="李四").state == "applied"


def test_wrong_input_is_said_at_its_field_and_never_fails(client, found):
    url = reverse("admission:join", args=[found.pk])
    answer = client.post(url, PERSON | {"id_number": "42050619880312000"})
    assert (answer.status_code, "18 位" in answer.content.decode()) == (422, True)
    assert client.post(url, {"step": "3"}).status_code in (200, 302, 422)
    assert client.get(f"{url}?step=99").status_code == 200
    assert client.get(reverse("admission:join", args=[999999])).status_code == 404


def test_a_roster_is_uploaded_checked_marked_imported_and_undone(visit, county, found):
    client = visit(county)
    rows = [scenes.line(1), scenes.line(2, 手机号="12")]
    file = SimpleUploadedFile("名单.xlsx", scenes.roster_file(rows, above=("填表说明",)))
    answer = client.post(reverse("admission:import", args=[found.pk]), {"file": file})
    upload = RosterUpload.objects.get()
    assert answer.url == reverse("admission:upload", args=[upload.pk])
    shown = client.get(answer.url).content.decode()
    assert "只导入无误的 1 行" in shown
    assert client.get(reverse("admission:marked", args=[upload.pk])).status_code == 200
    assert client.get(reverse("admission:marked", args=[upload.pk]) + "?only=1").status_code == 200
    client.post(answer.url, {"do": "sound"})
    assert Registration.objects.count() == 1
    assert "已导入 1 人" in client.get(answer.url).content.decode()
    client.post(answer.url, {"do": "undo"})
    assert (Registration.objects.count(), Person.objects.count()) == (0, 0)


def test_an_office_reads_decides_prints_and_exports(
    visit, scene, county, found, django_assert_max_num_queries
):
    for n in range(1, 61):
        name = "郭" + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "一二三四五六七"[n // 10]
        register(found, scenes.application(scene, n, name=name), by=county, at=scenes.AT)
    client = visit(county)
    roster = reverse("admission:roster", args=[found.pk])
    with django_assert_max_num_queries(40):
        shown = client.get(roster).content.decode()
    assert "共 60 人" in shown
    assert "13800000001" not in shown
    with django_assert_max_num_queries(40):
        assert found.title in client.get(reverse("admission:home")).content.decode()
    assert client.get(roster + "?export=xlsx").status_code == 200
    for kind in ("roster", "signin", "cards"):
        assert client.get(reverse("admission:print", args=[found.pk, kind])).status_code == 200
    row = Registration.objects.first()
    page = reverse("admission:registration", args=[row.pk])
    assert client.post(page, {"do": "refuse", "reason": ""}).status_code == 422
    assert client.post(page, {"do": "refuse", "reason": "材料不实"}).status_code == 302
    assert client.get(reverse("admission:template", args=[found.pk])).status_code == 200
    assert client.get(page).status_code == 200


def test_one_is_registered_by_hand_and_faults_stand_at_their_fields(visit, scene, county, found):
    client = visit(county)
    url = reverse("admission:add", args=[found.pk])
    assert client.get(url).status_code == 200
    given = PERSON | WORK | {"id_number": scenes.number(1),
                             "employer_place": scene.places[YILING].pk}  # fmt: skip
    assert client.post(url, given | {"phone": "12"}).status_code == 422
    assert client.post(url, given).status_code == 302
    assert client.post(url, given).status_code == 409
    assert Registration.objects.get().state == "accepted"


def test_another_county_sees_nothing_of_it(visit, scene, found, county):
    register(found, scenes.application(scene), by=county, at=scenes.AT)
    client = visit(scene.county("420502"))
    row = Registration.objects.get()
    assert client.get(reverse("admission:roster", args=[found.pk])).status_code == 404
    assert client.get(reverse("admission:registration", args=[row.pk])).status_code == 404
    assert client.get(reverse("admission:import", args=[found.pk])).status_code == 404


def test_the_class_shut_says_so(client, scene):
    shut = scenes.open_class(scene, number="shut", registration_closes=date(2022, 4, 5))
    shown = client.get(reverse("admission:join", args=[shut.pk])).content.decode()
    assert "不接受报名" in shown


def test_the_public_page_of_a_class_leads_to_registration_while_it_is_open(client, found):
    page = reverse("classes:class", args=[found.number])
    door = f'href="{reverse("admission:join", args=[found.pk])}"'
    last = found.starts_on - timedelta(days=1)
    TrainingClass.objects.filter(pk=found.pk).update(registration_closes=last)
    with clock.standing_at(last):
        assert door in client.get(page).content.decode()
    with clock.standing_at(found.starts_on):
        shut = client.get(page).content.decode()
    assert door not in shut
    assert "现在不在报名时间" in shut
