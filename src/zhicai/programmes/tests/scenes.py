"""Hubei and Zhejiang as the tests of programmes need them: places, a few people, an opened year."""

from datetime import date

from django.test import Client

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Organisation, Place
from zhicai.programmes.actions import open_year
from zhicai.programmes.models import ProgrammeYear

START = date(2022, 1, 1)
TODAY = date(2022, 2, 10)
NOON = clock.midday(TODAY)
HUBEI, ZHEJIANG = "420000", "330000"
YICHANG, YILING = "420500", "420506"
WUHAN, XIANTAO, SHENNONGJIA = "420100", "429004", "429021"
HANGZHOU = "330100"


def load_hubei(only=()):
    _load("420000", START, only)


def load_zhejiang():
    _load("330000", date(2024, 1, 1))


def _load(province, since, only=()):
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    wanted = [row for row in rows if not only or row["code"] in only]
    load_divisions(wanted, province=province, since=since, by=SYSTEM)


def place(code: str) -> Place:
    return Place.objects.get(code=code)


def user(username, code, *levels, role=Role.OFFICER, organisation=None, since=START) -> User:
    """Someone with a role at a place; signing in again by the same name is the same person."""
    known = User.objects.filter(username=username).first()
    person = known or open_account(username, name=f"{username}某", by=SYSTEM)
    for level in levels or (None,):
        give_membership(
            person,
            role,
            place=place(code),
            level=level,
            organisation=organisation,
            by=SYSTEM,
            since=since,
        )
    return person


def acting(person: User, on=TODAY) -> Acting:
    return actings_of(person, on=on)[0]


def keeper(on=TODAY) -> Acting:
    return acting(user("keeper", HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER), on)


def province_officer() -> Acting:
    return acting(user("lin", HUBEI, Level.PROVINCE))


def city_officer(code=YICHANG) -> Acting:
    return acting(user(f"city-{code}", code, Level.CITY))


def county_officer(code=YILING) -> Acting:
    return acting(user(f"county-{code}", code, Level.COUNTY))


def zhejiang_keeper() -> Acting:
    on = date(2024, 1, 1)
    person = user("zhe", ZHEJIANG, Level.PROVINCE, role=Role.RULE_KEEPER, since=on)
    return acting(person, date(2024, 10, 8))


def base_at(code: str, name: str) -> Organisation:
    return name_organisation(
        kind="base", name=name, home=place(code), since=START, serves=[place(code)], by=SYSTEM
    )


def opened(year=2022, on=TODAY) -> ProgrammeYear:
    return open_year("hubei-2022", year=year, province=place(HUBEI), by=keeper(on), on=on)


def opened_zhejiang(year=2024) -> ProgrammeYear:
    load_zhejiang()
    return open_year(
        "zhejiang-2024",
        year=year,
        province=place(ZHEJIANG),
        by=zhejiang_keeper(),
        on=date(2024, 10, 8),
    )


def browser(who: Acting) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=who.user_id))
    return client
