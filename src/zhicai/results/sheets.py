"""The tables of results as Excel files, masked as the pages are."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language

from zhicai.foundation.text import Text
from zhicai.sheets.downloads import download
from zhicai.sheets.shape import Column, Kind, SheetShape
from zhicai.sheets.writing import write_table

NAME = Column("name", Text("姓名", "Name"), width=12)
PLACE = Column("place", Text("县（市、区）", "County"), width=16)
EMPLOYER = Column("employer", Text("工作单位", "Employer"), width=30)
CLASS = Column("class", Text("班次", "Class"), width=30)
HOURS = Column("hours", Text("到课学时", "Hours present"), Kind.DECIMAL, width=12)
NEEDED = Column("needed", Text("需要学时", "Hours needed"), Kind.DECIMAL, width=12)
DONE = Column("done", Text("结业", "Completed"), width=12)
WHY = Column("why", Text("说明", "Remark"), width=46)
STATE = Column("state", Text("状态", "State"), width=14)

TRAINEES = SheetShape(
    name="completion",
    title=Text("结业认定", "Completion"),
    columns=(NAME, EMPLOYER, HOURS, NEEDED, DONE, WHY),
)
COUNTS = SheetShape(
    name="counts",
    title=Text("培训和结业人数", "People trained and completed"),
    columns=(
        Column("city", Text("市州", "City"), width=16),
        PLACE,
        Column("trained", Text("培训人数", "Trained"), Kind.INTEGER, width=12),
        Column("needed", Text("应训人数", "Owed"), Kind.INTEGER, width=12),
        Column("missing", Text("还差", "Missing"), Kind.INTEGER, width=12),
        Column("completed", Text("结业人数", "Completed"), Kind.INTEGER, width=12),
    ),
)
PEOPLE = SheetShape(
    name="people",
    title=Text("培训人员", "People trained"),
    columns=(NAME, EMPLOYER, PLACE, CLASS, HOURS, NEEDED, DONE),
)
CANDIDATES = SheetShape(
    name="candidates",
    title=Text("可推荐人员", "Candidates"),
    columns=(
        NAME, EMPLOYER, CLASS, HOURS, NEEDED, DONE,
        Column("score", Text("效果评估", "Evaluation"), Kind.DECIMAL, width=12),
        STATE,
    ),
)  # fmt: skip
RECOMMENDATIONS = SheetShape(
    name="recommendations",
    title=Text("推荐名单", "Recommendations"),
    columns=(
        NAME, PLACE, CLASS, HOURS,
        Column("for_year", Text("考核年度", "Assessment year"), Kind.INTEGER, width=12),
        STATE,
        Column("waits", Text("待确认", "Awaits"), width=14),
        Column("sent", Text("推荐日期", "Sent on"), Kind.DATE, width=12),
        WHY,
    ),
)  # fmt: skip
RESERVE = SheetShape(
    name="reserve",
    title=Text("人才储备", "Reserve of trained people"),
    columns=(
        NAME, PLACE, EMPLOYER,
        Column("industry", Text("行业", "Industry"), width=18),
        Column("skills", Text("技能", "Skills"), width=46),
        Column("certificate", Text("证书", "Certificate"), width=12),
        Column("phone", Text("手机号", "Mobile"), width=16),
    ),
)  # fmt: skip
TEAM = SheetShape(
    name="team",
    title=Text("专业化队伍", "Professional team"),
    columns=(
        NAME,
        Column("kind", Text("人员", "Who"), width=10),
        EMPLOYER,
        Column("skills", Text("实战技能", "Proven skills"), width=40),
        Column("evidence", Text("依据", "Evidence"), width=46),
        Column("member", Text("队伍", "Team"), width=12),
    ),
)
_BEHIND = (
    NAME, EMPLOYER,
    Column("place", Text("办班地或所在地", "Venue or home"), width=16),
    Column("basis", Text("班次或依据", "Class or basis"), width=30),
    Column("on", Text("计入日期", "Counts from"), Kind.DATE, width=12),
)  # fmt: skip
TRAINED_PEOPLE = SheetShape(
    name="assessed", title=Text("考核培训人员", "People trained for assessment"), columns=_BEHIND
)
CERTIFIED_PEOPLE = SheetShape(
    name="certified", title=Text("考核认证人员", "People certified"), columns=_BEHIND
)
OUTCOMES = SheetShape(
    name="outcomes",
    title=Text("考核成绩", "Results of assessment"),
    columns=(
        NAME, EMPLOYER,
        Column("place", Text("所在地", "Place"), width=16),
        CLASS,
        Column("hours", Text("完成学时", "Hours done"), Kind.DECIMAL, width=10),
        Column("needed", Text("规定学时", "Hours needed"), Kind.DECIMAL, width=10),
        Column("exam", Text("考试", "Examination"), Kind.DECIMAL, width=10),
        Column("practical", Text("实操", "Practical"), Kind.DECIMAL, width=10),
        Column("state", Text("结果", "Result"), width=10),
        Column("why", Text("原因", "Reason"), width=46, longest=2000),
        Column("clause", Text("条款", "Clause"), width=24),
        Column("on", Text("日期", "Date"), Kind.DATE, width=12),
    ),
)  # fmt: skip
LADDER = SheetShape(
    name="step",
    title=Text("梯队人员", "People of the step"),
    columns=(NAME, PLACE),
)


def table(shape: SheetShape, rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """Return a table as an .xlsx file."""
    language = get_language() or "zh-hans"
    lines = [{k: v for k, v in row.items() if v not in (None, "", ())} for row in rows]
    content = write_table(shape, lines, language=language)
    return download(content, f"{shape.title.in_language(language)}.xlsx")
