"""What the archive puts into a person's own export."""

from zhicai.archive.models import Claim, Reserve, Talk
from zhicai.foundation.text import Text
from zhicai.people.exports import Rows, register_export
from zhicai.people.models import Person

DATE = Text("日期", "Date")


def _claims(person: Person) -> Rows:
    for row in Claim.objects.filter(person=person):
        yield {
            "what": str(row.get_what_display()), "kind": row.kind, "name": row.name,
            "post": row.post, "on": row.on, "says": row.says,
            "state": str(row.get_state_display()), "reason": row.reason,
        }  # fmt: skip


def _talks(person: Person) -> Rows:
    for row in Talk.objects.filter(adviser__person=person).select_related("adviser"):
        yield {
            "adviser": row.adviser.name, "on": row.on, "summary": row.summary,
            "follow_up": row.follow_up, "by": row.follow_up_by, "done": row.done_says,
        }  # fmt: skip


def _reserve(person: Person) -> Rows:
    for row in Reserve.objects.filter(person=person):
        yield {
            "kind": str(row.get_kind_display()), "chain": row.chain, "since": row.since,
            "until": row.until, "reason": row.reason,
        }  # fmt: skip


register_export(
    "archive.claims",
    Text("职称、业绩和任职", "Titles, achievements and posts"),
    {
        "what": Text("种类", "Kind"),
        "kind": Text("级别或类别", "Level or sort"),
        "name": Text("名称", "Name"),
        "post": Text("岗位", "Post"),
        "on": DATE,
        "says": Text("说明", "Remark"),
        "state": Text("状态", "State"),
        "reason": Text("意见", "Opinion"),
    },
    _claims,
)
register_export(
    "archive.talks",
    Text("指导谈话", "Guidance talks"),
    {
        "adviser": Text("导师", "Adviser"),
        "on": DATE,
        "summary": Text("内容", "Summary"),
        "follow_up": Text("后续", "Follow-up"),
        "by": Text("期限", "Due"),
        "done": Text("结果", "Outcome"),
    },
    _talks,
)
register_export(
    "archive.reserve",
    Text("人才储备", "Reserve"),
    {
        "kind": Text("储备", "Reserve"),
        "chain": Text("产业链", "Industry chain"),
        "since": Text("起", "From"),
        "until": Text("止", "To"),
        "reason": Text("理由", "Reason"),
    },
    _reserve,
)
