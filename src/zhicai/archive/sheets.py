"""Lists of the archive as Excel files."""

from zhicai.foundation.text import Text
from zhicai.sheets.shape import Column, Kind, SheetShape

NAME = Column("name", Text("姓名", "Name"), width=12)
PLACE = Column("place", Text("县（市、区）", "County"), width=16)
EMPLOYER = Column("employer", Text("工作单位", "Employer"), width=30)
FILES = SheetShape(
    name="specialists",
    title=Text("专员名单", "Specialists"),
    columns=(
        NAME, PLACE, EMPLOYER,
        Column("industry", Text("行业", "Industry"), width=18),
        Column("post", Text("岗位", "Post"), width=18),
        Column("number", Text("证书号", "Certificate"), width=26),
        Column("state", Text("状态", "State"), width=12),
    ),
)  # fmt: skip
TITLES = SheetShape(
    name="titles",
    title=Text("培训后取得的职称", "Titles gained after training"),
    columns=(
        NAME, PLACE, EMPLOYER,
        Column("level", Text("级别", "Level"), width=12),
        Column("title", Text("职称", "Title"), width=20),
        Column("on", Text("取得日期", "Gained"), Kind.DATE, width=12),
        Column("trained", Text("培训结束", "Training ended"), Kind.DATE, width=12),
    ),
)  # fmt: skip
RESERVE = SheetShape(
    name="reserve",
    title=Text("人才储备名单", "Reserve"),
    columns=(
        Column("kind", Text("储备", "Reserve"), width=18),
        Column("chain", Text("产业链", "Industry chain"), width=20),
        NAME, PLACE, EMPLOYER,
        Column("since", Text("列入日期", "Since"), Kind.DATE, width=12),
        Column("reason", Text("理由", "Reason"), width=40),
    ),
)  # fmt: skip
