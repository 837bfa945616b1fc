"""Papers as PDF/A: the same paper gives the same bytes, with its text, in the bundled face."""

import re
import zlib
from dataclasses import replace
from datetime import date

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.documents.glyphs import showable
from zhicai.documents.paper import Annex, Heading, Paper, Paragraph, Table
from zhicai.documents.pdf import FACE, FONTS, PAPER, compile_pdf, paper_data, write_pdf
from zhicai.documents.tests.test_papers import PAPER as EXAMPLE


def streams(pdf):
    """The streams of a PDF that can be unpacked, as one text."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(unpacked(one) for one in found)


def unpacked(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf + streams(pdf)))


def test_the_same_paper_gives_the_same_bytes_on_any_day():
    assert write_pdf(EXAMPLE) == write_pdf(EXAMPLE)
    other = replace(EXAMPLE, dated=date(2022, 3, 9))
    assert write_pdf(EXAMPLE) != write_pdf(other)


def test_it_is_pdf_a_and_carries_its_face():
    pdf = write_pdf(EXAMPLE)
    whole = pdf + streams(pdf)
    assert b"pdfaid:part>2<" in whole
    assert b"pdfaid:conformance>U<" in whole
    assert b"NotoSerifSC-Regular" in whole
    assert b"NotoSerifSC-Bold" in whole


def test_only_the_bundled_face_is_there():
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
    assert fonts.families() == [FACE]
    assert sorted(one.weight for one in fonts.fonts()) == [400, 700]
    assert "SIL Open Font License" in (FONTS / "LICENSE").read_text("utf-8")


def test_twenty_two_lines_stand_on_a_page():
    body = tuple(Paragraph(f"第{n}行") for n in range(1, 60))
    plain = Paper(title="", body=body)
    lines = 59
    assert pages(write_pdf(plain)) == -(-lines // 22)


def test_a_long_table_repeats_its_head_and_takes_short_rows():
    rows = (("序号", "姓名", "单位"), *((str(n), f"学员{n}") for n in range(200)))
    found = paper_data(Paper(title="名册", annexes=(Annex("名册", (Table(rows),)),)))
    table = found["annexes"][0]["body"][0]
    assert table["head"] == [["序号", "姓名", "单位"]]
    assert {len(row) for row in table["rows"]} == {3}
    assert pages(write_pdf(Paper(title="名册", body=(Table(rows),)))) > 4


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_read_as_markup(title, text):
    paper = Paper(title=title, body=(Heading(1, text), Paragraph(f"#{text} *x* $1$ @y <z>")))
    assert write_pdf(paper).startswith(b"%PDF")


def test_a_character_that_the_face_lacks_stands_as_the_printers_mark():
    regular = FONTS / "NotoSerifSC-Regular.ttf"
    assert showable("赵䶮、李㛃\n王\ua000", regular) == "赵䶮、李㛃\n王〓"
    assert all(showable(one, regular) == one for one in ("鄂知发〔2022〕5号", "—·《》①"))
    assert write_pdf(Paper(title="名册", body=(Paragraph("王\ua000\U0003fffd"),))).startswith(
        b"%PDF"
    )


def test_a_template_that_does_not_fit_its_data_says_so():
    with pytest.raises(typst.TypstError):
        compile_pdf(PAPER, {"title": "x"}, dated=None)
