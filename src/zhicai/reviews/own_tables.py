"""What reviews put into a person's own export."""

from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person
from zhicai.reviews.models import Application, Nomination, Score, UpgradeRound
from zhicai.reviews.queries.commending import awards_of
from zhicai.reviews.queries.evaluating import sheets_of

TITLE = Text("名称", "Title")


def _applications(person: Person) -> Rows:
    rows = Application.objects.filter(person=person).select_related("round")
    for row in rows:
        out = row.round.state != UpgradeRound.State.OPEN
        hidden = row.state in (Application.State.PASSED, Application.State.FAILED) and not out
        yield {
            "title": row.round.title, "grade": row.grade, "at": row.applied_at,
            "state": "评审中" if hidden else str(row.get_state_display()),
            "score": row.score if out else None, "reason": row.reason,
        }  # fmt: skip


def _sheets(person: Person) -> Rows:
    rows = Score.objects.filter(sheet__in=sheets_of(person)).select_related(
        "sheet__evaluation__programme_year", "sheet__evaluation__criteria"
    )
    for row in rows.order_by("sheet", "pk"):
        evaluation = row.sheet.evaluation
        names = {one["id"]: one["zh"] for one in evaluation.criteria.content["indicators"]}
        yield {
            "year": evaluation.programme_year.year, "number": evaluation.number,
            "indicator": names.get(row.indicator, row.indicator), "value": row.value,
            "score": row.score, "total": row.sheet.total,
        }  # fmt: skip


def _awards(person: Person) -> Rows:
    for row in awards_of(person):
        yield {"title": row.round.title, "award": row.award_name, "on": row.round.awarded_on,
               "state": str(Nomination.State(row.state).label)}  # fmt: skip


register_export(
    "reviews.applications",
    Text("升级申请", "Applications for an upgrade"),
    {
        "title": TITLE,
        "grade": Text("申请级别", "Grade"),
        "at": Text("申请时间", "Applied"),
        "state": Text("状态", "State"),
        "score": Text("得分", "Score"),
        "reason": Text("意见", "Opinion"),
    },
    _applications,
)
register_export(
    "reviews.sheets",
    Text("人才评价", "Evaluation"),
    {
        "year": Text("年度", "Year"),
        "number": Text("版本", "Version"),
        "indicator": Text("指标", "Indicator"),
        "value": Text("数值", "Value"),
        "score": Text("得分", "Score"),
        "total": Text("总分", "Total"),
    },
    _sheets,
)
register_export(
    "reviews.awards",
    Text("表彰", "Commendations"),
    {
        "title": TITLE,
        "award": Text("奖项", "Award"),
        "on": Text("日期", "Date"),
        "state": Text("状态", "State"),
    },
    _awards,
)
