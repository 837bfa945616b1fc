"""Every file of ``../shared/data/messy``: read as it should be, or refused with a reason."""

import pytest

from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.sheets.marking import mark_faults
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Column, Kind, SheetShape


def shape(*columns):
    return SheetShape("x", Text("表", "Table"), columns)


def column(heading, kind=Kind.TEXT, **more):
    return Column(heading, Text(heading, heading), kind, required=True, **more)


def optional(heading, kind=Kind.TEXT):
    return Column(heading, Text(heading, heading), kind)


SCHOOLS = shape(column("学校名称"), column("学校标识码"), optional("主管部门"))
PUPILS = shape(column("姓名"), column("学籍号"), optional("身份证号", Kind.RESIDENT_ID))


@pytest.fixture
def messy(shared):
    return shared / "data" / "messy"


@pytest.fixture
def read(messy):
    return lambda name, by: read_table((messy / name).read_bytes(), by)


@pytest.mark.parametrize(
    ("name", "schools", "first", "provinces"),
    [
        ("moe_2025_W020250627301230138068.xls", 2919, ("北京大学", "4111010001"), 31),
        ("moe_2025_W020250627301230143042.xls", 248, ("北京市海淀区职工大学", "4211050001"), 30),
    ],
)
def test_the_ministrys_lists_of_universities(read, name, schools, first, provinces):
    table = read(name, SCHOOLS)
    assert table.head_row == 3
    assert table.faults == ()
    assert len(table.rows) == schools
    assert (table.rows[0].values["学校名称"], table.rows[0].values["学校标识码"]) == first
    captions = [row.says.zh for row in table.ignored_rows]
    assert len(captions) == provinces
    assert sum("湖北省（" in caption for caption in captions) == 1


def test_pupils_in_gb18030_and_in_utf8_with_bom_are_the_same(read):
    one = read("derived_学生基础数据导入_gb18030.csv", PUPILS)
    other = read("magicodes_redacted_学生基础数据导入_utf8bom.csv", PUPILS)
    assert one.rows == other.rows
    assert one.faults == other.faults
    ruined = [fault for fault in one.faults if fault.column == "学籍号"]
    assert {fault.row for fault in ruined} == {2, 3}
    assert all("“文本”格式" in fault.says.zh for fault in ruined)


def test_pupils_with_faults_and_merged_instructions(read):
    table = read("magicodes_redacted_学生基础数据导入存在问题.xlsx", PUPILS)
    assert len(table.rows) == 16
    assert {fault.column for fault in table.faults} == {"身份证号"}


def test_merged_names_hold_for_each_of_their_rows(read):
    table = read(
        "magicodes_合并行.xlsx", shape(column("学号", Kind.INTEGER), column("姓名"), column("性别"))
    )
    assert table.faults == ()
    names = [row.values["姓名"] for row in table.rows]
    assert names == ["张三"] * 3 + ["李四"] * 4 + ["王五"] * 6


def test_instructions_above_and_blank_rows_between(read):
    table = read(
        "magicodes_管轴导入数据带有空行.xlsx", shape(column("管轴编号"), column("管廊编号"))
    )
    assert table.head_row == 2
    assert len(table.rows) == 6
    assert table.ignored_blank_rows == (6, 8, 10)
    assert [fault.row for fault in table.faults] == [5, 9, 11]


def test_a_question_bank_with_a_column_of_noise(read):
    table = read(
        "magicodes_题库导入模板.xlsx",
        shape(column("题干"), optional("选项是否支持乱序", Kind.YES_NO)),
    )
    assert len(table.rows) == 404
    assert table.faults == ()
    assert [row.values["选项是否支持乱序"] for row in table.rows[:4]] == [True, False, True, False]


def test_dates_in_28_formats(read):
    table = read("easyexcel_dataformat_dataformat.xls", shape(column("date", Kind.DATE)))
    assert table.faults == ()
    assert {row.values["date"].isoformat() for row in table.rows} == {"2020-01-01"}


def test_a_list_with_bom(read):
    table = read(
        "easyexcel_bom_office_bom.csv", shape(column("姓名"), column("年纪", Kind.INTEGER))
    )
    assert [row.values["年纪"] for row in table.rows] == [20] * 10


def test_no_file_gives_anything_but_rows_or_reasons(messy):
    files = sorted(messy.iterdir())
    assert len(files) >= 11
    by = [
        SCHOOLS,
        PUPILS,
        shape(*(column(h, Kind.INTEGER) for h in ("学号", "姓名", "年纪"))),
        shape(optional("date")),
    ]
    outcomes = {"read": 0, "refused": 0}
    for file in files:
        data = file.read_bytes()
        for one in by:
            try:
                table = read_table(data, one)
            except BadInput:
                outcomes["refused"] += 1
            else:
                outcomes["read"] += 1
                assert mark_faults(data, table, table.faults)
    assert outcomes["read"] >= 6
    assert outcomes["refused"] >= 20
