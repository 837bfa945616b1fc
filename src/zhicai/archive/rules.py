"""What a specialist may write of the own career, and how the career reads as one line of time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text

TITLE, ACHIEVEMENT, CAREER = "title", "achievement", "career"
MOST_NAME, MOST_POST, MOST_SAYS = 120, 80, 400


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What is written: ``name`` is the title, the achievement or the employer."""

    what: str
    name: str
    on: date | None
    kind: str = ""
    post: str = ""
    is_ip_post: bool = False
    place: int | None = None
    says: str = ""


def faults_of_claim(
    facts: ClaimFacts, *, kinds: Collection[str], evidence: bool, today: date
) -> list[Fault]:
    """Return everything that is wrong with what is written; ``kinds`` are those of the law."""
    found = []
    if not 0 < len(facts.name.strip()) <= MOST_NAME:
        says = Text(f"请填写名称，不超过 {MOST_NAME} 字。",
                    f"Give the name, at most {MOST_NAME} characters.")  # fmt: skip
        found.append(Fault(says, "name"))
    if facts.on is None or facts.on > today:
        says = Text("请填写日期，不能晚于今天。", "Give the day, not later than today.")
        found.append(Fault(says, "on"))
    if facts.what != CAREER and facts.kind not in kinds:
        found.append(Fault(Text("请从列表里选择。", "Choose from the list."), "kind"))
    if facts.what == CAREER and facts.place is None:
        found.append(Fault(Text("请选择单位所在地。", "Choose where the employer sits."), "place"))
    if facts.what == TITLE and not evidence:
        says = Text("请上传职称证书或文件。", "Upload the certificate of the title.")
        found.append(Fault(says, "file"))
    if len(facts.post) > MOST_POST:
        found.append(Fault(Text(f"最多 {MOST_POST} 字。", f"At most {MOST_POST} characters."),
                           "post"))  # fmt: skip
    if len(facts.says) > MOST_SAYS:
        found.append(Fault(Text(f"最多 {MOST_SAYS} 字。", f"At most {MOST_SAYS} characters."),
                           "says"))  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """Something in a career: ``kind`` is employer, post, training, certificate, title, …

    ``sure`` is False for what nobody has confirmed yet.
    """

    day: date
    kind: str
    says: Text
    note: str = ""
    sure: bool = True


def timeline(moments: Iterable[Moment]) -> list[Moment]:
    """Return a career as one line, the latest first; what happened on a day keeps its order."""
    return sorted(moments, key=lambda one: one.day, reverse=True)
