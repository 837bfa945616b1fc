"""One cell, as offices write it: what it becomes, or what is wrong with it and how to mend it."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from zhicai.foundation.text import Text
from zhicai.sheets.cells import Setting, read_cell
from zhicai.sheets.grid import Broken
from zhicai.sheets.shape import Choice, Column, Days, Kind
from zhicai.sheets.tests.making import ITEMS, TRACK
from zhicai.sheets.written import CellError

APRIL = date(2022, 4, 1)
PLAIN = Setting()


def column(kind, **more):
    return Column("x", Text("列", "Column"), kind, **more)


def read(kind, cell, setting=PLAIN, **more):
    return read_cell(column(kind, **more), cell, setting)


def fault(kind, cell, setting=PLAIN, **more):
    with pytest.raises(CellError) as wrong:
        read(kind, cell, setting, **more)
    says = wrong.value.says
    assert says.zh.endswith("。")
    assert says.en.endswith((".", ". "))
    return says.zh


@pytest.mark.parametrize(
    "cell",
    [
        "2022-4-1",
        "2022-04-01",
        "2022/4/1",
        "2022.4.1",
        "2022年4月1日",
        "2022年04月01日",
        "20220401",
        20220401.0,
        44652.0,
        "44652",
        date(2022, 4, 1),
        datetime.fromisoformat("2022-04-01T08:30"),
        "２０２２－４－１",
        " 2022 年 4 月 1 日 ",
        "2022-04-01 00:00:00",
        "2022-04-01T08:30:00",
        "2022年4月1日（星期五）",
        "2022年4月1号",
        "二〇二二年四月一日",
        "2022/4/1 8:30 上午",
        "2022。4。1",
    ],
)
def test_a_day_in_every_form_that_offices_use(cell):
    assert read(Kind.DATE, cell) == APRIL


def test_day_numbers_of_a_mac_workbook_begin_in_1904():
    assert read(Kind.DATE, 44652.0 - 1462, Setting(from_1904=True)) == APRIL


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2022-4-31", "2022 年 4 月只有 30 天"),
        ("2022年2月29日", "2022 年 2 月只有 28 天"),
        ("2022-13-1", "没有 13 月"),
        ("20221301", "没有 13 月"),
        ("4月1日", "没有年份"),
        ("4-1", "没有年份"),
        ("2022年4月", "没有写到哪一天"),
        (2022.4, "没有写到哪一天"),
        (2022.0, "没有写到哪一天"),
        ("22-4-1", "年份只有两位"),
        ("4/1/2022", "分不清哪个是月"),
        ("四月上旬", "不是日期"),
        ("待定", "不是日期"),
        ("12:30:00", "不是日期"),
        ("1022-04-01", "年份不对"),
        (True, "TRUE"),
    ],
)
def test_a_wrong_day_is_told_why(cell, said):
    assert said in fault(Kind.DATE, cell)


@pytest.mark.parametrize(
    ("cell", "last"),
    [
        ("2022年4月1日至4月3日", date(2022, 4, 3)),
        ("2022年4月1日—3日", date(2022, 4, 3)),
        ("2022-04-01 至 2022-05-02", date(2022, 5, 2)),
        ("2022.4.1-4.3", date(2022, 4, 3)),
        ("2022.4.1-3", date(2022, 4, 3)),
        ("2022/4/1～2023/1/3", date(2023, 1, 3)),
        ("2022年4月1日", APRIL),
        (44652.0, APRIL),
    ],
)
def test_a_range_of_days_in_every_form(cell, last):
    assert read(Kind.DATE_RANGE, cell) == Days(APRIL, last)


def test_a_range_that_ends_before_it_begins_is_told():
    assert "早于开始" in fault(Kind.DATE_RANGE, "2022-04-03至2022-04-01")
    assert "只有 30 天" in fault(Kind.DATE_RANGE, "2022年4月1日至31日")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (120.0, 120),
        ("120", 120),
        ("１２０", 120),
        ("1,200", 1200),
        ("1，200", 1200),
        ("12人", 12),
        ("80 人次", 80),
        ("1.2万人", 12000),
        ("3期", 3),
        (" 7 ", 7),
        ("-1", -1),
        ("\u200b5", 5),
        ("100.0", 100),
    ],
)
def test_a_count_in_every_form(cell, number):
    assert read(Kind.INTEGER, cell) == number


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (12.5, "有小数"),
        ("1O", "字母 O"),
        ("l20", "字母 l"),
        ("10-12人", "是一个范围"),
        ("约12人", "不是数"),
        ("十二", "不是数"),
        ("12,00", "不是数"),
        ("1e999", "不是数"),
        (float("inf"), "太大"),
        (float("nan"), "太大"),
        ("9" * 400, "太大"),
        (date(2022, 4, 1), "是日期"),
        (True, "TRUE"),
    ],
)
def test_a_wrong_count_is_told_why(cell, said):
    assert said in fault(Kind.INTEGER, cell)


def test_bounds_are_named_with_their_unit_and_belong_to_the_range():
    bounds = {"lowest": 10, "highest": 500, "unit": Text("人", "people")}
    assert read(Kind.INTEGER, 10, **bounds) == 10
    assert read(Kind.INTEGER, 500, **bounds) == 500
    assert fault(Kind.INTEGER, 9, **bounds) == "9 人低于下限 10 人；请核对。"
    assert fault(Kind.INTEGER, 501, **bounds) == "501 人高于上限 500 人；请核对。"
    year = {"lowest": date(2022, 1, 1), "highest": date(2022, 12, 31)}
    assert read(Kind.DATE, "2022-12-31", **year) == date(2022, 12, 31)
    assert fault(Kind.DATE, "2023-1-1", **year) == "2023-01-01 晚于 2022-12-31；请核对。"
    assert "晚于" in fault(Kind.DATE_RANGE, "2022-12-30至2023-1-2", **year)
    assert fault(Kind.MONEY, "-5元", lowest=0) == "-5 元低于下限 0 元；请核对。"


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (3500.0, 350_000),
        ("3,500.00", 350_000),
        ("¥3500", 350_000),
        ("￥3,500元", 350_000),
        ("2万元", 2_000_000),
        ("1.25万", 1_250_000),
        ("人民币3500元整", 350_000),
        (0.1 + 0.2, 30),
        (0.01, 1),
    ],
)
def test_money_is_fen_in_every_form(cell, fen):
    assert read(Kind.MONEY, cell) == fen


def test_money_under_a_head_of_ten_thousands():
    wan = Setting(in_wan=True)
    assert read(Kind.MONEY, 3.5, wan) == 3_500_000
    assert read(Kind.MONEY, "3.5", wan) == 3_500_000
    assert read(Kind.MONEY, "3.5万元", wan) == 3_500_000
    assert read(Kind.MONEY, "35000元", wan) == 3_500_000


def test_money_between_two_fen_or_no_money_is_told():
    assert "不到整分" in fault(Kind.MONEY, 33.333)
    assert "不是数" in fault(Kind.MONEY, "12人")
    assert "不是数" in fault(Kind.MONEY, "元")


def test_decimals_are_exact():
    assert read(Kind.DECIMAL, 0.1) == Decimal("0.1")
    assert read(Kind.DECIMAL, "7.5学时") == Decimal("7.5")
    assert "不是数" in fault(Kind.DECIMAL, "50%")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("　武 汉　", "武 汉"),
        ("ＩＰ１２班", "IP12班"),
        ("甲（乙）：丙", "甲（乙）：丙"),
        ("a\r\n b \u200b", "a\nb"),
        (4111010001.0, "4111010001"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (APRIL, "2022-04-01"),
        ("001", "001"),
    ],
)
def test_text_is_tidied_and_keeps_what_it_says(cell, text):
    assert read(Kind.TEXT, cell) == text


@pytest.mark.parametrize("cell", ["1.2E+17", "3.60723E+18", 4.20102199001011e17, "4.2e+14"])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.RESIDENT_ID, Kind.MOBILE])
def test_a_number_that_excel_ruined_is_named_as_such(kind, cell):
    assert "“文本”格式" in fault(kind, cell)


def test_text_that_only_looks_like_a_ruined_number_is_left():
    assert read(Kind.TEXT, "1E5班") == "1E5班"
    assert read(Kind.TEXT, "2E+3") == "2E+3"


def test_long_text_is_counted():
    assert read(Kind.TEXT, "字" * 500) == "字" * 500
    assert "有 501 个字，最多 500 个字" in fault(Kind.TEXT, "字" * 501)


GOOD_ID = "420102199001011236"


def test_a_resident_id_is_taken_in_lower_case_and_full_width():
    assert read(Kind.RESIDENT_ID, GOOD_ID) == GOOD_ID
    assert read(Kind.RESIDENT_ID, "11010519491231002x") == "11010519491231002X"
    assert read(Kind.RESIDENT_ID, "１１０１０５ 19491231 002Ｘ") == "11010519491231002X"


@pytest.mark.parametrize("number", ["330327198001010017", "810000199001010018"])
def test_units_of_their_time_and_residents_of_hong_kong_are_taken(number):
    assert read(Kind.RESIDENT_ID, with_check(number)) == with_check(number)


def with_check(number):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(number[:17], weights, strict=True))
    return number[:17] + "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (GOOD_ID[:-1] + "5", "校验位不对"),
        (GOOD_ID[:-1], "这里有 17 位"),
        ("420102900101123", "15 位的旧身份证号"),
        ("4201021990O1011231", "字母 O、I"),
        ("99000020011220XXXX", "字母 O、I"),
        (with_check("420102199002301230"), "不是真实的日期"),
        (with_check("020102199001011230"), "不是省级代码"),
        ("无", "这里有 1 位"),
    ],
)
def test_a_wrong_resident_id_is_told_why_without_being_repeated(cell, said):
    sentence = fault(Kind.RESIDENT_ID, cell)
    assert said in sentence
    assert cell not in sentence


def test_a_date_of_birth_after_the_day_that_the_caller_gives_is_told():
    assert "出生日期" in fault(Kind.RESIDENT_ID, GOOD_ID, highest=date(1989, 12, 31))
    assert read(Kind.RESIDENT_ID, GOOD_ID, highest=date(1990, 1, 1)) == GOOD_ID


@pytest.mark.parametrize(
    "cell", ["13800138000", 13800138000.0, "+86 138-0013-8000", "008613800138000"]
)
def test_a_mobile_number_in_every_form(cell):
    assert read(Kind.MOBILE, cell) == "13800138000"


@pytest.mark.parametrize("cell", ["1380013800", "027-87654321", "12800138000", "无"])
def test_a_wrong_mobile_number_is_told_without_being_repeated(cell):
    assert cell not in fault(Kind.MOBILE, cell).replace("，", "")


def test_a_choice_by_label_alias_value_or_english_whatever_its_width():
    for cell in (
        "专员（预科）",
        "专员(预科)",
        " 专员 （预科）",
        "预科",
        "preparatory",
        "SPECIALIST (Preparatory)",
    ):
        assert read(Kind.CHOICE, cell, choices=TRACK) == "preparatory"


def test_an_unknown_choice_names_the_nearest_or_all():
    assert "如果是“专员（预科）”" in fault(Kind.CHOICE, "专员预科班", choices=TRACK)
    assert "请从中选：专员（预科）、专员（正式）。" in fault(Kind.CHOICE, "其他", choices=TRACK)
    many = tuple(Choice(str(n), Text(f"选项{n}", f"Choice {n}")) for n in range(20))
    assert "等。" in fault(Kind.CHOICE, "没有", choices=many)
    assert read(Kind.CHOICE, 3.0, choices=many) == "3"


def test_several_choices_even_if_a_name_has_the_separator_in_it():
    both = ("patents", "marks")
    for cell in (
        "专利；商标、地理标志",
        "专利、商标、地理标志",
        "专利\n商标,地理标志",
        "专利/商标、地理标志、专利",
    ):
        assert read(Kind.CHOICES, cell, choices=ITEMS) == both
    assert "“商标”不在可选项里" in fault(Kind.CHOICES, "专利、商标", choices=ITEMS)


def test_yes_and_no_in_every_spelling():
    for cell in ("是", "对", "有", "√", "Y", "yes", "TRUE", True, 1.0, "１"):
        assert read(Kind.YES_NO, cell) is True
    for cell in ("否", "错", "无", "×", "N", "No", "false", False, 0.0):
        assert read(Kind.YES_NO, cell) is False
    assert "请从中选：是、否" in fault(Kind.YES_NO, "也许")


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.CHOICE, Kind.CHOICES)])
def test_empty_cells_are_none_unless_required_and_errors_always_fault(kind):
    for empty in (None, "", "  ", "\u3000\u200b"):
        assert read(kind, empty) is None
        assert "必填" in fault(kind, empty, required=True)
    assert "公式错误 #REF!" in fault(kind, Broken("#REF!"))
    assert "公式错误 #N/A" in fault(kind, "#N/A")
    assert "没有存计算结果" in fault(kind, Broken(""))


def test_a_shape_with_choices_in_the_wrong_place_is_the_developers_mistake():
    with pytest.raises(ValueError, match="choices"):
        column(Kind.TEXT, choices=TRACK)
    with pytest.raises(ValueError, match="choices"):
        column(Kind.CHOICE)
