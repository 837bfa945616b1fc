"""Papers: read the .docx that comes out as Word would, and hold it against the standard."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.shared import Mm, Pt

from zhicai.documents.counting import chinese, title_lines
from zhicai.documents.numbers import Number, following, is_prefix
from zhicai.documents.paper import Annex, Citation, Code, Heading, Paper, Paragraph, Table
from zhicai.documents.reading import printable, read_text
from zhicai.documents.styles import NAMESPACE
from zhicai.documents.tests.scanning import scanned_png
from zhicai.documents.writing import write_paper

W = f"{{{NAMESPACE}}}"
PAPER = Paper(
    title="关于举办知识产权专员预科培训班的通知",
    mark="湖北省知识产权局文件",
    number="鄂知发〔2022〕5号",
    addressees=("各市州知识产权局", "各有关单位"),
    body=(
        Paragraph("现将有关事项通知如下："),
        Heading(1, "培训安排"),
        Heading(2, "时间。", "4 月 18 日至 20 日。"),
        Heading(2, "地点"),
        Heading(3, "省基地"),
        Heading(4, "三楼"),
        Heading(1, "有关要求"),
        Heading(2, "按时报名"),
        Table((("单位", "名额"), ("武汉市", "26"), ("宜昌市",)), caption="名额"),
        Citation("HB-0.a", "印发通知", "各市州落实"),
    ),
    annexes=(Annex("名额分配表", (Table((("单位", "名额"),)),)), Annex("报名回执")),
    issuer="湖北省知识产权局",
    dated=date(2022, 3, 8),
    contact="联系人：林浩",
    copies_to=("国家知识产权局",),
    printed_by="湖北省知识产权局办公室",
    printed_on=date(2022, 3, 9),
    code=Code("https://zhicai.example/notices/7/", "扫码查看通知"),
)


def opened(paper):
    return docx.Document(BytesIO(write_paper(paper)))


def lines(document):
    return [line.text for line in document.paragraphs]


def line(document, text):
    return next(one for one in document.paragraphs if one.text == text)


def attribute(found, path, name):
    node = found.find("/".join(f"{W}{part}" for part in path.split("/")))
    return node.get(f"{W}{name}")


def test_the_page_has_the_margins_and_lines_of_the_standard():
    document = opened(PAPER)
    section = document.sections[0]
    sides = [section.top_margin, section.right_margin, section.bottom_margin, section.left_margin]
    assert [round(side.mm) for side in sides] == [37, 26, 35, 28]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    pitch = int(attribute(section._sectPr, "docGrid", "linePitch")) / 20
    area = section.page_height - section.top_margin - section.bottom_margin
    assert int(area / Pt(1) / pitch) == 22
    body = document.styles["公文 正文"]
    assert body.paragraph_format.line_spacing == Pt(pitch)
    width = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    tighter = int(attribute(body.element, "rPr/spacing", "val")) / 20
    assert int(width / (body.font.size.pt + tighter)) == 28


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("发文机关标志", "方正小标宋简体", None),
        ("标题", "方正小标宋简体", 22),
        ("正文", "仿宋_GB2312", 16),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体_GB2312", 16),
        ("三级标题", "仿宋_GB2312", 16),
        ("附件序号", "黑体", 16),
        ("版记", "仿宋_GB2312", 14),
        ("页码", "宋体", 14),
    ],
)
def test_each_part_has_its_face_for_chinese_and_latin(style, face, size):
    found = opened(PAPER).styles[f"公文 {style}"]
    for script in ("eastAsia", "ascii", "hAnsi"):
        assert attribute(found.element, "rPr/rFonts", script) == face
    assert size is None or found.font.size == Pt(size)


def test_a_machine_without_the_faces_is_told_what_stands_in():
    with ZipFile(BytesIO(write_paper(PAPER))) as package:
        fonts = package.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts


def test_the_red_head_stands_above_a_red_line_as_wide_as_the_text():
    document = opened(PAPER)
    mark = line(document, "湖北省知识产权局文件")
    size = mark.runs[0].font.size.pt
    assert 10 * size <= 156 / 25.4 * 72 < 10 * (size + 3)
    number = line(document, "鄂知发〔2022〕5号")
    assert attribute(number._p, "pPr/pBdr/bottom", "color") == "E60012"
    assert attribute(document.styles["公文 发文机关标志"].element, "rPr/color", "val") == "E60012"


def test_headings_are_counted_and_lower_ones_start_anew():
    said = lines(opened(PAPER))
    wanted = ["一、培训安排", "（一）时间。4 月 18 日至 20 日。", "（二）地点", "1.省基地",
              "（1）三楼", "二、有关要求", "（一）按时报名"]  # fmt: skip
    assert [text for text in said if text in wanted] == wanted
    document = opened(PAPER)
    run_in = line(document, "（一）时间。4 月 18 日至 20 日。")
    assert attribute(run_in.runs[1]._r, "rPr/rFonts", "eastAsia") == "仿宋_GB2312"


def test_annexes_are_listed_and_begin_on_pages_of_their_own():
    document = opened(PAPER)
    said = lines(document)
    assert "附件：1. 名额分配表" in said
    assert "2. 报名回执" in said
    assert line(document, "附件1").paragraph_format.page_break_before
    assert "附件2" not in said
    one = opened(replace(PAPER, annexes=(Annex("名额分配表", (Paragraph("略"),)),)))
    assert "附件：名额分配表" in lines(one)
    assert "附件" in lines(one)


def test_the_signature_leaves_room_for_the_seal_and_is_centred_over_the_date():
    document = opened(PAPER)
    name, day = line(document, "湖北省知识产权局"), line(document, "2022年3月8日")
    characters = [int(attribute(one._p, "pPr/ind", "rightChars")) / 100 for one in (name, day)]
    assert characters[1] == 4
    assert characters[0] + 8 / 2 == characters[1] + 6 / 2
    long = opened(replace(PAPER, issuer="湖北省知识产权强省建设工作领导小组办公室"))
    pushed = line(long, "2022年3月8日")
    assert int(attribute(pushed._p, "pPr/ind", "rightChars")) / 100 == 10 - 3


def test_tables_repeat_their_head_and_fill_short_rows():
    table = opened(PAPER).tables[0]
    assert attribute(table.rows[0]._tr, "trPr/tblHeader", "val") is None
    assert table.rows[1]._tr.find(f"{W}trPr/{W}tblHeader") is None
    assert table.rows[1]._tr.find(f"{W}trPr/{W}cantSplit") is not None
    assert [cell.text for cell in table.rows[2].cells] == ["宜昌市", ""]


def test_page_numbers_stand_outside_and_differ_on_odd_and_even_pages():
    document = opened(PAPER)
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        foot = footer.paragraphs[0]
        assert foot.text == "— 1 —"
        assert "PAGE" in foot._p.xml
        assert attribute(foot._p, "pPr/jc", "val") == side
        assert attribute(foot._p, "pPr/ind", f"{side}Chars") == "100"


def test_the_record_of_printing_stands_at_the_foot():
    record = opened(PAPER).tables[-1]
    assert record.rows[0].cells[0].text == "抄送：国家知识产权局。"
    assert [cell.text for cell in record.rows[1].cells] == [
        "湖北省知识产权局办公室",
        "2022年3月9日印发",
    ]
    assert attribute(record._tbl, "tblPr/tblpPr", "tblpYSpec") == "bottom"


def test_the_qr_code_holds_the_plain_address():
    address = "https://zhicai.example/notices/7/"
    with ZipFile(BytesIO(write_paper(PAPER))) as package:
        pictures = [package.read(name) for name in package.namelist() if "media/" in name]
    assert [scanned_png(picture) for picture in pictures] == [[address]]


def test_the_same_paper_is_the_same_bytes():
    assert write_paper(PAPER) == write_paper(replace(PAPER))
    assert write_paper(PAPER) != write_paper(replace(PAPER, number="鄂知发〔2022〕6号"))


def test_whatever_is_typed_stands_as_text_and_nothing_breaks():
    nasty = "</w:t><w:script/>&amp; \x00\x0b\u202e<b>粗</b> \ud800"
    document = opened(
        Paper(title=nasty, body=(Paragraph(nasty), Table(((nasty,),))), mark=nasty, issuer=nasty)
    )
    assert "</w:t><w:script/>&amp; <b>粗</b> " in lines(document)
    assert document.element.find(f".//{W}script") is None
    assert printable("好\x00好\u202e") == "好好"


def test_a_plain_paper_has_no_head_and_no_empty_space_for_one():
    document = opened(Paper(title="年度报告", body=(Paragraph("正文"),)))
    assert lines(document) == ["年度报告", "", "正文"]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")]
)
def test_counting_in_chinese(number, said):
    assert chinese(number) == said


def test_long_titles_are_divided_into_even_lines_that_tear_nothing():
    title = "湖北省知识产权局关于印发《2022年全省知识产权培训实施方案》的通知"
    found = title_lines(title)
    assert "".join(found) == title
    assert max(map(len, found)) <= 19
    assert not any(part.endswith("知识") or part[0] in "》的" for part in found)
    year = "湖北省知识产权局关于举办2022年知识产权专员预科培训师资班的通知"
    assert not any(part[0] == "年" for part in title_lines(year))
    assert title_lines("关于报名的\n通知") == ["关于报名的", "通知"]
    assert "".join(title_lines("很长" * 60)) == "很长" * 60


def test_typed_text_becomes_blocks_and_annexes():
    body, annexes = read_text(
        "各市州：\n一、安排\n（一）报名。各市州组织报名。\n1.具有学历\n（1）原件\n"
        "表：名额\n单位\t名额\n武汉市\t26\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
        "2022年3月\n1.5倍\n附件1：回执\n请填写。"
    )
    assert body == (
        Paragraph("各市州："),
        Heading(1, "安排"),
        Heading(2, "报名。", "各市州组织报名。"),
        Heading(3, "具有学历"),
        Heading(4, "原件"),
        Table((("单位", "名额"), ("武汉市", "26")), caption="名额"),
        Table((("甲", "乙"), ("1", "2"))),
        Paragraph("2022年3月"),
        Paragraph("1.5倍"),
    )
    assert annexes == (Annex("回执", (Paragraph("请填写。"),)),)


def test_an_empty_row_of_a_table_stays_to_be_filled_in():
    body, _annexes = read_text("姓名\t手机\n\t\n\t\n")
    assert body == (Table((("姓名", "手机"), ("", ""), ("", ""))),)


def test_numbers_are_read_written_and_continued():
    assert str(Number.read("鄂知发 [2022] ５号")) == "鄂知发〔2022〕5号"
    assert Number.read("鄂知发〔2022〕05号") is None
    assert Number.read("鄂知发2022年5号") is None
    assert following("宜市监函", 2022, [1, 7, 3]) == Number("宜市监函", 2022, 8)
    assert following("宜市监函", 2022, []).count == 1
    assert not is_prefix("第〔")


def test_the_measures_are_in_millimetres():
    assert Mm(156).pt == pytest.approx(442.2, abs=0.1)
