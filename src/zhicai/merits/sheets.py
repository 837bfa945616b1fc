"""Lists of points and grades as Excel files."""

from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, Kind, SheetShape

NAME = Column("name", Text("姓名", "Name"), width=12)
PLACE = Column("place", Text("县（市、区）", "County"), width=16)
STANDINGS = SheetShape(
    name="standings",
    title=Text("专员积分和级别", "Points and grades of specialists"),
    columns=(
        NAME, PLACE,
        Column("employer", Text("工作单位", "Employer"), width=30),
        Column("number", Text("证书号", "Certificate"), width=26),
        Column("grade", Text("级别", "Grade"), width=18),
        Column("points", Text("有效积分", "Valid points"), Kind.DECIMAL, width=12),
        Column("categories", Text("类别", "Categories"), width=30),
        Column("state", Text("状态", "State"), width=12),
    ),
)  # fmt: skip
LEDGER = SheetShape(
    name="ledger",
    title=Text("积分流水", "Ledger of points"),
    columns=(
        Column("on", Text("记分日期", "Booked"), Kind.DATE, width=12),
        Column("kind", Text("种类", "Kind"), width=10),
        Column("says", Text("事项", "For"), width=44),
        Column("rule", Text("规则", "Rule"), width=24),
        Column("year", Text("计入年度", "Year"), Kind.INTEGER, width=10),
        Column("points", Text("分值", "Points"), Kind.DECIMAL, width=10),
        Column("balance", Text("余额", "Balance"), Kind.DECIMAL, width=10),
        Column("cut", Text("上限扣减", "Cut by a cap"), Kind.DECIMAL, width=10),
        Column("expires", Text("有效期至", "Expires"), Kind.DATE, width=12),
        Column("reason", Text("理由", "Reason"), width=40),
    ),
)
SIMULATION = SheetShape(
    name="simulation",
    title=Text("规则试算", "Rules tried"),
    columns=(
        NAME, PLACE,
        Column("before", Text("现行积分", "Points now"), Kind.DECIMAL, width=12),
        Column("after", Text("试算积分", "Points tried"), Kind.DECIMAL, width=12),
        Column("change", Text("变化", "Change"), Kind.DECIMAL, width=10),
        Column("grade_before", Text("现有级别", "Grade now"), width=18),
        Column("grade_after", Text("试算级别", "Grade tried"), width=18),
    ),
)  # fmt: skip
