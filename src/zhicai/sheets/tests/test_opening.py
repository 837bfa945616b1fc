"""What a file is, seen from its content; what is refused, with what, why and how."""

import codecs
import io
import struct
import zipfile
import zlib

import pytest

from zhicai.foundation.errors import BadInput
from zhicai.sheets import limits, opening
from zhicai.sheets.grid import Broken, Format
from zhicai.sheets.opening import content_of, open_workbook
from zhicai.sheets.tests.making import (
    HEAD,
    ROWS,
    compound,
    csv,
    repacked,
    workbook_stream,
    xls,
    xlsx,
)

GOOD = [HEAD, *ROWS]
SHEET = "xl/worksheets/sheet1.xml"


def refusal(data):
    with pytest.raises(BadInput) as refused:
        open_workbook(data)
    says = refused.value.says
    assert says.zh.endswith("。")
    assert "；" in says.zh, "what and why, then how"
    assert says.en.endswith(".")
    return says.zh


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (xlsx(GOOD), Format.XLSX),
        (xls(GOOD), Format.XLS),
        (csv(GOOD), Format.CSV),
        (csv(GOOD, "utf-8-sig"), Format.CSV),
        (csv(GOOD, "gb18030"), Format.CSV),
        (csv(GOOD, "utf-16", "\t"), Format.CSV),
        (csv(GOOD, separator=";"), Format.CSV),
    ],
)
def test_every_format_gives_the_same_words_whatever_the_file_is_called(data, form):
    workbook = open_workbook(data)
    assert workbook.format is form
    rows = workbook.sheets[0].rows
    assert rows[0] == HEAD
    assert [row[3] for row in rows[1:]] == ["武汉", "宜昌"]
    assert [str(row[2]).removesuffix(".0") for row in rows[1:]] == ["120", "80人"]


def test_rare_characters_of_names_survive_gb18030():
    assert open_workbook(csv([["姓名"], ["𪻐王㼆"]], "gb18030")).sheets[0].rows[1] == ["𪻐王㼆"]


def test_an_uploaded_file_is_read_no_further_than_the_limit():
    class Endless:
        taken = 0

        def read(self, size=-1):
            assert 0 < size <= limits.MAX_BYTES + 1
            return b"," * size

    with pytest.raises(BadInput, match="超过 10 MB"):
        content_of(Endless())
    assert content_of(io.BytesIO(b"a,b")) == b"a,b"
    with pytest.raises(BadInput, match="0 字节"):
        content_of(b"")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"%PDF-1.7 ...", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n....", "图片"),
        (b"\xff\xd8\xff\xe0....", "图片"),
        (b"{\\rtf1 ...}", "RTF 文档"),
        (b"Rar!\x1a\x07...", "压缩包"),
        (b"<html><table><tr><td>", "网页格式的表格"),
        (b'\xef\xbb\xbf<meta charset="utf-8"><table>', "网页格式的表格"),
        (b"MIME-Version: 1.0\r\n", "网页格式的表格"),
        (b'<?xml version="1.0"?><svg/>', "数据文件"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "XML 表格（2003）",
        ),
        (b'{"a": 1}', "数据文件"),
        (b"\x09\x08\x10\x00\x00\x05", "很早的 Excel 格式"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "系统不认识的文件"),
        (compound(WordDocument=b"x"), "Word 文档"),
        (compound(**{"PowerPoint Document": b"x"}), "演示文稿"),
        (compound(Something=b"x"), "其他程序的文件"),
    ],
)
def test_what_is_no_table_is_named(data, named):
    assert named in refusal(data)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "演示文稿"),
        ("xl/workbook.bin", ".xlsb"),
        ("photo.jpg", "压缩包"),
    ],
)
def test_a_zip_that_is_no_workbook_is_named(part, named):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr(part, "<x/>")
    assert named in refusal(made.getvalue())


def test_an_opendocument_table_is_named():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<x/>")
    assert "OpenDocument" in refusal(made.getvalue())


def test_macros_are_refused_and_the_same_table_without_them_is_read():
    good = xlsx(GOOD)
    assert open_workbook(repacked(good)).sheets
    assert "宏" in refusal(repacked(good, **{"xl__vbaProject.bin": b"x"}))
    enabled = {
        "[Content_Types].xml": lambda old: old.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    }
    assert "宏" in refusal(repacked(good, enabled))


def test_macros_in_an_xls_are_refused():
    assert open_workbook(compound(Workbook=workbook_stream(GOOD))).sheets
    assert "宏" in refusal(compound(Workbook=workbook_stream(GOOD), _VBA_PROJECT_CUR=b"x"))
    assert "宏" in refusal(xls(GOOD, form=1))


def test_a_password_is_refused_in_both_formats():
    assert "密码" in refusal(compound(EncryptedPackage=b"x", EncryptionInfo=b"x"))
    locked = struct.pack("<HHHHH", 0x002F, 6, 0, 1, 2)
    assert "密码" in refusal(xls(GOOD, before=locked))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    blanks = b" " * (limits.MAX_UNPACKED + 1)
    bomb = repacked(xlsx(GOOD), xl__media__big=blanks)
    assert len(bomb) < limits.MAX_BYTES / 10
    assert "解开后过大" in refusal(bomb)


def test_a_ratio_that_no_table_has_is_refused():
    bomb = repacked(xlsx(GOOD), {SHEET: lambda old: old + b" " * (20 * 2**20)})
    assert "压缩比异常" in refusal(bomb)


def test_a_zip_that_lies_about_its_sizes_gains_nothing():
    content = b" " * (limits.MAX_UNPACKED + 1)
    bomb = bytearray(repacked(xlsx(GOOD), {SHEET: lambda old: old + content}))
    whole = struct.pack("<I", len(zipfile.ZipFile(io.BytesIO(bomb)).read(SHEET)))
    small = struct.pack("<I", 900)
    assert bomb.count(whole) >= 1
    assert "已损坏" in refusal(bytes(bomb.replace(whole, small)))


def test_too_many_parts_are_refused():
    parts = {f"xl__media__{n}.bin": b"" for n in range(limits.MAX_PARTS)}
    assert "解开后过大" in refusal(repacked(xlsx(GOOD), **parts))


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml"]
)
def test_entities_are_refused_in_every_part_and_encoding(part, encoding):
    def bombed(old):
        text = old.decode().split("?>", 1)[1]
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        return f"{head}<!-- {'x' * 70_000} -->{ENTITIES}{text}".encode(encoding)

    assert "DTD 或实体" in refusal(repacked(xlsx(GOOD), {part: bombed}))


@pytest.mark.parametrize(
    "name", ["xl__externalLinks__externalLink1.xml", "xl__worksheets__two.dat"]
)
def test_entities_are_refused_where_only_a_later_reader_would_look(name):
    assert "DTD" in refusal(repacked(xlsx(GOOD), **{name: f"\ufeff {ENTITIES}<x/>".encode()}))


def test_an_entity_that_reads_a_file_is_refused():
    steal = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet/>'
    assert "DTD" in refusal(repacked(xlsx(GOOD), {SHEET: lambda _: steal}))


def test_linked_workbooks_are_left_aside():
    linked = repacked(xlsx(GOOD), **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"})
    assert open_workbook(linked).sheets[0].rows[0] == HEAD


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_file_cut_short_is_damaged_not_a_crash(make):
    good = make(GOOD)
    for length in (len(good) // 2, 700):
        assert "损坏" in refusal(good[:length])


def test_a_workbook_that_kills_its_reader_is_damaged(monkeypatch, tmp_path):
    killer = tmp_path / "killer.py"
    killer.write_text("import os; os.abort()")
    good = xlsx(GOOD)
    assert open_workbook(good).sheets
    monkeypatch.setattr(opening, "_READER", killer)
    assert "损坏" in refusal(good)


def test_a_workbook_that_never_ends_is_stopped(monkeypatch, tmp_path):
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(opening, "_READER", sleeper)
    monkeypatch.setattr(limits, "READER_SECONDS", 0.3)
    assert "损坏" in refusal(xlsx(GOOD))


def test_a_formula_counts_by_its_stored_value_and_an_error_is_kept():
    rows = (
        open_workbook(xlsx([["a", "b", "c"], [("=1+1", 2), ("=1/0", "#DIV/0!"), ("=A9", "#REF!")]]))
        .sheets[0]
        .rows
    )
    assert rows[1] == [2.0, Broken("#DIV/0!"), Broken("#REF!")]


def test_a_formula_that_was_never_computed_is_not_taken_for_an_empty_cell():
    def uncomputed(old):
        return old.replace(b"<f>1+1</f><v>2</v>", b"<f>1+1</f>")

    data = repacked(xlsx([["a"], [("=1+1", 2)]]), {SHEET: uncomputed})
    assert open_workbook(data).sheets[0].rows[1] == [Broken("")]


def test_an_error_in_an_xls_is_kept():
    assert open_workbook(xls([["a"], [("#REF!", 0x17)]])).sheets[0].rows[1] == [Broken("#REF!")]


def test_prefixed_xml_of_other_programs_is_measured_too():
    def prefixed(old):
        text = old.decode().replace('xmlns="', 'xmlns:x="')
        for name in ("worksheet", "sheetData", "row", "c", "v", "f"):
            text = text.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
            text = text.replace(f"</{name}>", f"</x:{name}>")
        return text.encode()

    data = repacked(xlsx([["a"], [("=1/0", "#DIV/0!")]]), {SHEET: prefixed})
    assert open_workbook(data).sheets[0].rows[1] == [Broken("#DIV/0!")]


def far(row, column):
    rows = [[]] * row + [[None] * column + ["x"]]
    rows[0] = HEAD
    return xlsx(rows)


def test_a_cell_far_away_is_named_and_its_sheet_left_unread():
    assert open_workbook(far(100, 99)).sheets
    assert [(s.row, s.column) for s in open_workbook(far(5, 100)).too_large] == [(6, 101)]
    workbook = open_workbook(far(limits.LAST_ROW, 3))
    assert workbook.sheets == ()
    assert workbook.too_large[0].row == limits.LAST_ROW + 1


def test_a_cell_far_away_in_an_xls_or_csv_is_refused():
    assert "第 60001 行、GS 列" in refusal(xls(GOOD, far=(60_000, 200)))
    assert "第 20041 行" in refusal(b"a\n" * (limits.LAST_ROW + 1))
    assert "CW 列" in refusal(b"," * 100 + b"x")
    assert open_workbook(b"a\n" + b"\n" * 50_000).sheets[0].rows[0] == ["a"]


def test_rows_that_are_only_formatted_do_not_count():
    def formatted(old):
        return old.replace(
            b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
        )

    workbook = open_workbook(repacked(xlsx(GOOD), {SHEET: formatted}))
    assert len(workbook.sheets[0].rows) == 3


def test_hidden_sheets_are_not_read():
    data = xlsx(GOOD, more=[("选项", [["x"]])], hidden=("选项",))
    assert [sheet.name for sheet in open_workbook(data).sheets] == ["计划"]


@pytest.mark.parametrize(
    "data",
    [
        "姓名,人数\n武汉,".encode("gb18030") + b"\xff\xfe\n",
        codecs.BOM_UTF8 + "姓名\n武汉".encode() + "宜昌".encode("gb18030"),
    ],
)
def test_mixed_encodings_name_the_line(data):
    assert "第 2 行附近" in refusal(data)


def test_a_damaged_compressed_part_is_damaged():
    broken = bytearray(xlsx(GOOD))
    info = zipfile.ZipFile(io.BytesIO(broken)).getinfo(SHEET)
    broken[info.header_offset + 60 : info.header_offset + 90] = b"\xff" * 30
    with pytest.raises((zlib.error, zipfile.BadZipFile)):
        zipfile.ZipFile(io.BytesIO(broken)).read(SHEET)
    assert "损坏" in refusal(bytes(broken))
