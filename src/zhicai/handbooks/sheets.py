"""Who has acknowledged a document, as Excel."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.handbooks.queries import ReaderRow
from zhicai.law.schema import HandbookKind
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

READERS = SheetShape(
    name="handbook-readers",
    title=Text("文件阅读确认情况", "Who has acknowledged the document"),
    columns=(
        Column("code", Text("区划代码", "Division code")),
        Column("name", Text("单位", "Office or organisation")),
        Column("kind", Text("类别", "Kind")),
        Column("state", Text("状态", "State")),
        Column("opened", Text("打开", "Opened"), Kind.DATE),
        Column("acknowledged", Text("确认", "Acknowledged"), Kind.DATE),
        Column("by", Text("确认人", "Acknowledged by")),
    ),
)


def readers_sheet(kind: HandbookKind, rows: Iterable[ReaderRow]) -> HttpResponse:
    """Return the addressees with their state, in the order given, to be saved as .xlsx."""
    language = get_language() or "zh-hans"
    content = write_table(
        READERS,
        (
            {
                "code": row.code,
                "name": row.name.in_language(language),
                "kind": row.kind.in_language(language),
                "state": row.says.in_language(language),
                "opened": row.opened_on,
                "acknowledged": row.acknowledged_on,
                "by": row.acknowledged_by,
            }
            for row in rows
        ),
        language=language,
    )
    return download(content, f"{kind.name.zh}阅读确认情况.xlsx")
