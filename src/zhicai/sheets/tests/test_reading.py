"""A whole table: where its head is, what is a record, and every fault at once."""

from datetime import date

import pytest

from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.sheets import limits
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Column, Days, Kind, SheetShape
from zhicai.sheets.tests.making import HEAD, PLAN, ROWS, csv, repacked, xls, xlsx


def people(table):
    return [row.values["people"] for row in table.rows]


def refusals(data, shape=PLAN):
    with pytest.raises(BadInput) as refused:
        read_table(data, shape)
    return [fault.says.zh for fault in refused.value.faults]


@pytest.mark.parametrize("make", [xlsx, xls, csv])
def test_a_plain_table_is_read_with_the_row_numbers_of_excel(make):
    table = read_table(make([HEAD, *ROWS]), PLAN)
    assert table.faults == ()
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].values["dates"] == Days(date(2022, 4, 1), date(2022, 4, 1))
    assert table.rows[1].values["dates"] == Days(date(2022, 5, 6), date(2022, 5, 8))
    assert people(table) == [120, 80]
    assert table.rows[0].values["budget"] is None
    assert table.head_row == 1
    assert table.places == {"dates": 2, "people": 3, "venue": 4}


def test_the_head_stands_below_annex_title_unit_and_instructions():
    above = [
        ["附件2", None, None, None],
        ["2022年度县市区培训计划（预计人数）", None, None, None],
        [None, None, None, None],
        ["填表说明：1. 带 * 的列必填。\n2. 培训时间写到日。", None, None, None],
        ["填报单位：", "武汉市", "培训地点", "单位：万元"],
    ]
    merges = [(1, 0, 1, 3), (3, 0, 3, 3)]
    table = read_table(xlsx([*above, HEAD, *ROWS], merges=merges), PLAN)
    assert table.head_row == 6
    assert people(table) == [120, 80]


def test_headings_are_known_by_alias_english_width_stars_and_remarks():
    head = ["No.", "＊培训时间（年月日）", "人 数(必填)", "VENUE"]
    table = read_table(xlsx([head, *ROWS]), PLAN)
    assert people(table) == [120, 80]
    assert table.unknown_columns == ()
    assert table.headings["people"] == "人 数(必填)"


TWO_ROWS = SheetShape(
    name="two",
    title=Text("考核", "Marks"),
    columns=(
        Column("name", Text("姓名", "Name"), required=True),
        Column("theory", Text("得分", "Mark"), Kind.INTEGER, group=Text("理论", "Theory")),
        Column("practice", Text("得分", "Mark"), Kind.INTEGER, group=Text("实务", "Practice")),
    ),
)


@pytest.mark.parametrize("make", [xlsx, csv])
def test_a_head_of_two_rows_with_groups(make):
    rows = [
        ["成绩表", None, None, None, None],
        ["姓名", "理论", None, "实务", None],
        [None, "得分", "等次", "得分", "等次"],
        ["张三", 80, "良", 90, "优"],
    ]
    merges = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)]
    data = xlsx(rows, merges=merges) if make is xlsx else csv(rows)
    table = read_table(data, TWO_ROWS)
    assert table.head_row == 3
    assert [row.values for row in table.rows] == [{"name": "张三", "theory": 80, "practice": 90}]
    assert [one.heading for one in table.unknown_columns] == ["理论/等次", "实务/等次"]


def test_a_second_head_row_that_nobody_asked_for_is_no_record():
    rows = [["培训时间", "预计人数", "其中"], [None, None, "女"], ["2022-04-01", 120, 50]]
    table = read_table(xlsx(rows, merges=[(0, 0, 1, 0), (0, 1, 1, 1)]), PLAN)
    assert [row.number for row in table.rows] == [3]


def test_headings_of_one_column_in_two_places_are_refused():
    said = refusals(xlsx([["培训时间", "预计人数", "人数"], ["2022-04-01", 1, 2]]))
    assert said == ["“预计人数”在 B 列和 C 列各有一个，分不清用哪个；请删去或改名其中一列。"]


def test_a_shape_whose_columns_share_a_name_is_the_developers_mistake():
    columns = (Column("a", Text("姓名", "Name")), Column("b", Text("名字", "Name")))
    with pytest.raises(ValueError, match="share the name"):
        SheetShape("x", Text("表", "Table"), columns)


def test_missing_required_columns_are_listed_all_with_what_is_meant():
    said = refusals(xlsx([["序号", "培训日程", "地点", "备注"], [1, "2022-04-01", "武汉", "x"]]))
    assert said == ["前 20 行里没有找到表头；表头要有：培训时间、预计人数。请按模板整理后再上传。"]
    said = refusals(xlsx([["序号", "预计人次", "培训地点"], [1, 120, "武汉"]]))
    assert said == [
        "第 1 行的表头里缺少必填列“培训时间”；请按模板补上这一列再上传。",
        "第 1 行的表头里缺少必填列“预计人数”；B 列“预计人次”像是它，改名后再上传。",
    ]


def test_unknown_columns_are_listed_with_the_nearest_known_name():
    table = read_table(xlsx([[*HEAD, "经费预标", "主管部门"], [*ROWS[0], 1, 2]]), PLAN)
    assert [
        (one.letter, one.heading, one.nearest and one.nearest.key) for one in table.unknown_columns
    ] == [
        ("E", "经费预标", "budget"),
        ("F", "主管部门", None),
    ]
    assert "如果是“经费预算”" in table.unknown_columns[0].says.zh
    assert table.faults == ()


def test_blank_rows_totals_captions_samples_and_signatures_are_left_aside_and_named():
    rows = [
        HEAD,
        ["示例", "2022-01-01", 1, "某地"],
        ["武汉市（2期）", None, None, None],
        ROWS[0],
        [None, None, None, None],
        [2, None, "　", None],
        ROWS[1],
        ["小 计", None, 200, None],
        [None, "合计：", 200, None],
        ["填表人：张三", None, "审核人：李四", None],
        ["注：人数含旁听。", None, None, None],
        [None, None, None, None],
    ]
    table = read_table(xlsx(rows, merges=[(2, 0, 2, 3)]), PLAN)
    assert [row.number for row in table.rows] == [4, 7]
    assert table.faults == ()
    assert table.ignored_blank_rows == (5, 6)
    assert [(row.number, row.says.zh.split("，")[0]) for row in table.ignored_rows] == [
        (2, "示例行"),
        (3, "“武汉市（2期）”是横贯表格的小标题"),
        (8, "“小 计”行"),
        (9, "“合计：”行"),
        (10, "“填表人：张三”是表外说明"),
        (11, "“注：人数含旁听。”是表外说明"),
    ]


def test_a_record_that_begins_like_a_note_is_still_a_record():
    shape = SheetShape("q", Text("题", "Q"), (Column("stem", Text("题干", "Stem"), required=True),))
    assert len(read_table(xlsx([["题干"], ["说明：下列哪项正确？"]]), shape).rows) == 1


def test_a_value_merged_over_rows_holds_for_each_of_them():
    rows = [
        ["培训地点", "培训时间", "预计人数"],
        ["武汉", "2022-04-01", 10],
        [None, "2022-04-02", 20],
    ]
    table = read_table(xlsx([*rows, [None, None, None]], merges=[(1, 0, 3, 0)]), PLAN)
    assert [row.values["venue"] for row in table.rows] == ["武汉", "武汉"]
    assert table.faults == ()


def test_every_fault_of_every_row_comes_at_once_with_row_heading_and_the_way_out():
    rows = [
        ["序号", "培训时间", "预计人数(人)", "身份证号", "备注"],
        [1, "2022-4-31", "1O", "1.2E+17", ("=1/0", "#DIV/0!")],
        [2, "2022-04-01", None, None, None],
        [3, "2022-04-01", ("=1/0", "#REF!"), None, None],
        [4, "2022-04-01", 30, None, None],
    ]
    table = read_table(xlsx(rows), PLAN)
    assert [(f.row, f.column, f.field, f.says.zh.split("；")[0]) for f in table.faults] == [
        (2, "培训时间", "dates", "“2022-4-31”：2022 年 4 月只有 30 天，没有 31 日"),
        (2, "预计人数(人)", "people", "“1O”里有字母 O，应为数字"),
        (2, "身份证号", "id_number", "这一格被 Excel 当成了数，只留前 15 位，后面的已经丢失"),
        (3, "预计人数(人)", "people", "这一格必填，现在是空的"),
        (4, "预计人数(人)", "people", "这一格是公式错误 #REF!，没有可用的值"),
    ]
    assert table.faulty_rows == {2, 3, 4}
    assert [row.number for row in table.sound_rows] == [5]
    assert len(table.rows) == 4


def test_money_counts_ten_thousands_by_its_head_or_by_the_line_above():
    def budget(*rows):
        return read_table(xlsx(rows), PLAN).rows[0].values["budget"]

    assert budget(["培训时间", "人数", "经费预算"], ["2022-04-01", 1, 2]) == 200
    assert budget(["培训时间", "人数", "经费预算（万元）"], ["2022-04-01", 1, 2]) == 2_000_000
    line = ["单位：万元", None, None]
    assert budget(line, ["培训时间", "人数", "经费预算"], ["2022-04-01", 1, 2]) == 2_000_000
    assert budget(line, ["培训时间", "人数", "经费预算(元)"], ["2022-04-01", 1, 2]) == 200


def test_the_first_sheet_with_the_heads_is_read_and_the_others_are_named():
    cover = [["封面"], ["请看后面"]]
    fits = [HEAD, *ROWS]
    data = xlsx(cover, sheet="封面", more=[("市州", fits), ("区县", fits), ("附表", [HEAD[:2]])])
    table = read_table(data, PLAN)
    assert table.sheet == "市州"
    assert table.other_sheets == ("区县",)


def test_a_sheet_too_large_matters_only_when_no_other_fits():
    large = [["x"]] * (limits.LAST_ROW + 1)
    assert read_table(xlsx([HEAD, *ROWS], more=[("底表", large)]), PLAN).sheet == "计划"
    assert "工作表“计划”的内容到了第 20041 行" in refusals(xlsx([HEAD, *large]))[0]


def test_a_head_without_records_and_an_empty_workbook_are_refused():
    assert refusals(xlsx([HEAD, [1, None, None, None]])) == [
        "工作表“计划”第 1 行是表头，下面还没有填数据；请填写后再上传。"
    ]
    assert refusals(xlsx([])) == ["表格里没有内容；请下载模板，填写后再上传。"]


def test_a_head_below_the_twentieth_row_is_not_looked_for():
    assert read_table(xlsx([["说明"]] * 19 + [HEAD, *ROWS]), PLAN).head_row == 20
    assert "前 20 行" in refusals(xlsx([["说明"]] * 20 + [HEAD, *ROWS]))[0]


def test_more_records_than_the_limit_are_refused():
    row = "1,2022-04-01,5,x\n"
    head = ",".join(HEAD) + "\n"
    full = (head + row * limits.MAX_ROWS).encode()
    assert len(read_table(full, PLAN).rows) == limits.MAX_ROWS
    assert "有 20001 行数据" in refusals((head + row * (limits.MAX_ROWS + 1)).encode())[0]


def test_a_workbook_counting_days_from_1904():
    def mac(old):
        return old.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')

    data = xlsx([["培训时间", "人数"], [44652 - 1462, 1]])
    table = read_table(repacked(data, {"xl/workbook.xml": mac}), PLAN)
    assert table.rows[0].values["dates"].first == date(2022, 4, 1)
