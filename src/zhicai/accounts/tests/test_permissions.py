"""Who may do what where, and signing in."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import end_membership, give_membership, open_account
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.permissions import Holder, declare, may, reach_of, require
from zhicai.accounts.queries import actings_of
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Place

pytestmark = pytest.mark.django_db
START = date(2022, 1, 1)
GOOD = "Four-knows-5-skills"

declare(
    "tests.review",
    Text("审核", "review"),
    Holder(Role.OFFICER, level=Level.CITY),
    Holder(Role.MEMBER, organisation="working-group", reach="all"),
    Holder(Role.MEMBER, organisation="base"),
)


@pytest.fixture(autouse=True)
def hubei():
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    load_divisions(rows, province="420000", since=START, by=SYSTEM)


def place(code):
    return Place.objects.get(code=code)


def person(username, role, code, *levels, organisation=None):
    user = open_account(username, name=username, by=SYSTEM, password=GOOD)
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


def acting(user):
    return actings_of(user, on=START)[0]


def test_a_city_officer_reviews_in_the_city_and_nowhere_else():
    officer = acting(person("zhang", Role.OFFICER, "420500", Level.CITY))
    assert may(officer, "tests.review", "420000/420500/420506")
    assert not may(officer, "tests.review", "420000/420100/420102")
    with pytest.raises(OutOfScope):
        require(officer, "tests.review", "420000/420100/420102")


def test_a_county_officer_is_told_that_reviewing_is_another_posts_page():
    officer = acting(person("chen", Role.OFFICER, "420506", Level.COUNTY))
    with pytest.raises(NotYourPage) as refusal:
        require(officer, "tests.review")
    assert "夷陵区" in refusal.value.says.zh


def test_the_working_group_reaches_the_whole_province_and_a_base_only_the_cities_it_serves():
    group = name_organisation(
        kind="working-group", name="工作组", home=place("420000"), since=START, by=SYSTEM
    )
    base = name_organisation(
        kind="base",
        name="三峡大学",
        home=place("420500"),
        since=START,
        serves=[place("420500")],
        by=SYSTEM,
    )
    wide = acting(person("wu", Role.MEMBER, "420000", organisation=group))
    narrow = acting(person("xiao", Role.MEMBER, "420500", organisation=base))
    assert reach_of(wide, "tests.review") == ("420000",)
    assert may(narrow, "tests.review", "420000/420500/420506")
    assert not may(narrow, "tests.review", "420000/420100")


def test_an_officer_of_xiantao_acts_for_city_and_county_at_once():
    user = person("duan", Role.OFFICER, "429004", Level.CITY, Level.COUNTY)
    assert len(actings_of(user, on=START)) == 1
    assert acting(user).at_level(Level.CITY)
    assert acting(user).at_level(Level.COUNTY)


def test_nobody_is_system_and_audit_administrator_at_once():
    user = person("sun", Role.SYSTEM_ADMIN, "420000", Level.PROVINCE)
    with pytest.raises(Refused):
        give_membership(
            user,
            Role.AUDIT_ADMIN,
            place=place("420000"),
            level=Level.PROVINCE,
            by=SYSTEM,
            since=START,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=user,
            role=Role.AUDIT_ADMIN,
            place=place("420000"),
            level="province",
            valid_from=START,
        )


def test_who_has_left_an_office_no_longer_acts_for_it():
    user = person("chen", Role.OFFICER, "420506", Level.COUNTY)
    end_membership(user.memberships.get(), by=SYSTEM, on=date(2022, 5, 1), reason="调离")
    assert actings_of(user, on=date(2022, 5, 1))
    assert actings_of(user, on=date(2022, 5, 2)) == []


def test_a_weak_password_is_refused_with_every_rule_it_breaks():
    with pytest.raises(BadInput) as refusal:
        open_account("a", name="甲", by=SYSTEM, password="12345678")
    assert len(refusal.value.faults) >= 2
    assert not User.objects.exists()


def test_an_unknown_account_and_a_wrong_password_get_the_same_words(client):
    person("chen", Role.OFFICER, "420506", Level.COUNTY)
    answers = [
        client.post("/accounts/login/", {"username": name, "password": "wrong"}).content.decode()
        for name in ("chen", "nobody")
    ]
    sentences = [answer.count("账号或密码不对") for answer in answers]
    assert sentences[0] == sentences[1] > 0


def test_choosing_an_office_one_does_not_hold_looks_like_a_page_that_does_not_exist(client):
    client.force_login(person("chen", Role.OFFICER, "420506", Level.COUNTY))
    assert client.get("/accounts/act-for/?key=p1").status_code == 404
