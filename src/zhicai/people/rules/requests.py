"""Requests of a person about the own data: what can be corrected, until when it is answered."""

from datetime import date, timedelta

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.dates import Holidays

CORRECTABLE: dict[str, Text] = {
    "name": Text("姓名", "Name"),
    "id_number": Text("证件号码", "Document number"),
    "phone": Text("手机号", "Mobile"),
    "email": Text("邮箱", "E-mail"),
    "employer": Text("工作单位", "Employer"),
    "post": Text("岗位", "Post"),
}
"""Fields that a correction may name; approving writes the field."""
LONGEST = 500
SHORTEST_REASON = 4

ERASED = "已删除"
"""Stands for the name of someone whose data were erased."""


def due_after(asked: date, working_days: int, holidays: Holidays) -> date:
    """Return the last day to answer: so many working days after the day of asking.

    >>> due_after(date(2022, 3, 18), 15, Holidays())
    datetime.date(2022, 4, 8)
    """
    day = asked
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= holidays.is_working_day(day)
    return day


def faults_of_request(kind: str, field: str, proposed: str, says: str) -> list[Fault]:
    """Return what is missing in a request, by field."""
    faults: list[Fault] = []
    if kind == "correction":
        if field not in CORRECTABLE:
            choose = Text("请选择要更正的项目。", "Choose what is to be corrected.")
            faults.append(Fault(choose, field="field"))
        if not proposed.strip():
            write = Text("请填写正确的内容。", "Write what is right.")
            faults.append(Fault(write, field="proposed"))
    if kind in ("correction", "contest") and len(says.strip()) < SHORTEST_REASON:
        faults.append(
            Fault(
                Text("请写明理由，便于核对。", "Say why, so that it can be checked."), field="says"
            )
        )
    if max(len(says), len(proposed)) > LONGEST:
        words = Text(f"最多 {LONGEST} 字。", f"At most {LONGEST} characters.")
        faults.append(Fault(words, field="says"))
    return faults


def faults_of_answer(answer: str) -> list[Fault]:
    """Return what is missing in the answer of an office."""
    if len(answer.strip()) >= SHORTEST_REASON:
        return []
    says = Text(
        "请写明办理结果和理由，本人能看到。", "Say what was done and why; the person reads it."
    )
    return [Fault(says, field="answer")]
