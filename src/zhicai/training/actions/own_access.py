"""A lecturer's own way in: the account by which one of the pool accepts, declines and hands in."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.actions import give_membership, issue_ticket, open_account
from zhicai.accounts.models import Role, Ticket, User
from zhicai.accounts.permissions import require
from zhicai.accounts.rules import is_username
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.training.actions.locking import day_of
from zhicai.training.models import Lecturer

NO_NAME = Text(
    "账号应为 2 至 40 个字母、数字或 . _ @ -。",
    "An account has 2 to 40 letters, digits or . _ @ -.",
)
OTHERS = Text(
    "这个账号已经有人使用，姓名与讲师不同或已关联其他讲师，请换一个。",
    "This account is another person's, or another lecturer's; choose another.",
)
KEPT_ELSEWHERE = Text(
    "这个账号还用于其他岗位或本人档案，重置单由开通它的单位办理。",
    "This account has other uses; the office that opened it hands out its slips.",
)


@transaction.atomic
def open_lecturer_login(
    lecturer: Lecturer, username: str, *, by: Acting, at: datetime
) -> tuple[Ticket, str] | None:
    """Let a lecturer sign in: open an account of the own (本人) and return its slip with its token.

    Asked again, it gives a new slip for the same account. An account that the lecturer has already
    (same name) is linked and gets no slip: None. BadInput where the account is someone else's.
    """
    require(by, "training.keep")
    rows = Lecturer.objects.select_for_update(of=("self",)).select_related("province", "user")
    row = rows.filter(pk=lecturer.pk, province__code=by.province).first()
    if row is None:
        raise OutOfScope
    if row.user is not None:
        _only_oneself(row.user)
        return issue_ticket(row.user, by=by, at=at)
    if not is_username(username):
        raise BadInput([Fault(NO_NAME, field="username")])
    known = User.objects.filter(username=username).first()
    if known is not None and (known.name != row.name or hasattr(known, "lecturer")):
        raise BadInput([Fault(OTHERS, field="username")])
    user = known or open_account(username, name=row.name, by=by)
    row.user = user
    row.save(update_fields=["user"])
    if not user.memberships.filter(valid_to=None).exists():
        give_membership(user, Role.PERSON, place=row.province, by=by, since=day_of(at))
    record(by, "training.lecturer_login", row, values={"username": username})
    return issue_ticket(user, by=by, at=at) if known is None else None


def _only_oneself(user: User) -> None:
    """Whoever sets a password holds all that the account holds: it must hold nothing else."""
    others = user.memberships.filter(valid_to=None).exclude(role=Role.PERSON)
    if others.exists() or hasattr(user, "person"):
        raise Refused([Reason(KEPT_ELSEWHERE)])
