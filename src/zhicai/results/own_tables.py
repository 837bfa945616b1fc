"""What results put into a person's own export."""

from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person
from zhicai.results.models import Completion, Recommendation, SkillEntry, TeamMember


def _completions(person: Person) -> Rows:
    rows = Completion.objects.filter(registration__person=person)
    for row in rows.select_related("registration__training_class"):
        yield {
            "class": row.registration.training_class.title,
            "hours": row.hours,
            "needed": row.needed,
            "completed": row.completed,
            "on": row.completed_on,
        }


def _skills(person: Person) -> Rows:
    for row in SkillEntry.objects.filter(person=person, withdrawn_at=None):
        yield {
            "item": row.item,
            "level": row.level,
            "practical": row.practical,
            "evidence": row.evidence,
            "on": row.on,
            "office": row.office,
        }


def _recommendations(person: Person) -> Rows:
    for row in Recommendation.objects.filter(person=person):
        yield {
            "year": row.for_year,
            "state": str(row.get_state_display()),
            "at": row.sent_at,
            "office": row.office,
            "says": row.says,
        }


def _team(person: Person) -> Rows:
    for row in TeamMember.objects.filter(person=person):
        yield {"since": row.since, "until": row.until}


register_export(
    "results.completion",
    Text("结业认定", "Completion of classes"),
    {
        "class": Text("班次", "Class"),
        "hours": Text("到课学时", "Hours present"),
        "needed": Text("需要学时", "Hours needed"),
        "completed": Text("结业", "Completed"),
        "on": Text("日期", "Date"),
    },
    _completions,
)
register_export(
    "results.skills",
    Text("技能登记", "Skills"),
    {
        "item": Text("内容", "Item"),
        "level": Text("达到程度", "Level"),
        "practical": Text("实战经验", "Practical experience"),
        "evidence": Text("依据", "Evidence"),
        "on": Text("日期", "Date"),
        "office": Text("登记单位", "Entered by"),
    },
    _skills,
)
register_export(
    "results.recommendations",
    Text("推荐记录", "Recommendations"),
    {
        "year": Text("考核年度", "Assessment year"),
        "state": Text("状态", "State"),
        "at": Text("推荐时间", "Sent"),
        "office": Text("推荐单位", "Office"),
        "says": Text("说明", "Remark"),
    },
    _recommendations,
)
register_export(
    "results.team",
    Text("专业化队伍", "Professional team"),
    {"since": Text("列入日期", "Since"), "until": Text("移出日期", "Until")},
    _team,
)
