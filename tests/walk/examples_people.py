"""Examples of people: a record of every county, requests and incentives of it, one's own."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.people.actions import (
    ask,
    enter_people,
    enter_person,
    link_account,
    name_specialist,
    record_incentive,
)
from zhicai.people.actions.merging import merge
from zhicai.people.actions.moving import ask_transfer, decide_transfer
from zhicai.people.models import (
    Disposal,
    Home,
    Incentive,
    Merge,
    Person,
    RightsRequest,
    Transfer,
)
from zhicai.people.queries import visible_people
from zhicai.people.queries.duplicates import merges_seen
from zhicai.people.queries.moving import transfers_seen
from zhicai.people.queries.retention import batches_seen
from zhicai.people.rules.identity import EmployerFacts, PersonFacts
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.places.queries import places_under

KEPT_AT = ("420506", "420502", "429004", "420102")


def furnish_people(world):
    """Enter a specialist in four counties, and one at every organisation of the cast."""
    at = clock.midday(world.on)
    world.made["people"] = {}
    for code in KEPT_AT:
        officer = world.stage.officer(code, Level.COUNTY, on=world.on)
        home = world.stage.places[code]
        person = enter_person(PersonFacts(f"行者{code}", home.pk), by=officer, at=at)
        name_specialist(person, since=world.on, basis="考核合格", by=officer)
        facts = IncentiveFacts("honour", world.on, "表彰决定", honour="先进")
        record_incentive(person, facts, by=officer, at=at)
        world.made["people"][code] = person
    officer = world.stage.officer("420506", Level.COUNTY, on=world.on)
    for name in sorted(people.BODIES):
        acting = world.acting(name)
        work = EmployerFacts(organisation_id=acting.organisation_id, post="讲师")
        home = world.stage.places["420506"]
        person = enter_person(PersonFacts(f"雇员{name}", home.pk, employer=work), by=officer, at=at)
        name_specialist(person, since=world.on, basis="考核合格", by=officer)
    for username in (people.COUNTY, people.CITY, people.BOTH_SEATS):
        user = world.stage.users[username]
        code = "429004" if username == people.BOTH_SEATS else "420506"
        keeper = world.stage.officer(code, Level.COUNTY, on=world.on)
        person = enter_person(PersonFacts(user.name, world.stage.places[code].pk), by=keeper, at=at)
        link_account(person, user, by=keeper, at=at)
        user.memberships.filter(role=Role.PERSON).delete()
        ask(person, "access", by=actings_of(user, on=world.on)[0], at=at)

    _furnish_records(world, officer, at)


def _furnish_records(world, officer, at):
    """Merge two records, move one to the neighbour, and list one as past its time."""
    home = world.stage.places["420506"]
    kept, gone, moved = enter_people(
        [PersonFacts(name, home.pk) for name in ("重名甲", "重名甲", "转走乙")], by=officer, at=at
    )
    people_by = Person.objects.in_bulk([kept, gone, moved])
    merge(people_by[gone], people_by[kept], reason="同一人登记两次", by=officer, at=at)
    taker = world.stage.officer("420502", Level.COUNTY, on=world.on)
    asked = ask_transfer(
        people_by[moved], world.stage.places["420502"], reason="单位在西陵", by=officer, at=at
    )
    decide_transfer(asked, agree=True, answer="", by=taker, at=at)
    batch = Disposal.objects.create(rule="never-joined", place=home, listed_at=at)
    batch.items.create(person=people_by[kept], since=world.on)


def _others(world, username):
    """A second record in reach, to be compared with the first."""
    rows = visible_people(world.acting(username), on=world.on)
    own = tuple(rows.order_by("pk").values_list("pk", flat=True)[1:2])
    foreign = Person.objects.filter(merged_into=None).exclude(pk__in=rows.values("pk"))
    return Own(own, (*foreign.order_by("pk").values_list("pk", flat=True)[:2], *ABSENT))


def _seen(rows, everything):
    own = rows.order_by("pk").values_list("pk", flat=True)[:1]
    foreign = everything.exclude(pk__in=rows.values("pk")).order_by("pk")
    return Own(tuple(own), (*foreign.values_list("pk", flat=True)[:2], *ABSENT))


def merges(world, username):
    """The merge of the walk."""
    return _seen(merges_seen(world.acting(username), on=world.on), Merge.objects)


def transfers(world, username):
    """The transfer of the walk."""
    return _seen(transfers_seen(world.acting(username), on=world.on), Transfer.objects)


def batches(world, username):
    """The batch of the walk."""
    return _seen(batches_seen(world.acting(username), on=world.on), Disposal.objects)


def moved_away(world, username):
    """Who moved away from a place in reach."""
    acting = world.acting(username)
    within = places_under(acting.paths, on=world.on)
    gone = Home.objects.filter(place__in=within)
    own = () if acting.organisation_id else gone.values_list("person", flat=True)[:1]
    return Own(tuple(own), ABSENT)


def _records(world, username):
    rows = visible_people(world.acting(username), on=world.on)
    own = tuple(rows.order_by("pk").values_list("pk", flat=True)[:1])
    # The key of a record that was merged leads to the one that stays, which may be in reach.
    foreign = Person.objects.filter(merged_into=None).exclude(pk__in=rows.values("pk"))
    return Own(own, (*foreign.order_by("pk").values_list("pk", flat=True)[:2], *ABSENT))


def posts(world, username):
    """The organisation's own specialist."""
    person = Person.objects.get(name=f"雇员{username}")
    others = Person.objects.filter(name__startswith="雇员").exclude(pk=person.pk)
    return Own((person.pk,), (*others.values_list("pk", flat=True)[:2], *ABSENT))


def incentives(world, username):
    """What was given to someone within reach."""
    rows = visible_people(world.acting(username), on=world.on)
    own = Incentive.objects.filter(person__in=rows)
    foreign = Incentive.objects.exclude(pk__in=own.values("pk"))
    return Own(
        tuple(own.order_by("pk").values_list("pk", flat=True)[:1]),
        (*foreign.values_list("pk", flat=True)[:2], *ABSENT),
    )


def files(world, username):
    """No incentive of the walk has a file: every address looks like none."""
    return Own((), ABSENT)


def requests(world, username):
    """What people within reach have asked."""
    rows = visible_people(world.acting(username), on=world.on)
    own = RightsRequest.objects.filter(person__in=rows)
    foreign = RightsRequest.objects.exclude(pk__in=own.values("pk"))
    return Own(
        tuple(own.order_by("pk").values_list("pk", flat=True)[:1]),
        (*foreign.values_list("pk", flat=True)[:2], *ABSENT),
    )


def own_requests(world, username):
    """One's own request."""
    own = RightsRequest.objects.filter(person__user__username=username)
    foreign = RightsRequest.objects.exclude(pk__in=own.values("pk"))
    return Own(
        tuple(own.values_list("pk", flat=True)[:1]),
        (*foreign.values_list("pk", flat=True)[:2], *ABSENT),
    )


EXAMPLES_OF_PEOPLE = {
    ("people:person", "pk"): _records,
    ("people:unmask", "pk"): _records,
    ("people:employer", "pk"): _records,
    ("people:contact", "pk"): _records,
    ("people:login", "pk"): _records,
    ("people:incentive", "pk"): _records,
    ("people:incentive_file", "pk"): files,
    ("people:withdraw_incentive", "pk"): incentives,
    ("people:confirm_post", "pk"): posts,
    ("people:request", "pk"): requests,
    ("people:withdraw", "pk"): own_requests,
    ("people:compare", "pk"): _records,
    ("people:compare", "other"): _others,
    ("people:merge", "pk"): merges,
    ("people:move", "pk"): _records,
    ("people:former", "pk"): moved_away,
    ("people:transfer", "pk"): transfers,
    ("people:batch", "pk"): batches,
}
