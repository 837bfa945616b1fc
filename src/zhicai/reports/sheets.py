"""Rows behind a figure, and its restatements, as Excel files."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, Kind, SheetShape


def rows_sheet(title: Text, heads: Iterable[Text]) -> SheetShape:
    """Return the table of the rows behind a figure."""
    return SheetShape(
        name="rows", title=title,
        columns=(
            Column("name", Text("名称或姓名", "Name"), width=24),
            Column("place", Text("县（市、区）", "County"), width=16),
            *(Column(f"c{at}", head, width=24) for at, head in enumerate(heads)),
        ),
    )  # fmt: skip


def row_out(name: str, place: str, cells: Iterable[str]) -> Mapping[str, Any]:
    """Return one row behind a figure as it stands in the file."""
    return {"name": name, "place": place} | {f"c{at}": one for at, one in enumerate(cells)}


COMPARED = SheetShape(
    name="restated",
    title=Text("冻结数据与现在统计对照", "Frozen figures beside those of today"),
    columns=(
        Column("says", Text("指标", "Figure"), width=28),
        Column("frozen", Text("冻结时", "Frozen"), Kind.DECIMAL, width=12),
        Column("now", Text("现在统计", "Counted now"), Kind.DECIMAL, width=12),
        Column("change", Text("差额", "Difference"), Kind.DECIMAL, width=12),
        Column("reason", Text("已登记的原因", "Reason on record"), width=50),
    ),
)
