"""Name the organisations of a programme, whom they serve, and who works there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.actions import end_membership, give_membership, open_account
from zhicai.accounts.models import Membership, Role, User
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Body
from zhicai.places.actions import name_organisation, serve_only
from zhicai.places.models import Organisation, Place
from zhicai.places.queries import PlaceTree, tree
from zhicai.programmes import rules
from zhicai.programmes.actions.deciding import decided, refuse_faults, require_keeper
from zhicai.programmes.models import GroupScope, ProgrammeYear
from zhicai.programmes.queries import kinds_of, law_of, organisations_in, settings_of

WORKING_GROUP = "working-group"
LONGEST_NAME, LONGEST_ENGLISH, LONGEST_SHORT = 120, 160, 40


@transaction.atomic
def name_body(
    year: ProgrammeYear,
    *,
    kind: str,
    name: str,
    home: Place,
    by: Acting,
    on: date,
    serves: Iterable[Place] = (),
    short_name: str = "",
    english: str = "",
) -> Organisation:
    """Enter an organisation of a kind that the notice names: a working group, a base of a city.

    Serves HB-2.2.a and HB-2.2.1.a. Naming one again changes nothing. A working group beyond those
    that the settings allow is refused (A-HB-16).
    """
    require_keeper(by, year)
    served = list(serves)
    body = _checked(year, kind, name, home, served, on=on)
    refuse_faults(
        [
            *rules.text_faults(short_name, field="short_name", most=LONGEST_SHORT, required=False),
            *rules.text_faults(english, field="english", most=LONGEST_ENGLISH, required=False),
        ]
    )
    present = [one for one in organisations_in(year, on=on) if one.kind == kind]
    known = next((one for one in present if one.name == name.strip()), None)
    if known is not None:
        return known
    if kind == WORKING_GROUP:
        scope = settings_of(year, on=on).get("working-group-scope", "one")
        rules.may_name_group(scope, named=len(present), clause=body.clause[0]).insist()
    organisation = name_organisation(
        kind=kind,
        name=name.strip(),
        home=home,
        since=on,
        serves=served,
        clause=body.clause[0],
        short_name=short_name.strip(),
        english=english.strip(),
        by=by,
    )
    record(
        by,
        "programmes.body_named",
        organisation,
        place=home.code,
        clause=body.clause[0],
        values={"kind": kind, "name": organisation.name, "serves": [p.code for p in served]},
    )
    return organisation


@transaction.atomic
def change_service(
    year: ProgrammeYear,
    organisation: Organisation,
    *,
    places: Iterable[Place],
    by: Acting,
    on: date,
) -> None:
    """Say which places an organisation serves from a day on; nothing else remains."""
    require_keeper(by, year)
    served = list(places)
    body = _checked(year, organisation.kind, organisation.name, organisation.home, served, on=on)
    serve_only(organisation, places=served, on=on, by=by, clause=body.clause[0])


@transaction.atomic
def register_tracks(
    year: ProgrammeYear,
    organisation: Organisation,
    *,
    tracks: Sequence[str],
    reason: str,
    by: Acting,
    at: datetime,
) -> GroupScope:
    """Register a working group for tracks; this counts where the settings say three (A-HB-16)."""
    require_keeper(by, year)
    law = law_of(year)
    known = [track.id for track in law.head.tracks]
    faults = list(rules.reason_faults(reason))
    if organisation.kind != WORKING_GROUP or not set(tracks) <= set(known):
        says = Text("请在项目的线里选择。", "Choose out of the programme's tracks.")
        faults.append(Fault(says, field="tracks"))
    refuse_faults(faults)
    scope = GroupScope.objects.create(
        programme_year=year,
        organisation=organisation,
        tracks=[track for track in known if track in tracks],
        **decided(by, at=at, reason=reason),
    )
    record(
        by,
        "programmes.group_registered",
        scope,
        place=organisation.home.code,
        clause=kinds_of(law)[WORKING_GROUP].clause[0],
        reason=reason.strip(),
        values={"organisation": organisation.name, "tracks": scope.tracks},
    )
    return scope


@transaction.atomic
def add_member(
    year: ProgrammeYear,
    organisation: Organisation,
    *,
    username: str,
    name: str,
    by: Acting,
    at: datetime,
    password: str | None = None,
) -> Membership:
    """Name a member of an organisation and give the account its rights (HB-2.2.a).

    Someone without an account gets one, with the first password given; an account that exists joins
    as it is, where the name fits. Adding a member again changes nothing.
    """
    require_keeper(by, year)
    on = localtime(at).date()
    username, name = username.strip(), name.strip()
    refuse_faults(
        [
            *rules.text_faults(username, field="username", most=150),
            *rules.text_faults(name, field="name", most=60),
        ]
    )
    user = User.objects.filter(username=username).first()
    if user is None:
        user = open_account(username, name=name, by=by, password=password or None)
    elif user.name != name:
        says = Text(
            f"账号 {username} 属于另一位使用者，姓名不符。请核对，或换一个账号。",
            f"The account {username} belongs to someone of another name. Check, or take another.",
        )
        raise BadInput([Fault(says, field="username")])
    return give_membership(
        user,
        Role.MEMBER,
        place=organisation.home,
        organisation=organisation,
        by=by,
        since=on,
    )


@transaction.atomic
def remove_member(
    year: ProgrammeYear, membership: Membership, *, by: Acting, on: date, reason: str
) -> None:
    """End a membership in an organisation of the programme, with a reason; the account stays."""
    require_keeper(by, year)
    refuse_faults(rules.reason_faults(reason))
    if membership.organisation_id is None or membership.valid_to is not None:
        raise OutOfScope
    end_membership(membership, by=by, on=on, reason=reason.strip())


def _checked(
    year: ProgrammeYear, kind: str, name: str, home: Place, served: Sequence[Place], *, on: date
) -> Body:
    """The body of the notice; BadInput for an unknown kind or a place outside the province."""
    kinds = kinds_of(law_of(year))
    places = tree(year.province.code, on=on)
    faults = list(rules.text_faults(name.strip(), field="name", most=LONGEST_NAME))
    if kind not in kinds:
        says = Text("通知里没有这类单位。", "The notice names no such kind of organisation.")
        faults.append(Fault(says, field="kind"))
    faults += _foreign([home], places, field="home")
    faults += _foreign(served, places, field="serves")
    refuse_faults(faults)
    return kinds[kind]


def _foreign(wanted: Iterable[Place], places: PlaceTree, *, field: str) -> list[Fault]:
    return [
        Fault(
            Text(
                f"{place.name}不在本省。",
                f"{place.english or place.code} is not in this province.",
            ),
            field=field,
        )
        for place in wanted
        if place.pk not in places.by_id
    ]
