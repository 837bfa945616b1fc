"""The map layers of a province: equal tiles, an approved outline, or the packaged sketch."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.monitoring.geometry import Drawing, draw
from zhicai.monitoring.queries.scope import Scope
from zhicai.places.models import MapLayer, Place


@dataclass(frozen=True, slots=True)
class Tile:
    """A place's square on the grid; column and row count from 0."""

    code: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline map; without an approval number it is a sketch."""

    drawing: Drawing
    approval: str


def approved_layer(province: Place) -> MapLayer | None:
    """Return the approved layer in force, its outline not loaded."""
    return MapLayer.objects.filter(province=province, withdrawn_at=None).defer("outline").first()


def layers_of(province: Place) -> list[MapLayer]:
    """Return every layer of a province, the latest first, outlines not loaded."""
    rows = MapLayer.objects.filter(province=province).defer("outline")
    return list(rows.order_by("-uploaded_at", "-pk"))


def outline_of(scope: Scope) -> Outline | None:
    """Return the outline of the province's cities, None where there is none at all."""
    layer = approved_layer(scope.year.province)
    if layer is not None:
        return Outline(_drawn(layer.pk, layer.uploaded_at), layer.approval_number)
    sketch = _sketch(scope.law.head.divisions)
    return Outline(sketch, "") if sketch is not None else None


@lru_cache(maxsize=8)
def _drawn(pk: int, uploaded_at: datetime) -> Drawing:
    """A layer never changes once uploaded, so its drawing is made once."""
    layer = MapLayer.objects.get(pk=pk, uploaded_at=uploaded_at)
    return draw(layer.outline)


@cache
def _sketch(divisions: str) -> Drawing | None:
    path = REFERENCE / "outlines" / f"{divisions}.geojson"
    if not path.is_file():
        return None
    return draw(json.loads(path.read_text("utf-8")))


@cache
def _grids() -> dict[str, Any]:
    grids: dict[str, Any] = json.loads((REFERENCE / "tile_grid.json").read_text("utf-8"))
    return grids


def tiles_of(scope: Scope) -> list[Tile]:
    """Return the tiles of a scope's units: cities for the province, counties for a city.

    Units that the packaged grid does not know (a custom unit, another province) follow in rows of
    six.
    """
    grid = _grids().get(scope.law.head.divisions, {})
    if scope.level is Level.PROVINCE:
        wanted = [place.code for place in scope.tree.seats(Level.CITY)]
        cells = grid.get("prefecture", {}).get("cells", [])
    else:
        wanted = [place.code for place in scope.tree.seats(Level.COUNTY, scope.place.path)]
        cells = grid.get("county", {}).get("cells", [])
    known = {cell["code"]: (cell["col"], cell["row"]) for cell in cells}
    return _packed(wanted, known)


def _packed(wanted: list[str], known: dict[str, tuple[int, int]]) -> list[Tile]:
    placed = {code: known[code] for code in wanted if code in known}
    left = min((column for column, _ in placed.values()), default=0)
    top = min((row for _, row in placed.values()), default=0)
    tiles = [Tile(code, column - left, row - top) for code, (column, row) in placed.items()]
    below = max((tile.row for tile in tiles), default=-1) + 1
    rest = [code for code in wanted if code not in known]
    return tiles + [Tile(code, n % 6, below + n // 6) for n, code in enumerate(rest)]
