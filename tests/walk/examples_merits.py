"""Examples of points and grades: ledgers and postings in reach, a draft of the rules."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.archive.queries.people import files_seen
from zhicai.merits.actions.ledger import book
from zhicai.merits.actions.sets import draft_set, enact
from zhicai.merits.models import Posting, RuleSet
from zhicai.merits.queries.law import merit_law
from zhicai.people.models import Person, Specialist
from zhicai.programmes.models import SettingDecision


def furnish_merits(world, *, at):
    """The example counts from this year; a draft follows it. Every specialist has points."""
    by = world.acting(people.OFFICER)
    for part in ("points", "grades", "categories"):
        SettingDecision.objects.create(
            programme_year=world.year, parameter=f"{part}-open", value=True,
            in_force_from=world.on, reason="试点", decided_at=at, decided_by="x", office="x",
        )  # fmt: skip
    law = merit_law(by, on=world.on)
    first = draft_set(law, "执行的规则", example="example", by=by, at=at)
    enact(first, law, year=world.on.year, basis="文件", by=by, at=at)
    draft_set(law, "下一版", example="example", by=by, at=at)
    book(law, at=at)


def _split(mine, everyone):
    mine, everyone = set(mine), list(everyone)
    own = [one for one in everyone if one in mine]
    return Own(tuple(own[:1]), (*[one for one in everyone if one not in mine][:2], *ABSENT))


def ledgers(world, username):
    """Specialists in reach."""
    seen = files_seen(world.acting(username), on=world.on).values_list("pk", flat=True)
    keys = Specialist.objects.values("person")
    rows = Person.objects.filter(pk__in=keys).order_by("pk")
    return _split(seen, rows.values_list("pk", flat=True))


def postings(world, username):
    """Postings of specialists in reach."""
    seen = files_seen(world.acting(username), on=world.on).values("pk")
    rows = Posting.objects.order_by("pk")
    return _split(
        rows.filter(person__in=seen).values_list("pk", flat=True), rows.values_list("pk", flat=True)
    )


def sets(world, username):
    """The rules of the own province; a draft, which some may change."""
    return Own((RuleSet.objects.get(state="draft").pk,))


def parts(world, username):
    """The parts of a rule set."""
    return Own(("points",), ("colours",))


def keys(world, username):
    """An item of that part."""
    return Own(("talk", "new"), ("nothing",))


EXAMPLES_OF_MERITS = {
    ("merits:ledger", "pk"): ledgers,
    ("merits:correct", "pk"): postings,
    ("merits:set", "pk"): sets,
    ("merits:simulate", "pk"): sets,
    ("merits:item", "pk"): sets,
    ("merits:item", "part"): parts,
    ("merits:item", "key"): keys,
}
