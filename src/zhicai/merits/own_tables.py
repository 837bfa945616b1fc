"""What points, grades and categories put into a person's own export."""

from zhicai.foundation.text import Text
from zhicai.merits.models import GradeSpell, Membership
from zhicai.merits.queries.standing import ledger_of
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person

SINCE, UNTIL = Text("起", "From"), Text("止", "To")


def _points(person: Person) -> Rows:
    for line in ledger_of(person.pk):
        row = line["row"]
        yield {
            "on": row.on, "kind": str(row.get_kind_display()), "says": row.says,
            "points": row.points, "balance": line["balance"], "year": row.year,
            "expires": row.expires_on, "reason": row.reason,
        }  # fmt: skip


def _grades(person: Person) -> Rows:
    for row in GradeSpell.objects.filter(person=person):
        yield {
            "grade": row.grade, "since": row.since, "until": row.until,
            "cause": str(row.get_cause_display()), "says": row.says,
        }  # fmt: skip


def _categories(person: Person) -> Rows:
    for row in Membership.objects.filter(person=person).select_related("category"):
        yield {"category": row.category.says, "since": row.since, "until": row.until}


register_export(
    "merits.points",
    Text("积分流水", "Points"),
    {
        "on": Text("记分日期", "Booked"),
        "kind": Text("种类", "Kind"),
        "says": Text("事项", "For"),
        "points": Text("分值", "Points"),
        "balance": Text("余额", "Balance"),
        "year": Text("年度", "Year"),
        "expires": Text("有效期至", "Expires"),
        "reason": Text("理由", "Reason"),
    },
    _points,
)
register_export(
    "merits.grades",
    Text("级别", "Grades"),
    {
        "grade": Text("级别", "Grade"),
        "since": SINCE,
        "until": UNTIL,
        "cause": Text("原因", "Cause"),
        "says": Text("说明", "Remark"),
    },
    _grades,
)
register_export(
    "merits.categories",
    Text("类别", "Categories"),
    {"category": Text("类别", "Category"), "since": SINCE, "until": UNTIL},
    _categories,
)
