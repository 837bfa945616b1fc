"""The life of an item: written, sent for review, returned or published, withdrawn."""

from collections.abc import Mapping
from enum import StrEnum

from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.decision import Decision


class Kind(StrEnum):
    """What an item is."""

    NEWS = "news"
    STORY = "story"
    SPECIALIST = "specialist"


KIND_WORDS = {
    Kind.NEWS: Text("新闻", "News"),
    Kind.STORY: Text("故事", "Story"),
    Kind.SPECIALIST: Text("专员风采", "Specialist"),
}


class State(StrEnum):
    """Where an item stands."""

    DRAFT = "draft"
    REVIEW = "review"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    State.DRAFT: Text("草稿", "Draft"),
    State.REVIEW: Text("待审核", "Under review"),
    State.RETURNED: Text("已退回", "Returned"),
    State.PUBLISHED: Text("已发布", "Published"),
    State.WITHDRAWN: Text("已撤下", "Withdrawn"),
}
STATE_TONES: Mapping[State, str] = {
    State.DRAFT: "idle",
    State.REVIEW: "info",
    State.RETURNED: "amber",
    State.PUBLISHED: "green",
    State.WITHDRAWN: "idle",
}
EDITABLE = (State.DRAFT, State.RETURNED, State.WITHDRAWN)
_FROM = {
    "sent": EDITABLE,
    "returned": (State.REVIEW,),
    "published": (State.REVIEW,),
    "withdrawn": (State.PUBLISHED,),
    "saved": EDITABLE,
}
STEP_WORDS = {
    "written": Text("起草", "Written"),
    "sent": Text("送审", "Sent for review"),
    "returned": Text("退回修改", "Returned"),
    "published": Text("审核并发布", "Reviewed and published"),
    "withdrawn": Text("撤下", "Withdrawn"),
}


def may_step(step: str, state: State) -> Decision:
    """Say whether a step can be taken from a state."""
    if state in _FROM[step]:
        return Decision.yes()
    words = STATE_WORDS[state]
    says = Text(
        f"这篇稿件现在是“{words.zh}”，不能办理这一步。",
        f"This item is now “{words.en.lower()}”; this step cannot be taken.",
    )
    return Decision.refuse(says)


def may_review(*, author: int, reviewer: int, clause: str | None) -> Decision:
    """Say whether someone may review an item: anyone in reach but its author."""
    if author != reviewer:
        return Decision.yes()
    says = Text(
        "稿件要由作者以外的人审核，请本单位同事或上级单位审核。",
        "An item is reviewed by somebody other than its author: a colleague or the office above.",
    )
    return Decision(False, (Reason(says, clause),))
