"""Every open point is a setting that its app reads: one that nobody reads changes nothing.

A setting is read where a shipped file of its app holds its id as a string, or where a rule, a line
of the calendar or a document of the programme names it: the ledger reads those by the rule.
"""

import ast
import configparser
import re

import pytest

from tests.architecture.source import PACKAGE, ROOT, SHIPPED
from zhicai.law.library import PACKAGED, read_programme

PROGRAMMES = [read_programme(folder) for folder in sorted(PACKAGED.iterdir()) if folder.is_dir()]


def planned_apps():
    """The apps of the house, from the order in which they may import each other."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    return set(re.findall(r"\w+", contracts["importlinter:contract:apps"]["layers"]))


def stands(reader):
    """Whether an app, or a part of it (``admission.screening``), is there."""
    path = PACKAGE.joinpath(*reader.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def strings_of(app):
    """Every string constant in the shipped files of an app, docstrings included."""
    return {
        node.value
        for source in SHIPPED
        if source.app == app
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def named_by_a_rule(programme):
    names = {p for rule in programme.obligations.values() for p in rule.parameters}
    names |= {p for line in programme.calendar for p in line.window.parameters}
    return names | {d.handling_by for d in programme.documents.values() if d.handling_by}


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.id)
def test_every_setting_names_an_app_of_the_house(programme):
    apps = planned_apps()
    astray = {p.id: p.read_by for p in programme.parameters.values() if p.app not in apps}
    assert astray == {}


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.id)
def test_every_setting_is_read_by_its_app(programme):
    ruled = named_by_a_rule(programme)
    unread, to_come = [], []
    for parameter in programme.parameters.values():
        if not stands(parameter.read_by):
            to_come.append(f"{parameter.read_by}: {parameter.id}")
        elif parameter.id not in ruled and parameter.id not in strings_of(parameter.app):
            unread.append(f"{parameter.read_by}: {parameter.id}")
    print(f"{programme.id}: {len(to_come)} settings of apps still to come")  # noqa: T201
    for line in sorted(to_come):
        print(f"  {line}")  # noqa: T201
    assert sorted(unread) == []


def test_programmes_that_share_a_setting_mean_the_same_by_it():
    """An app reads a setting by its id, whatever the programme: kind and choices must agree."""
    shapes = {}
    for programme in PROGRAMMES:
        for parameter in programme.parameters.values():
            choices = frozenset(choice.value for choice in parameter.choices)
            shapes.setdefault(parameter.id, {})[programme.id] = (
                parameter.kind,
                parameter.read_by,
                choices,
            )
    differing = {name: found for name, found in shapes.items() if len(set(found.values())) > 1}
    assert differing == {}
