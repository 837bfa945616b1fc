"""What a programme asks in a year, and what holds each of its clauses."""

import pytest

from zhicai.law.folder import read_programme
from zhicai.law.tests.making import CLAUSES, OBLIGATIONS, write_programme

CURRICULUM = """\
groups:
- id: knows
  name: {zh: 知, en: Knows}
  clause: S-1
items:
- id: know-1
  group: knows
  name: {zh: 一, en: One}
  label: {zh: 一, en: 1a}
  clause: S-1
  since: 2024
- id: know-2
  group: knows
  name: {zh: 二, en: Two}
  label: {zh: 二, en: 2a}
  clause: S-1
  since: 2024
  until: 2024
- id: know-3
  group: knows
  name: {zh: 三, en: Three}
  label: {zh: 三, en: 3a}
  clause: S-1
  since: 2025
"""

CALENDAR = """\
- id: notice
  what: {zh: 印发, en: Issue}
  who: county
  window: {by: 03-31}
  years: [2024]
  clause: S-1
- id: lists
  what: {zh: 名单, en: Lists}
  who: [county]
  window: {before: class_start, days: {parameter: list-lead-days}}
  clause: [S-3]
"""


@pytest.fixture
def programme(tmp_path):
    folder = write_programme(
        tmp_path,
        obligations=OBLIGATIONS.replace("who: city", "who: city\n  years: [2025]"),
        clauses=CLAUSES + CLAUSES.partition("- id: S-2")[0].replace("S-1", "S-4"),
    )
    (folder / "curriculum.yaml").write_text(CURRICULUM, encoding="utf-8")
    (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    return read_programme(folder)


def test_the_curriculum_changes_with_the_year(programme):
    def items(year):
        return [item.id for item in programme.curriculum_of(year)]

    assert items(2023) == []
    assert items(2024) == ["know-1", "know-2"]
    assert items(2026) == ["know-1", "know-3"]


def test_a_rule_without_years_asks_every_year(programme):
    assert [rule.id for rule in programme.obligations_of(2024)] == ["county-trains-people"]
    assert len(programme.obligations_of(2025)) == 2


def test_the_calendar_of_a_year(programme):
    assert [line.id for line in programme.calendar_of(2024)] == ["notice", "lists"]
    assert [line.id for line in programme.calendar_of(2025)] == ["lists"]


def test_every_clause_knows_what_holds_it(programme):
    assert programme.rules_of_clause["S-2"] == (
        "obligation:county-trains-people",
        "body:county",
        "right:county@preparatory",
    )
    assert "calendar:notice" in programme.rules_of_clause["S-1"]
    assert "curriculum:know-3" in programme.rules_of_clause["S-1"]
    assert "programme:notice" in programme.rules_of_clause["S-1"]
    assert programme.rules_of_clause["S-4"] == ()


def test_a_calendar_line_names_its_parameters(programme):
    assert programme.calendar[1].window.parameters == ("list-lead-days",)
    assert programme.calendar[1].window.anchor == "class_start"
