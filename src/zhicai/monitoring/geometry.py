"""Approved map layers: what an uploaded GeoJSON must hold, and how it becomes lines on a page;
pure.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians
from typing import Any

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

LARGEST = 3 * 2**20
"""Bytes of an uploaded layer at most."""

MOST_FAULTS = 30
WIDTH = 640
"""Units of the drawing from its left edge to its right."""

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True, slots=True)
class Shape:
    """One place as drawn: SVG path data, where its name goes, how wide it is there."""

    code: str
    path: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole layer as drawn."""

    shapes: tuple[Shape, ...]
    width: int
    height: int


def read_layer(raw: bytes, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an uploaded layer with each feature's code put in; ``names`` are the cities by code.

    Raises BadInput with every fault: not JSON, too large, no polygon, a coordinate that is no
    number or lies outside China, a feature that is no city of the province or stands twice, a city
    left out.
    """
    if len(raw) > LARGEST:
        raise BadInput(
            [_fault("文件超过 3 MB，请先简化边界再上传。", "The file exceeds 3 MB; simplify it.")]
        )
    features = _features(raw)
    faults: list[Fault] = []
    found: dict[str, dict[str, Any]] = {}
    by_name = {name: code for code, name in names.items()}
    for number, feature in enumerate(features, start=1):
        code = _code_of(feature, names, by_name)
        faults += _faults_of(number, feature, code, found)
        if code is not None and code not in found:
            kept = {"type": "Feature", "properties": {"code": code, "name": names[code]}}
            found[code] = {**kept, "geometry": feature.get("geometry")}
    missing = [name for code, name in names.items() if code not in found]
    if missing:
        faults.append(
            _fault(f"图中缺少：{'、'.join(missing)}。", f"Missing: {', '.join(missing)}.")
        )
    if faults:
        raise BadInput(faults[:MOST_FAULTS])
    return {"type": "FeatureCollection", "features": list(found.values())}


def _fault(zh: str, en: str, row: int | None = None) -> Fault:
    return Fault(Text(zh, en), field="outline", row=row)


def _features(raw: bytes) -> list[Any]:
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        says = (
            "文件不是 UTF-8 编码的 JSON，请导出为 GeoJSON。",
            "The file is no JSON in UTF-8; export GeoJSON.",
        )
        raise BadInput([_fault(*says)]) from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        says = (
            "文件里没有图形：应是含 features 的 GeoJSON。",
            "No shapes: expected GeoJSON with features.",
        )
        raise BadInput([_fault(*says)])
    return features


def _code_of(feature: Any, names: Mapping[str, str], by_name: Mapping[str, str]) -> str | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return None
    for key in ("code", "adcode", "id", "gb"):
        code = str(properties.get(key, "")).strip()
        code = code.removeprefix("156")[:6]
        if code in names:
            return code
    name = str(properties.get("name", "")).strip()
    return by_name.get(name)


def _faults_of(
    number: int, feature: Any, code: str | None, found: Mapping[str, Any]
) -> Iterator[Fault]:
    if not isinstance(feature, dict):
        yield _fault(f"第 {number} 个图形读不出来。", f"Shape {number} cannot be read.", number)
        return
    if code is None:
        shown = _shown(feature)
        yield _fault(
            f"第 {number} 个图形“{shown}”不是本省的市州：请在属性 code 或 name 里写代码或全称。",
            f"Shape {number}, “{shown}”, is no city of the province: put its code or full name "
            "into the property code or name.",
            number,
        )
    elif code in found:
        yield _fault(f"第 {number} 个图形与前面重复。", f"Shape {number} stands twice.", number)
    geometry = feature.get("geometry")
    geometry = geometry if isinstance(geometry, dict) else {}
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        yield _fault(
            f"第 {number} 个图形应是 Polygon 或 MultiPolygon。",
            f"Shape {number} should be a Polygon or MultiPolygon.",
            number,
        )
    elif not _is_drawn(geometry.get("coordinates"), kind):
        yield _fault(
            f"第 {number} 个图形的坐标有误：应是闭合的经纬度（经度 73–136，纬度 3–54）。",
            f"Shape {number}: coordinates should be closed rings, longitude 73–136, latitude 3–54.",
            number,
        )


def _shown(feature: Mapping[str, Any]) -> str:
    properties = feature.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name or "")[:20]


def _is_drawn(coordinates: Any, kind: str) -> bool:
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return (
        isinstance(polygons, list)
        and bool(polygons)
        and all(
            isinstance(rings, list) and bool(rings) and all(_is_ring(ring) for ring in rings)
            for rings in polygons
        )
    )


def _is_ring(ring: Any) -> bool:
    return (
        isinstance(ring, list)
        and len(ring) >= 4
        and all(_is_point(point) for point in ring)
        and ring[0][:2] == ring[-1][:2]
    )


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= 2
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in point[:2])
        and 73 <= point[0] <= 136
        and 3 <= point[1] <= 54
    )


# --- drawing -----------------------------------------------------------------------------------


def draw(layer: Mapping[str, Any]) -> Drawing:
    """Return a checked layer as SVG paths, longitude shortened as it is at the province's
    latitude.
    """
    outlines = [(f["properties"]["code"], list(_rings(f["geometry"]))) for f in layer["features"]]
    points = [point for _, rings in outlines for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    shorter = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * shorter or 1)

    def placed(point: Point) -> Point:
        return round((point[0] - west) * shorter * scale, 1), round((north - point[1]) * scale, 1)

    shapes = [
        _shape(code, [[placed(p) for p in ring] for ring in rings]) for code, rings in outlines
    ]
    return Drawing(tuple(shapes), WIDTH, round((north - south) * scale))


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    """The outer rings; holes are other places' and are drawn as such."""
    coordinates = geometry["coordinates"]
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    for rings in polygons:
        yield [(float(point[0]), float(point[1])) for point in rings[0]]


def _shape(code: str, rings: Sequence[Ring]) -> Shape:
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    path = "".join(_path(ring) for ring in rings)
    return Shape(code, path, round(x, 1), round(y, 1), round(_width_at(largest, y), 1))


def _path(ring: Ring) -> str:
    kept: Ring = []
    for point in ring:
        if not kept or abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= 0.6:
            kept.append(point)
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"


def _area(ring: Ring) -> float:
    pairs = pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity, or the middle of the box where the ring has no area."""
    area = _area(ring)
    if abs(area) < 1e-9:
        return ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        x += (x1 + x2) * cross
        y += (y1 + y2) * cross
    return x / (6 * area), y / (6 * area)


def _width_at(ring: Ring, y: float) -> float:
    """How wide the ring is at height ``y``: room for its name."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 <= y) != (y2 <= y)
    )
    return crossings[-1] - crossings[0] if len(crossings) > 1 else 0.0
