"""The gallery's pages: which components there are, what each takes, its samples drawn."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhicai.ui.sample_parts import all_samples

COMPONENTS = Path(__file__).parent / "templates" / "ui" / "components"
LAYOUTS = {
    "inline": ("tag", "light", "segmented", "copylink", "ring", "clause", "legend", "modal"),
    "tile": ("kpi", "meter"),
    "row": (
        "filters",
        "batch",
        "thead",
        "pager",
        "stepper",
        "tabs",
        "actionbar",
        "errors",
        "crumbs",
    ),
}
"""How the samples of a component stand; two beside each other unless said otherwise."""
_HEADER = re.compile(r"\{% comment %\}\s*(.+?)\s*\{% endcomment %\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A component as the gallery shows it; of each sample its title and its markup."""

    name: str
    header: str
    layout: str
    samples: tuple[tuple[str, SafeString], ...]


def names() -> list[str]:
    """Return the names of all components."""
    return sorted(path.stem for path in COMPONENTS.glob("*.html"))


def header(name: str) -> str:
    """Return the header comment of a component, ``""`` if it has none."""
    found = _HEADER.search((COMPONENTS / f"{name}.html").read_text("utf-8"))
    return " ".join(found.group(1).split()) if found else ""


def layout(name: str) -> str:
    """Return how the gallery lays out the samples of a component: inline, tile, half or row."""
    return next((kind for kind, members in LAYOUTS.items() if name in members), "half")


def draw(name: str, request: HttpRequest) -> Shown:
    """Return one component with its samples drawn."""
    drawn = tuple(
        (
            sample.title,
            render_to_string(f"ui/components/{name}.html", dict(sample.context), request),
        )
        for sample in all_samples(request)[name]
    )
    return Shown(name, header(name), layout(name), drawn)


def draw_all(request: HttpRequest) -> list[Shown]:
    """Return every component with its samples drawn, by name."""
    return [draw(name, request) for name in names()]
