"""The scene of monitoring's tests: Hubei with its year, people of every kind, and countable facts.

Facts stand in a table of their own and are counted under the metric names of the real rules, so
that the tests say what is there without the apps that will count it.
"""

from datetime import date

from django.db import connection, models
from django.test import Client

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Place
from zhicai.programmes import registry
from zhicai.programmes.models import DeadlineDecision, ProgrammeYear, SettingDecision

START = date(2022, 1, 1)
JUNE = date(2022, 6, 20)
APRIL = date(2022, 4, 12)

PLAN = "county-files-class-plan"
SUMMARY = "city-files-plan-summary"
PEOPLE = "county-trains-preparatory-people"
RECEIPT = "city-acknowledges-notice"

COUNTED = (
    "programmes.notice_receipts",
    "planning.county_plans_filed",
    "planning.city_summaries_filed",
    "planning.courses_off_the_list",
    "training.preparatory_classes_held",
)
SUMMED = ("planning.planned_classes", "planning.planned_people", "results.preparatory_people")


class Fact(models.Model):
    """Something that happened at a place on a day."""

    metric = models.CharField(max_length=80)
    place = models.BigIntegerField()
    dated = models.DateField()
    amount = models.IntegerField(default=1)

    class Meta:
        app_label = "monitoring_tests"
        db_table = "monitoring_test_fact"


def create_facts_table():
    key = "INTEGER PRIMARY KEY AUTOINCREMENT"
    if connection.vendor == "postgresql":
        key = "BIGSERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {Fact._meta.db_table}")
        cursor.execute(
            f"CREATE TABLE {Fact._meta.db_table} (id {key}, metric VARCHAR(80) NOT NULL, "
            "place BIGINT NOT NULL, dated DATE NOT NULL, amount INTEGER NOT NULL)"
        )


def metric(name, amount=None, mend="messages:sent"):
    return registry.Metric(
        name=name,
        unit="item",
        says=Text("测试数据", "facts of the test"),
        rows=lambda counting: Fact.objects.filter(metric=name),
        place="place",
        dated="dated",
        list_page="messages:inbox",
        mend_page=mend,
        amount=amount,
    )


def place(code):
    return Place.objects.get(code=code)


def fact(name, code, on, amount=1):
    return Fact.objects.create(metric=name, place=place(code).pk, dated=on, amount=amount)


def fill():
    """Let things happen in Hubei until June 2022.

    All cities have confirmed receipt; all but Yichang and Enshi sent their summaries. Yiling,
    Maojian and Zhangwan have no plan, Jiang'an's came late; every third county has held a class.
    """
    places = Place.objects.filter(code__startswith="42").order_by("code")
    facts = []

    def add(metric, place, on, amount=1):
        facts.append(Fact(metric=metric, place=place.pk, dated=on, amount=amount))

    for number, city in enumerate(places.filter(seats__level="city")):
        add("programmes.notice_receipts", city, date(2022, 1, 10))
        if city.code not in ("420500", "422800"):
            add("planning.city_summaries_filed", city, date(2022, 3, 20 + number % 10))
    for number, county in enumerate(places.filter(seats__level="county")):
        if county.code in ("420506", "420302", "420303"):
            continue
        late = county.code == "420102"
        add("planning.county_plans_filed", county, date(2022, 4 if late else 3, 5))
        add("planning.planned_classes", county, date(2022, 3, 5), 1 + number % 2)
        add("planning.planned_people", county, date(2022, 3, 5), 80 + number)
        if number % 3 == 0:
            add("training.preparatory_classes_held", county, date(2022, 5, 20))
            add("results.preparatory_people", county, date(2022, 5, 20), 40 + number % 70)
    Fact.objects.bulk_create(facts)


def load_province(code):
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    load_divisions(rows, province=code, since=START, by=SYSTEM)


def open_year(programme, year, province):
    return ProgrammeYear.objects.create(
        programme=programme,
        year=year,
        province=place(province),
        opened_on=date(year, 1, 4),
        opened_by="周敏",
    )


def person(username, code, *levels, role=Role.OFFICER, organisation=None):
    known = User.objects.filter(username=username).first()
    if known is not None:
        return known
    user = open_account(username, name=username, by=SYSTEM)
    for level in levels or (None,):
        give_membership(
            user,
            role,
            place=place(code),
            level=level,
            organisation=organisation,
            by=SYSTEM,
            since=START,
        )
    return user


def acting(user, on=JUNE) -> Acting:
    return actings_of(user, on=on)[0]


def organisation(kind, name, code, *serves):
    return name_organisation(
        kind=kind,
        name=name,
        home=place(code),
        serves=[place(one) for one in serves],
        since=START,
        by=SYSTEM,
    )


def provincial(username="linhao"):
    return person(username, "420000", Level.PROVINCE)


def of_city(code="420500", username="zhangwei"):
    return person(username, code, Level.CITY)


def of_county(code="420506", username="chenliqun"):
    return person(username, code, Level.COUNTY)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def on(day):
    return clock.standing_at(day)


def decide(year, kind, code, level, *, due=None, obligation=PLAN):
    return DeadlineDecision.objects.create(
        programme_year=year,
        obligation=obligation,
        place=place(code),
        level=level,
        kind=kind,
        due=due,
        reason="汛期停课",
        decided_at=clock.midday(date(2022, 3, 20)),
        decided_by="周敏",
        office="湖北省省局",
    )


def setting(year, parameter, value, since=START):
    return SettingDecision.objects.create(
        programme_year=year,
        parameter=parameter,
        value=value,
        in_force_from=since,
        reason="测试",
        decided_at=clock.midday(since),
        decided_by="周敏",
        office="湖北省省局",
    )
