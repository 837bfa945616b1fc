"""The map as shown: tiles or outlines, coloured by progress, worst state or people planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.monitoring.presenters.words import Addresses, figure, named
from zhicai.monitoring.queries.board import Board, Row
from zhicai.monitoring.queries.figures import by_unit
from zhicai.monitoring.queries.layers import Outline, outline_of, tiles_of
from zhicai.monitoring.queries.scope import Scope
from zhicai.monitoring.rules import worst_measured
from zhicai.ui.states import STATES

LAYERS = {
    "progress": gettext_lazy("任务"),
    "state": gettext_lazy("状态"),
    "people": gettext_lazy("人数"),
}
PEOPLE = "planning.planned_people"
TONES = {"none": "idle", "late": "red"}
"""Tones of a state's light that a map fills otherwise."""


FEWEST_COLUMNS = 5
"""A grid with fewer columns is set into the middle of so many, so that its tiles stay small."""


@dataclass(frozen=True, slots=True)
class Fill:
    """How one unit is filled, and what it says."""

    status: str
    value: str


def fills_of(board: Board, scope: Scope, layer: str) -> dict[str, Fill]:
    """Return the fill of each unit by code."""
    if layer == "state":
        return {row.place.code: _by_state(row) for row in board.rows}
    if layer == "people":
        return _by_amount(by_unit(PEOPLE, scope), board)
    return {row.place.code: _by_progress(row) for row in board.rows}


def _by_progress(row: Row) -> Fill:
    share = row.progress.share
    value = _("未计量") if share is None else f"{share * 100:.0f}%"
    return Fill(row.progress.tone, value)


def _by_state(row: Row) -> Fill:
    state = worst_measured(state for state, count in row.states.items() if count)
    look = STATES[state.value]
    value = str(look.word)
    if state is State.OVERDUE:
        value = _("逾期 %(count)d 项") % {"count": row.overdue}
    return Fill(TONES.get(look.tone, look.tone), value)


def _by_amount(values: Mapping[str, Decimal] | None, board: Board) -> dict[str, Fill]:
    if values is None:
        return {row.place.code: Fill("idle", _("未计量")) for row in board.rows}
    most = max(values.values(), default=Decimal(0)) or Decimal(1)
    fills = {}
    for row in board.rows:
        value = values.get(row.place.code, Decimal(0))
        step = min(int(value / most * 5), 4) + 1
        fills[row.place.code] = Fill(f"blue{step}" if value else "idle", figure(value))
    return fills


def legend_of(layer: str, fills: Mapping[str, Fill]) -> list[dict[str, Any]]:
    """Return what the colours of a layer say; grey only where something is grey."""
    grey = any(fill.status == "idle" for fill in fills.values())
    return [item for item in _legend(layer) if grey or item["tone"] != "idle"]


def _legend(layer: str) -> list[dict[str, Any]]:
    if layer == "state":
        return [
            {"tone": "green", "label": _("完成")},
            {"tone": "info", "label": _("进行中")},
            {"tone": "amber", "label": _("低于序时")},
            {"tone": "red", "label": _("有逾期")},
            {"tone": "idle", "label": _("未到期或未计量")},
        ]
    if layer == "people":
        return [
            {"tone": "blue1", "label": _("少")},
            {"tone": "blue3", "label": ""},
            {"tone": "blue5", "label": _("多")},
            {"tone": "idle", "label": _("没有计划")},
        ]
    return [
        {"tone": "green", "label": "≥80%"},
        {"tone": "info", "label": _("达序时")},
        {"tone": "amber", "label": _("低于序时")},
        {"tone": "red", "label": _("有逾期")},
        {"tone": "idle", "label": _("未计量")},
    ]


def map_of(board: Board, scope: Scope, to: Addresses, *, layer: str, kind: str) -> dict[str, Any]:
    """Return the map for ``tilemap.html`` or, at the province's page, ``outlinemap.html``."""
    fills = fills_of(board, scope, layer)
    titles = {
        "progress": _("各地任务进度"),
        "state": _("各地最差状态"),
        "people": _("各地计划人数"),
    }
    shared = {"title": titles[layer], "legend": legend_of(layer, fills)}
    outline = outline_of(scope) if kind == "outline" and scope.level is Level.PROVINCE else None
    if outline is not None:
        return {**shared, "kind": "outline", **_outlines(outline, scope, fills, to)}
    return {**shared, "kind": "tiles", **_tiles(scope, fills, to)}


def _tiles(scope: Scope, fills: Mapping[str, Fill], to: Addresses) -> dict[str, Any]:
    tiles = [tile for tile in tiles_of(scope) if tile.code in fills]
    columns = max((tile.column for tile in tiles), default=0) + 1
    aside = max(FEWEST_COLUMNS - columns, 0)
    cells = [
        {
            "code": tile.code,
            "label": named(scope.tree.by_code[tile.code], short=True),
            "col": tile.column + aside // 2,
            "row": tile.row,
            "status": fills[tile.code].status,
            "value": fills[tile.code].value,
            "url": to.cockpit(tile.code),
        }
        for tile in tiles
    ]
    return {
        "cells": cells,
        "columns": columns + aside,
        "rows": max((tile.row for tile in tiles), default=0) + 1,
    }


def _outlines(
    outline: Outline, scope: Scope, fills: Mapping[str, Fill], to: Addresses
) -> dict[str, Any]:
    drawing = outline.drawing
    shapes = [
        {
            "code": shape.code,
            "label": named(scope.tree.by_code[shape.code], short=True),
            "path": shape.path,
            "x": shape.x,
            "y": shape.y,
            "status": fills[shape.code].status,
            "value": fills[shape.code].value,
            "url": to.cockpit(shape.code),
        }
        for shape in drawing.shapes
        if shape.code in fills and shape.code in scope.tree.by_code
    ]
    box = f"-6 -6 {drawing.width + 12} {drawing.height + 12}"
    return {"shapes": shapes, "view_box": box, "approval": outline.approval}
