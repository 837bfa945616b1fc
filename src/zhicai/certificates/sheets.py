"""Certificates as an Excel file, masked as the page is."""

from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, Kind, SheetShape

CERTIFICATES = SheetShape(
    name="certificates",
    title=Text("专员证书", "Certificates"),
    columns=(
        Column("number", Text("证书编号", "Number"), width=26),
        Column("name", Text("姓名", "Name"), width=12),
        Column("title", Text("证书名称", "Certificate"), width=22),
        Column("employer", Text("工作单位", "Employer"), width=30),
        Column("place", Text("所在地", "Place"), width=16),
        Column("class", Text("班次", "Class"), width=30),
        Column("issued", Text("颁发日期", "Issued on"), Kind.DATE, width=12),
        Column("expires", Text("有效期至", "Valid until"), Kind.DATE, width=12),
        Column("state", Text("状态", "State"), width=10),
        Column("ended", Text("失效日期", "Ended on"), Kind.DATE, width=12),
        Column("reason", Text("原因", "Reason"), width=30, longest=400),
        Column("paper", Text("文件", "Document"), width=14),
    ),
)
