"""Examples of staff: a colleague that everyone has opened an account for, and everyone else's."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.accounts.models import Membership, User
from zhicai.foundation import clock
from zhicai.staff.actions import hand_slips, open_people
from zhicai.staff.queries import offices_for
from zhicai.staff.rules import Newcomer

KEEPERS = people.OFFICES | people.BODIES | {"sysadmin", people.SECURITY_ADMIN}


def furnish_staff(world):
    """Let everyone who keeps accounts open one in the own office, and hand out one slip."""
    at = clock.midday(world.on)
    world.made["colleagues"] = {}
    for username in sorted(KEEPERS):
        acting = world.acting(username)
        office = offices_for(acting, on=world.on)[0]
        one = Newcomer(f"{username}.2", "同事", office.key, office.posts(acting)[-1].value)
        (user,) = open_people([one], by=acting, at=at)
        world.made["colleagues"][username] = user
    city = world.acting(people.CITY)
    (slip,) = hand_slips([world.made["colleagues"][people.CITY]], by=city, at=at)
    world.made["slip"] = slip.token


def _others(world, username):
    """The accounts of people who never had a post within one's reach."""
    if people.REACH[username] == "42" and username not in people.BODIES:
        return ()
    acting = world.acting(username)
    if acting.organisation_id:
        seen = Membership.objects.filter(organisation_id=acting.organisation_id)
    else:
        seen = Membership.objects.filter(place__code__startswith=people.REACH[username])
    foreign = User.objects.exclude(pk__in=seen.values("user_id")).order_by("pk")
    return tuple(foreign.values_list("pk", flat=True)[:2])


def kept(world, username):
    """A colleague; a stranger looks like nobody at all."""
    own = world.made["colleagues"][username].pk
    return Own((own,), (*_others(world, username), *ABSENT))


def ended(world, username):
    """A colleague's post, and not one's own."""
    found = kept(world, username)
    return Own(found.own, (User.objects.get(username=username).pk, *found.foreign))


def slips(world, username):
    """Whoever holds the slip may use it."""
    token = world.made["slip"]
    return Own((token,), (token[:-2], "guess", "0" * 59))


EXAMPLES_OF_STAFF = {
    ("staff:person", "pk"): kept,
    ("staff:change", "pk"): kept,
    ("staff:slip", "pk"): kept,
    ("staff:deputy", "pk"): kept,
    ("staff:leave", "pk"): ended,
    ("staff:enter", "token"): slips,
}
