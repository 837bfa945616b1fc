"""The pages: masked, unmasked once with a reason, within reach; one's own led to the notice."""

import io
from datetime import date

import pytest
from django.test import Client
from openpyxl import load_workbook

from zhicai.accounts.models import User
from zhicai.accounts.waiting import sources
from zhicai.foundation import clock
from zhicai.people.actions import answer_purposes, ask, enter_people
from zhicai.people.models import Person, RightsRequest
from zhicai.people.queries import looks_at
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.people.tests.scene import AT, NUMBER, ON, certified, people_of_yiling
from zhicai.planning.tests.scenes import XILING, YILING

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    with clock.standing_at(ON):
        yield people_of_yiling()


def client_of(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def test_the_list_stays_cheap_with_many_people_and_masks_phones(
    scene, django_assert_max_num_queries
):
    home = scene.hubei.places[YILING].pk
    rows = [
        PersonFacts(f"人员{n}", home, phone=f"139{n:08}",
                    employer=EmployerFacts(name=f"企业{n}", kind="high-tech-enterprise"))
        for n in range(160)
    ]  # fmt: skip
    enter_people(rows, by=scene.county, at=AT)
    county = client_of(scene.county)
    with django_assert_max_num_queries(40):
        page = county.get("/people/").content.decode()
    assert "162" in page
    assert "139****0000" in page
    assert "13900000000" not in page
    assert "高新技术企业" in page


@pytest.mark.parametrize(
    "query",
    ["q=郭建军", "q=1234", f"q={NUMBER}", "post=other&q=郭", "employer=enterprise&q=郭建"],
)
def test_a_person_is_found_by_name_phone_tail_and_whole_number(scene, query):
    page = client_of(scene.county).get(f"/people/?{query}").content.decode()
    assert f'"/people/{scene.guo.pk}/"' in page
    assert f'"/people/{scene.yang.pk}/"' not in page


def test_part_of_a_number_finds_nobody_and_the_neighbour_finds_nobody_by_the_whole(scene):
    own = client_of(scene.county).get(f"/people/?q={NUMBER[:10]}").content.decode()
    assert f'"/people/{scene.guo.pk}/"' not in own
    neighbour = client_of(scene.hubei.county(XILING))
    found = neighbour.get(f"/people/?q={NUMBER}").content.decode()
    assert f'"/people/{scene.guo.pk}/"' not in found
    assert neighbour.get(f"/people/{scene.guo.pk}/").status_code == 404


def test_the_excel_list_is_masked(scene):
    answer = client_of(scene.county).get("/people/?export=xlsx")
    cells = [
        str(cell.value)
        for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()
        for cell in row
    ]
    assert "郭建军" in cells
    assert "138****1234" in cells
    assert not any(NUMBER in one or "13800001234" in one for one in cells)


def test_the_whole_number_is_shown_once_with_a_reason_and_the_person_reads_who_looked(scene):
    county = client_of(scene.county)
    page = county.get(f"/people/{scene.guo.pk}/").content.decode()
    assert NUMBER not in page
    assert county.post(f"/people/{scene.guo.pk}/unmask/", {"reason": "看"}).status_code == 422
    shown = county.post(f"/people/{scene.guo.pk}/unmask/", {"reason": "核对原件"})
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert NUMBER not in county.get(f"/people/{scene.guo.pk}/").content.decode()
    assert looks_at(scene.guo).count() == 1
    answer_purposes(scene.guo, [], by=scene.own, at=AT)
    own = client_of(scene.own).get("/people/me/").content.decode()
    assert "核对原件" in own
    assert NUMBER not in own
    firm = client_of(scene.firm)
    assert firm.post(f"/people/{scene.guo.pk}/unmask/", {"reason": "想看看"}).status_code == 403


def test_who_signs_in_first_is_led_to_the_notice_and_may_refuse_what_is_optional(scene):
    own = client_of(scene.own)
    assert own.get("/", follow=True).request["PATH_INFO"] == "/people/me/consents/"
    page = own.get("/people/me/consents/").content.decode()
    assert page.count('name="purpose"') == 6
    assert page.count("checked disabled") == 2
    sent = own.post("/people/me/consents/", {"purpose": ["contact"]})
    assert sent.status_code == 302
    assert own.get("/people/me/").status_code == 200
    assert scene.guo.consents.filter(given=True).count() == 3


def test_the_person_takes_the_data_away_and_an_account_without_a_record_is_told_so(scene):
    answer = client_of(scene.own).post("/people/me/export/")
    assert answer["Content-Type"] == "application/zip"
    county = client_of(scene.county)
    assert "还没有关联个人档案" in county.get("/people/me/").content.decode()
    assert county.post("/people/me/export/").status_code == 404


def test_a_correction_goes_from_the_phone_to_the_county_and_back(scene):
    answer_purposes(scene.guo, [], by=scene.own, at=AT)
    own, county = client_of(scene.own), client_of(scene.county)
    bad = own.post("/people/me/requests/", {"kind": "correction", "field": "", "says": ""})
    assert bad.status_code == 422
    sent = own.post(
        "/people/me/requests/",
        {"kind": "correction", "field": "post", "proposed": "部长", "says": "已经任职"},
    )
    assert sent.status_code == 302
    asked = RightsRequest.objects.get()
    waits = next(one for one in sources() if one.key == "people.requests")
    assert waits.count(scene.county, ON) == 1
    (item,) = waits.items(scene.county, ON, 5)
    assert item.due == asked.due
    assert waits.count(scene.firm, ON) == 0
    assert "部长" in county.get(f"/people/requests/{asked.pk}/").content.decode()
    done = county.post(f"/people/requests/{asked.pk}/", {"answer": "已核对任命书", "do": "grant"})
    assert done.status_code == 302
    assert scene.guo.employments.get(valid_to=None).post == "部长"
    assert "已核对任命书" in own.get("/people/me/requests/").content.decode()
    assert waits.count(scene.county, ON) == 0


def test_erasure_with_a_hold_answers_409_and_names_the_hold(scene):
    certified(scene)
    asked = ask(scene.guo, "erasure", by=scene.own, at=AT)
    county = client_of(scene.county)
    assert "证书登记须永久保存" in county.get(f"/people/requests/{asked.pk}/").content.decode()
    refused = county.post(f"/people/requests/{asked.pk}/", {"answer": "同意删除", "do": "grant"})
    assert refused.status_code == 409
    assert "证书登记须永久保存" in refused.content.decode()
    assert Person.objects.get(pk=scene.guo.pk).erased_at is None


def test_a_new_employer_in_another_county_moves_the_record_and_its_page(scene):
    county = client_of(scene.county)
    sent = county.post(
        f"/people/{scene.yang.pk}/employer/",
        {"employer": "西陵某企业", "post": "主管", "place": scene.hubei.places[XILING].pk},
    )
    assert (sent.status_code, sent["Location"]) == (302, "/people/")
    neighbour = client_of(scene.hubei.county(XILING))
    assert neighbour.get(f"/people/{scene.yang.pk}/").status_code == 200
    assert county.get(f"/people/{scene.yang.pk}/").status_code == 404


def test_the_persons_account_is_opened_by_a_slip_shown_once(scene):
    county = client_of(scene.county)
    wrong = county.post(f"/people/{scene.yang.pk}/login/", {"username": "guojianjun"})
    assert wrong.status_code == 422
    page = county.post(f"/people/{scene.yang.pk}/login/", {"username": "yanglan"})
    assert "/staff/enter/" in page.content.decode()
    scene.yang.refresh_from_db()
    assert scene.yang.user.username == "yanglan"
    assert "/staff/enter/" not in county.get(f"/people/{scene.yang.pk}/").content.decode()


def test_a_wrong_date_or_amount_of_an_incentive_is_said_at_the_field(scene):
    certified(scene)
    county = client_of(scene.county)
    sent = county.post(
        f"/people/{scene.guo.pk}/incentives/",
        {"kind": "reward", "amount": "-1", "given_on": "昨天", "basis": ""},
    )
    assert sent.status_code == 422
    late = county.post(
        f"/people/{scene.guo.pk}/incentives/",
        {"kind": "reward", "amount": "10", "basis": "办法",
         "given_on": date(2022, 12, 1).isoformat()},
    )  # fmt: skip
    assert late.status_code == 422
    assert "不能晚于今天" in late.content.decode()
