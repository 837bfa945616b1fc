"""The map layers of a province: equal tiles, an approved outline, or the packaged sketch."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.monitoring.geometry import Drawing, draw
from zhicai.monitoring.queries.scope import Scope
from zhicai.places.layout import tile_layout
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


def tiles_of(scope: Scope) -> list[Tile]:
    """Return the tiles of a scope's units: cities for the province, counties for a city.

    They stand where the programme folder's own grid or the package's puts them; see
    :func:`zhicai.places.layout.tile_layout` for what neither knows.
    """
    level, within = Level.COUNTY, scope.place.path
    if scope.level is Level.PROVINCE:
        level, within = Level.CITY, ""
    codes = [place.code for place in scope.tree.seats(level, within)]
    spots = tile_layout(scope.law, codes, level=level)
    return [Tile(code, column, row) for code, (column, row) in spots.items()]
