"""Divisions, their dated parents and seats."""

from datetime import date

import pytest

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation.errors import BadInput
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import (
    load_divisions,
    move_place,
    name_organisation,
    open_custom_unit,
    read_division_table,
)
from zhicai.places.models import Place
from zhicai.places.queries import is_within, organisations_serving, places_under, tree

pytestmark = pytest.mark.django_db
START = date(2022, 1, 1)


@pytest.fixture
def hubei():
    load("420000")


def load(province):
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    return load_divisions(rows, province=province, since=START, by=SYSTEM)


@pytest.mark.parametrize(
    ("province", "cities", "counties"), [("420000", 17, 103), ("330000", 11, 90)]
)
def test_a_province_has_the_seats_that_the_division_table_gives(province, cities, counties):
    load(province)
    places = tree(province, on=START)
    assert len(places.seats(Level.CITY)) == cities
    assert len(places.seats(Level.COUNTY)) == counties


def test_four_units_of_hubei_hold_a_city_seat_and_a_county_seat_at_once(hubei):
    places = tree("420000", on=START)
    both = {p.name for p in places.seats(Level.CITY) if Level.COUNTY in p.levels}
    assert both == {"仙桃市", "潜江市", "天门市", "神农架林区"}
    assert places.city_of(places.by_code["429004"]).code == "429004"


def test_loading_a_table_twice_changes_nothing(hubei):
    before = Place.objects.count()
    assert load("420000") == 0
    assert Place.objects.count() == before


def test_a_table_with_an_unknown_parent_is_refused_with_its_row_and_changes_nothing():
    rows = [
        {
            "code": "420000",
            "name": "湖北省",
            "short": "湖北",
            "english": "Hubei",
            "level": "province",
            "type": "省",
            "parent_code": "",
        },
        {
            "code": "420199",
            "name": "某区",
            "short": "某区",
            "english": "",
            "level": "county",
            "type": "市辖区",
            "parent_code": "420100",
        },
    ]
    with pytest.raises(BadInput) as refusal:
        load_divisions(rows, province="420000", since=START, by=SYSTEM)
    assert refusal.value.faults[0].row == 3
    assert Place.objects.count() == 0


def test_scope_follows_whole_segments_of_the_path_and_not_digits():
    assert is_within("420000/429004", "420000")
    assert not is_within("420000/4290041", "420000/429004")


def test_a_place_that_moves_keeps_its_past_under_the_old_parent(hubei):
    yiling, wuhan = Place.objects.get(code="420506"), Place.objects.get(code="420100")
    move_place(yiling, under=wuhan, since=date(2022, 7, 1), by=SYSTEM)
    assert tree("420000", on=date(2022, 6, 30)).by_code["420506"].parent_code == "420500"
    assert tree("420000", on=date(2022, 7, 1)).by_code["420506"].parent_code == "420100"


def test_a_development_zone_can_be_added_under_a_city_and_owe_as_a_county_does(hubei):
    open_custom_unit(
        code="4201DH",
        name="东湖高新区",
        parent=Place.objects.get(code="420100"),
        level=Level.COUNTY,
        since=START,
        by=SYSTEM,
    )
    places = tree("420000", on=START)
    assert len(places.seats(Level.COUNTY)) == 104
    assert places.city_of(places.by_code["4201DH"]).name == "武汉市"


def test_the_places_under_a_city_are_itself_and_its_counties(hubei):
    under = places_under(("420000/420500",), on=START)
    assert under.count() == 14
    assert not under.filter(code="420102").exists()


def test_a_city_is_linked_to_the_base_of_its_region_where_there_is_one(hubei):
    yichang = Place.objects.get(code="420500")
    name_organisation(
        kind="base",
        name="三峡大学基地",
        home=yichang,
        since=START,
        serves=[yichang],
        clause="HB-2.2.1.a",
        by=SYSTEM,
    )
    yiling, huangshi = "420000/420500/420506", "420000/420200"
    assert organisations_serving(yiling, "base", on=START).get().name == "三峡大学基地"
    assert not organisations_serving(huangshi, "base", on=START).exists()
