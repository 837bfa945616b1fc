"""Reads of staff: the offices one looks after, their people and what state each account is in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import ADMINISTRATORS, Deputy, Membership, Role, Ticket, User
from zhicai.accounts.permissions import require
from zhicai.accounts.queries import holding, office_key, office_name
from zhicai.foundation.errors import OutOfScope
from zhicai.law.schema import Level
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import in_force, is_within, places_under, tree

ENTERPRISE = "enterprise"
"""The kind of organisation that an office enters here for itself."""

LOOKS_AFTER_ALL = frozenset({Role.SYSTEM_ADMIN.value, Role.SECURITY_ADMIN.value})
GIVES: Mapping[str, frozenset[str]] = {
    Role.OFFICER: frozenset({Role.OFFICER, Role.REGISTRAR, Role.READER, Role.MEMBER}),
    Role.MEMBER: frozenset({Role.MEMBER}),
    Role.SYSTEM_ADMIN: frozenset(
        {Role.OFFICER, Role.REGISTRAR, Role.RULE_KEEPER, Role.READER, Role.MEMBER}
        | {Role.SECURITY_ADMIN}
    ),
    Role.SECURITY_ADMIN: frozenset({Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN}),
}
"""Which posts a post may give and take: no administrator makes one of the own kind (三员分立)."""

AT_THE_TOP = frozenset({Role.REGISTRAR, Role.RULE_KEEPER, *ADMINISTRATORS})
"""Posts that only the office at the top of a province has."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office or organisation whose people one sees; ``managed``: whose accounts one keeps."""

    key: str
    zh: str
    en: str
    place_id: int
    place_code: str
    levels: tuple[Level, ...]
    organisation_id: int | None
    kind: str
    managed: bool

    def posts(self, acting: Acting) -> list[Role]:
        """Return the posts that someone may give here, in their usual order."""
        if not self.managed:
            return []
        here = {Role.MEMBER} if self.organisation_id else set(Role) - {Role.MEMBER, Role.PERSON}
        if Level.PROVINCE not in self.levels:
            here -= AT_THE_TOP
        given = posts_given(acting)
        return [role for role in Role if role in here and role.value in given]


def posts_given(acting: Acting) -> frozenset[str]:
    """Return the posts that someone may give somewhere."""
    return frozenset().union(*(GIVES.get(duty.role, frozenset()) for duty in acting.duties))


def offices_for(acting: Acting, *, on: date) -> list[Office]:
    """Return the offices whose people one sees, one's own first; five queries at most.

    One keeps the accounts of one's own office, of the offices one step below, and of the
    organisations at home in one's own place; system and security administrators of all.
    """
    require(acting, "staff.manage")
    if acting.organisation_id is not None:
        own = Organisation.objects.select_related("home").get(pk=acting.organisation_id)
        return [_of_organisation(own, managed=True)]
    everything = any(duty.role in LOOKS_AFTER_ALL for duty in acting.duties)
    places = tree(acting.province, on=on)
    found = [
        Office(
            f"p{place.id}",
            f"{place.name}局",
            place.en,
            place.id,
            place.code,
            tuple(level for level in Level if level in place.levels),
            None,
            "",
            everything or acting.place_code in (place.code, place.parent_code),
        )
        for place in places.by_code.values()
        if place.levels and any(is_within(place.path, path) for path in acting.paths)
    ]
    found.sort(key=lambda office: (office.place_id != acting.place_id, office.place_code))
    homes = Organisation.objects.filter(
        in_force(on), home__in=places_under(acting.paths, on=on)
    ).select_related("home")
    found += [
        _of_organisation(one, managed=everything or one.home_id == acting.place_id)
        for one in homes.order_by("kind", "name")
    ]
    return found


def _of_organisation(one: Organisation, *, managed: bool) -> Office:
    return Office(
        f"o{one.pk}",
        one.name,
        one.english or one.name,
        one.home_id,
        one.home.code,
        (),
        one.pk,
        one.kind,
        managed,
    )


def office_of(acting: Acting, key: str, *, on: date) -> Office:
    """Return an office whose accounts one keeps; OutOfScope for any other."""
    for office in offices_for(acting, on=on):
        if office.key == key and office.managed:
            return office
    raise OutOfScope


def _seen(acting: Acting, on: date) -> Q:
    """The memberships one sees, past ones too; nobody's private one."""
    if acting.organisation_id is not None:
        return Q(organisation_id=acting.organisation_id) & ~Q(role=Role.PERSON)
    return Q(place__in=places_under(acting.paths, on=on)) & ~Q(role=Role.PERSON)


def people_for(acting: Acting, *, on: date, at: datetime) -> QuerySet[User]:
    """Return everyone who has or had a post in an office one sees, with ``state``.

    States: left, locked, asked (for a new password), invited, away (someone stands in), active.
    ``ticket_until`` is when the open ticket expires; None where there is none.
    """
    require(acting, "staff.manage")
    inside = Membership.objects.filter(_seen(acting, on), user=OuterRef("pk"))
    stood_for = Deputy.objects.filter(holding(on), membership__user=OuterRef("pk"))
    open_tickets = Ticket.objects.filter(user=OuterRef("pk"), used_at=None, withdrawn_at=None)
    return User.objects.filter(Exists(inside)).annotate(
        here=Exists(inside.filter(holding(on))),
        away=Exists(stood_for.filter(holding(on, "membership__"))),
        ticket_until=Subquery(open_tickets.values("expires_at")[:1]),
        unset=Case(
            When(password__startswith="!", last_login=None, then=True),
            default=False,
            output_field=BooleanField(),
        ),
        state=Case(
            When(here=False, then=Value("left")),
            When(locked_until__gt=at, then=Value("locked")),
            When(unset=True, then=Value("invited")),
            When(reset_asked_at__isnull=False, then=Value("asked")),
            When(away=True, then=Value("away")),
            default=Value("active"),
            output_field=CharField(),
        ),
    )


def person_for(acting: Acting, pk: int, *, on: date, at: datetime) -> User:
    """Return someone out of :func:`people_for`; OutOfScope for anyone else."""
    found = people_for(acting, on=on, at=at).filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class Post:
    """What someone is in one office: the memberships there, the deputy of today, if any.

    ``managed``: whoever asks may end it and name a deputy.
    """

    office: str
    name: str
    memberships: tuple[Membership, ...]
    deputies: tuple[Deputy, ...]
    present: bool
    managed: bool

    @property
    def roles(self) -> list[str]:
        """The roles held there, each once."""
        return list(dict.fromkeys(one.get_role_display() for one in self.memberships))

    @property
    def since(self) -> date:
        """The first day."""
        return min(one.valid_from for one in self.memberships)

    @property
    def until(self) -> date | None:
        """The last day, None where there is none."""
        ends = [one.valid_to for one in self.memberships]
        return None if None in ends else max(day for day in ends if day is not None)


def posts_of(
    acting: Acting, people: Iterable[User], offices: Iterable[Office], *, on: date
) -> dict[int, list[Post]]:
    """Return the posts of people that one sees, by user, present ones first; two queries."""
    managed = {office.key for office in offices if office.managed}
    given = posts_given(acting)
    rows = (
        Membership.objects.filter(_seen(acting, on), user__in=[one.pk for one in people])
        .select_related("place", "organisation", "user")
        .order_by("user_id", F("valid_to").desc(nulls_first=True), "pk")
    )
    deputies: dict[int, list[Deputy]] = {}
    waiting = Deputy.objects.filter(
        membership__in=[row.pk for row in rows], valid_to__gte=on, at_once=False
    )
    for deputy in waiting.select_related("user", "membership__place").order_by("valid_from"):
        deputies.setdefault(deputy.membership_id, []).append(deputy)
    groups: dict[tuple[int, str, bool], list[Membership]] = {}
    for row in rows:
        groups.setdefault((row.user_id, office_key(row), _holds(row, on)), []).append(row)
    found: dict[int, list[Post]] = {}
    for (user, key, present), group in groups.items():
        may = key in managed and all(row.role in given for row in group) and present
        stand_ins = {d.user_id: d for row in group for d in deputies.get(row.pk, [])}
        found.setdefault(user, []).append(
            Post(
                key, office_name(group[0]), tuple(group), tuple(stand_ins.values()), present,
                may and user != acting.user_id,
            )
        )  # fmt: skip
    for posts in found.values():
        posts.sort(key=lambda post: not post.present)
    return found


def _holds(row: Membership, on: date) -> bool:
    if row.valid_from > on:
        return row.valid_to is None
    if row.valid_to is None:
        return True
    return row.valid_to > on or (row.valid_to == on and not row.at_once)


def keeps(posts: Iterable[Post]) -> bool:
    """Say whether one keeps at least one of these posts."""
    return any(post.managed for post in posts)


def kept_whole(posts: Mapping[int, Iterable[Post]], *, on: date) -> frozenset[int]:
    """Return the users of whom one keeps every present post, unseen ones counted; one query."""
    kept = {
        user: {row.pk for post in own if post.managed for row in post.memberships}
        for user, own in posts.items()
    }
    held: dict[int, set[int]] = {}
    present = Membership.objects.filter(holding(on), user__in=kept).exclude(role=Role.PERSON)
    for user, pk in present.values_list("user_id", "pk"):
        held.setdefault(user, set()).add(pk)
    return frozenset(user for user, own in kept.items() if own and held.get(user, set()) <= own)


def successors_for(acting: Acting, leaver: User, post: Post, *, on: date) -> QuerySet[User]:
    """Return who may take over or stand in: present people one sees, the same office's first."""
    inside = Membership.objects.filter(_seen(acting, on), holding(on), user=OuterRef("pk"))
    first = post.memberships[0]
    same = inside.filter(place=first.place_id, organisation=first.organisation_id)
    return (
        User.objects.filter(Exists(inside), is_active=True)
        .exclude(pk=leaver.pk)
        .annotate(colleague=Exists(same))
        .order_by("-colleague", "username")
    )


def others_in(post: Post, *, on: date) -> QuerySet[Membership]:
    """Return the present memberships of others with the same roles in the office of a post."""
    first = post.memberships[0]
    return Membership.objects.filter(
        holding(on),
        place=first.place_id,
        organisation=first.organisation_id,
        role__in={one.role for one in post.memberships},
        user__is_active=True,
    ).exclude(user=first.user_id)


def invitations_running_out(
    acting: Acting, *, on: date, at: datetime, within: timedelta
) -> QuerySet[User]:
    """Return whom one keeps, still invited, whose ticket expires soon or has expired."""
    running = Q(("state", "invited"), ("ticket_until__lt", at + within))
    return kept_by(acting, on=on, at=at).filter(running).order_by(F("ticket_until").asc(), "pk")


def resets_asked(acting: Acting, *, on: date, at: datetime) -> QuerySet[User]:
    """Return whom one keeps and who has asked for a new password."""
    asked = kept_by(acting, on=on, at=at).filter(reset_asked_at__isnull=False)
    return asked.exclude(Q(("state", "left"))).order_by("reset_asked_at", "pk")


def kept_by(acting: Acting, *, on: date, at: datetime) -> QuerySet[User]:
    """Return the people of the offices whose accounts one keeps oneself, oneself left out."""
    roles = posts_given(acting)
    if acting.organisation_id is not None or any(d.role in LOOKS_AFTER_ALL for d in acting.duties):
        kept = Q()
    else:
        children = Place.objects.filter(
            in_force(on, "parentages__"), parentages__parent=acting.place_id
        )
        own = Q(place=acting.place_id)
        kept = own | Q(place__in=children.values("pk"), organisation=None)
    inside = Membership.objects.filter(
        _seen(acting, on), kept, holding(on), role__in=roles, user=OuterRef("pk")
    )
    people = people_for(acting, on=on, at=at)
    return people.filter(Exists(inside)).exclude(pk=acting.user_id)


def enterprises_of(acting: Acting, *, on: date) -> QuerySet[Organisation]:
    """Return the enterprises at home in one's own place, with how many people act for each."""
    present = Count("memberships", filter=holding(on, "memberships__"), distinct=True)
    rows = Organisation.objects.filter(in_force(on), kind=ENTERPRISE, home=acting.place_id)
    return rows.annotate(people=present).order_by("name")


def asked_with_contact(*, phone: bool, email: bool, on: date) -> list[User]:
    """Return who has asked for a new password, may sign in, and can be reached this way."""
    reached = Q(pk__in=[])
    if phone:
        reached |= ~Q(phone="")
    if email:
        reached |= ~Q(email="")
    present = Membership.objects.filter(holding(on), user=OuterRef("pk"))
    asked = User.objects.filter(reached, reset_asked_at__isnull=False, is_active=True)
    return list(asked.filter(Exists(present)).order_by("reset_asked_at", "pk")[:50])
