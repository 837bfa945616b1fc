"""Places, people and channels for the tests of messages."""

from datetime import date

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.messages import actions
from zhicai.messages.channels import registry
from zhicai.messages.channels.registry import Channel, Sent
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.places.actions import load_divisions, read_division_table
from zhicai.places.models import Place

START = date(2022, 1, 1)
DAY = date(2022, 4, 1)
NOON = clock.midday(DAY)


def hubei():
    rows = read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))
    load_divisions(rows, province="420000", since=START, by=SYSTEM)


def officer(username, code, *levels, role=Role.OFFICER, organisation=None):
    user = open_account(username, name=username, by=SYSTEM)
    for level in levels or (None,):
        give_membership(
            user,
            role,
            place=Place.objects.get(code=code),
            level=level,
            organisation=organisation,
            by=SYSTEM,
            since=START,
        )
    return user


def acting(user):
    return actings_of(user, on=DAY)[0]


def admin(username="admin"):
    return acting(officer(username, "420000", Level.PROVINCE, role=Role.SYSTEM_ADMIN))


def office(code, level):
    return Addressee(place_id=Place.objects.get(code=code).pk, level=level)


def send(
    to,
    key="one",
    *,
    at=NOON,
    link="",
    by=SYSTEM,
    title="请报送班次计划",
    kind=Message.Kind.REMINDER,
):
    return actions.send_message(
        to,
        kind=kind,
        title=Text(title, "Send in the class plan"),
        body=Text("期限 3 月 31 日。", "Due 31 March."),
        by=by,
        at=at,
        key=key,
        link=link,
        about="plan@420506",
    )


class Recorder:
    """A provider that remembers what it was given; ``raises`` is what it answers instead."""

    def __init__(self):
        self.got = []
        self.raises = None
        self.fails_for = set()

    def channel(self, name, **given):
        return Channel(name, Text(name, name), self.send, **given)

    def send(self, parcel):
        self.got.append(parcel)
        if parcel.address in self.fails_for:
            raise RuntimeError("a bug")
        if self.raises is not None:
            raise self.raises
        return Sent("number 1")


def use_channels(monkeypatch, *channels):
    """Let these channels be the configured ones, beside the local folder."""
    kept = {"file": registry.channels()["file"]} | {one.name: one for one in channels}
    monkeypatch.setattr(registry, "_channels", kept)
