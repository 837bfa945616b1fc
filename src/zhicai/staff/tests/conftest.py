"""A province with its offices: a province officer, a city, two counties, three administrators."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Place

START, TODAY = date(2022, 1, 1), date(2022, 3, 1)
PASSWORD = "Four-knows-5-skills"
PROVINCE, CITY, COUNTY, NEIGHBOUR, DIRECT = "420000", "420500", "420506", "420502", "429004"


class Scene:
    """The offices and their people."""

    def __init__(self):
        rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
        load_divisions(rows, province=PROVINCE, since=START, by=SYSTEM)
        self.at = clock.midday(TODAY)
        self.base = name_organisation(
            kind="base", name="三峡大学基地", home=self.place(CITY), since=START,
            serves=[self.place(CITY)], by=SYSTEM,
        )  # fmt: skip
        self.users = {}
        for username, role, code, *levels in (
            ("lin", Role.OFFICER, PROVINCE, Level.PROVINCE),
            ("zhang", Role.OFFICER, CITY, Level.CITY),
            ("chen", Role.OFFICER, COUNTY, Level.COUNTY),
            ("wang", Role.OFFICER, COUNTY, Level.COUNTY),
            ("zhao", Role.OFFICER, NEIGHBOUR, Level.COUNTY),
            ("duan", Role.OFFICER, DIRECT, Level.CITY, Level.COUNTY),
            ("sun", Role.SYSTEM_ADMIN, PROVINCE, Level.PROVINCE),
            ("an", Role.SECURITY_ADMIN, PROVINCE, Level.PROVINCE),
            ("shen", Role.AUDIT_ADMIN, PROVINCE, Level.PROVINCE),
        ):
            self.person(username, role, code, *levels)
        self.person("xiao", Role.MEMBER, CITY, organisation=self.base)

    def place(self, code):
        return Place.objects.get(code=code)

    def person(self, username, role, code, *levels, organisation=None):
        user = open_account(username, name=username.title(), by=SYSTEM, password=PASSWORD)
        for level in levels or (None,):
            give_membership(
                user, role, place=self.place(code), level=level, organisation=organisation,
                by=SYSTEM, since=START,
            )  # fmt: skip
        self.users[username] = user
        return user

    def acting(self, username):
        return actings_of(self.users[username], on=TODAY)[0]

    def office(self, code):
        return f"p{self.place(code).pk}"


@pytest.fixture(autouse=True)
def march():
    with clock.standing_at(TODAY):
        yield TODAY


@pytest.fixture
def scene(db):
    return Scene()


@pytest.fixture
def sign_in(scene, client):
    def enter(username):
        client.force_login(scene.users[username], backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return enter


def signs_in(username, password):
    """Say whether a name and a password open the door in a browser never seen."""
    answer = Client().post(reverse("accounts:login"), {"username": username, "password": password})
    return answer.status_code == 302
