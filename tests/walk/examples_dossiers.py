"""Examples of the summaries: Yichang's, which was sent, and Xiantao's, still a draft."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.dossiers.actions import generate, save_words, send_summary
from zhicai.dossiers.models import ClassSummary

YICHANG, XIANTAO, YILING = "420500", "429004", "420506"
WRITERS = {people.CITY: YICHANG, people.BOTH_SEATS: XIANTAO}


def furnish_dossiers(world, *, at):
    """Both generate their summary; Yichang sends it."""
    for username, code in WRITERS.items():
        by = world.acting(username)
        found = generate(world.year, city=code, by=by, at=at)
        words = {**found.words, "shortfall": "年中汇总，班次还在进行。"}
        saved = save_words(found, by=by, words=words, revision=found.revision, at=at)
        if code == YICHANG:
            send_summary(saved, by=by, at=at)


def _of(code):
    return ClassSummary.objects.get(place__code=code).pk


def written(world, username):
    """The own office's."""
    mine = WRITERS.get(username, YICHANG)
    other = XIANTAO if mine == YICHANG else YICHANG
    return Own((_of(mine),), (_of(other), *ABSENT))


def read(world, username):
    """The own draft; what was sent by whoever sees the city. A draft is nobody else's."""
    if username in WRITERS:
        return written(world, username)
    return Own((_of(YICHANG),), (_of(XIANTAO), *ABSENT))


def received(world, username):
    """What was sent to the provincial office."""
    return Own((_of(YICHANG),), (_of(XIANTAO), *ABSENT))


def figures(world, username):
    """A figure of every summary."""
    return Own(("classes-held",), ("no-such-figure",))


def measures(world, username):
    """What progress is followed in."""
    return Own(("classes", "deadlines"), ("no-such-measure",))


def counties(world, username):
    """A county within reach, and one of another city."""
    own = XIANTAO if username == people.BOTH_SEATS else YILING
    foreign = ["420102"] if people.REACH[username] != "42" else []
    return Own((own,), (*foreign, "999999"))


def _place(world, username):
    foreign = ["420102"] if people.REACH[username] != "42" else []
    own = XIANTAO if username == people.BOTH_SEATS else YILING
    return Own(({}, {"place": own}), tuple({"place": code} for code in (*foreign, "999999")))


def _city(world, username):
    """A city's summary, where the user sees the whole city."""
    city = XIANTAO if username == people.BOTH_SEATS else YICHANG
    others = ["420100"] if people.REACH[username] != "42" else []
    return Own(({"place": city},), tuple({"place": code} for code in (*others, YILING, "999999")))


EXAMPLES_OF_DOSSIERS = {
    ("dossiers:edit", "pk"): written,
    ("dossiers:autosave", "pk"): written,
    ("dossiers:withdraw", "pk"): written,
    ("dossiers:answer", "pk"): written,
    ("dossiers:handle", "pk"): received,
    ("dossiers:figure", "pk"): read,
    ("dossiers:figure", "key"): figures,
    ("dossiers:print", "pk"): read,
    ("dossiers:paper", "pk"): read,
    ("dossiers:annex", "pk"): read,
    ("monitoring:progress_why", "code"): counties,
    ("monitoring:progress_why", "measure"): measures,
}
QUERIES_OF_DOSSIERS = {
    "dossiers:summary": _city,
    "dossiers:generate": _city,
    "monitoring:progress": _place,
}
