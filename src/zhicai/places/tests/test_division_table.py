"""A province's own division table and tile grid: faults come with file, line and column."""

import json
import shutil
from dataclasses import replace

import pytest

from zhicai.foundation.errors import BadInput, LawError
from zhicai.law.library import PACKAGED, REFERENCE, read_programme
from zhicai.places.own_files import division_table, problems_of, read_divisions, read_grid
from zhicai.places.rules import divisions_of, read_division_table

HEAD = "code,name,level,type,parent_code,short,pinyin,english\n"
GOOD = HEAD + (
    "990000,青石省,province,省,,青石,qing shi sheng,Qingshi\n"
    "990100,明川市,prefecture,地级市,990000,明川,ming chuan shi,Mingchuan\n"
    "990121,石桥县,county,县,990100,石桥,shi qiao xian,Shiqiao County\n"
    "999001,望海市,direct,省直辖县级市,990000,望海,wang hai shi,\n"
)


def faults_of(table):
    with pytest.raises(BadInput) as refusal:
        divisions_of(read_division_table(table), "990000")
    return [(fault.row, fault.column) for fault in refusal.value.faults]


def test_a_good_table_is_read_and_english_may_be_empty():
    assert list(divisions_of(read_division_table(GOOD), "990000")) == [
        "990000", "990100", "990121", "999001",
    ]  # fmt: skip


def test_a_byte_order_mark_as_office_programs_write_it_is_let_pass():
    assert read_division_table("\ufeff" + GOOD)[0]["code"] == "990000"


def test_the_packages_own_table_is_good_for_both_provinces():
    rows = read_division_table((REFERENCE / "divisions.csv").read_text("utf-8-sig"))
    assert len(divisions_of(rows, "420000")) == 117
    assert len(divisions_of(rows, "330000")) == 102


def test_a_missing_column_is_named():
    assert faults_of(GOOD.replace("parent_code,", "parent,")) == [(1, "parent_code")]


def test_an_empty_table_lacks_every_column():
    assert (1, "code") in faults_of("")


@pytest.mark.parametrize(
    ("line", "row", "column"),
    [
        ("990122,白塔县,county,县,990200,白塔,x,y", 6, "parent_code"),
        ("990122,白塔县,county,县,990000,白塔,x,y", 6, "parent_code"),
        ("990122,白塔县,county,县,990122,白塔,x,y", 6, "parent_code"),
        ("990122,白塔县,county,县,,白塔,x,y", 6, "parent_code"),
        ("990122,白塔县,town,县,990100,白塔,x,y", 6, "level"),
        ("990122,,county,县,990100,白塔,x,y", 6, "name"),
        ("990121,白塔县,county,县,990100,白塔,x,y", 6, "code"),
        ("9901221234567,白塔县,county,县,990100,白塔,x,y", 6, "code"),
        ("990122,白塔县,county,县,990100", 6, None),
        ("990122,白塔县,county,县,990100,白塔,x,y,z", 6, None),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_its_line(line, row, column):
    assert faults_of(GOOD + line + "\n") == [(row, column)]


def test_lines_are_counted_as_an_editor_counts_them():
    assert faults_of(GOOD + "\n\n990122,白塔县,town,县,990100,白塔,x,y\n") == [(8, "level")]


def test_every_fault_is_told_at_once_in_the_order_of_the_lines():
    bad = GOOD.replace("地级市,990000", "地级市,990001").replace(",county,", ",town,")
    assert faults_of(bad) == [(3, "parent_code"), (4, "level")]


def test_a_quotation_mark_that_never_closes_is_told_and_not_swallowed():
    assert faults_of(GOOD + '990122,"白塔县,county,县,990100,白塔,x,y\n') == [(6, None)]


def test_a_table_without_the_province_is_refused():
    with pytest.raises(BadInput) as refusal:
        divisions_of(read_division_table(GOOD), "980000")
    assert "980000" in refusal.value.says.en


def test_a_place_belongs_where_its_parents_lead_and_not_by_the_digits_of_its_code():
    other = "980000,某省,province,省,,某,x,y\n990500,某市,prefecture,地级市,980000,某市,x,y\n"
    assert "990500" not in divisions_of(read_division_table(GOOD + other), "990000")
    assert "QS-DEV" in divisions_of(
        read_division_table(GOOD + "QS-DEV,开发区,county,开发区,990100,开发区,x,y\n"), "990000"
    )


@pytest.fixture
def folder(tmp_path):
    """A programme folder of a province that the package does not know."""
    folder = tmp_path / "qingshi-2026"
    shutil.copytree(PACKAGED / "zhejiang-2024", folder)
    return folder


def law_in(folder):
    law = read_programme(PACKAGED / "zhejiang-2024")
    head = law.head.model_copy(update={"province": "990000", "divisions": "qingshi"})
    return replace(law, head=head, folder=folder)


def test_the_folders_own_table_takes_the_place_of_the_packages(folder):
    assert division_table(law_in(folder)) == REFERENCE / "divisions.csv"
    (folder / "divisions.csv").write_text(GOOD, "utf-8")
    assert len(read_divisions(law_in(folder))) == 4
    assert problems_of(law_in(folder)) == []


def test_a_province_that_neither_table_knows_is_told(folder):
    (problem,) = problems_of(law_in(folder))
    assert problem.file == "reference/divisions.csv"
    assert "990000" in problem.expected.en


def test_faults_of_the_folders_table_come_with_file_and_line(folder):
    (folder / "divisions.csv").write_text(GOOD.replace("县,990100", "县,990900"), "utf-8")
    (problem,) = problems_of(law_in(folder))
    assert (problem.file, problem.line) == ("qingshi-2026/divisions.csv", 4)
    assert "990900" in problem.says.zh


def test_a_table_saved_in_the_offices_old_encoding_is_told_how_to_be_saved(folder):
    (folder / "divisions.csv").write_bytes(GOOD.encode("gb18030"))
    (problem,) = problems_of(law_in(folder))
    assert "UTF-8" in problem.says.zh


def test_a_folder_in_place_of_the_table_is_told_and_does_not_stop_the_reading(folder):
    (folder / "divisions.csv").mkdir()
    (problem,) = problems_of(law_in(folder))
    assert problem.file == "qingshi-2026/divisions.csv"


def grid(**cells):
    return json.dumps({section: {"cells": rows} for section, rows in cells.items()})


GRID = grid(prefecture=[{"code": "990100", "col": 1, "row": 0}])


def test_a_grid_is_read_with_the_sections_that_it_has(folder):
    path = folder / "tile_grid.json"
    path.write_text(GRID, "utf-8")
    assert read_grid(path) == {"prefecture": {"990100": (1, 0)}, "county": {}}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ('{\n"prefecture":', 2),
        ("[]", 1),
        ('{"cities": {"cells": []}}', 1),
        ('{"prefecture": []}', 1),
        ('{"prefecture": {"cells": [1]}}', 1),
        ("1" * 5000, 1),
        ("[" * 100_000, 1),
        (grid(county=[{"code": "1", "col": -1, "row": 0}]), 1),
        (grid(county=[{"code": "1", "col": True, "row": 0}]), 1),
        (grid(county=[{"code": "1", "col": 0, "row": 10**9}]), 1),
        (grid(county=[{"code": "1", "col": 0, "row": 0}, {"code": "1", "col": 1, "row": 0}]), 1),
        (grid(county=[{"code": "1", "col": 0, "row": 0}, {"code": "2", "col": 0, "row": 0}]), 1),
    ],
)
def test_a_grid_that_does_not_fit_is_refused_with_file_and_line(folder, text, line):
    path = folder / "tile_grid.json"
    path.write_text(text, "utf-8")
    with pytest.raises(LawError) as refusal:
        read_grid(path)
    assert (refusal.value.file, refusal.value.line) == ("qingshi-2026/tile_grid.json", line)
