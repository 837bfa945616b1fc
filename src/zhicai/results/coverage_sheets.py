"""Coverage as Excel: the enterprises of a list, the letters written."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.places.queries import PlaceTree
from zhicai.registers.models import Letter
from zhicai.registers.sheets import where
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

_WHO = (
    Column("name", Text("企业名称", "Enterprise"), width=34),
    Column("code", Text("统一社会信用代码", "Credit code"), width=24),
    Column("city", Text("市（州）", "City"), width=14),
    Column("place", Text("县（市、区）", "County"), width=16),
)
_ENTERPRISES = SheetShape(
    name="coverage",
    title=Text("企业培训覆盖情况", "Enterprises reached by training"),
    columns=(
        *_WHO,
        Column("covered", Text("是否覆盖", "Covered"), Kind.YES_NO, width=10),
        Column("on", Text("覆盖日期", "Since"), Kind.DATE, width=14),
        Column("people", Text("受训人数", "People trained"), Kind.INTEGER, width=12),
        Column("letter", Text("最近发函", "Last letter"), Kind.DATE, width=14),
    ),
)
_LETTERS = SheetShape(
    name="coverage-letters",
    title=Text("发函记录", "Letters"),
    columns=(
        Column("on", Text("发函日期", "Written"), Kind.DATE, width=14),
        *_WHO,
        Column("way", Text("送达方式", "Way"), width=14),
        Column("by", Text("发函人", "By"), width=14),
        Column("office", Text("发函单位", "Office"), width=20),
    ),
)
WAYS = {True: Text("账号内送达", "to its account"), False: Text("纸质函", "on paper")}


def enterprises_sheet(
    lines: Iterable[Mapping[str, Any]], title: Text, places: PlaceTree
) -> HttpResponse:
    """Return enterprises of a list; lines hold row, covered, people, letter."""
    language = get_language() or "zh-hans"
    rows = [
        {
            "name": line["row"].organisation.name,
            "code": line["row"].organisation.code,
            "covered": line["covered"],
            "on": line["row"].covered_on if line["covered"] else None,
            "people": line["people"],
            "letter": line["letter"].date() if line["letter"] else None,
            **where(line["row"].organisation.home_id, places, language),
        }
        for line in lines
    ]
    content = write_table(_ENTERPRISES, rows, language=language, title=title)
    return download(content, f"{title.in_language(language)}.xlsx")


def letters_sheet(letters: Iterable[Letter], places: PlaceTree) -> HttpResponse:
    """Return the letters that were written."""
    language = get_language() or "zh-hans"
    rows = [
        {
            "on": row.written_at.date(),
            "name": row.organisation.name,
            "code": row.organisation.code,
            "way": WAYS[row.by_account].in_language(language),
            "by": row.written_by,
            "office": row.office,
            **where(row.organisation.home_id, places, language),
        }
        for row in letters
    ]
    content = write_table(_LETTERS, rows, language=language)
    return download(content, f"{_LETTERS.title.in_language(language)}.xlsx")
