"""Examples of people: a record of every county, requests and incentives of it, one's own."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.law.schema import Level
from zhicai.people.actions import (
    ask,
    enter_person,
    link_account,
    name_specialist,
    record_incentive,
)
from zhicai.people.models import Incentive, Person, RightsRequest
from zhicai.people.queries import visible_people
from zhicai.people.rules.identity import EmployerFacts, PersonFacts
from zhicai.people.rules.incentives import IncentiveFacts

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


def _records(world, username):
    rows = visible_people(world.acting(username), on=world.on)
    own = tuple(rows.order_by("pk").values_list("pk", flat=True)[:1])
    foreign = Person.objects.exclude(pk__in=rows.values("pk")).order_by("pk")
    return Own(own, (*foreign.values_list("pk", flat=True)[:2], *ABSENT))


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
}
