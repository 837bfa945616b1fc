"""The user's own file back: what was theirs stays, what is wrong is red and says why."""

import io

import openpyxl
import pytest

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.sheets import limits
from zhicai.sheets.marked_file import AUTHOR
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.reading import read_table
from zhicai.sheets.tests.making import PLAN, csv, xls, xlsx

HEAD = ["备注", "人数", "培训时间"]
ROWS = [["a", "1O", "2022-4-31"], ["b", 30, "2022-04-01"], ["c", None, "2022-04-01"]]
RED = "00FFC7CE"


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def red(sheet):
    return [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb[2:] == RED[2:]
    ]


def marked(data, **how):
    table = read_table(data, PLAN)
    return mark_faults(data, table, table.faults, **how)


@pytest.mark.parametrize("make", [xlsx, xls, csv])
def test_faulty_cells_are_red_with_a_comment_and_the_row_says_why(make):
    sheet = opened(marked(make([HEAD, *ROWS]))).active
    assert [cell.value for cell in sheet[1]] == [*HEAD, "未导入原因"]
    assert red(sheet) == ["B2", "C2", "B4"]
    assert "字母 O" in sheet["B2"].comment.text
    assert sheet["B2"].comment.author == AUTHOR
    assert sheet["D2"].value.splitlines() == [
        "人数：“1O”里有字母 O，应为数字；请改成 0 或 1。",
        "培训时间：“2022-4-31”：2022 年 4 月只有 30 天，没有 31 日；请核对。",
    ]
    assert sheet["D3"].value is None
    assert sheet["D4"].value == "人数：这一格必填，现在是空的；请补上。"
    assert [sheet.cell(2, n).value for n in (1, 2, 3)] == ROWS[0]


def test_an_xlsx_keeps_its_other_sheets_order_formulas_widths_and_comments():
    book = opened(xlsx([HEAD, *ROWS], more=[("说明", [["填写说明"]])]))
    book.active["A2"] = "=LEN(C2)"
    book.active["B2"].comment = openpyxl.comments.Comment("老王说的", "老王")
    book.active.column_dimensions["C"].width = 33
    saved = io.BytesIO()
    book.save(saved)
    after = opened(marked(saved.getvalue()))
    assert after.sheetnames == ["计划", "说明"]
    assert after["说明"]["A1"].value == "填写说明"
    assert after["计划"]["A2"].value == "=LEN(C2)"
    assert after["计划"].column_dimensions["C"].width == 33
    assert after["计划"]["B2"].comment.text.startswith("老王说的\n“1O”")


@pytest.mark.parametrize("make", [xlsx, csv])
def test_a_mended_file_comes_back_clean_and_the_second_round_leaves_no_trace_of_the_first(make):
    first = opened(marked(make([HEAD, *ROWS])))
    first.active["B2"] = 10
    first.active["C2"] = "2022-04-30"
    saved = io.BytesIO()
    first.save(saved)
    table = read_table(saved.getvalue(), PLAN)
    assert [one.heading for one in table.unknown_columns] == ["备注"]
    assert [fault.row for fault in table.faults] == [4]
    second = opened(mark_faults(saved.getvalue(), table, table.faults)).active
    assert red(second) == ["B4"]
    assert second["B2"].comment is None
    assert second["D2"].value is None
    assert second.max_column == 4


def test_only_the_faulty_rows_are_given_to_be_mended_and_sent_again():
    above = [["2022年计划", None, None], HEAD, *ROWS]
    few = marked(xlsx(above), only_faulty=True)
    sheet = opened(few).active
    assert [row[0].value for row in sheet.iter_rows()] == ["2022年计划", "备注", "a", "c"]
    assert red(sheet) == ["B3", "C3", "B4"]
    table = read_table(few, PLAN)
    assert [row.number for row in table.rows] == [3, 4]


def test_faults_of_the_callers_own_rules_are_marked_by_key_heading_row_or_head():
    data = xlsx([HEAD, ROWS[1]])
    table = read_table(data, PLAN)
    faults = [
        table.fault(table.rows[0], "people", Text("少于去年。", "Fewer than last year.")),
        Fault(Text("周末。", "A weekend."), row=2, column="培训时间"),
        Fault(Text("重复。", "Twice."), row=2),
        Fault(Text("全县不足 100 人。", "Below 100 people.")),
    ]
    sheet = opened(mark_faults(data, table, faults, language="en")).active
    assert red(sheet) == ["D1", "B2", "C2", "D2"]
    assert sheet["D1"].value == "Why not imported"
    assert sheet["D1"].comment.text == "Below 100 people."
    assert sheet["D2"].value == "Twice.\n人数：Fewer than last year.\n培训时间：A weekend."


def test_a_fault_in_a_merged_block_is_marked_at_its_corner():
    rows = [HEAD, ["a", 900, "2022-04-01"], ["b", None, "2022-04-02"]]
    sheet = opened(marked(xlsx(rows, merges=[(1, 1, 2, 1)]))).active
    assert red(sheet) == ["B2"]
    assert sheet["D2"].value
    assert sheet["D3"].value


def test_values_merged_over_rows_stay_with_each_row_in_a_fresh_file():
    rows = [HEAD, ["a", 900, "2022-04-01"], ["b", None, "2022-04-02"]]
    few = marked(xlsx(rows, merges=[(1, 1, 2, 1)]), only_faulty=True)
    assert [opened(few).active.cell(row, 2).value for row in (2, 3)] == [900, 900]


def test_reasons_never_become_formulas():
    rows = [["=HYPERLINK(A1)人数", "人数", "培训时间"], ["=1+1", "=2+3", "2022-04-01"]]
    for data in (xlsx(rows), csv(rows)):
        table = read_table(data, PLAN)
        faults = [*table.faults, Fault(Text("=1+1", "=1+1"), row=2)]
        sheet = opened(mark_faults(data, table, faults)).active
        assert sheet["D2"].value.startswith("=1+1")
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_a_file_too_large_to_be_reopened_comes_back_fresh(monkeypatch):
    data = xlsx([HEAD, *ROWS], more=[("说明", [["x"]])])
    assert opened(marked(data)).sheetnames == ["计划", "说明"]
    monkeypatch.setattr(limits, "MAX_CELLS_TO_REOPEN", 5)
    again = opened(marked(data))
    assert again.sheetnames == ["计划"]
    assert red(again.active) == ["B2", "C2", "B4"]


def test_dates_numbers_and_errors_stay_what_they_are_in_a_fresh_file():
    rows = [HEAD, [44652.5, 3.0, 44652.0], [("#REF!", 0x17), "x", "2022-04-01"]]
    sheet = opened(marked(xls(rows))).active
    assert sheet["A2"].value == 44652.5
    assert sheet["B2"].value == 3
    assert sheet["A3"].value == "#REF!"
    assert red(sheet) == ["B3"]
