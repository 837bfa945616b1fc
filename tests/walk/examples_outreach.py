"""Examples of outreach: visits, opinions and cases of one's own, and others'."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import reaches
from zhicai.foundation import clock
from zhicai.outreach.actions import open_case, record_visit
from zhicai.outreach.models import FollowUp, Opinion, PracticeCase, Visit
from zhicai.outreach.rules.cases import CaseFacts
from zhicai.outreach.rules.visits import ToDo, VisitFacts

HOME = {people.CITY: "420500", people.COUNTY: "420506", people.BOTH_SEATS: "429004"}
SEES_BELOW = (people.OFFICER, people.CITY, people.COUNTY, people.BOTH_SEATS)


def furnish_outreach(world):
    """A visit with a follow-up of every visiting office; a draft case of every city."""
    at = clock.midday(world.on)
    for username in HOME:
        by = world.acting(username)
        facts = VisitFacts(world.on, "visit", "某公司", "", "other", "", "情况")
        record_visit(world.year, facts, follow_ups=[ToDo("回访", "甲", world.on)], by=by, at=at)
    for username in (people.CITY, people.BOTH_SEATS):
        by = world.acting(username)
        open_case(world.year, CaseFacts("草稿案例", "other", "", ""), by=by, at=at)


def _of_places(rows, place, wanted):
    own = [row.pk for row in rows if wanted(place(row))]
    foreign = [row.pk for row in rows if not wanted(place(row))]
    return Own((*own[:1], *own[-1:]), (*foreign[:1], *foreign[-1:], *ABSENT))


def visits_seen(world, username):
    """Visits of the office and those below it."""
    rows = list(Visit.objects.select_related("place"))
    sees = username in SEES_BELOW
    return _of_places(rows, lambda v: v.place.code, lambda c: sees and reaches(username, c))


def visits_made(world, username):
    """Visits of the office itself."""
    rows = list(Visit.objects.select_related("place"))
    return _of_places(rows, lambda v: v.place.code, lambda c: c == HOME.get(username))


def follow_ups(world, username):
    """What is to be done after the office's own visits."""
    rows = list(FollowUp.objects.filter(done_on=None).select_related("visit__place"))
    return _of_places(rows, lambda f: f.visit.place.code, lambda c: c == HOME.get(username))


def opinions_seen(world, username):
    """Opinions from within the office's reach; for a base, what was passed on to it."""
    rows = list(Opinion.objects.select_related("place"))
    if username == people.BASE:
        held = {r.pk for r in rows if r.holder_organisation_id}
        others = [r.pk for r in rows if r.pk not in held]
        return Own(tuple(held), (*others[:2], *ABSENT))
    sees = username in SEES_BELOW
    return _of_places(rows, lambda o: o.place.code, lambda c: sees and reaches(username, c))


def cases_seen(world, username):
    """Published ones for all; its own for a city, those sent to it for the province."""
    own, foreign = [], []
    for case in PracticeCase.objects.select_related("place", "filing"):
        mine = case.place.code == HOME.get(username) and username != people.COUNTY
        sent = username == people.OFFICER and case.filing.state != "draft"
        (own if case.published_on or mine or sent else foreign).append(case.pk)
    return Own((*own[:1], *own[-1:]), (*foreign[:2], *ABSENT))


def cases_written(world, username):
    """Cases of the city itself."""
    rows = list(PracticeCase.objects.select_related("place"))
    home = HOME.get(username) if username != people.COUNTY else None
    return _of_places(rows, lambda c: c.place.code, lambda c: c == home)


def cases_decided(world, username):
    """Cases that were sent to the province."""
    sent = PracticeCase.objects.exclude(filing__state="draft").values_list("pk", flat=True)
    drafts = PracticeCase.objects.filter(filing__state="draft").values_list("pk", flat=True)
    if username == people.OFFICER:
        return Own(tuple(sent[:2]), (*drafts[:1], *ABSENT))
    return Own((), (*sent[:1], *drafts[:1], *ABSENT))


EXAMPLES_OF_OUTREACH = {
    ("outreach:visit", "pk"): visits_seen,
    ("outreach:edit_visit", "pk"): visits_made,
    ("outreach:add_follow_up", "pk"): visits_made,
    ("outreach:settle_follow_up", "pk"): follow_ups,
    ("outreach:opinion", "pk"): opinions_seen,
    ("outreach:answer", "pk"): opinions_seen,
    ("outreach:forward", "pk"): opinions_seen,
    ("outreach:case", "pk"): cases_seen,
    ("outreach:edit_case", "pk"): cases_written,
    ("outreach:decide_case", "pk"): cases_decided,
}
