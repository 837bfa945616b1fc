"""Where the tiles of the map stand, for provinces with a grid and for those without."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.law.library import PACKAGED, REFERENCE, read_programme
from zhicai.law.schema import Level
from zhicai.places.layout import placed, square, tile_layout

CODES = st.lists(st.text("0123456789", min_size=1, max_size=6), unique=True, max_size=120)
SPOTS = st.tuples(st.integers(0, 15), st.integers(0, 15))


@pytest.fixture(scope="module")
def hubei():
    return read_programme(PACKAGED / "hubei-2022")


@pytest.fixture
def qingshi(hubei, tmp_path):
    """A programme of a province that the package does not know, with a folder of its own."""
    head = hubei.head.model_copy(update={"province": "990000", "divisions": "qingshi"})
    return replace(hubei, head=head, folder=tmp_path)


def test_hubeis_cities_stand_where_the_packages_grid_puts_them(hubei):
    cells = json.loads((REFERENCE / "tile_grid.json").read_text("utf-8"))["hubei"]["prefecture"]
    spots = {cell["code"]: (cell["col"], cell["row"]) for cell in cells["cells"]}
    assert tile_layout(hubei, spots, level=Level.CITY) == spots


def test_the_counties_of_one_city_are_moved_to_the_top_left(hubei):
    spots = tile_layout(hubei, ["420102", "420103", "420104"], level=Level.COUNTY)
    assert min(column for column, _ in spots.values()) == 0
    assert min(row for _, row in spots.values()) == 0


def test_a_province_without_a_grid_is_laid_out_nearly_square_by_code(qingshi):
    assert tile_layout(qingshi, ["990200", "990100", "999001"], level=Level.CITY) == {
        "990100": (0, 0),
        "990200": (1, 0),
        "999001": (0, 1),
    }


def test_the_programme_folders_own_grid_is_used_and_followed_when_it_changes(qingshi):
    def own(column):
        cells = [
            {"code": "990100", "col": column, "row": 1},
            {"code": "990200", "col": 3, "row": 0},
        ]
        text = json.dumps({"prefecture": {"cells": cells}})
        (qingshi.folder / "tile_grid.json").write_text(text + " " * column, "utf-8")
        return tile_layout(qingshi, ["990100", "990200"], level=Level.CITY)

    assert own(2) == {"990100": (0, 1), "990200": (1, 0)}
    assert own(1) == {"990100": (0, 1), "990200": (2, 0)}


def test_a_grid_that_cannot_be_read_leaves_the_map_up(qingshi):
    (qingshi.folder / "tile_grid.json").write_text("{", "utf-8")
    assert tile_layout(qingshi, ["990100"], level=Level.CITY) == {"990100": (0, 0)}


def test_what_a_grid_does_not_know_follows_below_it_in_rows_of_its_width():
    known = {"a": (4, 2), "b": (5, 2)}
    assert placed(["x", "a", "y", "b", "z"], known) == {
        "a": (0, 0),
        "b": (1, 0),
        "x": (0, 1),
        "y": (1, 1),
        "z": (0, 2),
    }


def test_nothing_to_draw_is_an_empty_map():
    assert placed([], {"a": (0, 0)}) == {}


@given(codes=CODES, known=st.dictionaries(st.text("0123456789", min_size=1, max_size=6), SPOTS))
def test_every_place_has_a_spot_of_its_own_whatever_the_grid_knows(codes, known):
    apart = {spot: code for code, spot in known.items()}  # a grid that was read shares no spot
    spots = placed(codes, {code: spot for spot, code in apart.items()})
    assert set(spots) == set(codes)
    assert len(set(spots.values())) == len(codes)
    assert all(column >= 0 and row >= 0 for column, row in spots.values())


@given(codes=CODES.filter(len))
def test_a_map_without_a_grid_is_as_near_to_a_square_as_may_be(codes):
    spots = square(codes).values()
    width = max(column for column, _ in spots) + 1
    height = max(row for _, row in spots) + 1
    assert 0 <= width - height <= 1
    assert width * height - len(codes) < width
