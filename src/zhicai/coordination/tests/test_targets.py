from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from zhicai.accounts.models import Role
from zhicai.coordination.actions import issue_breakdown, save_breakdown
from zhicai.coordination.models import Breakdown
from zhicai.coordination.queries.targets import sheet_of, sheets_of
from zhicai.coordination.rules.targets import CITY, minimum_draft, sums
from zhicai.foundation.errors import BadInput, OutOfScope, Stale
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.planning.tests.scenes import WUHAN, XIANTAO, YICHANG, YILING, at
from zhicai.programmes.actions import waive

CLASSES, PEOPLE = "county-holds-preparatory-class", "county-trains-preparatory-people"
VENUE = "venue-holds-assessment-class"


@pytest.fixture
def base(hubei):
    return hubei.body("base", home=YICHANG, serves=(YICHANG,))


@pytest.fixture
def yichang(hubei, desk):
    """The city's desk, its place, and a draft that gives every county the minimum."""
    mine = desk(hubei.city())
    place = mine.tree.by_code[YICHANG]
    sheet = sheet_of(mine, place)
    return mine, place, minimum_draft(sheet.targets, sheet.holders)


def keep(yichang, draft=None, revision=0):
    mine, place, minimum = yichang
    return save_breakdown(
        mine, place, draft or minimum, by=mine.acting, revision=revision, at=at("02-10")
    )


def test_the_figures_and_their_minimum_come_from_the_rules(base, yichang):
    mine, place, _ = yichang
    sheet = sheet_of(mine, place)
    assert {t.rule: (t.minimum, t.clause) for t in sheet.targets} == {
        CLASSES: (1, "HB-3.1.7.1.a"),
        PEOPLE: (100, "HB-3.1.7.1.b"),
        VENUE: (1, "HB-2.2.2.n"),
    }
    assert [h.kind for h in sheet.holders].count("county") == 13
    assert sheet.holders[-1].kind == "base"


@pytest.mark.clause("HB-4.1.g")
def test_a_city_breaks_the_year_down_to_its_counties_and_bases_and_never_below_the_minimum(
    hubei, base, yichang
):
    mine, place, draft = yichang
    draft[PEOPLE][f"o{base.organisation_id}"] = 300
    draft[PEOPLE][YILING] = 126
    draft[PEOPLE][CITY] = 1326
    low = {**draft, PEOPLE: {**draft[PEOPLE], YILING: 99}, CLASSES: {**draft[CLASSES], YILING: 0}}
    with pytest.raises(BadInput) as refused:
        keep(yichang, low)
    assert {(f.field, f.clause) for f in refused.value.faults} == {
        (f"{PEOPLE}--{YILING}", "HB-3.1.7.1.b"),
        (f"{CLASSES}--{YILING}", "HB-3.1.7.1.a"),
    }
    assert not Breakdown.objects.exists()
    keep(yichang, draft)
    row, told = issue_breakdown(mine, place, by=mine.acting, at=at("02-11"))
    assert told == 14
    assert row.issued[PEOPLE][YILING] == 126
    letter = Message.objects.get(place__code=YILING)
    assert "126 人" in letter.body.zh
    assert Message.objects.filter(organisation_id=base.organisation_id).count() == 1
    assert issue_breakdown(mine, place, by=mine.acting, at=at("02-12"))[1] == 0


def test_a_waived_county_may_get_less_and_asks_nothing_of_its_city(hubei, desk, yichang):
    draft = yichang[2]
    keeper = hubei.officer("420000", Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")
    waive(
        hubei.year, obligation=PEOPLE, places=[hubei.places[YILING]], reason="林区企业少",
        by=keeper, at=at("02-01"),
    )  # fmt: skip
    draft[PEOPLE][YILING], draft[PEOPLE][CITY] = 30, 1230
    keep(yichang, draft)
    draft[PEOPLE]["420502"] = 99
    with pytest.raises(BadInput):
        keep(yichang, draft, revision=1)


def test_where_the_quota_binds_the_city_as_a_whole_one_county_may_have_less(hubei, desk):
    hubei.decide("preparatory-quota-scope", "city")
    mine = desk(hubei.city())
    place = mine.tree.by_code[YICHANG]
    sheet = sheet_of(mine, place)
    draft = {PEOPLE: {YILING: 40, CITY: 100}}
    save_breakdown(mine, place, draft, by=mine.acting, revision=0, at=at("02-10"))
    with pytest.raises(BadInput):
        save_breakdown(
            mine, place, {PEOPLE: {CITY: 99}}, by=mine.acting, revision=1, at=at("02-10")
        )
    assert [s.short for s in sums(draft, sheet.targets, sheet.holders)] == [60]


def test_parts_that_do_not_come_to_the_city_s_own_target_are_flagged_and_not_refused(
    yichang, browse
):
    mine, _, draft = yichang
    draft[PEOPLE][CITY] = 1500
    keep(yichang, draft)
    page = browse(mine.acting).get("/coordination/targets/").content.decode()
    assert "合计 1300 人，比全市目标 1500 人少 200 人" in page


def test_what_is_empty_is_not_issued(yichang):
    mine, place, draft = yichang
    del draft[PEOPLE][YILING]
    keep(yichang, draft)
    with pytest.raises(BadInput, match="夷陵区的“预科人数”还没有填"):
        issue_breakdown(mine, place, by=mine.acting, at=at("02-11"))


def test_the_later_of_two_writers_is_told(yichang):
    keep(yichang)
    with pytest.raises(Stale):
        keep(yichang, revision=0)


def test_another_city_s_table_is_nobody_s_to_change(hubei, desk, yichang):
    mine = desk(hubei.city(WUHAN))
    with pytest.raises(OutOfScope):
        save_breakdown(
            mine, mine.tree.by_code[YICHANG], {}, by=mine.acting, revision=0, at=at("02-10")
        )


def test_a_city_that_is_its_own_county_gives_itself_its_target(hubei, desk):
    mine = desk(hubei.city(XIANTAO))
    place = mine.tree.by_code[XIANTAO]
    sheet = sheet_of(mine, place)
    assert [h.key for h in sheet.holders] == [CITY, XIANTAO]
    draft = minimum_draft(sheet.targets, sheet.holders)
    save_breakdown(mine, place, draft, by=mine.acting, revision=0, at=at("02-10"))
    assert issue_breakdown(mine, place, by=mine.acting, at=at("02-11"))[1] == 0


def test_the_grid_takes_numbers_names_every_wrong_cell_and_keeps_what_was_typed(yichang, browse):
    mine, _, draft = yichang
    client = browse(mine.acting)
    sent = {f"{rule}--{key}": str(n) for rule, given in draft.items() for key, n in given.items()}
    sent |= {"revision": "0", "do": "save", f"{PEOPLE}--{YILING}": "很多"}
    page = client.post("/coordination/targets/save/", sent)
    assert page.status_code == 422
    assert "很多" in page.content.decode()
    sent[f"{PEOPLE}--{YILING}"] = "90"
    page = client.post("/coordination/targets/save/", sent)
    assert page.status_code == 422
    assert "HB-3.1.7.1.b" in page.content.decode()
    sent |= {f"{PEOPLE}--{YILING}": "120", "do": "issue"}
    assert client.post("/coordination/targets/save/", sent).status_code == 302
    assert Breakdown.objects.get().issued[PEOPLE][YILING] == 120


def test_filling_in_the_minimum_leaves_the_bases(base, yichang, browse):
    mine, _, draft = yichang
    draft[PEOPLE][f"o{base.organisation_id}"] = 300
    draft[PEOPLE][YILING] = 150
    keep(yichang, draft)
    browse(mine.acting).post("/coordination/targets/save/", {"revision": "1", "do": "minimum"})
    kept = Breakdown.objects.get().draft[PEOPLE]
    assert (kept[YILING], kept[f"o{base.organisation_id}"]) == (100, 300)


def test_the_table_goes_out_to_excel_and_comes_back_with_every_fault_at_once(yichang, browse):
    mine, *_ = yichang
    keep(yichang)
    client = browse(mine.acting)
    book = load_workbook(BytesIO(client.get("/coordination/targets/table.xlsx").content))
    sheet = book.active
    rows = {row[1].value: row for row in sheet.iter_rows() if row[1].value}

    def send(revision):
        out = BytesIO()
        book.save(out)
        file = SimpleUploadedFile("目标.xlsx", out.getvalue())
        return client.post("/coordination/targets/import/", {"file": file, "revision": revision})

    rows[YILING][4].value = 130
    assert send(1).status_code == 302
    assert Breakdown.objects.get().draft[PEOPLE][YILING] == 130
    rows[YILING][4].value = 80
    rows["420502"][3].value = 0
    page = send(2)
    assert page.status_code == 422
    words = page.content.decode()
    assert "HB-3.1.7.1.a" in words
    assert "HB-3.1.7.1.b" in words
    rows["420502"][1].value = "999999"
    assert "没有代码为 999999 的单位" in send(2).content.decode()
    assert Breakdown.objects.get().draft[PEOPLE][YILING] == 130


def test_a_county_sees_its_own_row_once_issued_and_no_other(hubei, yichang, browse):
    mine, place, _ = yichang
    keep(yichang)
    client = browse(hubei.county())
    before = client.get("/coordination/targets/").content.decode()
    assert "还没有下达" in before
    issue_breakdown(mine, place, by=mine.acting, at=at("02-11"))
    page = client.get("/coordination/targets/").content.decode()
    assert "夷陵区" in page
    assert "西陵区" not in page
    assert client.get("/coordination/targets/?place=420100").status_code == 404
    assert client.get("/coordination/targets/table.xlsx").status_code == 404


def test_the_province_sees_all_cities_and_their_103_counties_at_once(
    hubei, desk, browse, django_assert_max_num_queries
):
    province = desk(hubei.province())
    for sheet in sheets_of(province, province.cities):
        mine = desk(hubei.city(sheet.city.code))
        draft = minimum_draft(sheet.targets, sheet.holders)
        save_breakdown(mine, sheet.city, draft, by=mine.acting, revision=0, at=at("02-10"))
        issue_breakdown(mine, sheet.city, by=mine.acting, at=at("02-11"))
    client = browse(province.acting)
    client.get("/coordination/targets/")
    with django_assert_max_num_queries(60):
        page = client.get("/coordination/targets/").content.decode()
    assert page.count("zc-indent") == 103
    assert client.get(f"/coordination/targets/?place={YICHANG}").status_code == 200
