"""The pages of the lists: upload to undo, a list on a day, differences, codes, Excel."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.accounts.waiting import sources
from zhicai.foundation import clock
from zhicai.registers.models import DoubtfulCode, ListUpload
from zhicai.registers.tests import scenes

pytestmark = pytest.mark.django_db
HIGH_TECH = scenes.HIGH_TECH
MARCH, APRIL = date(2022, 3, 1), date(2022, 4, 1)


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(scenes.AT):
        yield


@pytest.fixture
def enter(client):
    def sign_in(acting):
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def form(rows, **changes):
    content = scenes.list_file(rows)
    known = {
        "kind": HIGH_TECH, "listed_on": "2022-03-01", "source": "公示（示例）", "mode": "whole",
        "file": SimpleUploadedFile("名录.xlsx", content),
    }  # fmt: skip
    return known | changes


def test_from_the_file_to_the_list_and_back(scene, city, enter):
    client = enter(city)
    rows = [scenes.line(1), scenes.line(2, 统一社会信用代码="9142")]
    answer = client.post(reverse("registers:import"), form(rows), follow=True)
    page = answer.content.decode()
    assert "只导入无误的 1 行" in page
    kept = ListUpload.objects.get()
    marked = client.get(reverse("registers:marked", args=[kept.pk]))
    assert marked.content.startswith(b"PK")
    where = reverse("registers:upload", args=[kept.pk])
    done = client.post(where, {"do": "sound"}, follow=True).content.decode()
    assert "已导入 1 家" in done
    listed = client.get(reverse("registers:members", args=[HIGH_TECH])).content.decode()
    assert "宜昌第1精密制造有限公司" in listed
    client.post(where, {"do": "undo"})
    listed = client.get(reverse("registers:members", args=[HIGH_TECH])).content.decode()
    assert "宜昌第1精密制造有限公司" not in listed


def test_bad_input_is_said_at_its_field_and_is_never_a_failure(scene, city, enter):
    client = enter(city)
    where = reverse("registers:import")
    for wrong in (
        {"listed_on": "2023-01-01"},
        {"listed_on": "never"},
        {"kind": "nothing"},
        {"source": " "},
        {"file": SimpleUploadedFile("x.xlsx", b"\x00\x01\x02")},
        {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")},
    ):
        answer = client.post(where, form([scenes.line(1)]) | wrong)
        assert answer.status_code == 422, wrong
    assert not ListUpload.objects.exists()
    assert client.get(reverse("registers:members", args=["nothing"])).status_code == 404
    for query in ({"on": "x"}, {"place": "999999"}, {"page": "77"}):
        assert client.get(reverse("registers:members", args=[HIGH_TECH]), query).status_code == 200
    assert client.get(
        reverse("registers:changes", args=[HIGH_TECH]), {"before": "?", "after": "?"}
    ).status_code == 200  # fmt: skip


def test_a_list_on_a_day_its_changes_and_excel(
    scene, province, enter, django_assert_max_num_queries
):
    scenes.bring_in([scenes.line(n) for n in range(1, 81)], by=province, on=MARCH)
    scenes.bring_in([scenes.line(n) for n in range(2, 91)], by=province, on=APRIL)
    client = enter(scene.county())
    with django_assert_max_num_queries(40):
        page = client.get(reverse("registers:members", args=[HIGH_TECH]), {"on": "2022-03-01"})
    assert "80 家" in page.content.decode()
    found = client.get(reverse("registers:members", args=[HIGH_TECH]), {"q": scenes.code(1)[:14]})
    assert found.status_code == 200
    with django_assert_max_num_queries(40):
        changes = client.get(reverse("registers:changes", args=[HIGH_TECH])).content.decode()
    assert "新增 10 家，退出 1 家" in changes
    for name in ("members", "changes"):
        out = client.get(reverse(f"registers:{name}", args=[HIGH_TECH]), {"export": "xlsx"})
        assert out.content.startswith(b"PK")
    with django_assert_max_num_queries(40):
        home = client.get(reverse("registers:home")).content.decode()
    assert "2022-03-01" in home
    assert client.get(reverse("registers:import")).status_code == 403


def test_a_county_sees_its_own_alone(scene, province, enter):
    rows = [scenes.line(1), scenes.line(2, **{"所在县（市、区）": "西陵区"})]
    scenes.bring_in(rows, by=province)
    page = enter(scene.county()).get(reverse("registers:members", args=[HIGH_TECH]))
    assert "宜昌第1精密" in page.content.decode()
    assert "宜昌第2精密" not in page.content.decode()


def test_a_doubtful_code_waits_in_the_inbox_until_it_is_settled(scene, city, enter):
    keeper = scenes.keeper(scene)
    source = next(one for one in sources() if one.key == "registers.codes")
    client = enter(city)
    wrong = scenes.code(1, wrong=True)
    client.post(reverse("registers:import"), form([scenes.line(1, 统一社会信用代码=wrong)]))
    assert source.count(city, APRIL) == 0
    assert source.count(keeper, APRIL) == 1
    (line,) = source.items(keeper, APRIL, 5)
    client = enter(keeper)
    assert wrong in client.get(reverse("registers:codes")).content.decode()
    assert client.post(line.url, {"do": "accept", "reason": ""}).status_code == 422
    client.post(line.url, {"do": "accept", "reason": "已核对营业执照"})
    assert DoubtfulCode.objects.get().state == "accepted"
    assert source.count(keeper, APRIL) == 0


def test_the_line_in_the_sidebar_is_for_offices(scene, city, enter):
    page = enter(city).get(reverse("registers:home")).content.decode()
    assert "企业名录与覆盖" in page
