"""Writes of accounts: open one, give and end a membership, choose for whom to act."""

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhicai.accounts.models import ADMINISTRATORS, Membership, Role, User
from zhicai.audit.actions import Actor, record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place


@transaction.atomic
def open_account(username: str, *, name: str, by: Actor, password: str | None = None) -> User:
    """Open an account; without a password nobody can sign in until one is set."""
    if User.objects.filter(username=username).exists():
        says = Text(
            f"账号 {username} 已经有人使用，请换一个。", f"{username} is taken; choose another."
        )
        raise BadInput([Fault(says, field="username")])
    user = User(username=username, name=name)
    if password is None:
        user.set_unusable_password()
    else:
        set_checked_password(user, password)
    user.save()
    record(by, "accounts.opened", user, values={"username": username})
    return user


def set_checked_password(user: User, password: str) -> None:
    """Set a password that passes every validator; BadInput names each rule it breaks."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults = [Fault(Text(m, m), field="password") for m in error.messages]
        raise BadInput(faults) from error
    user.set_password(password)


@transaction.atomic
def give_membership(
    user: User,
    role: Role,
    *,
    place: Place,
    by: Actor,
    since: date,
    level: Level | None = None,
    organisation: Organisation | None = None,
) -> Membership:
    """Let a user act in an office or organisation from a day on.

    System, security and audit administration are separate persons (三员分立): a second is refused.
    """
    if role in ADMINISTRATORS:
        others = [r for r in ADMINISTRATORS if r != role]
        if user.memberships.filter(valid_to=None, role__in=others).exists():
            says = Text(
                f"{user.name} 已担任另一类管理员；系统、安全、审计管理员须由不同的人担任。",
                f"{user.name} is already another kind of administrator; system, security and audit "
                "administration are held by different people.",
            )
            raise Refused([Reason(says)])
    membership, fresh = Membership.objects.get_or_create(
        user=user,
        role=role,
        place=place,
        level=level or "",
        organisation=organisation,
        valid_to=None,
        defaults={"valid_from": since},
    )
    if fresh:
        record(
            by,
            "accounts.membership_given",
            membership,
            place=place.code,
            values={"user": user.username, "role": role.value, "level": level or ""},
        )
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, on: date, reason: str) -> None:
    """End a membership; from this day on the user no longer acts there."""
    membership.valid_to = max(on, membership.valid_from)
    membership.save(update_fields=["valid_to"])
    record(by, "accounts.membership_ended", membership, place=membership.place.code, reason=reason)
