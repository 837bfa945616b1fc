"""The log of publicity actions: by channel and office, in Excel, as a metric."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.foundation.errors import BadInput, NotYourPage, Refused
from zhicai.planning.tests import scenes
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.publicity.actions import Action, log_action, strike_action
from zhicai.publicity.models import Activity
from zhicai.publicity.queries import activities_visible_to, totals_of
from zhicai.publicity.rules.logging import Channel
from zhicai.publicity.tests.scene import AT, DAY, FRAME

FORM = {"title": "公众号推送", "on": "2022-04-06", "channel": "online", "medium": "微信公众号",
        "reach": "1200", "link": "https://example.gov.cn/a"}  # fmt: skip


def logged(hubei, by, channel=Channel.ONLINE, reach=100, on=DAY):
    action = Action("宣讲", on, channel, "宣讲会", reach)
    return log_action(action, year=hubei.year, by=by, at=AT)


@pytest.mark.clause("HB-4.4.e")
def test_an_office_logs_actions_with_channel_date_and_reach_and_sees_totals_by_channel(
    hubei, sign_in
):
    client = sign_in(hubei.city())
    client.post(reverse("publicity:log"), FORM)
    offline = FORM | {"channel": "offline", "medium": "宣讲会", "reach": "80", "venue": "夷陵区"}
    page = client.post(reverse("publicity:log"), offline, follow=True).content.decode()
    assert "1,280" in page
    found = activities_visible_to(hubei.city(), hubei.year, on=DAY)
    whole, offices = totals_of(found)
    assert (whole.count, whole.online, whole.offline, whole.reach) == (2, 1, 1, 1280)
    assert [o.name for o in offices] == ["宜昌市局"]
    only = client.get(reverse("publicity:activities") + "?channel=offline").content.decode()
    assert "宣讲会" in only
    assert "微信公众号" not in only.split("<tbody>")[1].split("</tbody>")[0]


def test_totals_are_by_office_and_what_is_struck_out_counts_nowhere(hubei):
    yichang, yiling, wuhan = hubei.city(), hubei.county(), hubei.city(scenes.WUHAN)
    logged(hubei, yichang)
    wrong = logged(hubei, yiling, Channel.OFFLINE)
    logged(hubei, yiling)
    logged(hubei, wuhan)
    with pytest.raises(Refused):
        strike_action(wrong, reason="重复", by=yichang, at=AT)
    with pytest.raises(BadInput):
        strike_action(wrong, reason=" ", by=yiling, at=AT)
    strike_action(wrong, reason="重复登记", by=yiling, at=AT)
    whole, offices = totals_of(activities_visible_to(yichang, hubei.year, on=DAY))
    assert (whole.count, len(offices)) == (2, 2)
    assert activities_visible_to(hubei.province(), hubei.year, on=DAY).count() == 4
    assert activities_visible_to(yiling, hubei.year, on=DAY).count() == 2


def test_the_metrics_count_each_offices_own_actions(hubei):
    logged(hubei, hubei.city())
    logged(hubei, hubei.county(), Channel.OFFLINE)
    counting = Counting(hubei.year.pk, 2022, {})
    places = {place.pk: code for code, place in hubei.places.items()}
    counts = {
        name: {places[p]: int(d[DAY]) for p, d in measure(metric(name), counting, [DAY]).items()}
        for name in ("publicity.actions", "publicity.actions_offline")
    }
    assert counts["publicity.actions"] == {scenes.YICHANG: 1, scenes.YILING: 1}
    assert counts["publicity.actions_offline"].get(scenes.YILING) == 1


def test_nothing_is_logged_ahead_or_by_who_does_not_log(hubei):
    with pytest.raises(BadInput):
        logged(hubei, hubei.city(), on=date(2022, 4, 9))
    with pytest.raises(NotYourPage):
        logged(hubei, hubei.registry())


def test_the_list_is_handed_out_in_excel_and_costs_few_queries(
    hubei, sign_in, django_assert_max_num_queries
):
    city = hubei.city()
    for _ in range(60):
        logged(hubei, city)
    client = sign_in(city)
    with django_assert_max_num_queries(FRAME + 6):
        assert "共 60 次" in client.get(reverse("publicity:activities")).content.decode()
    file = client.get(reverse("publicity:activities") + "?export=xlsx").content
    sheet = load_workbook(BytesIO(file)).active
    assert sheet.max_row >= 61
    assert Activity.objects.count() == 60


def test_a_broken_form_names_its_faults(hubei, sign_in):
    client = sign_in(hubei.city())
    for sent in ({}, FORM | {"on": "x"}, FORM | {"reach": "-1"}, FORM | {"link": "javascript:1"}):
        assert client.post(reverse("publicity:log"), sent).status_code == 422
    late = client.post(reverse("publicity:log"), FORM | {"on": "2022-05-01"})
    assert "日期不能晚于今天" in late.content.decode()


def test_an_action_is_struck_out_on_the_page_by_its_own_office_only(hubei, sign_in):
    one = logged(hubei, hubei.county())
    address = reverse("publicity:strike", args=[one.pk])
    assert sign_in(hubei.city(scenes.WUHAN)).post(address, {"opinion": "x"}).status_code == 404
    assert sign_in(hubei.city()).post(address, {"opinion": "x"}).status_code == 409
    sign_in(hubei.county()).post(address, {"opinion": "重复"})
    one.refresh_from_db()
    assert one.struck_why == "重复"
