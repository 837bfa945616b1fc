"""Examples of papers: a blueprint with one paper sealed and one open, the working group's alone."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.exams.models import Blueprint, Paper
from zhicai.foundation import clock

TITLE = "走查蓝图"


def furnish_papers(world):
    """A blueprint with its papers; what is in them does not matter here."""
    at = clock.midday(world.on)
    blueprint = Blueprint.objects.create(
        programme_year=world.year, track="assessment", part="exam", title=TITLE,
        rows=[{"topic": "know-1", "kind": "single", "easiest": "1", "hardest": "5", "count": "1",
               "marks": "2"}],
        total=2, minutes=60, made_at=at, made_by="走查", office="工作组",
    )  # fmt: skip
    for label, state, opened in (("A", "sealed", None), ("B", "open", at)):
        Paper.objects.create(
            blueprint=blueprint, label=label, use="first", state=state, sealed=b"-", key="-",
            items_hashed=[], count=1, total=2, difficulty=3, sha256=label * 64, made_at=at,
            made_by="走查", opened_at=opened,
        )  # fmt: skip


def _for_the_group(username, pks, absent=()):
    mine = username == people.WORKING_GROUP
    return Own(tuple(pks), (*absent, *ABSENT)) if mine else Own((), (*pks, *absent, *ABSENT))


def _papers():
    rows = Paper.objects.filter(blueprint__title=TITLE)
    return dict(rows.values_list("state", "pk"))


def blueprints(world, username):
    """The working group composes papers, nobody else sees any."""
    return _for_the_group(username, [Blueprint.objects.get(title=TITLE).pk])


def papers_withdrawn(world, username):
    """A paper of the group's."""
    return _for_the_group(username, _papers().values())


def papers_printed(world, username):
    """An open paper is printed, a sealed one is not there."""
    found = _papers()
    return _for_the_group(username, [found["open"]], [found["sealed"]])


EXAMPLES_OF_PAPERS = {
    ("exams:blueprint", "pk"): blueprints,
    ("exams:paper_withdraw", "pk"): papers_withdrawn,
    ("exams:paper_print", "pk"): papers_printed,
}
