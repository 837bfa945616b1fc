"""The map: every city named, coloured by state; only a complete approved layer replaces it."""

import copy
import json
import math

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.monitoring import actions, geometry
from zhicai.monitoring.presenters import maps
from zhicai.monitoring.presenters.words import Addresses
from zhicai.monitoring.queries.board import board_of
from zhicai.monitoring.queries.layers import tiles_of
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.tests import scene
from zhicai.places.models import MapLayer

SKETCH = json.loads((REFERENCE / "outlines" / "hubei.geojson").read_text("utf-8"))
NAMES = {f["properties"]["code"]: f["properties"]["name"] for f in SKETCH["features"]}
NOON = scene.clock.midday(scene.JUNE)


@pytest.fixture
def keeper(busy):
    return scene.person("zhoumin", "420000", Level.PROVINCE, role=scene.Role.RULE_KEEPER)


def layer(change=lambda features: None):
    content = copy.deepcopy(SKETCH)
    change(content["features"])
    return json.dumps(content).encode()


def faults(raw):
    with pytest.raises(BadInput) as refusal:
        geometry.read_layer(raw, NAMES)
    return " ".join(fault.says.zh for fault in refusal.value.faults)


def map_of(scope, **more):
    board = board_of(scope)
    return maps.map_of(board, scope, Addresses(), **{"layer": "state", "kind": "tiles"} | more)


# --- what is drawn -----------------------------------------------------------------------------


def test_every_city_has_a_tile_of_its_own_with_its_name(busy):
    scope = scope_for(scene.acting(scene.provincial()), on=scene.JUNE)
    cells = map_of(scope)["cells"]
    assert len({(cell["col"], cell["row"]) for cell in cells}) == 17
    assert {cell["label"] for cell in cells} >= {"恩施州", "神农架", "武汉"}


def test_a_city_shows_its_counties_and_a_unit_the_grid_does_not_know_gets_a_tile(busy):
    from zhicai.accounts.acting import SYSTEM
    from zhicai.places.actions import open_custom_unit

    open_custom_unit(
        code="4205X0", name="高新区", parent=scene.place("420500"), level=Level.COUNTY,
        since=scene.START, by=SYSTEM,
    )  # fmt: skip
    scope = scope_for(scene.acting(scene.of_city()), on=scene.JUNE)
    tiles = tiles_of(scope)
    assert len(tiles) == 14
    assert len({(tile.column, tile.row) for tile in tiles}) == 14


@pytest.mark.parametrize(
    ("kind", "code", "status", "value"),
    [
        ("state", "420500", "red", "逾期 2 项"),
        ("state", "429021", "info", "进行中"),
        ("progress", "420500", "red", "53%"),
        ("people", "420500", "blue5", "1,358"),
    ],
)
def test_a_layer_colours_by_its_own_measure(busy, kind, code, status, value):
    scope = scope_for(scene.acting(scene.provincial()), on=scene.JUNE)
    cell = next(cell for cell in map_of(scope, layer=kind)["cells"] if cell["code"] == code)
    assert (cell["status"], cell["value"]) == (status, value)


def test_the_sketch_says_that_it_is_one(busy):
    client = scene.browser(scene.provincial())
    with scene.on(scene.JUNE):
        page = client.get("/cockpit/?map=outline").content.decode()
    assert "示意图，不作为划界依据" in page
    assert page.count('class="zc-map-name zc-map-halo"') == 17


def test_the_drawing_keeps_the_names_inside_and_apart():
    drawing = geometry.draw(SKETCH)
    assert len(drawing.shapes) == 17
    for shape in drawing.shapes:
        assert 0 < shape.x < drawing.width
        assert 0 < shape.y < drawing.height
    places = [(shape.x, shape.y) for shape in drawing.shapes]
    nearest = min(math.dist(a, b) for a in places for b in places if a != b)
    assert nearest > 20


# --- what may take its place -------------------------------------------------------------------


def test_a_complete_layer_is_read_by_code_or_by_name():
    def by_name(features):
        for feature in features[:9]:
            del feature["properties"]["code"]
        features[10]["properties"] = {"adcode": int(features[10]["properties"]["code"])}

    found = geometry.read_layer(layer(by_name), NAMES)
    assert {f["properties"]["code"] for f in found["features"]} == set(NAMES)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"[]", b'{"features": []}', b'{"features": {}}',
     b"null", b'{"features": 1e999}'],
)  # fmt: skip
def test_a_file_that_is_no_geojson_is_refused(raw):
    assert faults(raw)


def test_a_file_too_large_is_refused():
    assert "3 MB" in faults(b" " * (geometry.LARGEST + 1))


def bend(feature, value):
    feature["geometry"]["coordinates"][0][0][1] = value


@pytest.mark.parametrize(
    "value",
    [[float("nan"), 30], [float("inf"), 30], [1e6, 3e6], [30.5, 114.3], ["114", "30"], [114], 114,
     None, [True, 30], [10**400, 30], {}],
)  # fmt: skip
def test_a_coordinate_that_is_none_is_refused(value):
    def change(features):
        polygon = next(f for f in features if f["geometry"]["type"] == "Polygon")
        bend(polygon, value)

    assert "坐标有误" in faults(layer(change))


@pytest.mark.parametrize(
    "geometry_given",
    [None, {}, {"type": "Point", "coordinates": [114, 30]}, {"type": "Polygon"}, "Polygon",
     {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]},
     {"type": "MultiPolygon", "coordinates": [[114, 30]]},
     {"type": "Polygon", "coordinates": [[[114, 30], [115, 30], [115, 31], [114, 31]]]}],
)  # fmt: skip
def test_a_shape_that_is_no_closed_polygon_is_refused(geometry_given):
    def change(features):
        features[0]["geometry"] = geometry_given

    assert "第 1 个图形" in faults(layer(change))


def test_all_faults_come_at_once():
    def change(features):
        features[0]["properties"] = {"name": "不存在的市"}
        features[1]["geometry"] = None
        features[3]["properties"] = dict(features[2]["properties"])
        features.append("nonsense")

    told = faults(layer(change))
    for words in (
        "不存在的市",
        "第 2 个图形应是",
        "第 4 个图形与前面重复",
        "第 18 个图形读不出来",
        "图中缺少",
    ):
        assert words in told


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "features", "geometry", "coordinates", "properties", "code"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(json_values, min_size=1, max_size=4))
def test_whatever_is_sent_is_read_or_refused_and_never_breaks(features):
    raw = json.dumps({"features": features}).encode()
    with pytest.raises(BadInput):
        geometry.read_layer(raw, NAMES)


# --- the page ----------------------------------------------------------------------------------


def put(user, raw, number="鄂S（2022）005号"):
    with scene.on(scene.JUNE):
        return scene.browser(user).post(
            "/cockpit/map/",
            {"approval_number": number, "outline": SimpleUploadedFile("map.geojson", raw)},
        )


def test_an_approved_layer_takes_the_sketchs_place_with_its_number_under_it(keeper):
    assert put(keeper, layer()).status_code == 302
    client = scene.browser(scene.provincial())
    with scene.on(scene.JUNE):
        page = client.get("/cockpit/?map=outline").content.decode()
    assert "审图号：鄂S（2022）005号" in page
    assert "示意图" not in page
    assert Entry.objects.get(verb="monitoring.map_put").values["shapes"] == 17


def test_without_a_number_or_with_a_fault_nothing_changes_and_everything_is_said(keeper):
    put(keeper, layer())
    answer = put(keeper, layer(lambda features: features.pop()), number="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写审图号" in page
    assert "图中缺少" in page
    assert put(keeper, layer(), number="号" * 61).status_code == 422
    with scene.on(scene.JUNE):
        assert scene.browser(keeper).post("/cockpit/map/", {}).status_code == 422
    assert MapLayer.objects.get().approval_number == "鄂S（2022）005号"


def test_a_new_layer_ends_the_one_before_and_a_withdrawn_one_gives_way_to_the_sketch(keeper):
    put(keeper, layer())
    put(keeper, layer(), number="鄂S（2023）001号")
    assert MapLayer.objects.filter(withdrawn_at=None).get().approval_number == "鄂S（2023）001号"
    client = scene.browser(keeper)
    with scene.on(scene.JUNE):
        page = client.post("/cockpit/map/withdraw/", follow=True).content.decode()
        assert "鄂S（2023）001号" in page
        assert client.post("/cockpit/map/withdraw/").status_code == 302
        assert "示意图" in client.get("/cockpit/?map=outline").content.decode()
    assert not MapLayer.objects.filter(withdrawn_at=None).exists()


def test_only_the_rule_keeper_of_the_province_changes_the_map(busy):
    for user in (scene.provincial(), scene.of_city()):
        assert put(user, layer()).status_code == 403
        with pytest.raises(NotYourPage):
            actions.withdraw_layer(by=scene.acting(user), at=NOON)
    assert not MapLayer.objects.exists()


def test_the_outline_is_read_from_the_database_once(keeper, django_assert_max_num_queries):
    put(keeper, layer())
    client = scene.browser(scene.provincial())
    with scene.on(scene.JUNE):
        client.get("/cockpit/?map=outline")
        with django_assert_max_num_queries(27) as asked:
            client.get("/cockpit/?map=outline")
    assert not any('"places_maplayer"."outline"' in query["sql"] for query in asked)
