"""A file handed out keeps its name and type in every browser."""

from urllib.parse import unquote

import pytest

from zhicai.sheets.downloads import download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_chinese_name_goes_in_the_form_of_rfc_5987_beside_an_ascii_one():
    response = download(b"x", "2022 年度培训计划（武汉）.xlsx")
    assert response.content == b"x"
    assert response["Content-Type"] == XLSX
    disposition = response["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.startswith("attachment; filename=\"zhicai.xlsx\"; filename*=UTF-8''")
    assert unquote(disposition.split("''")[1]) == "2022 年度培训计划（武汉）.xlsx"
    assert response["Cache-Control"] == "private, no-store"


def test_an_ascii_name_is_given_as_it_is():
    assert 'filename="plan.ics"' in download(b"", "plan.ics")["Content-Disposition"]
    assert download(b"", "plan.ics")["Content-Type"].startswith("text/calendar")
    assert download(b"", "plan")["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize(
    "name", ['a"; x=".xlsx', "a\r\nSet-Cookie: x.xlsx", "../../etc/x.xlsx", "", "..."]
)
def test_a_name_cannot_break_out_of_the_header(name):
    disposition = download(b"", name)["Content-Disposition"]
    assert disposition.count('"') == 2
    assert not set("\r\n/\\") & set(disposition)
