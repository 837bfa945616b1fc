"""Examples of the city's desk: tasks, arrangements, problems and their files, counties, targets."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import BASE, BOTH_SEATS, CITY, COUNTY, OFFICER, reaches
from zhicai.coordination.actions import attach_file, log_problem
from zhicai.coordination.actions.problems import Report
from zhicai.coordination.models import (
    AgreedTask,
    Arrangement,
    Assignment,
    Attachment,
    Copy,
    Mark,
    Problem,
)
from zhicai.coordination.queries.desk import desk_of
from zhicai.law.schema import Level

YILING, YICHANG, XIANTAO, WUHAN = "420506", "420500", "429004", "420100"
PAGE = b"%PDF-1.7\n%%EOF"


def furnish_coordination(world, *, at):
    """Add what the story lacks: a problem of the office with two seats, evidence of a task."""
    both = desk_of(world.acting(BOTH_SEATS), world.year, on=world.on)
    office = (both.tree.by_code[XIANTAO], Level.COUNTY)
    log_problem(both, office, Report("讲师没有到位", "等省局答复。"), by=both.acting, at=at)
    county = desk_of(world.acting(COUNTY), world.year, on=world.on)
    copy = _copy()
    upload = SimpleUploadedFile("走访名单.pdf", PAGE)
    attach_file(county, f"copy:{copy.pk}", upload, by=county.acting, at=at)


def _copy():
    return Copy.objects.get(place__code=YILING)


def _tasks():
    """The city's task to its counties, and the province's guidance to its cities."""
    return (
        Assignment.objects.get(place__code=YICHANG).pk,
        Assignment.objects.get(place__code="420000").pk,
    )


def tasks_read(world, username):
    """Whoever sent it, got it, or stands above either."""
    task, guidance = _tasks()
    if username == COUNTY:
        return Own((task,), (guidance, *ABSENT))
    if username == BOTH_SEATS:
        return Own((guidance,), (task, *ABSENT))
    return Own((task, guidance))


def tasks_answered(world, username):
    """The office that got it."""
    task, guidance = _tasks()
    if username == COUNTY:
        return Own((task,), (guidance, *ABSENT))
    return Own((guidance,), (task, *ABSENT))


def tasks_followed(world, username):
    """The office that sent it."""
    task, guidance = _tasks()
    own = {CITY: (task,), OFFICER: (guidance,)}.get(username, ())
    return Own(own, (*({task, guidance} - set(own)), *ABSENT))


def _at_yichang(username, *, within=YICHANG):
    return reaches(username, within) or username == BASE


def arrangements_read(world, username):
    """The city and base themselves, and who sees the whole city."""
    rows = tuple(Arrangement.objects.values_list("pk", flat=True))
    return Own(rows) if _at_yichang(username) else Own((), (*rows, *ABSENT))


def agreed_finished(world, username):
    """Either side of the arrangement opens the address; the rule says who is done."""
    rows = tuple(AgreedTask.objects.values_list("pk", flat=True))
    return Own(rows) if _at_yichang(username) else Own((), (*rows[:1], *ABSENT))


def problems_seen(world, username):
    """Problems of the places within reach."""
    rows = list(Problem.objects.values_list("pk", "place__code"))
    own = tuple(pk for pk, code in rows if reaches(username, code))
    assert own, f"{username} sees no problem"
    foreign = tuple(pk for pk, code in rows if not reaches(username, code))
    return Own(own[:2], (*foreign[:2], *ABSENT))


def marks(world, username):
    """The province ends any mark."""
    return Own(tuple(Mark.objects.values_list("pk", flat=True)[:2]))


def counties(world, username):
    """A county within reach, and what is none."""
    own = XIANTAO if username == BOTH_SEATS else YILING
    foreign = ("420102",) if people.REACH[username] != "42" else ()
    return Own((own,), (*foreign, "420000", "999999"))


def files_read(world, username):
    """Who sees the county's copy fetches its evidence."""
    rows = tuple(Attachment.objects.filter(about=f"copy:{_copy().pk}").values_list("pk", flat=True))
    return Own(rows) if reaches(username, YILING) else Own((), (*rows, *ABSENT))


def _written(username):
    arrangement = Arrangement.objects.get(place__code=YICHANG).pk
    return {
        COUNTY: ("copy", _copy().pk),
        CITY: ("arrangement", arrangement),
        BASE: ("arrangement", arrangement),
    }.get(username)


def kinds_attached(world, username):
    """The kind of record that each writes."""
    written = _written(username)
    return Own((written[0],), ("plan",)) if written else Own((), ("copy", "plan"))


def records_attached(world, username):
    """The record that each writes."""
    written = _written(username)
    return Own((written[1],), ABSENT) if written else Own((), (_copy().pk, *ABSENT))


EXAMPLES_OF_COORDINATION = {
    ("coordination:task", "pk"): tasks_read,
    ("coordination:answer", "pk"): tasks_answered,
    ("coordination:follow", "pk"): tasks_followed,
    ("coordination:arrangement", "pk"): arrangements_read,
    ("coordination:write_arrangement", "pk"): arrangements_read,
    ("coordination:finish_agreed", "pk"): agreed_finished,
    ("coordination:problem", "pk"): problems_seen,
    ("coordination:handle_problem", "pk"): problems_seen,
    ("coordination:end_mark", "pk"): marks,
    ("coordination:county", "code"): counties,
    ("coordination:file", "pk"): files_read,
    ("coordination:attach", "kind"): kinds_attached,
    ("coordination:attach", "pk"): records_attached,
}


def _city(username):
    return XIANTAO if username == BOTH_SEATS else YICHANG


def _others(username):
    far = ({"place": WUHAN},) if people.REACH[username] != "42" else ()
    return (*far, {"place": YILING}, {"place": "999999"})


def breakdowns_read(world, username):
    """A city's breakdown: the city, its counties (their row), those above."""
    return Own(({}, {"place": _city(username)}), _others(username))


def breakdowns_taken(world, username):
    """The whole table is for who sees the whole city."""
    if username == COUNTY:
        return Own((), ({"place": YICHANG}, *_others(username)))
    return Own(({"place": _city(username)},), _others(username))


QUERIES_OF_COORDINATION = {
    "coordination:targets": breakdowns_read,
    "coordination:targets_table": breakdowns_taken,
    "coordination:save_targets": breakdowns_read,
    "coordination:import_targets": breakdowns_read,
}
