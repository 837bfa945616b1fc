"""Inline icons: the vendored Tabler outlines, read once, drawn in the current text colour."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "vendor" / "tabler-icons"
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_FRAME = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


class UnknownIconError(LookupError):
    """The icon is not vendored: add it to vendor.toml, run ``tools/vendor.py --update``."""


@cache
def outline(name: str) -> str:
    """Return the shapes inside the 24 × 24 icon ``name`` as SVG markup."""
    path = FOLDER / f"{name}.svg"
    if not path.is_file():
        raise UnknownIconError(f"icon {name!r} is not in vendor.toml")
    found = _BODY.search(path.read_text("utf-8"))
    if found is None:
        raise UnknownIconError(f"icon {name!r} is not an SVG file")
    return re.sub(r"\s*\n\s*", "", _FRAME.sub("", found.group(1))).strip()


@cache
def drawing(name: str, size: int, extra: str) -> str:
    """Return the whole ``<svg>`` of ``name``, ``size`` px square, hidden from screen readers."""
    classes = f"zc-i {extra}".strip()
    return (
        f'<svg class="{classes}" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true" focusable="false">{outline(name)}</svg>'
    )
