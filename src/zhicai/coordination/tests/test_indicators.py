from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from zhicai.coordination.actions import end_mark, mark_county
from zhicai.coordination.models import IndicatorExport, Mark
from zhicai.coordination.queries.indicators import evaluation_of
from zhicai.coordination.rules.indicators import Indicator, score_of
from zhicai.foundation.errors import BadInput, NotYourPage, Refused
from zhicai.planning.tests.scenes import YICHANG, YILING, at

SINCE = date(2022, 1, 25)
PLAN = "county-files-class-plan"


@pytest.fixture
def province(hubei, desk):
    return desk(hubei.province())


def table(answer):
    sheet = load_workbook(BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def mark(province, codes, kind, day="01-25"):
    return mark_county(
        province, codes, mark=kind, basis="第一批名单", since=SINCE, by=province.acting, at=at(day)
    )


@pytest.mark.clause("HB-4.1.b")
def test_the_province_exports_the_indicators_of_each_city_and_county_with_its_own_weights(
    hubei, province, browse
):
    hubei.accepted(on="03-17")
    client = browse(province.acting)
    rows = table(client.post("/coordination/indicators/export/"))
    assert len([row for row in rows if str(row[1]).startswith(("42", "429"))]) == 17 + 103
    mine = next(row for row in rows if row[1] == YILING)
    assert mine[-2] == "15"
    assert float(mine[-1]) >= 15  # grows with every app that begins to count
    city = next(row for row in rows if row[1] == YICHANG)
    assert (city[12], city[13]) == ("1", "13")
    assert IndicatorExport.objects.get().rows == 120
    hubei.decide("evaluation-indicators", [{"rule": PLAN, "weight": "100"}])
    mine = next(
        row for row in table(client.post("/coordination/indicators/export/")) if row[1] == YILING
    )
    assert mine[-2:] == ["100", "100"]
    hubei.decide("local-evaluated", ["city"])
    rows = table(client.post("/coordination/indicators/export/"))
    assert len([row for row in rows if str(row[1]).startswith("42")]) == 17


def test_what_nobody_counts_is_named_and_enters_no_score():
    whole = Decimal(40)
    score = score_of([
        Indicator("a", whole, None, Decimal(100)),
        Indicator("b", Decimal(60), Decimal(1), Decimal(2)),
        Indicator("c", Decimal(10), None, None, applies=False),
    ])  # fmt: skip
    assert (score.points, score.of, score.whole) == (Decimal("30.00"), Decimal(60), Decimal(100))
    assert not score.complete
    nothing = score_of([Indicator("a", whole, None, Decimal(100))])
    assert nothing.points is None


def test_more_than_asked_earns_no_more_than_the_weight_and_a_broken_limit_nothing():
    assert Indicator("a", Decimal(30), Decimal(250), Decimal(100)).points == Decimal("30.00")
    assert Indicator("a", Decimal(30), Decimal(1), Decimal(0), limit=True).points == 0
    assert Indicator("a", Decimal(30), Decimal(0), Decimal(0), limit=True).points == 30


def test_weights_that_do_not_come_to_100_are_flagged(hubei, province, browse):
    hubei.decide("evaluation-indicators", [{"rule": PLAN, "weight": "80"}])
    page = browse(province.acting).get("/coordination/indicators/").content.decode()
    assert "权重合计 80 分，不是 100 分" in page


@pytest.mark.clause("HB-4.1.c")
def test_the_province_marks_pilot_and_demonstration_counties_and_exports_their_indicators(
    province, browse
):
    mark(province, [YILING, "420102"], "pilot")
    mark(province, ["420103"], "demonstration")
    client = browse(province.acting)
    rows = table(client.post("/coordination/indicators/export/", {"mark": "pilot"}))
    found = {row[1]: row[5] for row in rows if str(row[1]).startswith("42")}
    assert set(found) == {YILING, "420102"}
    assert found[YILING] == "知识产权强县试点"
    assert "知识产权强县示范" in client.get("/coordination/marks/").content.decode()


@pytest.mark.clause("HB-4.1.d")
def test_a_county_s_record_says_whether_its_results_count_for_support(hubei, province, browse):
    client = browse(hubei.county())
    there = f"/coordination/counties/{YILING}/"
    assert "不计入" in client.get(there).content.decode()
    (row,) = mark(province, [YILING], "transfer-plan")
    page = client.get(there).content.decode()
    assert "不计入" not in page
    assert "自 2022-01-25 起，第一批名单" in page
    assert "HB-4.1.d" in page
    end_mark(row, by=province.acting, at=at("02-20"))
    assert "不计入" in client.get(there).content.decode()


def test_a_mark_is_given_once_by_the_province_and_with_its_document(hubei, desk, province):
    mark(province, [YILING], "pilot")
    with pytest.raises(Refused) as again:
        mark(province, [YILING], "pilot")
    assert again.value.reasons[0].clause == "HB-4.1.c"
    with pytest.raises(BadInput) as refused:
        mark_county(
            province, [], mark="gold", basis="", since=None, by=province.acting, at=at("01-25")
        )
    assert {f.field for f in refused.value.faults} == {"mark", "basis", "since", "place"}
    mine = desk(hubei.city())
    with pytest.raises(NotYourPage):
        mark_county(
            mine, [YILING], mark="pilot", basis="x", since=SINCE, by=mine.acting, at=at("01-25")
        )
    assert Mark.objects.count() == 1


def test_marking_in_the_browser_takes_many_counties_at_once(province, browse):
    client = browse(province.acting)
    sent = {"mark": "pilot", "basis": "名单", "since": "2022-01-25", "place": [YILING, "420102"]}
    assert client.post("/coordination/marks/", sent).status_code == 302
    assert client.post("/coordination/marks/", {**sent, "place": ["x"]}).status_code == 422
    row = Mark.objects.first()
    assert client.post(f"/coordination/marks/{row.pk}/end/").status_code == 302
    assert client.post(f"/coordination/marks/{row.pk}/end/").status_code == 409


def test_a_city_reads_its_own_rows_and_exports_nothing(hubei, browse):
    client = browse(hubei.city())
    page = client.get("/coordination/indicators/").content.decode()
    assert "夷陵区" in page
    assert "江岸区" not in page
    assert client.post("/coordination/indicators/export/").status_code == 403


def test_a_programme_without_such_settings_has_no_indicators(province):
    found = evaluation_of(
        type(province)(
            province.acting, province.year, province.on, province.tree,
            {"office-holds-city-and-county-seat": True},
        )
    )  # fmt: skip
    assert (found.weights, found.total) == ((), Decimal(0))
