"""Reviewing: opinions at fields, return, acceptance of one or many; the sender's answers."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.filing import actions as filing_actions
from zhicai.filing.actions import Note
from zhicai.filing.models import Remark
from zhicai.filing.queries import current_version
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Handling
from zhicai.places.queries import path_of
from zhicai.planning.actions.drafting import locked_plan
from zhicai.planning.actions.sending import put_in_force
from zhicai.planning.models import Plan
from zhicai.planning.queries.asked import document_in
from zhicai.planning.queries.plans import may_comment, plan_for
from zhicai.programmes.queries import law_of, settings_of

REVIEW, COMMENT = "planning.review", "planning.comment"


@transaction.atomic
def comment_on_plan(plan: Plan, *, by: Acting, notes: Sequence[Note], at: datetime) -> list[Remark]:
    """Leave opinions at fields of a county's plan, sent or a draft (HB-2.2.1.b, A-HB-20).

    Refused on a draft where the setting ``city-guidance-right`` is off.
    """
    on = at.astimezone(CHINA).date()
    plan = plan_for(by, plan.pk, on=on)
    require(by, COMMENT, path_of(plan.place, on=on))
    settings = settings_of(plan.programme_year, on=on)
    if not may_comment(by, plan, settings, on=on):
        says = Text(
            "本省的设定是市州在县里报送之后才提意见，这份计划还没有报送。",
            "In this province the city comments only on what has been sent; this plan is a draft.",
        )
        raise Refused([Reason(says, law_of(plan.programme_year).cites("planning.guidance"))])
    return filing_actions.remark(plan.filing, by=by, notes=notes, at=at)


def _reviewed(plan: Plan, by: Acting, on: date) -> Plan:
    """The plan as the reviewer may handle it, or the right refusal."""
    plan = plan_for(by, plan.pk, on=on)
    require(by, REVIEW, path_of(plan.place, on=on))
    return plan


@transaction.atomic
def return_plan(
    plan: Plan,
    *,
    by: Acting,
    opinion: str,
    at: datetime,
    notes: Sequence[Note] = (),
    until: date | None = None,
) -> Plan:
    """Send a plan back with an opinion, remarks at its fields, and a day by which to resend it."""
    plan = _reviewed(plan, by, at.astimezone(CHINA).date())
    plan.filing = filing_actions.return_for_changes(
        plan.filing, by=by, opinion=opinion, remarks=notes, until=until, at=at
    )
    return plan


@transaction.atomic
def accept_plan(
    plan: Plan, *, by: Acting, at: datetime, opinion: str = "", number: str = ""
) -> Plan:
    """Take a plan in by the step its handling asks for; its classes are in force from now on.

    Under 审核 that is acceptance, under 备案 a number and a date, and so on (A-HB-17).
    """
    on = at.astimezone(CHINA).date()
    plan = _reviewed(plan, by, on)
    if plan.filing.handling == Handling.FILING:
        document = document_in(plan.programme_year, plan.filing.kind)
        terms = {"pattern": document.number} if document.number else {}
        (plan.filing,) = filing_actions.put_on_file(
            [plan.filing], by=by, at=at, year=plan.programme_year.year, number=number, **terms
        )
    else:
        plan.filing = filing_actions.settle(plan.filing, by=by, at=at, opinion=opinion)
    version = current_version(plan.filing)
    if version is not None:
        put_in_force(plan, version, by=by, on=on)
    return plan


@transaction.atomic
def accept_plans(plans: Iterable[Plan], *, by: Acting, at: datetime) -> list[Plan]:
    """Accept many plans at once: all of them or, where one cannot be, none."""
    return [accept_plan(plan, by=by, at=at) for plan in plans]


@transaction.atomic
def answer_opinion(plan: Plan, *, remark_id: int, by: Acting, answer: str, at: datetime) -> Remark:
    """Say how an opinion on one's own plan was met."""
    row = locked_plan(plan, by)
    remark = row.filing.remarks.filter(pk=remark_id).first()
    if remark is None:
        raise OutOfScope
    return filing_actions.answer_remark(remark, by=by, answer=answer, at=at)
