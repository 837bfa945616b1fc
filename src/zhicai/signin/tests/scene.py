"""A few officers of one office, and a browser for each."""

import re
from datetime import date, datetime

from django.test import Client

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.foundation.clock import CHINA
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, read_division_table
from zhicai.places.models import Place

START = date(2022, 1, 1)
AT = datetime(2022, 3, 7, 9, 0, tzinfo=CHINA)
GOOD = "Four-knows-5-skills"
DOOR = "/accounts/login/"
CHROME = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/109.0.0.0 Safari/537.36"
PRIVATE = "/messages/"


def hubei():
    """Load the province's places."""
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    load_divisions(rows, province="420000", since=START, by=SYSTEM)


def officer(username, role=Role.OFFICER, code="420506", level=Level.COUNTY):
    """Open an account in an office."""
    user = open_account(username, name=username, by=SYSTEM, password=GOOD)
    place = Place.objects.get(code=code)
    give_membership(user, role, place=place, level=level, by=SYSTEM, since=START)
    return user


def browser(address="10.1.0.7"):
    """Return a browser without any cookie, at an address."""
    return Client(REMOTE_ADDR=address, headers={"user-agent": CHROME})


def enter(client, username, password=GOOD, **more):
    """Send name and password."""
    return client.post(DOOR, {"username": username, "password": password, **more})


def is_in(client):
    """Say whether a browser is signed in: a page of offices opens."""
    return client.get(PRIVATE).status_code == 200


def words(answer):
    """Return what a page says, without its tags."""
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())
