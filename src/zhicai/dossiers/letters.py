"""What is written to offices when a summary moves: to the province that it came, to the city that
it was returned, remarked on or settled. Each letter's key is the step that it tells of.
"""

from django.urls import reverse

from zhicai.accounts.acting import System
from zhicai.dossiers.queries.asked import SUMMARY
from zhicai.filing.announcements import FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Filing, Step
from zhicai.filing.rules import STATE_WORDS, State
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee


def tell_receiver(event: FilingSent) -> None:
    """Write to the provincial office that a version has come."""
    if event.kind != SUMMARY:
        return
    step = _last_step(event.filing_id)
    filing = step.filing
    late = Text("（逾期）", " (late)") if event.late else Text("", "")
    title = Text("{office}报送《{title}》{late}", "{office} sent “{title}”{late}").format_map(
        {"office": step.office, "title": filing.title, "late": late}
    )
    to = Addressee(place_id=filing.receiver_id, level=Level(filing.receiver_level))
    _write(to, step, title, Text("", ""))


def tell_sender(event: FilingReturned | FilingSettled) -> None:
    """Write to the city that its summary was returned or settled."""
    if event.kind != SUMMARY:
        return
    step = _last_step(event.filing_id)
    filing = step.filing
    title = Text("《{title}》{state}", "“{title}”: {state}").format_map(
        {"title": filing.title, "state": STATE_WORDS[State(step.state)]}
    )
    zh, en = [], []
    if step.number:
        zh.append(f"编号 {step.number}。")
        en.append(f"Number {step.number}.")
    if step.due:
        zh.append(f"请在 {step.due:%Y-%m-%d} 前重新报送。")
        en.append(f"Send it again by {step.due:%Y-%m-%d}.")
    if step.opinion:
        zh.append(step.opinion)
        en.append(step.opinion)
    to = Addressee(place_id=filing.sender_id, level=Level(filing.sender_level))
    _write(to, step, title, Text("".join(zh), " ".join(en)))


def _last_step(filing_id: int) -> Step:
    rows = Step.objects.select_related("filing__sender").filter(filing_id=filing_id)
    return rows.order_by("-pk")[0]


def page_of(filing: Filing) -> str:
    """Return the address of a city's summary."""
    return f"{reverse('dossiers:summary')}?place={filing.sender.code}"


def _write(to: Addressee, step: Step, title: Text, body: Text) -> None:
    send_message(
        to,
        kind=Message.Kind.FILING,
        title=title,
        body=body,
        by=System(name=step.by, office=step.office),
        at=step.at,
        key=f"summary-step-{step.pk}",
        link=page_of(step.filing),
        about=f"filing-{step.filing_id}",
    )


subscribe(FilingSent, tell_receiver, within=True)
subscribe(FilingReturned, tell_sender, within=True)
subscribe(FilingSettled, tell_sender, within=True)
