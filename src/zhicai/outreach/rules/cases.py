"""A good-practice case: what must be there before it goes to the province."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.outreach.rules.texts import text_faults

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 120, 300, 20_000


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as typed."""

    title: str
    topic: str
    summary: str
    body: str


def draft_faults(case: CaseFacts) -> Iterator[Fault]:
    """Yield what keeps a draft from being kept: it needs a title, nothing may be too long."""
    says = Text("请写标题。", "Give it a title.")
    yield from text_faults(case.title, field="title", says=says, most=LONGEST_TITLE)
    for field, words, most in (
        ("summary", case.summary, LONGEST_SUMMARY),
        ("body", case.body, LONGEST_BODY),
    ):
        if words.strip():
            yield from text_faults(words, field=field, says=says, most=most)


def sending_faults(case: CaseFacts, *, topics: Sequence[str]) -> Iterator[Fault]:
    """Yield what is missing before a case is sent."""
    if case.topic not in topics:
        yield Fault(Text("请选一个主题。", "Choose a topic."), field="topic")
    says = Text(
        "请用一两句话写清做法和成效。", "Say in a sentence or two what was done and gained."
    )
    yield from text_faults(case.summary, field="summary", says=says, most=LONGEST_SUMMARY)
    says = Text("请写案例正文。", "Write the case.")
    yield from text_faults(case.body, field="body", says=says, most=LONGEST_BODY)
