"""The office calendar: what the package ships, and what an office uploads."""

from datetime import date

import pytest

from zhicai.foundation.errors import BadInput, LawError
from zhicai.law.holidays import parse_holidays, read_holidays
from zhicai.law.library import REFERENCE

GOOD = """\
- year: 2024
  off:
  - {from: 2024-09-15, to: 2024-09-17, zh: 中秋节, en: Mid-Autumn}
  - 2024-01-01
  worked: [2024-09-14]
"""


def faults(text):
    with pytest.raises(BadInput) as caught:
        parse_holidays(text)
    return [(fault.row, fault.says.en) for fault in caught.value.faults]


def test_the_package_knows_the_years_of_the_programmes():
    table = read_holidays(REFERENCE / "holidays.yaml")
    assert table.knows(2022)
    assert table.knows(2024)
    assert not table.knows(2035)
    assert not table.is_working_day(date(2022, 5, 2))
    assert table.is_working_day(date(2022, 5, 7))


def test_a_range_stands_for_each_of_its_days():
    table = parse_holidays(GOOD)
    assert table.off == {date(2024, 9, day) for day in (15, 16, 17)} | {date(2024, 1, 1)}
    assert table.worked == {date(2024, 9, 14)}
    assert table.years == {2024}


def test_several_years_may_stand_in_one_table():
    table = parse_holidays("years: [2024, 2025]\noff: [2024-01-01, 2025-01-01]\n")
    assert table.years == {2024, 2025}
    assert len(table.off) == 2


def test_an_upload_names_every_fault_with_its_line():
    wrong = """\
- year: 2024
  off:
  - 2024-13-01
  - {from: 2024-10-07, to: 2024-10-01}
  - 2023-10-01
  worked:
  - 2024-09-18
  free: [2024-01-01]
"""
    assert faults(wrong) == [
        (3, "expected a date such as 2024-09-11 (now “2024-13-01”)."),
        (4, "2024-10-07 to 2024-10-01 must run forward and have at most 31 days."),
        (5, "2023-10-01 lies outside the years listed."),
        (7, "2024-09-18 is no weekend day; leave it out of worked."),
        (8, "there is no key “free”, only year, off, worked."),
    ]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("", 1, "expected the keys"),
        ("- 2024-01-01", 1, "expected the keys"),
        ("off: [2024-01-01]", 1, "name the year"),
        ("year: 24", 1, "expected a year"),
        ("year: 2024\noff: 2024-01-01", 2, "must be a list"),
        ("year: 2024\n off: x", 2, "not YAML"),
        ("year: 2024\nyear: 2025", 2, "stands twice"),
        ("year: 2024\noff: [2024-01-06]\nworked: [2024-01-06]", 1, "both as a day off"),
    ],
)
def test_what_is_not_a_calendar_is_told_line_by_line(text, line, expected):
    row, says = faults(text)[0]
    assert row == line
    assert expected in says


def test_a_broken_file_names_itself(tmp_path):
    file = tmp_path / "holidays.yaml"
    file.write_text("year: 2024\noff: [soon]\n", encoding="utf-8")
    with pytest.raises(LawError) as caught:
        read_holidays(file)
    assert (caught.value.file, caught.value.line) == ("holidays.yaml", 2)
