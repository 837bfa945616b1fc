"""The cockpit: its numbers agree, its scope holds, grey stays grey, queries stay few."""

import re
import sys
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation.errors import OutOfScope
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.presenters import maps
from zhicai.monitoring.presenters.tiles import headline
from zhicai.monitoring.queries import board as boards
from zhicai.monitoring.queries import figures
from zhicai.monitoring.queries.lines import LATE, dues_of, late_offices, lines_of
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.tests import scene
from zhicai.places.actions import open_custom_unit
from zhicai.programmes import registry

YICHANG, YILING, ENSHI, XIANTAO = "420500", "420506", "422800", "429004"


def of(user, code="", on=scene.JUNE, **more):
    return scope_for(scene.acting(user), on=on, code=code, **more)


@pytest.fixture
def province(busy):
    return of(scene.provincial())


@pytest.fixture
def lin(busy):
    return scene.browser(scene.provincial())


def page_of(client, path, on=scene.JUNE):
    with scene.on(on):
        answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# --- numbers agree -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["420000", YICHANG, YILING, XIANTAO])
def test_tile_matrix_map_calendar_and_list_count_the_same_overdue(busy, code):
    scope = of(scene.provincial(), code)
    board = boards.board_of(scope)
    late = figures.overdue_in(scope)
    listed = [line for line in lines_of(scope) if line.state is State.OVERDUE]
    apart = [s for cell in board.apart for s in cell.standings if s.level is Level.PROVINCE]
    fills = maps.fills_of(board, scope, "state")
    shown = sum(int(re.sub(r"\D", "", fill.value) or 0) for fill in fills.values())
    due = [s for due in dues_of(scope) if due.state in LATE for s in due.standings]
    assert late.count == board.overdue == len(listed)
    assert late.count == sum(row.overdue for row in board.rows) + sum(
        s.state is State.OVERDUE for s in apart
    )
    assert shown == sum(row.overdue for row in board.rows)
    assert sum(s.state is State.OVERDUE for s in due) == late.count


def test_the_cells_of_a_column_add_up_to_its_tile_and_to_its_list(province):
    board = boards.board_of(province)
    tiles = {figure.rule: figure for figure in figures.figures_of(province) if figure.rule}
    for number, column in enumerate(board.columns):
        cells = [row.cells[number] for row in board.rows if row.cells[number] is not None]
        listed = [line for line in lines_of(province) if line.rule.id == column.rule.id]
        assert sum(len(cell.standings) for cell in cells) == len(listed)
        if column.rule.id in tiles:
            assert tiles[column.rule.id].value == sum(cell.met for cell in cells)
            assert tiles[column.rule.id].goal == sum(cell.owing for cell in cells)
    assert tiles[scene.PLAN].value == 100
    assert tiles[scene.SUMMARY].value == 15


def test_the_seats_of_an_open_city_add_up_to_its_row(province):
    board = boards.board_of(province)
    for row in board.rows:
        inner = boards.rows_within(province, board, row.place)
        for number, cell in enumerate(row.cells):
            inside = [one.cells[number] for one in inner if one.cells[number] is not None]
            assert (cell.met if cell else 0) == sum(one.met for one in inside)
        assert row.overdue == sum(one.overdue for one in inner)


@pytest.mark.parametrize("code", ["420000", YICHANG, YILING])
def test_the_people_of_the_tile_are_those_of_the_map_and_of_the_places_below(busy, code):
    scope = of(scene.provincial(), code)
    tiles = {figure.label.en: figure for figure in figures.figures_of(scope)}
    by_unit = figures.by_unit("planning.planned_people", scope)
    below = [place.id for place in scope.tree.below(scope.place.path)]
    rows = scene.Fact.objects.filter(metric="planning.planned_people", place__in=below)
    assert tiles["Planned people"].value == sum(by_unit.values())
    assert sum(by_unit.values()) == sum(rows.values_list("amount", flat=True))


def test_the_groups_hold_every_city_once_and_the_same_overdue(province):
    board = boards.board_of(province)
    for groups in (
        boards.in_circles(board.rows, province.ledger.settings),
        [boards.Group("all", None, board.rows, board.progress, board.tally)],
    ):
        codes = [row.place.code for group in groups for row in group.rows]
        assert sorted(codes) == [row.place.code for row in board.rows]
        assert sum(row.overdue for group in groups for row in group.rows) == 5


def test_what_is_shown_and_not_judged_is_in_no_count(province):
    assert all(s.verdict.rule.judged for s in province.standings)
    shown = {cell.rule.id for cell in boards.board_of(province).apart}
    assert "province-headline-ten-thousand" in shown


# --- scope -------------------------------------------------------------------------------------


def test_a_city_sees_its_counties_and_a_county_itself_alone(busy):
    city = boards.board_of(of(scene.of_city()))
    assert {row.place.code for row in city.rows} == {
        place.code for place in of(scene.provincial()).tree.below(f"420000/{YICHANG}")
    }
    county = boards.board_of(of(scene.of_county()))
    assert [row.place.code for row in county.rows] == [YILING]


def test_a_place_elsewhere_does_not_exist(busy):
    city, county = scene.browser(scene.of_city()), scene.browser(scene.of_county())
    pages = ("cockpit", "obligations", "calendar", "tasks", "matrix")
    with scene.on(scene.JUNE):
        for name in pages:
            address = reverse(f"monitoring:{name}")
            assert city.get(address, {"place": "420100"}).status_code == 404
            assert county.get(address, {"place": "420502"}).status_code == 404
            assert county.get(address, {"place": YICHANG}).status_code == 404
            assert city.get(address, {"place": "no such place"}).status_code == 404
    with pytest.raises(OutOfScope):
        of(scene.of_county("420102", "wu"), YILING)


def test_a_county_directly_under_the_province_is_one_row_with_both_its_seats(busy):
    scope = of(scene.person("gao", XIANTAO, Level.CITY, Level.COUNTY))
    (row,) = boards.board_of(scope).rows
    levels = {s.level for cell in row.cells if cell for s in cell.standings}
    assert levels == {Level.CITY, Level.COUNTY}


def test_the_working_group_sees_the_province_and_a_base_the_cities_it_serves(busy):
    group = scene.organisation("working-group", "工作组", "420000", "420000")
    base = scene.organisation("base", "三峡大学", YICHANG, YICHANG)
    wu = scene.person("wuyue", "420000", role=Role.MEMBER, organisation=group)
    lan = scene.person("xiaolan", YICHANG, role=Role.MEMBER, organisation=base)
    assert of(wu).place.code == "420000"
    assert of(lan).place.code == YICHANG
    with pytest.raises(OutOfScope):
        of(lan, "420100")


def test_administrators_of_the_system_have_no_cockpit(busy):
    admin = scene.person("root", "420000", Level.PROVINCE, role=Role.SYSTEM_ADMIN)
    with scene.on(scene.JUNE):
        assert scene.browser(admin).get("/cockpit/").status_code == 403


def test_before_any_year_is_opened_there_is_no_cockpit(metrics):
    scene.load_province("420000")
    with scene.on(scene.JUNE):
        assert scene.browser(scene.provincial()).get("/cockpit/").status_code == 404


# --- what it shows -----------------------------------------------------------------------------


def test_the_head_says_whose_year_how_much_of_it_has_passed_and_how_many_are_late(lin):
    page = page_of(lin, "/cockpit/")
    assert "湖北省 2022 年度实施进度" in page
    assert "46.8%" in page  # 171 of 365 days
    assert "催办逾期单位（5）" in page


def test_every_number_of_a_tile_leads_to_the_list_behind_it(lin):
    page = page_of(lin, "/cockpit/")
    for address in re.findall(r'class="zc-kpi-value"><a href="([^"]+)"', page):
        assert lin.get(address.replace("&amp;", "&")).status_code in (200, 302)
    assert "/cockpit/obligations/?rule=county-files-class-plan" in page


@pytest.mark.clause("HB-0.d")
def test_the_headline_is_shown_apart_from_the_quotas_and_is_never_judged(lin, busy):
    page = page_of(lin, "/cockpit/")
    people = sum(
        scene.Fact.objects.filter(metric="results.preparatory_people").values_list(
            "amount", flat=True
        )
    )
    strip = page[page.index("zc-headlines") : page.index("zc-cockpit-columns")]
    assert f"{people:,}" in strip
    assert "/ 10,000 人" in strip
    assert "只展示，不考核" in strip
    assert "10,000" not in page[: page.index("zc-headlines")]


def test_without_the_setting_the_headline_is_gone_and_with_another_there_are_two(busy):
    lin = scene.provincial()
    scene.setting(busy, "headline-preparatory", None)
    assert figures.headlines_of(of(lin)) == []
    scene.setting(busy, "headline-preparatory", "12000")
    scene.setting(busy, "headline-assessment", "1000")
    scope = of(lin)
    shown = [headline(one, scope) for one in figures.headlines_of(scope)]
    assert [one["goal"] for one in shown] == ["12,000 人", "1,000 人"]
    assert shown[1]["value"] == "未计量"


@pytest.mark.clause("HB-1.b")
def test_the_matrix_is_grouped_by_core_city_circle_group_and_county(lin):
    page = page_of(lin, "/cockpit/?group=circle")
    places = [page.index(f'scope="rowgroup">{name}') for name in CIRCLES]
    assert places == sorted(places)
    assert page.index('id="u420100"') < places[1]
    counties = page_of(lin, "/cockpit/?group=county")
    assert counties.count('<tbody id="u4') == 103
    assert 'scope="rowgroup">宜昌市' in counties


CIRCLES = ("核心城市", "武汉1+8城市圈", "宜荆荆恩城市群", "襄十随神城市群")


def test_a_city_moved_to_another_region_moves_in_the_grouping(busy):
    lin = scene.provincial()

    def region_of(code):
        scope = of(lin)
        groups = boards.in_circles(boards.board_of(scope).rows, scope.ledger.settings)
        return next(g.name.zh for g in groups for row in g.rows if row.place.code == code)

    before = of(lin).ledger.settings["city-regions"]
    assert region_of("429005") == "武汉1+8城市圈"
    rows = [dict(row) for row in before]
    rows[0]["cities"] = rows[0]["cities"].replace(" 429005", "")
    rows[1]["cities"] += " 429005"
    scene.setting(busy, "city-regions", rows)
    assert region_of("429005") == "宜荆荆恩城市群"


def test_the_furthest_behind_comes_first_or_all_by_division(lin, province):
    board = boards.board_of(province)
    shares = [row.progress.share for row in boards.worst_first(board.rows)]
    assert shares == sorted(shares)
    page = page_of(lin, "/cockpit/?order=division")
    codes = re.findall(r'<tbody id="u(\d+)"', page)
    assert codes == sorted(codes)


def test_a_city_opens_to_its_seats_with_and_without_scripts(lin):
    plain = page_of(lin, f"/cockpit/?open={YICHANG}")
    assert plain.count('class="zc-inner"') == 14
    part = page_of(lin, f"/cockpit/rows/{YICHANG}/?open=1")
    assert part.strip().startswith(f'<tbody id="u{YICHANG}"')
    assert part.count('class="zc-inner"') == 14
    assert "zc-inner" not in page_of(lin, f"/cockpit/rows/{YICHANG}/")
    with scene.on(scene.JUNE):
        assert lin.get("/cockpit/rows/330100/").status_code == 404


def test_what_nobody_counts_is_grey_and_never_green(province):
    board = boards.board_of(province)
    grey = [c for c in board.columns if registry.metric(c.rule.metric) is None]
    assert grey
    for column in grey:
        number = board.columns.index(column)
        states = {row.cells[number].state for row in board.rows if row.cells[number]}
        assert states == {State.NOT_MEASURED}
    assert [column.measured for column in board.columns] == sorted(
        (column.measured for column in board.columns), reverse=True
    )


def test_a_waived_seat_owes_nothing_and_an_extended_one_is_not_late(busy):
    lin = scene.provincial()
    assert figures.overdue_in(of(lin)).count == 5
    scene.decide(busy, "waived", YILING, "county")
    tiles = {figure.rule: figure for figure in figures.figures_of(of(lin)) if figure.rule}
    assert tiles[scene.PLAN].goal == 102
    scene.decide(busy, "extended", YICHANG, "city", due=scene.date(2022, 7, 1),
                 obligation=scene.SUMMARY)  # fmt: skip
    assert figures.overdue_in(of(lin)).count == 3


def test_the_late_offices_are_those_below_and_not_ones_own(busy):
    zhang = scene.of_city()
    scope = of(zhang)
    assert set(late_offices(scope, scope.acting)) == {(YILING, Level.COUNTY)}
    assert figures.overdue_in(scope).count == 2


def test_nonsense_in_the_address_is_read_as_nothing_asked(lin):
    page_of(lin, "/cockpit/?order=x&group=y&layer=z&map=w&month=2022-13&open=zz&year=abc")
    page_of(lin, "/cockpit/?month=99999&year=999999999999999999999&place=")
    for month in ("0000-01", "0001-01", "9999-12", "2022-1x"):
        assert "2022 年 6 月" in page_of(lin, f"/cockpit/?month={month}")


def test_the_matrix_goes_out_as_an_excel_file(lin, province):
    with scene.on(scene.JUNE):
        answer = lin.get("/cockpit/matrix.xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "湖北省 2022 年度任务完成情况" in cells[0][0]
    row = next(row for row in cells if "恩施土家族苗族自治州" in row)
    assert "0/1 已逾期" in row
    assert sum("市" in str(row[1]) or "州" in str(row[1]) or "林区" in str(row[1]) for row in cells)


# --- the other programme -----------------------------------------------------------------------


def test_a_programme_of_targets_shows_milestones_and_pillars_all_grey(zhejiang):
    fang = scene.person("fangyi", "330000", Level.PROVINCE)
    on = scene.date(2024, 11, 1)
    page = page_of(scene.browser(fang), "/cockpit/", on)
    assert "16 项举措" in page
    assert "2027-12-31" in page
    lights = re.sub(r'<ul class="zc-legend">.*?</ul>', "", page, flags=re.DOTALL)
    assert "zc-green" not in lights
    assert "zc-map-green" not in lights
    scope = scope_for(scene.acting(fang, on), on=on)
    assert {s.state for s in scope.standings} == {State.NOT_MEASURED}


# --- few queries -------------------------------------------------------------------------------

BUDGET = 26
"""Queries of a cockpit page, whoever asks: session, user, ledger, tiles, bell."""


def queries_of(django_assert_max_num_queries, client, path):
    with scene.on(scene.JUNE), django_assert_max_num_queries(BUDGET) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_queries_of_a_cockpit_do_not_grow_with_the_places(
    lin, busy, django_assert_max_num_queries, capsys
):
    few = queries_of(django_assert_max_num_queries, lin, "/cockpit/")
    parent = scene.place(YICHANG)
    for number in range(60):
        open_custom_unit(
            code=f"4205{number:02}X",
            name=f"开发区{number}",
            parent=parent,
            level=Level.COUNTY,
            since=scene.START,
            by=SYSTEM,
        )
    many = queries_of(django_assert_max_num_queries, lin, "/cockpit/")
    opened = queries_of(django_assert_max_num_queries, lin, f"/cockpit/?open={YICHANG}")
    assert few == many == opened
    with capsys.disabled():
        sys.stdout.write(f"\na cockpit page: {many} queries for 116 places and for {116 + 60}\n")


@pytest.mark.parametrize("path", ["/cockpit/tasks/", "/cockpit/calendar/", "/cockpit/obligations/"])
def test_the_other_pages_keep_to_the_budget(lin, django_assert_max_num_queries, path):
    queries_of(django_assert_max_num_queries, lin, path)


# --- paper -------------------------------------------------------------------------------------


@pytest.mark.browser
def test_the_cockpit_prints_on_two_sheets_of_a4(busy, page, live_server, monkeypatch):
    monkeypatch.setenv("ZHICAI_TODAY", scene.JUNE.isoformat())  # the server is another thread
    sheets = print_of(page, live_server, scene.provincial())
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheets)) == 2


def print_of(page, live_server, user):
    client = scene.browser(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/cockpit/")
    return page.pdf(format="A4", print_background=True, prefer_css_page_size=True)
