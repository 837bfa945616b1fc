"""Who may see the bank: people named one by one, with day and by whom; each naming is recorded."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.exams.actions.papers import exam_clause
from zhicai.exams.models import BankMember
from zhicai.exams.queries.bank import COMPOSE, members_of, members_offered
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear


@transaction.atomic
def name_member(year: ProgrammeYear, user: User, *, by: Acting, at: datetime) -> BankMember:
    """Name someone to see the bank of a year's programme; whoever is named already stays so.

    BadInput for someone who is neither of the working group nor of a unit that undertakes classes.
    """
    require(by, COMPOSE, year.province.code)
    present = members_of(year.programme).filter(user=user).first()
    if present is not None:
        return present
    if not members_offered(year, on=at.astimezone(CHINA).date()).filter(pk=user.pk).exists():
        says = Text(
            "只能指定实施工作组和承办单位的在职人员。",
            "Only people of the working group and of undertaking units can be named.",
        )
        raise BadInput([Fault(says, field="user")])
    row = BankMember.objects.create(
        programme=year.programme, user=user, named_at=at, named_by=by.name
    )
    record(by, "exams.member_named", row, place=year.province.code, clause=exam_clause(year),
           values={"user": user.username})  # fmt: skip
    return row


@transaction.atomic
def end_member(year: ProgrammeYear, user_id: int, *, by: Acting, at: datetime) -> None:
    """Take the right to see the bank away; what was written and read stays on record."""
    require(by, COMPOSE, year.province.code)
    row = members_of(year.programme).select_for_update(of=("self",)).filter(user=user_id).first()
    if row is None:
        raise OutOfScope
    row.ended_at, row.ended_by = at, by.name
    row.save(update_fields=["ended_at", "ended_by"])
    record(by, "exams.member_ended", row, place=year.province.code,
           values={"user": row.user.username})  # fmt: skip
