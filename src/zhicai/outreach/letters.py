"""What outreach writes: that an opinion has come, was passed on or answered; how a case went."""

from django.urls import reverse

from zhicai.accounts.acting import System
from zhicai.filing.announcements import FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Step
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.outreach.announcements import OpinionAnswered, OpinionForwarded, OpinionSent
from zhicai.outreach.models import Forwarding, Opinion, PracticeCase
from zhicai.outreach.queries.cases import KIND


def _holder(opinion: Opinion) -> Addressee:
    if opinion.holder_organisation_id is not None:
        return Addressee(organisation_id=opinion.holder_organisation_id)
    return Addressee(place_id=opinion.holder_place_id, level=Level(opinion.holder_level))


def tell_of_opinion(event: OpinionSent) -> None:
    """Write to the city that an opinion or need has come."""
    opinion = Opinion.objects.get(pk=event.opinion_id)
    sort = str(opinion.get_sort_display())
    send_message(
        _holder(opinion),
        kind=Message.Kind.NOTICE,
        title=Text(f"{opinion.sender}提出{sort}", f"{opinion.sender} sent an opinion or need"),
        body=Text(opinion.says[:200], opinion.says[:200]),
        by=System(name=opinion.sender),
        at=opinion.sent_at,
        key=f"opinion-{opinion.pk}",
        link=reverse("outreach:opinion", args=[opinion.pk]),
        about=f"opinion-{opinion.pk}",
    )


def tell_of_forwarding(event: OpinionForwarded) -> None:
    """Write to the office or organisation that an opinion was passed on to it."""
    row = Forwarding.objects.select_related("opinion").get(pk=event.forwarding_id)
    opinion = row.opinion
    send_message(
        _holder(opinion),
        kind=Message.Kind.NOTICE,
        title=Text(
            f"{row.office}转来{opinion.sender}的意见需求",
            f"{row.office} passed on what {opinion.sender} sent",
        ),
        body=Text(row.note, row.note),
        by=System(name=row.by, office=row.office),
        at=row.at,
        key=f"opinion-forwarded-{row.pk}",
        link=reverse("outreach:opinion", args=[opinion.pk]),
        about=f"opinion-{opinion.pk}",
    )


def tell_of_answer(event: OpinionAnswered) -> None:
    """Write to the organisation that sent it from its account that its opinion was answered."""
    opinion = Opinion.objects.get(pk=event.opinion_id)
    if opinion.organisation_id is None or opinion.answered_on is None:
        return
    send_message(
        Addressee(organisation_id=opinion.organisation_id),
        kind=Message.Kind.NOTICE,
        title=Text(
            f"{opinion.answering_office}答复了您单位的意见需求",
            f"{opinion.answering_office} answered what you sent",
        ),
        body=Text(opinion.answer[:200], opinion.answer[:200]),
        by=System(name=opinion.answered_by, office=opinion.answering_office),
        at=opinion.sent_at,
        key=f"opinion-answered-{opinion.pk}",
        link=reverse("outreach:opinion", args=[opinion.pk]),
        about=f"opinion-{opinion.pk}",
    )


def tell_of_case(event: FilingSent | FilingReturned | FilingSettled) -> None:
    """Write to the province that a case has come, to its city that it was selected or returned."""
    if event.kind != KIND:
        return
    case = PracticeCase.objects.select_related("filing").get(filing_id=event.filing_id)
    filing = case.filing
    step = Step.objects.filter(filing=filing).order_by("-pk")[0]
    if isinstance(event, FilingSent):
        to = Addressee(place_id=filing.receiver_id, level=Level(filing.receiver_level))
        title = Text(f"{step.office}报送案例《{case.title}》", f"{step.office} sent a case")
    else:
        to = Addressee(place_id=filing.sender_id, level=Level(filing.sender_level))
        back = isinstance(event, FilingReturned)
        title = (
            Text(f"案例《{case.title}》已退回修改", "Your case was returned")
            if back
            else Text(f"案例《{case.title}》已入选", "Your case was selected")
        )
    send_message(
        to,
        kind=Message.Kind.FILING,
        title=title,
        body=Text(step.opinion, step.opinion),
        by=System(name=step.by, office=step.office),
        at=step.at,
        key=f"case-step-{step.pk}",
        link=reverse("outreach:case", args=[case.pk]),
        about=f"case-{case.pk}",
    )


subscribe(OpinionSent, tell_of_opinion)
subscribe(OpinionForwarded, tell_of_forwarding)
subscribe(OpinionAnswered, tell_of_answer)
subscribe(FilingSent, tell_of_case)
subscribe(FilingReturned, tell_of_case)
subscribe(FilingSettled, tell_of_case)
