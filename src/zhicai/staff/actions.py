"""Writes of staff: open accounts, hand out slips, let people leave, name deputies, unlock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts import actions as accounts
from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Deputy, Role, Ticket, User
from zhicai.accounts.permissions import require
from zhicai.audit.actions import Actor
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.actions import name_organisation
from zhicai.places.models import Organisation, Place
from zhicai.signin.actions.sessions import end_sessions
from zhicai.signin.actions.tries import release
from zhicai.staff.queries import (
    ENTERPRISE,
    Office,
    Post,
    keeps,
    kept_whole,
    offices_for,
    others_in,
    people_for,
    posts_of,
    successors_for,
)
from zhicai.staff.rules import Newcomer, contact_faults, newcomer_faults, reason_faults

TAKEN = Text("这个账号已经有人使用，请换一个。", "This account is taken; choose another.")
NOT_ONESELF = Text(
    "自己的岗位由同事或上级单位办理。",
    "One's own post is a matter for a colleague or the superior office.",
)
SET_ANEW = Text("本人凭单据设置密码", "the password was set by a slip")
UNLOCKED = Text("由管理单位解除锁定", "unlocked by the office that keeps the account")
NO_SUCH_POST = Text(
    "这个单位没有这个岗位，或不由您开通。", "No such post here, or not yours to give."
)
NO_SUCH_OFFICE = Text(
    "这个单位的账号不由您开通。", "The accounts of this office are not yours to open."
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A ticket just issued, with the token that only this paper holds."""

    user: User
    ticket: Ticket
    token: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What newcomers are held against: the offices one keeps, the accounts that there are."""

    acting: Acting
    offices: Mapping[str, Office]
    users: Mapping[str, User]
    seen: frozenset[int]

    def faults(self, one: Newcomer) -> list[Fault]:
        """Return everything that is wrong with a newcomer, each fault at its field."""
        found = list(newcomer_faults(one))
        office = self.offices.get(one.office)
        if office is None:
            found.append(Fault(NO_SUCH_OFFICE, field="office"))
        elif one.role not in {role.value for role in office.posts(self.acting)}:
            found.append(Fault(NO_SUCH_POST, field="role"))
        user = self.users.get(one.username)
        if user is not None and user.pk == self.acting.user_id:
            found.append(Fault(NOT_ONESELF, field="username"))
        elif user is not None and (user.name != one.name or user.pk not in self.seen):
            found.append(Fault(TAKEN, field="username"))
        return found


def known_to(acting: Acting, usernames: Sequence[str], *, at: datetime) -> Known:
    """Return what newcomers with these account names are held against."""
    on = localtime(at).date()
    offices = {office.key: office for office in offices_for(acting, on=on) if office.managed}
    users = {user.username: user for user in User.objects.filter(username__in=usernames)}
    mine = people_for(acting, on=on, at=at).filter(pk__in=[user.pk for user in users.values()])
    return Known(acting, offices, users, frozenset(mine.values_list("pk", flat=True)))


@transaction.atomic
def open_people(people: Sequence[Newcomer], *, by: Acting, at: datetime) -> list[User]:
    """Open accounts for newcomers, or give a further post to those one already sees; all or none.

    BadInput with every fault. Whoever has the post already stays as is and is not returned.
    """
    require(by, "staff.manage")
    known = known_to(by, [one.username for one in people], at=at)
    faults = [fault for one in people for fault in known.faults(one)]
    if faults:
        raise BadInput(faults)
    on, fresh = localtime(at).date(), []
    for one in people:
        user = _entered(one, known, by=by, on=on)
        if user is not None:
            fresh.append(user)
    return fresh


def _entered(one: Newcomer, known: Known, *, by: Acting, on: date) -> User | None:
    user = known.users.get(one.username)
    office = known.offices[one.office]
    if user is not None and _has_post(user, office, one.role):
        return None
    if user is None:
        user = accounts.open_account(one.username, name=one.name, by=by)
    accounts.set_contacts(user, phone=one.phone or user.phone, email=one.email or user.email, by=by)
    organisation = (
        Organisation.objects.get(pk=office.organisation_id) if office.organisation_id else None
    )
    for level in office.levels or (None,):
        accounts.give_membership(
            user,
            Role(one.role),
            place=Place.objects.get(pk=office.place_id),
            level=level,
            organisation=organisation,
            by=by,
            since=on,
        )
    return user


def _has_post(user: User, office: Office, role: str) -> bool:
    held = user.memberships.filter(
        valid_to=None, role=role, place=office.place_id, organisation=office.organisation_id
    )
    return held.count() >= max(1, len(office.levels))


def _kept(acting: Acting, user: User, *, on: date) -> list[Post]:
    """The posts of someone whose account one keeps; OutOfScope for anyone else."""
    if user.pk == acting.user_id:
        raise Refused([Reason(NOT_ONESELF)])
    posts = posts_of(acting, [user], offices_for(acting, on=on), on=on).get(user.pk, [])
    if not keeps(posts):
        raise OutOfScope
    return posts


def _post(acting: Acting, user: User, office: str, *, on: date) -> Post:
    for post in _kept(acting, user, on=on):
        if post.office == office and post.managed:
            return post
    raise OutOfScope


@transaction.atomic
def hand_slips(people: Sequence[User], *, by: Acting, at: datetime) -> list[Slip]:
    """Issue a ticket to each of these people; others than those one keeps wholly are left out.

    Whoever sets a password holds every post of the account, so that one must keep them all.
    A slip printed before is void from now on.
    """
    require(by, "staff.manage")
    on = localtime(at).date()
    posts = posts_of(by, people, offices_for(by, on=on), on=on)
    whole = kept_whole(posts, on=on)
    slips = []
    for user in people:
        own = posts.get(user.pk, [])
        if user.pk in whole and user.pk != by.user_id:
            ticket, token = accounts.issue_ticket(user, by=by, at=at)
            slips.append(Slip(user, ticket, token, tuple(p for p in own if p.present)))
    return slips


@transaction.atomic
def withdraw_slip(user: User, *, by: Acting, at: datetime) -> None:
    """Withdraw the slip that someone still holds."""
    _kept(by, user, on=localtime(at).date())
    accounts.withdraw_tickets(user, by=by, at=at)


@transaction.atomic
def unlock(people: Sequence[User], *, by: Acting, at: datetime) -> int:
    """Unlock those of these people whose accounts one keeps; return how many were locked."""
    require(by, "staff.manage")
    on = localtime(at).date()
    posts = posts_of(by, people, offices_for(by, on=on), on=on)
    locked = [
        user
        for user in people
        if user.locked_until and user.locked_until > at and keeps(posts.get(user.pk, []))
    ]
    for user in locked:
        release(user, by=by, reason=UNLOCKED.zh)
    return len(locked)


@transaction.atomic
def correct_contacts(user: User, *, phone: str, email: str, by: Acting, at: datetime) -> None:
    """Set phone and e-mail; what is left empty stays as it was. One must keep every post."""
    on = localtime(at).date()
    if user.pk not in kept_whole({user.pk: _kept(by, user, on=on)}, on=on):
        raise OutOfScope
    faults = list(contact_faults(phone, email))
    if faults:
        raise BadInput(faults)
    accounts.set_contacts(user, phone=phone or user.phone, email=email or user.email, by=by)


@transaction.atomic
def enter(ticket: Ticket, *, password: str, by: Actor, at: datetime) -> User:
    """Set a password by a slip and let the account be tried again at once."""
    user = accounts.redeem_ticket(ticket, password=password, by=by, at=at)
    release(user, by=by, reason=SET_ANEW.zh)
    return user


@transaction.atomic
def leave(
    user: User,
    office: str,
    *,
    successor: int | None,
    alone: bool = False,
    reason: str,
    by: Acting,
    at: datetime,
) -> None:
    """Let someone leave an office at once, and name who takes over.

    ``alone`` accepts that nobody holds the post afterwards; without it and without a successor the
    last one of an office cannot leave.
    """
    require(by, "staff.manage")
    on = localtime(at).date()
    post = _post(by, user, office, on=on)
    faults = list(reason_faults(reason))
    heir = _one_of(by, user, post, successor, on=on) if successor is not None else None
    if successor is not None and heir is None:
        says = Text("请从名单里选择接替人。", "Choose the successor from the list.")
        faults.append(Fault(says, field="successor"))
    if heir is None and not alone and not others_in(post, on=on).exists():
        says = Text(
            f"{user.name} 离岗后，{post.name}没有人办理；请指定接替人，或确认由上级单位代管。",
            f"Nobody would hold this post in {post.name}; name a successor, or confirm that the "
            "superior office takes care.",
        )
        faults.append(Fault(says, field="successor"))
    if faults:
        raise BadInput(faults)
    _out(user, post, heir, by=by, at=at, reason=reason)


def _out(
    user: User, post: Post, heir: User | None, *, by: Acting, at: datetime, reason: str
) -> None:
    if accounts.leave_office(post.memberships, successor=heir, by=by, at=at, reason=reason):
        end_sessions(user, by=by, reason=reason)


def _one_of(by: Acting, user: User, post: Post, pk: int | None, *, on: date) -> User | None:
    return successors_for(by, user, post, on=on).filter(pk=pk).first() if pk else None


@transaction.atomic
def leave_many(
    people: Sequence[User], *, reason: str, by: Acting, at: datetime
) -> tuple[int, list[str]]:
    """Let several people leave every office one keeps; return how many, and who cannot.

    Who would leave an office without anybody stays and is named; a successor is chosen singly.
    """
    on = localtime(at).date()
    posts = posts_of(by, people, offices_for(by, on=on), on=on)
    gone, kept = 0, []
    for user in people:
        mine = [post for post in posts.get(user.pk, []) if post.managed]
        if any(not others_in(post, on=on).exists() for post in mine):
            kept.append(user.name)
            continue
        for post in mine:
            _out(user, post, None, by=by, at=at, reason=reason)
        gone += bool(mine)
    return gone, kept


@transaction.atomic
def name_deputy(
    user: User,
    office: str,
    *,
    deputy: int | None,
    since: date | None,
    until: date | None,
    reason: str,
    by: Acting,
    at: datetime,
) -> list[Deputy]:
    """Let someone stand in for a user's post from day to day; one may do so for oneself."""
    require(by, "staff.manage")
    on = localtime(at).date()
    post = own_post(by, user, office, on=on)
    faults = list(reason_faults(reason))
    stand_in = _one_of(by, user, post, deputy, on=on)
    if stand_in is None:
        says = Text("请从名单里选择代理人。", "Choose the deputy from the list.")
        faults.append(Fault(says, field="deputy"))
    days = (("since", since), ("until", until))
    faults += [
        Fault(Text("请填写日期。", "Enter the day."), field=name) for name, day in days if not day
    ]
    if faults or stand_in is None or since is None or until is None:
        raise BadInput(faults)
    return accounts.name_deputy(
        post.memberships, stand_in, since=since, until=until, reason=reason, by=by, on=on
    )


def own_post(by: Acting, user: User, office: str, *, on: date) -> Post:
    """Return a post whose deputy one may name: one keeps it, or it is one's own."""
    if user.pk != by.user_id:
        return _post(by, user, office, on=on)
    posts = posts_of(by, [user], offices_for(by, on=on), on=on).get(user.pk, [])
    for post in posts:
        if post.office == office and post.present:
            return post
    raise OutOfScope


@transaction.atomic
def end_deputies(user: User, office: str, *, by: Acting, at: datetime) -> None:
    """End every deputy of a user's post, those to come too."""
    require(by, "staff.manage")
    on = localtime(at).date()
    post = own_post(by, user, office, on=on)
    rows = Deputy.objects.filter(
        membership__in=post.memberships, valid_to__gte=on, at_once=False
    ).select_related("membership__place")
    for deputy in rows:
        accounts.end_deputy(deputy, by=by, on=on)


@transaction.atomic
def enter_enterprise(name: str, *, by: Acting, at: datetime) -> Organisation:
    """Enter an enterprise at home in one's own place; entering it again changes nothing."""
    require(by, "staff.enterprises")
    on = localtime(at).date()
    if not 2 <= len(name) <= 120:
        says = Text("企业全称 2 至 120 字。", "The full name has 2 to 120 characters.")
        raise BadInput([Fault(says, field="name")])
    there = Organisation.objects.filter(kind=ENTERPRISE, name=name).first()
    if there is not None and there.home_id != by.place_id:
        says = Text(
            "这家企业已由另一个单位登记，请联系上级单位核对。",
            "Another office has entered this enterprise; ask the superior office.",
        )
        raise BadInput([Fault(says, field="name")])
    if there is not None:
        return there
    home = Place.objects.get(pk=by.place_id)
    return name_organisation(kind=ENTERPRISE, name=name, home=home, since=on, by=by)
