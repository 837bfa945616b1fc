"""What rosters put into a person's own export, and why a name on a frozen one is kept."""

from zhicai.dossiers.models import RosterRow
from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.holds import register_hold
from zhicai.people.models import Person


def _rows(person: Person) -> Rows:
    rows = RosterRow.objects.filter(outcome__registration__person=person)
    for row in rows.select_related("roster__programme_year").order_by("pk"):
        yield {
            "year": row.roster.programme_year.year,
            "position": row.position,
            "class": row.facts["class_title"],
            "employer": row.facts["employer"],
            "on": row.roster.frozen_on,
            "office": row.roster.office,
        }


register_export(
    "dossiers.roster",
    Text("合格专员名册", "Rosters of qualified specialists"),
    {
        "year": Text("年度", "Year"),
        "position": Text("序号", "No."),
        "class": Text("考核班", "Class"),
        "employer": Text("工作单位", "Employer"),
        "on": Text("定稿日期", "Frozen on"),
        "office": Text("编制单位", "Compiled by"),
    },
    _rows,
)
register_hold(
    "dossiers.roster",
    Text(
        "已列入定稿的年度合格专员名册，名册随结班材料永久存档。",
        "The person stands on a frozen roster of qualified specialists, which is kept for good.",
    ),
    lambda person: RosterRow.objects.filter(outcome__registration__person=person).exists(),
)
