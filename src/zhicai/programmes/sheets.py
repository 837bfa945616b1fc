"""The tables of programmes as Excel."""

from collections.abc import Iterable

from zhicai.foundation.text import Text
from zhicai.programmes.queries.receipts import ReceiptRow
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

RECEIPTS = SheetShape(
    name="notice-receipts",
    title=Text("通知收悉情况", "Receipts of the notice"),
    columns=(
        Column("code", Text("区划代码", "Division code")),
        Column("name", Text("主送单位", "Addressee")),
        Column("kind", Text("层级或类别", "Level or kind")),
        Column("state", Text("状态", "State")),
        Column("delivered", Text("送达", "Delivered"), Kind.DATE),
        Column("opened", Text("打开", "Opened"), Kind.DATE),
        Column("acknowledged", Text("确认", "Acknowledged"), Kind.DATE),
        Column("by", Text("确认人", "Acknowledged by")),
    ),
)


def receipts_sheet(rows: Iterable[ReceiptRow], *, language: str) -> bytes:
    """Return the receipts as an .xlsx, in the order given."""
    return write_table(
        RECEIPTS,
        (
            {
                "code": row.code,
                "name": row.name.in_language(language),
                "kind": row.kind.in_language(language),
                "state": row.says.in_language(language),
                "delivered": row.delivered_on,
                "opened": row.opened_on,
                "acknowledged": row.acknowledged_on,
                "by": row.receipt.acknowledged_by,
            }
            for row in rows
        ),
        language=language,
    )
