"""Examples of the bank: what the story loaded, for those who were named; an item elsewhere."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.exams.models import Basis, Intake, Item, ItemVersion
from zhicai.foundation import clock

NAMED = {people.WORKING_GROUP, people.CENTRE, people.BASE}
"""Whom the story names."""
LIVE, WAITING, ELSEWHERE = "know-1-001", "know-3-025", "WALK-ELSEWHERE"
CONTENT = {"stem": "断", "right": True}


def furnish_bank(world):
    """An item of another province's bank, and an import of everybody who was named."""
    at = clock.midday(world.on)
    item = Item.objects.create(
        programme="elsewhere", code=ELSEWHERE, topic="know-1", kind="true-false", difficulty=1,
        state="live", author="走查", made_at=at, changed_at=at,
    )  # fmt: skip
    ItemVersion.objects.create(
        item=item, number=1, content=CONTENT, plain="断", marks=1, made_at=at, made_by="走查"
    )
    for username in sorted(NAMED):
        Intake.objects.create(
            programme="hubei-2022", form="aiken", name=f"走查-{username}", sha256="0" * 64,
            counts={"sound": 0, "faulty": 1}, uploaded_at=at, uploaded_by="走查",
            uploaded_by_user=world.stage.users[username],
        )  # fmt: skip


def _named(username, pks, absent=()):
    if username not in NAMED:
        return Own((), (*pks, *absent, *ABSENT))
    return Own(tuple(pks), (*absent, *ABSENT))


def _item(code):
    return Item.objects.get(code=code).pk


def items(world, username):
    """An item in use; that of another province is not there."""
    return _named(username, [_item(LIVE)], [_item(ELSEWHERE)])


def items_edited(world, username):
    """An item in use; the editor would show the key of one that waits for a reader."""
    return _named(username, [_item(LIVE)], [_item(ELSEWHERE), _item(WAITING)])


def items_read(world, username):
    """What waits for a reader; what is in use does not."""
    return _named(username, [_item(WAITING)], [_item(LIVE), _item(ELSEWHERE)])


def bases(world, username):
    """A document of the list."""
    return _named(username, [Basis.objects.get(code="patent-law").pk])


def intakes(world, username):
    """An import is its uploader's alone."""
    rows = dict(Intake.objects.filter(form="aiken").values_list("name", "pk"))
    mine = [pk for name, pk in rows.items() if name == f"走查-{username}"]
    return _named(username, mine, [pk for pk in rows.values() if pk not in mine])


EXAMPLES_OF_BANK = {
    ("exams:bank_item", "pk"): items,
    ("exams:bank_versions", "pk"): items_edited,
    ("exams:bank_edit", "pk"): items_edited,
    ("exams:bank_read", "pk"): items_read,
    ("exams:bank_basis", "pk"): bases,
    ("exams:bank_intake", "pk"): intakes,
}
