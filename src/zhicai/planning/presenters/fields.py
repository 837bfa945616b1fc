"""A field of the editor: what was typed, what is wrong with it, what a reviewer said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhicai.filing.models import Remark
from zhicai.foundation.text import Text
from zhicai.planning.rules.checks import REQUIRED
from zhicai.planning.rules.labels import CLASS_LABELS, COURSE_LABELS, PLAN_LABELS
from zhicai.planning.rules.reading import read_day

AREAS = frozenset({"goals", "needs", "lecturers", "practical", "notes", "reason"})
DATES = frozenset({"starts", "ends"})
NUMBERS = {"people": "numeric", "budget": "decimal", "hours": "decimal"}
SPANS = {
    "unit": 6, "leader": 6, "contact": 6, "phone": 6, "goals": 6, "needs": 6, "source": 12,
    "lecturers": 6, "practical": 6, "notes": 12, "reason": 12, "title": 8, "venue": 4,
    "starts": 3, "ends": 3, "people": 3, "budget": 3,
}  # fmt: skip
HELP: Mapping[str, Text] = {
    "goals": Text(
        "今年要培养多少专员、哪些企业、达到什么程度",
        "How many specialists, of which enterprises, how far",
    ),
    "needs": Text(
        "本地企业最需要解决的知识产权问题",
        "The IP problems that local enterprises most need solved",
    ),
    "practical": Text(
        "实战课程讲师由省局选派，写明需要的时间和人数",
        "The province sends the lecturer of the practical course; say when and how many",
    ),
    "source": Text("如：区级财政专项、市级补助", "Such as district funds, city subsidy"),
    "reason": Text(
        "计划人数不足、日期在窗口外时填写，随计划一起报送",
        "Where people fall short or dates lie outside the window; sent with the plan",
    ),
    "notes": Text("附件目录、需要协调的事项", "List of enclosures, what needs coordination"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as the template draws it."""

    name: str
    label: Text
    value: str
    kind: str
    required: bool
    span: int
    inputmode: str = ""
    fault: Text | None = None
    help: Text | None = None
    remarks: Sequence[Remark] = ()

    @property
    def described(self) -> str:
        """Ids of what describes the field, for screen readers."""
        helped = [f"id_{self.name}_help"] if self.help else []
        return " ".join([*helped, f"id_{self.name}_fault"])


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands at fields: faults to mend and opinions, by the field's name."""

    faults: Mapping[str, Text]
    remarks: Mapping[str, Sequence[Remark]]

    def plan_field(self, name: str, value: str) -> FieldView:
        """Return a field outside the classes."""
        kind = "area" if name in AREAS else "tel" if name == "phone" else "text"
        label, required = PLAN_LABELS[name], name in REQUIRED
        return self._field(name, name, label, value, kind, required=required)

    def class_field(self, prefix: str, name: str, value: str) -> FieldView:
        """Return a field of a class."""
        required = name != "budget"
        label = CLASS_LABELS[name]
        return self._field(f"{prefix}-{name}", name, label, value, "text", required=required)

    def course_field(self, prefix: str, name: str, value: str) -> FieldView:
        """Return a field of a course."""
        required = name in ("title", "hours")
        label = COURSE_LABELS[name]
        return self._field(f"{prefix}-{name}", name, label, value, "text", required=required)

    def _field(
        self, full: str, name: str, label: Text, value: str, kind: str, *, required: bool
    ) -> FieldView:
        if name in DATES:
            kind, value = _date_field(value)
        return FieldView(
            full, label, value, kind, required, SPANS.get(name, 4),
            inputmode=NUMBERS.get(name, ""), fault=self.faults.get(full),
            help=HELP.get(full),
            remarks=self.remarks.get(full, ()) if full in PLAN_LABELS else (),
        )  # fmt: skip


def _date_field(value: str) -> tuple[str, str]:
    """A date input shows only what it can read; anything else typed stays visible as text."""
    day = read_day(value)
    if day is not None:
        return "date", day.isoformat()
    return ("text", value) if value.strip() else ("date", "")
