"""What is written to offices when a document moves: to the receiver that it has come, to the sender
that it was returned, remarked on, or settled. Apps above name their own kinds of document.

Written within the transaction of the step that it tells of: both are there or neither. The key of
each letter is that step, so that telling it twice sends it once.
"""

from collections.abc import Callable, Iterable

from django.urls import reverse

from zhicai.accounts.acting import System
from zhicai.filing.announcements import FilingRemarked, FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Filing, Step
from zhicai.filing.rules import STATE_WORDS, State
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.planning.models import Package, Plan
from zhicai.planning.queries.asked import CITY_SUMMARY, COUNTY_PLAN, OWN_PLAN
from zhicai.planning.queries.packages import PACKAGE

Page = Callable[[Filing, bool], str]
"""Takes a filing and whether its reader reviews it; returns where the reader goes on."""

_pages: dict[str, Page] = {}


def write_about(kinds: Iterable[str], page: Page) -> None:
    """Write letters about these kinds of filing; called once, when the app is ready."""
    _pages.update(dict.fromkeys(kinds, page))


def tell_receiver(event: FilingSent) -> None:
    """Write to the receiving office that a version has come."""
    if event.kind not in _pages:
        return
    step = _last_step(event.filing_id)
    filing = step.filing
    late = Text("（逾期）", " (late)") if event.late else Text("", "")
    title = Text("{office}报送《{title}》{late}", "{office} sent “{title}”{late}").format_map(
        {"office": step.office, "title": filing.title, "late": late}
    )
    to = Addressee(place_id=filing.receiver_id, level=Level(filing.receiver_level))
    _write(to, step, title, Text(step.opinion, step.opinion), _page_of(filing, review=True))


def tell_sender(event: FilingReturned | FilingSettled) -> None:
    """Write to the sending office that its document was returned or settled."""
    if event.kind not in _pages:
        return
    step = _last_step(event.filing_id)
    filing = step.filing
    title = Text("《{title}》{state}", "“{title}”: {state}").format_map(
        {"title": filing.title, "state": STATE_WORDS[State(step.state)]}
    )
    parts_zh, parts_en = [], []
    if step.number:
        parts_zh.append(f"编号 {step.number}。")
        parts_en.append(f"Number {step.number}.")
    if step.due:
        parts_zh.append(f"请在 {step.due:%Y-%m-%d} 前重新报送。")
        parts_en.append(f"Send it again by {step.due:%Y-%m-%d}.")
    if step.opinion:
        parts_zh.append(step.opinion)
        parts_en.append(step.opinion)
    body = Text("".join(parts_zh), " ".join(parts_en))
    _write(_sender_of(filing), step, title, body, _page_of(filing, review=False))


def tell_of_remark(event: FilingRemarked) -> None:
    """Write to the sending office that an opinion was left; several at once are one letter."""
    if event.kind not in _pages:
        return
    filing = Filing.objects.get(pk=event.filing_id)
    remark = filing.remarks.order_by("-pk")[0]
    title = Text("{office}对《{title}》提了意见", "{office} commented on “{title}”").format_map(
        {"office": remark.office, "title": filing.title}
    )
    key = f"remarks-{filing.pk}-{remark.at:%Y%m%d%H%M}"
    writer = System(name=remark.by, office=remark.office)
    send_message(
        _sender_of(filing),
        kind=Message.Kind.FILING,
        title=title,
        body=Text(remark.says, remark.says),
        by=writer,
        at=remark.at,
        key=key,
        link=_page_of(filing, review=False),
        about=f"filing-{filing.pk}",
    )


def _last_step(filing_id: int) -> Step:
    rows = Step.objects.select_related("filing").filter(filing_id=filing_id)
    return rows.order_by("-pk")[0]


def _sender_of(filing: Filing) -> Addressee:
    if filing.sender_organisation_id is not None:
        return Addressee(organisation_id=filing.sender_organisation_id)
    return Addressee(place_id=filing.sender_id, level=Level(filing.sender_level))


def _page_of(filing: Filing, *, review: bool) -> str:
    return _pages[filing.kind](filing, review)


def _page(filing: Filing, review: bool) -> str:
    """The page where the reader goes on: the plan, its review, the package, a city's summary."""
    package = Package.objects.filter(filing=filing).first()
    if package is not None:
        return reverse("planning:package_read", args=[package.pk])
    plan = Plan.objects.filter(filing=filing).first()
    if plan is not None:
        return reverse("planning:review" if review else "planning:plan", args=[plan.pk])
    if review:
        return reverse("planning:summaries")
    return reverse("planning:summary")


def _write(to: Addressee, step: Step, title: Text, body: Text, link: str) -> None:
    send_message(
        to,
        kind=Message.Kind.FILING,
        title=title,
        body=body,
        by=System(name=step.by, office=step.office),
        at=step.at,
        key=f"step-{step.pk}",
        link=link,
        about=f"filing-{step.filing_id}",
    )


write_about((COUNTY_PLAN, OWN_PLAN, CITY_SUMMARY, PACKAGE), _page)
subscribe(FilingSent, tell_receiver, within=True)
subscribe(FilingReturned, tell_sender, within=True)
subscribe(FilingSettled, tell_sender, within=True)
subscribe(FilingRemarked, tell_of_remark, within=True)
