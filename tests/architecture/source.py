"""The project's own source, read once: files, trees, rooms."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "zhicai"
APPS = sorted(init.parent.name for init in PACKAGE.glob("*/__init__.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file: its app, and its room (``actions`` for actions/issue.py too)."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def _inside(self) -> tuple[str, ...]:
        inside = self.path.is_relative_to(PACKAGE)
        return self.path.relative_to(PACKAGE).parts if inside else ()

    @property
    def app(self) -> str:
        return self._inside[0] if len(self._inside) > 1 else ""

    @property
    def room(self) -> str:
        return self._inside[1].removesuffix(".py") if len(self._inside) > 1 else ""

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "conftest.py"

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{node.lineno}"


def _written_by_hand(path: Path) -> bool:
    return "migrations" not in path.parts or path.name == "__init__.py"


CODE = [
    Source(path)
    for folder in ("src", "tests", "tools", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if _written_by_hand(path)
] + [Source(ROOT / "dev"), Source(ROOT / "conftest.py")]
SHIPPED = [source for source in CODE if source.path.is_relative_to(PACKAGE) and not source.is_test]


def in_rooms(*rooms: str) -> list[Source]:
    """The shipped files of some rooms, of all apps."""
    return [source for source in SHIPPED if source.room in rooms]


TEMPLATES = sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")])
STYLES = sorted(path for path in PACKAGE.rglob("static/**/*.css") if "vendor" not in path.parts)
SCRIPTS = sorted(path for path in PACKAGE.rglob("static/**/*.js") if "vendor" not in path.parts)
