"""What is written: heads, formats, drop-downs, print setup; text never becomes a formula."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.foundation.text import Text
from zhicai.sheets.grid import FORMULA_ERRORS
from zhicai.sheets.numerals import is_ruined
from zhicai.sheets.reading import read_table
from zhicai.sheets.shape import Choice, Column, Days, Kind, SheetShape
from zhicai.sheets.tests.making import ITEMS, PLAN, TRACK
from zhicai.sheets.writing import write_table, write_template
from zhicai.sheets.written import tidy

ROW = {
    "dates": Days(date(2022, 4, 1), date(2022, 4, 3)),
    "people": 120,
    "venue": "武汉",
    "track": "formal",
    "items": ("marks", "patents"),
    "practical": False,
    "budget": 1_234_567,
    "hours": Decimal("7.5"),
    "due": date(2022, 3, 31),
    "id_number": "11010519491231002X",
    "mobile": "13800138000",
}


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_table_looks_as_an_office_expects_it():
    sheet = opened(write_table(PLAN, [ROW])).active
    assert sheet.title == "年度培训计划"
    assert sheet["A1"].value == "年度培训计划"
    assert sheet["A2"].value == "带 * 的列必填。"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:L1", "A2:L2"}
    assert [cell.value for cell in sheet[3]][:5] == [
        "序号", "*培训时间", "*预计人数（人）", "培训地点", "班次",
    ]  # fmt: skip
    assert sheet["H3"].value == "经费预算（元）"
    assert all(cell.font.bold for cell in sheet[3])
    assert sheet.freeze_panes == "B4"
    assert [cell.value for cell in sheet[4]][:6] == [
        "1", "2022-04-01 至 2022-04-03", 120, "武汉", "专员（正式）", "商标、地理标志；专利",
    ]  # fmt: skip
    assert sheet["H4"].value == 12345.67
    assert sheet["J4"].number_format == "yyyy-mm-dd"
    assert sheet.column_dimensions["D"].width == pytest.approx(16, abs=1)


def test_numbers_that_are_names_are_text_in_empty_cells_too():
    sheet = opened(write_template(PLAN)).active
    for letter in ("K", "L", "D"):
        assert sheet.column_dimensions[letter].number_format == "@"
    assert opened(write_table(PLAN, [ROW])).active["K4"].number_format == "@"


def test_it_prints_on_a4_across_with_the_head_on_every_page():
    sheet = opened(write_table(PLAN, [ROW])).active
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_setup.fitToHeight in (0, "0")
    assert "第 &P 页" in sheet.oddFooter.center.text


def test_choices_are_drop_downs_down_to_the_last_row():
    sheet = opened(write_template(PLAN)).active
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {
        "E4:E20003": '"专员（预科）,专员（正式）"',
        "G4:G20003": '"是,否"',
    }


def test_a_long_list_of_choices_stands_on_a_hidden_sheet_and_is_not_read():
    many = tuple(Choice(str(n), Text(f"很长的一个选项名称{n}", f"Choice {n}")) for n in range(60))
    column = Column("c", Text("选项", "Choice"), Kind.CHOICE, required=True, choices=many)
    shape = SheetShape("x", Text("表", "Table"), (column,))
    data = write_table(shape, [{"c": "41"}])
    book = opened(data)
    assert book["选项"].sheet_state == "hidden"
    assert book.active.data_validations.dataValidation[0].formula1 == "'选项'!$A$1:$A$60"
    assert read_table(data, shape).rows[0].values == {"c": "41"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"])
def test_text_never_becomes_a_formula_or_a_link(text):
    data = write_table(PLAN, [{**ROW, "venue": text}, {**ROW, "venue": "http://x.cn"}])
    cell = opened(data).active["D4"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.style.startswith("Normal")
    assert cell.quotePrefix
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert read_table(data, PLAN).rows[0].values["venue"] == text.strip()


def test_groups_are_written_as_a_merged_head_of_two_rows_and_read_again():
    theory, practice = Text("理论", "Theory"), Text("实务", "Practice")
    shape = SheetShape(
        "marks",
        Text("成绩", "Marks"),
        (
            Column("name", Text("姓名", "Name"), required=True),
            Column("t", Text("得分", "Mark"), Kind.INTEGER, group=theory),
            Column("t2", Text("等次", "Grade"), group=theory),
            Column("p", Text("得分", "Mark"), Kind.INTEGER, group=practice),
        ),
    )
    row = {"name": "张三", "t": 80, "t2": "良", "p": 90}
    for language in ("zh-hans", "en"):
        data = write_table(shape, [row], language=language)
        table = read_table(data, shape)
        assert table.head_row == 3
        assert table.unknown_columns == ()
        assert [one.values for one in table.rows] == [row]
    merged = {str(one) for one in opened(data).active.merged_cells.ranges}
    assert merged == {"A1:E1", "A2:A3", "B2:B3", "C2:D2"}


def test_the_template_has_a_sample_row_that_is_never_imported():
    shape = SheetShape(
        "x",
        Text("表", "Table"),
        (
            Column(
                "name",
                Text("姓名", "Name"),
                required=True,
                example="张三",
                help=Text("全名", "Full"),
            ),
        ),
    )
    for language in ("zh-hans", "en"):
        template = write_template(shape, language=language)
        sheet = opened(template).active
        assert sheet["B3"].value == "张三"
        assert sheet["B2"].comment.text in ("全名", "Full")
        filled = openpyxl.load_workbook(io.BytesIO(template))
        filled.active["B4"] = "李四"
        saved = io.BytesIO()
        filled.save(saved)
        table = read_table(saved.getvalue(), shape)
        assert [row.values["name"] for row in table.rows] == ["李四"]
        assert [row.number for row in table.ignored_rows] == [3]


def test_equal_tables_are_equal_bytes():
    assert write_table(PLAN, [ROW]) == write_table(PLAN, [ROW])


def test_a_key_that_the_shape_does_not_have_is_the_developers_mistake():
    with pytest.raises(KeyError, match="place"):
        write_table(PLAN, [{"place": "武汉"}])


def test_a_title_that_excel_does_not_take_for_a_sheet():
    title = Text("2022/2023 [计划]: " + "长" * 40, "x")
    assert len(opened(write_table(PLAN, [ROW], title=title)).active["A1"].value) > 40
    shape = SheetShape("x", title, PLAN.columns)
    assert opened(write_table(shape, [ROW])).active.title.startswith("2022 2023  计划")


def test_money_headed_in_ten_thousands_is_written_so():
    column = Column("m", Text("经费（万元）", "Money (10,000 yuan)"), Kind.MONEY, required=True)
    shape = SheetShape("x", Text("表", "Table"), (column,))
    data = write_table(shape, [{"m": 123_456_700}])
    assert opened(data).active["B3"].value == 123.4567
    assert read_table(data, shape).rows[0].values == {"m": 123_456_700}


letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Co", "Cn"))
texts = (
    st.text(letters, min_size=1, max_size=30)
    .map(tidy)
    .filter(
        lambda text: text and len(text) <= 40 and not is_ruined(text) and text not in FORMULA_ERRORS
    )
)
day = st.dates(date(1954, 11, 1), date(2119, 1, 1))
ranges = st.lists(day, min_size=2, max_size=2).map(sorted).map(lambda two: Days(*two))
some_rows = st.lists(
    st.fixed_dictionaries(
        {"dates": ranges, "people": st.integers(1, 500)},
        optional={
            "venue": texts,
            "track": st.sampled_from([choice.value for choice in TRACK]),
            "items": st.lists(
                st.sampled_from([c.value for c in ITEMS]), min_size=1, unique=True
            ).map(tuple),
            "practical": st.booleans(),
            "budget": st.integers(0, 10**14),
            "hours": st.decimals(-10_000, 10_000, places=2),
            "due": day,
            "id_number": st.sampled_from(["11010519491231002X", "420102199001011236"]),
            "mobile": st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
        },
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(rows=some_rows, language=st.sampled_from(["zh-hans", "en"]))
def test_whatever_is_written_is_read_again(rows, language):
    table = read_table(write_table(PLAN, rows, language=language), PLAN)
    assert table.faults == ()
    assert table.unknown_columns == ()
    full = {column.key: None for column in PLAN.columns}
    assert [row.values for row in table.rows] == [{**full, **row} for row in rows]
