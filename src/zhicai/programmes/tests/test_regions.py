"""Regions of admission: start of the law, arranged by the province, every city in one (A-HB-05)."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.models import Role
from zhicai.foundation.errors import BadInput, NotYourPage
from zhicai.places.actions import name_organisation
from zhicai.programmes import registry
from zhicai.programmes.actions import arrange_regions, decide_setting, enter_honour
from zhicai.programmes.models import CityRegion, CoreTeam
from zhicai.programmes.queries import settings_of
from zhicai.programmes.queries.regions import (
    admits_for,
    arrangement_of,
    is_core_team,
    region_of,
    regions_of,
    team_of,
    venues,
)
from zhicai.programmes.registry import Counting, measure
from zhicai.programmes.rules.regions import TeamLine
from zhicai.programmes.tests import scenes
from zhicai.programmes.tests.scenes import NOON, TODAY, XIANTAO, YICHANG, YILING

SHIYAN, WUHAN = "420300", "420100"
HONOUR = "省级知识产权优秀培训基地"
MARCH = date(2022, 3, 1)


@pytest.fixture
def bases(year):
    named = {
        code: scenes.base_at(code, name)
        for code, name in ((WUHAN, "自贸区基地"), (YICHANG, "三峡大学基地"), (SHIYAN, "汽院基地"))
    }
    centre = name_organisation(
        kind="development-centre", name="发展中心", home=scenes.place(scenes.HUBEI),
        since=scenes.START, by=SYSTEM,
    )  # fmt: skip
    return named | {"centre": centre}


def arranged(year, found=None, *, day=TODAY, reason="按通知划定", at=NOON):
    found = found or arrangement_of(year, on=day)
    teams = tuple(replace(t, reason=t.reason or "2022年新定") for t in found.teams)
    return arrange_regions(
        year, replace(found, teams=teams), reason=reason, in_force_from=day,
        by=scenes.keeper(), at=at,
    )  # fmt: skip


def moved(found, code, to):
    lines = tuple(
        replace(
            one,
            cities=tuple(c for c in one.cities if c != code) + ((code,) if one.key == to else ()),
        )
        for one in found.regions
    )
    return replace(found, regions=lines)


def test_before_the_province_arranges_the_notice_divides(year, bases):
    found = regions_of(year, on=TODAY)
    assert not found.arranged
    assert [len(one.cities) for one in found.regions] == [9, 4, 4]
    assert [team_of(one) for one in found.regions] == [bases[WUHAN], bases[YICHANG], bases[SHIYAN]]
    assert found.free == (bases["centre"],)
    assert [place.code for place in venues(year, on=TODAY)] == [WUHAN, YICHANG, SHIYAN]


def test_a_place_is_routed_to_the_team_of_its_region_as_the_province_edits_it(year, bases):
    assert team_of(region_of(scenes.place(YILING), year, on=TODAY)) == bases[YICHANG]
    assert team_of(region_of(scenes.place(XIANTAO), year, on=TODAY)) == bases[WUHAN]
    assert team_of(region_of(scenes.place("420302"), year, on=TODAY)) == bases[SHIYAN]
    arranged(year)
    arranged(year, moved(arrangement_of(year, on=TODAY), XIANTAO, "2"), day=MARCH)
    assert team_of(region_of(scenes.place(XIANTAO), year, on=TODAY)) == bases[WUHAN]
    assert team_of(region_of(scenes.place(XIANTAO), year, on=MARCH)) == bases[YICHANG]
    lines = [dict(row) for row in settings_of(year, on=MARCH)["city-regions"]]
    assert XIANTAO in lines[1]["cities"]
    assert XIANTAO not in lines[0]["cities"]


def test_users_of_the_teams_admit_for_their_region_and_the_centre_for_all(year, bases):
    arranged(year)

    def member(key):
        house = bases[key]
        person = scenes.user(f"m{key}", house.home.code, role=Role.MEMBER, organisation=house)
        return scenes.acting(person)

    for key, expected in ((WUHAN, 1), (YICHANG, 1), (SHIYAN, 1), ("centre", 3)):
        assert len(admits_for(member(key), year, on=TODAY)) == expected
        assert is_core_team(member(key), year, on=TODAY)
    assert not is_core_team(scenes.city_officer(), year, on=TODAY)


def test_every_city_stands_in_exactly_one_region(year, bases):
    found = arrangement_of(year, on=TODAY)
    gone = replace(found, regions=(replace(found.regions[0], cities=(WUHAN,)), *found.regions[1:]))
    with pytest.raises(BadInput) as none:
        arranged(year, gone)
    assert "city-429004" in {fault.field for fault in none.value.faults}
    twice = replace(
        found,
        regions=(
            found.regions[0],
            replace(found.regions[1], cities=(*found.regions[1].cities, WUHAN)),
            found.regions[2],
        ),
    )
    with pytest.raises(BadInput) as two:
        arranged(year, twice)
    assert {fault.field for fault in two.value.faults} == {f"city-{WUHAN}"}
    assert not CityRegion.objects.exists()


def test_the_database_holds_a_city_in_one_region(year, bases):
    arranged(year)
    row = CityRegion.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        CityRegion.objects.create(
            programme_year=year, region=row.region, place=row.place, valid_from=TODAY
        )


def test_a_team_without_region_is_allowed_and_teams_are_counted(year, bases):
    arranged(year)
    assert CoreTeam.objects.get(organisation=bases["centre"]).region is None
    counting = Counting(year.pk, 2022, settings_of(year, on=TODAY))
    for name, number in (("programmes.core_teams", 4), ("programmes.admission_regions", 3)):
        counts = measure(registry.metric(name), counting, [TODAY])
        assert counts[year.province_id][TODAY] == number


@pytest.mark.clause("HB-2.2.2.a")
def test_a_team_without_the_years_honour_needs_a_reason(year, bases):
    keeper = scenes.keeper()
    for code in (WUHAN, YICHANG, SHIYAN):
        enter_honour(year, bases[code], of_year=2021, title=HONOUR, by=keeper, at=NOON)
    found = arrangement_of(year, on=TODAY)
    with pytest.raises(BadInput) as refused:
        arrange_regions(year, found, reason="按通知", in_force_from=TODAY, by=keeper, at=NOON)
    field = f"team-{bases['centre'].pk}-reason"
    assert [fault.field for fault in refused.value.faults] == [field]
    teams = tuple(
        TeamLine(t.organisation, t.region, "" if t.region else "通知指定") for t in found.teams
    )
    arrange_regions(
        year, replace(found, teams=teams), reason="按通知", in_force_from=TODAY, by=keeper, at=NOON
    )
    page = scenes.browser(keeper).get("/programme/regions/").content.decode()
    assert "2021 年度" in page
    assert "汽院基地" in page
    record = scenes.browser(keeper).get(f"/programme/organisations/{bases[WUHAN].pk}/")
    assert f"2021 年度 {HONOUR}" in record.content.decode()
    decide_setting(
        year, "core-team-honour", "", reason="今年不评", in_force_from=MARCH, by=keeper, at=NOON
    )
    arrange_regions(year, found, reason="不再要求", in_force_from=MARCH, by=keeper, at=NOON)


def test_an_arrangement_stays_and_later_ones_stand_beside_it(year, bases):
    arranged(year)
    with pytest.raises(BadInput) as early:
        arranged(year, day=date(2022, 2, 1))
    assert "in_force_from" in {fault.field for fault in early.value.faults}
    with pytest.raises(BadInput):
        decide_setting(
            year, "city-regions", [], reason="改", in_force_from=MARCH,
            by=scenes.keeper(), at=NOON,
        )  # fmt: skip


def test_only_the_rule_keeper_arranges(year, bases):
    with pytest.raises(NotYourPage):
        arrange_regions(
            year, arrangement_of(year, on=TODAY), reason="x", in_force_from=TODAY,
            by=scenes.city_officer(), at=NOON,
        )  # fmt: skip
    assert scenes.browser(scenes.city_officer()).get("/programme/regions/").status_code == 200
    assert (
        scenes.browser(scenes.city_officer()).get("/programme/regions/arrange/").status_code == 403
    )


def test_the_page_saves_what_was_chosen_and_names_what_is_wrong(
    year, bases, django_assert_max_num_queries
):
    browser = scenes.browser(scenes.keeper())
    with django_assert_max_num_queries(40):
        page = browser.get("/programme/regions/arrange/").content.decode()
    assert 'name="city-429004"' in page
    found = arrangement_of(year, on=TODAY)
    posted = {"in_force_from": "2022-02-10", "reason": "按通知划定"}
    for line in found.regions:
        posted[f"region-{line.key}-zh"] = line.zh
        for code in line.cities:
            posted[f"city-{code}"] = line.key
            if code in line.venues:
                posted[f"venue-{code}"] = "1"
    for team in found.teams:
        posted |= {
            f"team-{team.organisation}": "1",
            f"team-{team.organisation}-region": team.region,
            f"team-{team.organisation}-reason": "2022年新定",
        }
    wrong = browser.post("/programme/regions/arrange/", {**posted, "city-429004": ""})
    assert wrong.status_code == 422
    assert "仙桃市还没有归入区域" in wrong.content.decode()
    assert browser.post("/programme/regions/arrange/", posted).status_code == 302
    found = regions_of(year, on=TODAY)
    assert found.arranged
    assert len(found.teams) == 4
    done = browser.post(
        "/programme/regions/honours/",
        {"organisation": bases[WUHAN].pk, "of_year": "2021", "title": HONOUR},
    )
    assert done.status_code == 302
    assert browser.post("/programme/regions/honours/", {"organisation": "x"}).status_code == 422
