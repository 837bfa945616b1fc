"""The file of a specialist (HB-2.4.1.b): who reads what of it, and how it is found."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from zhicai.archive.models import Claim
from zhicai.archive.tests.scenes import AT, client_of, paper
from zhicai.files.actions import keep_file
from zhicai.people.actions import record_incentive
from zhicai.people.models import Person, Specialist
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.people.tests.scene import NUMBER, ON
from zhicai.planning.tests.scenes import YILING


def page(client, url, **more):
    answer = client.get(url, more)
    return answer.status_code, answer.content.decode()


@pytest.mark.clause("HB-2.4.1.b")
def test_a_file_holds_it_all_is_found_by_the_province_and_read_in_part_by_the_specialist(scene):
    given = IncentiveFacts("honour", ON, "区奖励办法", honour="优秀专员")
    record_incentive(scene.guo, given, by=scene.county, at=AT)
    province = client_of(scene.province)
    url = f"/archive/{scene.guo.pk}/"
    for typed in ("郭建", "gjj", NUMBER, "HBZC-2022-00001"):
        status, text = page(province, "/archive/", q=typed)
        assert (status, url in text, f"/archive/{scene.yang.pk}/" in text) == (200, True, False)
    assert f"/archive/{scene.guo.pk}/" not in page(province, "/archive/", q="HBZC-2022-0000")[1]
    assert url not in page(province, "/archive/", employer="没有这家")[1]
    assert url in page(province, "/archive/", employer="夷陵", year="2022", place=YILING)[1]
    status, text = page(province, url)
    for words in ("郭建军", "研发主管", "宜昌考核班", "81", "HBZC-2022-00001", "优秀专员",
                  "职称", "业绩成果", "取得知识产权专员证书"):  # fmt: skip
        assert words in text, words
    assert NUMBER not in text
    assert NUMBER[:4] in text
    status, own = page(client_of(scene.own), "/archive/me/")
    assert status == 200
    assert "HBZC-2022-00001" in own
    assert NUMBER not in own


def test_a_county_reads_the_files_of_its_own_people_and_nobody_elses(scene):
    assert page(client_of(scene.county), f"/archive/{scene.guo.pk}/")[0] == 200
    other = client_of(scene.other)
    assert page(other, f"/archive/{scene.guo.pk}/")[0] == 404
    assert "郭建军" not in page(other, "/archive/")[1]
    assert page(other, f"/archive/{10**30}/")[0] == 404


def test_the_employer_reads_nothing_until_the_specialist_lets_it(scene):
    firm, url = client_of(scene.firm), f"/archive/{scene.guo.pk}/"
    assert page(firm, url)[0] == 404
    assert "郭建军" not in page(firm, "/archive/employees/")[1]
    scene.consent("employer-file")
    assert "郭建军" in page(firm, "/archive/employees/")[1]
    status, text = page(firm, url)
    assert status == 200
    assert "HBZC-2022-00001" in text
    assert NUMBER[:4] not in text
    assert page(firm, f"/archive/{scene.yang.pk}/")[0] == 404
    scene.consent()
    assert page(firm, url)[0] == 404


def test_the_list_pages_filters_and_goes_out_as_excel(scene, django_assert_max_num_queries):
    people = Person.objects.bulk_create(
        Person(name=f"专员{n:03}", home=scene.hubei.places[YILING], entered_at=AT, entered_by="x")
        for n in range(80)
    )
    Specialist.objects.bulk_create(
        Specialist(person=one, valid_from=ON, basis="x", named_by="x") for one in people
    )
    client = client_of(scene.province)
    client.get("/archive/")
    with django_assert_max_num_queries(28):  # four are of the filters that apps above bring
        status, text = page(client, "/archive/")
    assert (status, text.count("/archive/") > 50) == (200, True)
    assert "82" in text
    sheet = client.get("/archive/", {"export": "xlsx", "q": "专员00"})
    rows = list(load_workbook(BytesIO(sheet.content)).active.values)
    assert sum("专员00" in str(row) for row in rows) == 10
    one = f"/archive/{scene.guo.pk}/"
    with django_assert_max_num_queries(36):
        assert page(client, one)[0] == 200


def test_a_file_shows_what_another_programme_recorded_only_where_one_record_is_kept(scene):
    url, province = f"/archive/{scene.guo.pk}/", client_of(scene.province)
    Claim.objects.create(
        person=scene.guo, programme="zhejiang-2024", what="title", kind="senior", name="知识产权师",
        on=ON, evidence=keep_file(paper(), by=scene.county, at=AT), state="confirmed",
        claimed_at=AT, decided_at=AT, decided_by="x",
    )  # fmt: skip
    assert "知识产权师" in page(province, url)[1]
    scene.hubei.decide("title-register", "separate")
    assert "知识产权师" not in page(province, url)[1]
    assert "宜昌考核班" in page(province, url)[1]
    scene.hubei.decide("one-person-one-record", False)
    assert "宜昌考核班" in page(province, url)[1]
