"""Where each place's tile stands on the map of equal tiles, for any province.

A programme folder may bring its own ``tile_grid.json``; Hubei's and Zhejiang's stand in the
package. Places that no grid knows are laid out by themselves, nearly square, in the order of their
codes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from math import ceil, sqrt
from pathlib import Path

from zhicai.foundation.errors import LawError
from zhicai.law.library import REFERENCE
from zhicai.law.programme import Programme
from zhicai.law.schema import Level
from zhicai.places.own_files import SECTIONS, TILE_GRID, Spot, grid_in, read_grid

Grid = Mapping[str, Mapping[str, Spot]]
"""Section → code of a place → its spot."""


def tile_layout(law: Programme, codes: Iterable[str], *, level: Level) -> dict[str, Spot]:
    """Return the spot of each place's tile: ``codes`` are the places to draw, of one level.

    The grid is the programme folder's own ``tile_grid.json``, else the package's for the
    programme's ``divisions``, else none; see :func:`placed` for what it does not know. A grid that
    cannot be read counts as none, so that the map stays up; ``zhicai law`` says what is wrong.
    """
    return placed(codes, _grid_of(law).get(SECTIONS[level], {}))


def placed(codes: Iterable[str], known: Mapping[str, Spot]) -> dict[str, Spot]:
    """Return the spots of all ``codes``: the known ones, moved to the top left, then the rest.

    The rest stands below, in rows as wide as the known part, or nearly square where nothing is
    known. Spots are whole numbers from 0, no two places share one.
    """
    wanted = list(dict.fromkeys(codes))
    found = {code: known[code] for code in wanted if code in known}
    rest = sorted(code for code in wanted if code not in known)
    if not found:
        return square(rest)
    left = min(column for column, _ in found.values())
    top = min(row for _, row in found.values())
    spots = {code: (column - left, row - top) for code, (column, row) in found.items()}
    width = max(column for column, _ in spots.values()) + 1
    below = max(row for _, row in spots.values()) + 1
    return spots | _in_rows(rest, max(width, _side(rest)), below)


def square(codes: Sequence[str]) -> dict[str, Spot]:
    """Return a layout as near to a square as the number of places allows, row by row.

    >>> square(["a", "b", "c"])
    {'a': (0, 0), 'b': (1, 0), 'c': (0, 1)}
    """
    return _in_rows(codes, _side(codes), 0)


def _side(codes: Sequence[str]) -> int:
    return max(ceil(sqrt(len(codes))), 1)


def _in_rows(codes: Sequence[str], width: int, first: int) -> dict[str, Spot]:
    return {code: (n % width, first + n // width) for n, code in enumerate(codes)}


def _grid_of(law: Programme) -> Grid:
    if law.folder is not None:
        own = law.folder / TILE_GRID
        with suppress(OSError):
            changed = own.stat()
            return _own_grid(own, changed.st_mtime_ns, changed.st_size)
    return _packaged(law.head.divisions)


@lru_cache(maxsize=16)
def _own_grid(path: Path, _changed: int, _size: int) -> Grid:
    try:
        return read_grid(path)
    except LawError:
        return {}


@lru_cache(maxsize=16)
def _packaged(divisions: str) -> Grid:
    path = REFERENCE / TILE_GRID
    raw = json.loads(path.read_text("utf-8"))
    return grid_in(raw[divisions], path.name) if divisions in raw else {}
