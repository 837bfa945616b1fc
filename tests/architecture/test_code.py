"""The shape of the code: small files and functions, no drawers, imports where one sees them."""

import ast
import re

from tests.architecture.source import CODE, SHIPPED, Function

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc"}
LONGEST_FILE = 450
LONGEST_TEST_FILE = 700
LONGEST_FUNCTION = 60
RULES_OF_THE_HOUSE = re.compile(r"noqa:.*\b(PLC0415|BLE\d+|D1\d\d|ANN\d+)\b")


def test_no_file_is_a_drawer():
    assert [s.name for s in CODE if {s.path.stem, s.path.parent.name} & DRAWERS] == []


def test_files_stay_short():
    def limit(source):
        return LONGEST_TEST_FILE if source.is_test else LONGEST_FILE

    lengths = {source.name: source.text.count("\n") for source in CODE}
    assert {s.name: lengths[s.name] for s in CODE if lengths[s.name] > limit(s)} == {}


def test_functions_stay_short():
    long = {
        f"{source.at(node)} {node.name}": node.end_lineno - node.lineno + 1
        for source in CODE
        for node in source.functions()
    }
    assert {where: lines for where, lines in long.items() if lines > LONGEST_FUNCTION} == {}


def test_nothing_is_imported_inside_a_function():
    hidden = [
        source.at(inner)
        for source in SHIPPED
        for node in source.functions()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        or (isinstance(inner, ast.Name) and inner.id == "__import__")
    ]
    assert hidden == []


def test_no_rule_of_the_house_is_switched_off_in_place():
    off = [
        f"{source.name}:{number}"
        for source in SHIPPED
        for number, line in enumerate(source.text.splitlines(), 1)
        if RULES_OF_THE_HOUSE.search(line)
    ]
    assert off == []


def test_public_functions_of_rules_queries_and_actions_say_what_they_do():
    silent = [
        f"{source.at(node)} {node.name}"
        for source in SHIPPED
        if source.room in {"rules", "queries", "actions"}
        for node in source.tree.body
        if isinstance(node, Function)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_every_app_says_in_one_paragraph_what_it_is_for():
    inits = [s for s in SHIPPED if s.path.name == "__init__.py" and s.room == "__init__"]
    wrong = [s.name for s in inits if not ast.get_docstring(s.tree) or len(s.tree.body) > 1]
    assert wrong == []


def test_a_package_hands_out_nothing_under_the_name_of_another_of_its_modules():
    """The module would take the name's place as soon as somebody imports it."""
    taken = [
        f"{source.name}: {alias.name} of {node.module}"
        for source in SHIPPED
        if source.path.name == "__init__.py"
        for node in source.tree.body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
        if (source.path.parent / f"{alias.name}.py").exists()
        and not node.module.endswith(f".{alias.name}")
    ]
    assert taken == []
