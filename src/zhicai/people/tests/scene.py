"""A county with one enterprise, its three people, one of whom signs in as 本人."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.people.actions import enter_person, name_specialist, open_login
from zhicai.people.models import Person
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.planning.tests.scenes import YILING, Hubei, hubei

AT = datetime(2022, 4, 6, 2, tzinfo=UTC)
ON = date(2022, 4, 6)


def with_check(digits):
    """Return a resident number with its check digit right."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
    return digits[:17] + "10X98765432"[total % 11]


NUMBER = with_check("420506198803124520")
OTHER = with_check("420506199004211020")


@dataclass
class People:
    """Who is there."""

    hubei: Hubei
    county: Acting
    firm: Acting
    guo: Person
    yang: Person
    own: Acting
    user: User


def people_of_yiling():
    """Enter Guo (with an account of his own) and Yang, both at one enterprise."""
    world = hubei()
    county = world.county(YILING)
    firm = world.body("enterprise", home=YILING)
    entered = [
        enter_person(
            PersonFacts(
                name, world.places[YILING].pk, id_kind="resident", id_number=number, phone=phone,
                employer=EmployerFacts(organisation_id=firm.organisation_id, post="研发主管"),
            ),
            by=county, at=AT,
        )
        for name, number, phone in (
            ("郭建军", NUMBER, "13800001234"), ("杨岚", OTHER, "13800002235"),
        )
    ]  # fmt: skip
    guo, yang = entered
    open_login(guo, "guojianjun", by=county, at=AT)
    guo.refresh_from_db()
    user = User.objects.get(username="guojianjun")
    return People(world, county, firm, guo, yang, actings_of(user, on=ON)[0], user)


def certified(people):
    """Make both specialists, as the app of certificates will."""
    for person in (people.guo, people.yang):
        name_specialist(person, since=date(2022, 3, 1), basis="考核合格", by=people.county)
