"""Writes of accounts: open one, give and end a membership, tickets, deputies, leaving.

Who may do so to whom is the business of the app that asks (staff, programmes).
"""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex, token_urlsafe

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.announcements import OfficeLeft
from zhicai.accounts.models import ADMINISTRATORS, Deputy, Membership, Role, Ticket, User
from zhicai.accounts.queries import holding, office_name
from zhicai.accounts.rules import (
    DEPUTY_MOST_DAYS,
    INVITATION_LASTS,
    RESET_EVERY,
    RESET_LASTS,
    SELECTOR,
    digest_of,
)
from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place

TICKET_IS_VOID = Text(
    "这张单据已经用过、收回或过期，请向上级单位要一张新的。",
    "This slip was used, withdrawn or has expired; ask the superior office for another.",
)
DEPUTY_NAMES_NONE = Text(
    "代理人不能再指定代理人，请由本人或上级单位办理。",
    "A deputy names no further deputy; the person or the superior office does that.",
)


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
    _keep_administrators_apart(user, role, on=since)
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


def _keep_administrators_apart(user: User, role: str, *, on: date) -> None:
    """Refuse a second kind of administration, held or stood in for (三员分立)."""
    if role not in ADMINISTRATORS:
        return
    others = [r for r in ADMINISTRATORS if r != role]
    held = user.memberships.filter(valid_to=None, role__in=others)
    stood = user.stands_in.filter(valid_to__gte=on, at_once=False, membership__role__in=others)
    if held.exists() or stood.exists():
        says = Text(
            f"{user.name} 已担任另一类管理员；系统、安全、审计管理员须由不同的人担任。",
            f"{user.name} is already another kind of administrator; system, security and audit "
            "administration are held by different people.",
        )
        raise Refused([Reason(says)])


@transaction.atomic
def end_membership(
    membership: Membership, *, by: Actor, on: date, reason: str, at_once: bool = False
) -> None:
    """End a membership; from this day on the user no longer acts there.

    The last day is still held, unless the membership ends ``at_once``.
    """
    membership.valid_to = max(on, membership.valid_from)
    membership.at_once = at_once
    membership.save(update_fields=["valid_to", "at_once"])
    record(by, "accounts.membership_ended", membership, place=membership.place.code, reason=reason)


@transaction.atomic
def set_contacts(user: User, *, phone: str, email: str, by: Actor) -> None:
    """Set the phone and the e-mail of an account; the audit log says which, not what."""
    changed = [
        name for name, value in (("phone", phone), ("email", email)) if getattr(user, name) != value
    ]
    if not changed:
        return
    user.phone, user.email = phone, email
    user.save(update_fields=["phone", "email"])
    record(by, "accounts.contacts_set", user, values={"changed": changed})


# --- tickets ----------------------------------------------------------------------------------


@transaction.atomic
def issue_ticket(user: User, *, by: Actor, at: datetime) -> tuple[Ticket, str]:
    """Issue a ticket and return it with its token, which nobody can learn later.

    Who has never set a password gets an invitation, everyone else a reset. A ticket that was still
    open is withdrawn. An account without any membership gets none.
    """
    if not user.memberships.filter(holding(localtime(at).date())).exists():
        says = Text(
            f"{user.name} 现在不代表任何单位，先为其开通岗位。",
            f"{user.name} acts for no office at present; give a post first.",
        )
        raise Refused([Reason(says)])
    _withdraw_open(user, at=at)
    invitation = not user.has_usable_password()
    selector, secret = token_hex(SELECTOR // 2), token_urlsafe(32)
    ticket = Ticket.objects.create(
        user=user,
        kind=Ticket.Kind.INVITATION if invitation else Ticket.Kind.RESET,
        selector=selector,
        digest=digest_of(secret),
        issued_at=at,
        issued_by=by.name,
        office=by.office,
        expires_at=at + (INVITATION_LASTS if invitation else RESET_LASTS),
    )
    User.objects.filter(pk=user.pk).update(reset_asked_at=None)
    record(
        by,
        "accounts.ticket_issued",
        user,
        values={"kind": ticket.kind, "until": ticket.expires_at.isoformat()},
    )
    return ticket, selector + secret


def _withdraw_open(user: User, *, at: datetime) -> int:
    return Ticket.objects.filter(user=user, used_at=None, withdrawn_at=None).update(withdrawn_at=at)


@transaction.atomic
def withdraw_tickets(user: User, *, by: Actor, at: datetime) -> None:
    """Withdraw the ticket of an account that is still out, if there is one."""
    if _withdraw_open(user, at=at):
        record(by, "accounts.ticket_withdrawn", user)


@transaction.atomic
def redeem_ticket(ticket: Ticket, *, password: str, by: Actor, at: datetime) -> User:
    """Set the password by a ticket, which is used up; all sessions of the account end.

    Refused when it was used, withdrawn or has expired meanwhile; BadInput for a weak password.
    """
    open_still = Ticket.objects.filter(
        pk=ticket.pk, used_at=None, withdrawn_at=None, expires_at__gt=at
    )
    if not open_still.update(used_at=at):
        raise Refused([Reason(TICKET_IS_VOID)])
    user = User.objects.select_for_update().get(pk=ticket.user_id)
    set_checked_password(user, password)
    user.failed_logins, user.locked_until, user.reset_asked_at = 0, None, None
    user.save(update_fields=["password", "failed_logins", "locked_until", "reset_asked_at"])
    record(by, "accounts.password_set", user, values={"ticket": ticket.kind})
    return user


@transaction.atomic
def ask_reset(username: str, *, at: datetime) -> None:
    """Note that someone asks for a new password; an unknown name takes the same one statement.

    Asking again within an hour changes nothing. The superior office then hands out a ticket.
    """
    User.objects.filter(
        Q(reset_asked_at=None) | Q(reset_asked_at__lt=at - RESET_EVERY),
        username=username,
        is_active=True,
    ).update(reset_asked_at=at)


# --- deputies and leaving -----------------------------------------------------------------------


@transaction.atomic
def name_deputy(
    memberships: Sequence[Membership],
    user: User,
    *,
    since: date,
    until: date,
    reason: str,
    by: Acting,
    on: date,
) -> list[Deputy]:
    """Let a user stand in for someone's memberships in an office, both days included.

    BadInput for days that make no sense, Refused where someone stands in already or the deputy
    would be two administrators at once (三员分立).
    """
    _check_deputy(memberships, user, since=since, until=until, by=by, on=on)
    made = Deputy.objects.bulk_create(
        Deputy(
            user=user,
            membership=one,
            valid_from=since,
            valid_to=until,
            reason=reason,
            named_by=by.name,
        )
        for one in memberships
    )
    for one in made:
        record(
            by,
            "accounts.deputy_named",
            one.membership,
            place=one.membership.place.code,
            reason=reason,
            values={
                "deputy": user.username,
                "for": one.membership.user.username,
                "from": since.isoformat(),
                "to": until.isoformat(),
            },
        )
    return made


def _check_deputy(
    memberships: Sequence[Membership],
    user: User,
    *,
    since: date,
    until: date,
    by: Acting,
    on: date,
) -> None:
    if by.stands_for:
        raise Refused([Reason(DEPUTY_NAMES_NONE)])
    faults = []
    if until < since:
        says = Text("结束日期早于开始日期。", "The last day lies before the first.")
        faults.append(Fault(says, field="until"))
    elif until < on:
        says = Text("结束日期已经过去。", "The last day has passed.")
        faults.append(Fault(says, field="until"))
    elif (until - since).days >= DEPUTY_MOST_DAYS:
        says = Text(
            f"代理最长 {DEPUTY_MOST_DAYS} 天；更久请办理离岗交接。",
            f"A deputy stands in for at most {DEPUTY_MOST_DAYS} days; hand over for longer.",
        )
        faults.append(Fault(says, field="until"))
    if any(one.user_id == user.pk for one in memberships):
        says = Text("代理人不能是本人。", "Nobody stands in for oneself.")
        faults.append(Fault(says, field="user"))
    if faults:
        raise BadInput(faults)
    taken = Deputy.objects.filter(
        membership__in=memberships, valid_from__lte=until, valid_to__gte=since, at_once=False
    ).select_related("user")
    if other := taken.first():
        says = Text(
            f"这段时间已由 {other.user.name} 代理（{other.valid_from} 至 {other.valid_to}）。",
            f"{other.user.name} stands in from {other.valid_from} to {other.valid_to} already.",
        )
        raise Refused([Reason(says, field="user")])
    for one in memberships:
        _keep_administrators_apart(user, one.role, on=on)


@transaction.atomic
def end_deputy(deputy: Deputy, *, by: Actor, on: date) -> None:
    """End a deputy at once; one that has not begun never begins."""
    deputy.valid_to = max(deputy.valid_from, min(on, deputy.valid_to or on))
    deputy.at_once = True
    deputy.save(update_fields=["valid_to", "at_once"])
    place = deputy.membership.place.code
    record(by, "accounts.deputy_ended", deputy.membership, place=place)


@transaction.atomic
def leave_office(
    memberships: Sequence[Membership],
    *,
    successor: User | None,
    by: Actor,
    at: datetime,
    reason: str,
) -> bool:
    """Let someone leave an office at once: memberships, deputies and open tickets end.

    The memberships are of one user in one office. The successor gets the same roles from today.
    Who has no membership left gets the password taken away, which ends every session; True is then
    returned. Nothing that the office holds is touched.
    """
    on, user = localtime(at).date(), memberships[0].user
    for one in memberships:
        end_membership(one, by=by, on=on, reason=reason, at_once=True)
        for deputy in one.deputies.filter(valid_to__gte=on, at_once=False):
            end_deputy(deputy, by=by, on=on)
        if successor is not None:
            give_membership(
                successor,
                Role(one.role),
                place=one.place,
                level=Level(one.level) if one.level else None,
                organisation=one.organisation,
                by=by,
                since=on,
            )
    remains = user.memberships.filter(Q(valid_to=None) | Q(valid_to__gte=on), at_once=False)
    closed = not remains.exists()
    if closed:
        _close(user, by=by, at=at)
    first = memberships[0]
    announce(
        OfficeLeft(
            user.pk,
            office_name(first),
            first.place_id,
            first.organisation_id,
            successor.pk if successor else None,
            closed,
        )
    )
    return closed


def _close(user: User, *, by: Actor, at: datetime) -> None:
    """Take the password of an account away: its sessions and its tickets end with it."""
    on = localtime(at).date()
    for deputy in user.stands_in.filter(valid_to__gte=on, at_once=False):
        end_deputy(deputy, by=by, on=on)
    _withdraw_open(user, at=at)
    last = user.last_login
    user.set_unusable_password()
    user.reset_asked_at = user.last_login = None  # whoever comes back begins with an invitation
    user.save(update_fields=["password", "reset_asked_at", "last_login"])
    record(
        by,
        "accounts.closed",
        user,
        values={"username": user.username, "last_login": last.isoformat() if last else ""},
    )
