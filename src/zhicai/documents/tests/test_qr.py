"""QR codes: what is drawn is read back by a decoder, on a page, in a picture and on paper."""

from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.documents.paper import Code, Paper
from zhicai.documents.pdf import write_pdf
from zhicai.documents.qr import BORDER, modules, qr_picture, qr_png, qr_svg
from zhicai.documents.tests.scanning import scanned_pdf, scanned_png, scanned_svg

ADDRESS = "https://zhicai.example/notices/7/"
SIGNS = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


@given(SIGNS)
@settings(max_examples=60, deadline=None)
def test_whatever_address_is_drawn_is_read_back(text):
    assert scanned_svg(qr_svg(text)) == [text]


@pytest.mark.parametrize("many", [1, 40, 220, 1000])
def test_short_and_long_texts_are_read_from_a_picture(many):
    text = (f"{ADDRESS}#" + "Ab3-" * 250)[:many]
    assert scanned_png(qr_png(text, scale=4)) == [text]


def test_a_code_is_told_on_paper():
    paper = Paper(title="通知", code=Code(address=ADDRESS, caption="扫码办理"))
    assert scanned_pdf(write_pdf(paper)) == [ADDRESS]


def test_a_code_has_its_quiet_zone_and_its_colour():
    drawn = qr_svg(ADDRESS, dark="#123f7c")
    side = len(modules(ADDRESS)) + 2 * BORDER
    assert f'viewBox="0 0 {side} {side}"' in drawn
    assert 'fill="#123f7c"' in drawn
    assert f"M{BORDER} {BORDER}h7v1h-7z" in drawn


def test_the_same_text_is_the_same_bytes_and_another_is_not():
    assert qr_png(ADDRESS) == qr_png(ADDRESS)
    assert qr_png(ADDRESS) != qr_png(f"{ADDRESS}2")


def test_a_picture_holds_the_element_whole():
    assert unquote(qr_picture(ADDRESS).partition(",")[2]) == qr_svg(ADDRESS)
