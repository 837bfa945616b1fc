"""Finds the clause marks in the tests' source, so that a test which never ran is listed as well."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class MarkedTest:
    """A test function, by its node id without parameters, and the clauses it claims to show."""

    id: str
    clauses: tuple[str, ...]


def marked_tests(root: Path, folders: Sequence[str] = ("src", "tests")) -> tuple[MarkedTest, ...]:
    """Return every marked test below ``folders``, in the order of files and lines.

    Marks stand on a function, a parameter set, a class, or in ``pytestmark`` of the module.
    """
    files = sorted(file for folder in folders for file in (root / folder).rglob("test_*.py"))
    return tuple(test for file in files for test in _in_file(file, root))


def _in_file(file: Path, root: Path) -> Iterator[MarkedTest]:
    source = file.read_text(encoding="utf-8")
    if ".clause(" not in source:
        return
    tree = ast.parse(source, str(file))
    yield from _in_body(tree.body, file.relative_to(root).as_posix(), _from_pytestmark(tree.body))


def _in_body(
    body: Iterable[ast.stmt], prefix: str, inherited: tuple[str, ...]
) -> Iterator[MarkedTest]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            own = (*inherited, *_named(node.decorator_list), *_from_pytestmark(node.body))
            yield from _in_body(node.body, f"{prefix}::{node.name}", own)
        elif isinstance(node, _Function) and node.name.startswith("test"):
            clauses = tuple(dict.fromkeys((*inherited, *_named(node.decorator_list))))
            if clauses:
                yield MarkedTest(f"{prefix}::{node.name}", clauses)


def _from_pytestmark(body: Iterable[ast.stmt]) -> tuple[str, ...]:
    return tuple(
        clause
        for node in body
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == "pytestmark" for t in node.targets)
        for clause in _named([node.value])
    )


def _named(expressions: Iterable[ast.expr]) -> tuple[str, ...]:
    """The ids in every ``pytest.mark.clause("…")`` inside some expressions."""
    return tuple(
        argument.value
        for expression in expressions
        for node in ast.walk(expression)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "clause"
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )
