"""What results put into a person's own export."""

from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person
from zhicai.results.models import Completion, Mark, Outcome, Recommendation, SkillEntry, TeamMember


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


def _results(person: Person) -> Rows:
    rows = Outcome.objects.filter(registration__person=person, published_at__isnull=False)
    for row in rows.select_related("registration__training_class"):
        yield {
            "class": row.registration.training_class.title,
            "hours": row.hours,
            "needed": row.hours_needed,
            "exam": row.exam,
            "practical": row.practical,
            "made_up": row.made_up,
            "state": str(row.get_state_display()),
            "on": row.decided_on,
        }


def _marks(person: Person) -> Rows:
    rows = Mark.objects.filter(
        registration__person=person, registration__outcome__published_at__isnull=False
    )
    for row in rows.select_related("registration__training_class"):
        yield {
            "class": row.registration.training_class.title,
            "part": str(row.get_part_display()),
            "round": str(row.get_round_display()),
            "value": row.value,
            "on": row.on,
            "reason": row.reason,
        }


register_export(
    "results.outcomes",
    Text("考核结果", "Results of assessment"),
    {
        "class": Text("班次", "Class"),
        "hours": Text("完成学时", "Hours done"),
        "needed": Text("规定学时", "Hours needed"),
        "exam": Text("考试", "Examination"),
        "practical": Text("实操", "Practical"),
        "made_up": Text("补考", "Make-up"),
        "state": Text("结果", "Result"),
        "on": Text("日期", "Date"),
    },
    _results,
)
register_export(
    "results.marks",
    Text("考核成绩", "Marks of assessment"),
    {
        "class": Text("班次", "Class"),
        "part": Text("科目", "Part"),
        "round": Text("次数", "Round"),
        "value": Text("成绩", "Mark"),
        "on": Text("日期", "Date"),
        "reason": Text("更正原因", "Reason of the correction"),
    },
    _marks,
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
