"""Examples of lists of trainees: Yichang's in draft, Wuhan's sealed, published, objected to."""

from datetime import date

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.admission.actions import (
    ObjectionFacts,
    draft_list,
    place_list,
    publish_list,
    raise_objection,
    seal_list,
)
from zhicai.admission.models import AdmissionList, Call, Candidate, Objection
from zhicai.foundation import clock
from zhicai.places.models import Place
from zhicai.training.models import TrainingClass

EAST, WEST = "1", "2"
SAYS = "名单上的这一名不在本省工作，请核实。"
PROVINCE = frozenset({people.OFFICER, people.REGISTRAR})


def furnish_lists(world):
    """Finish two screenings before their time, and make a list of each."""
    at = clock.midday(world.on)
    for key, venue in ((EAST, "420100"), (WEST, "420500")):
        call = Call.objects.get(programme_year=world.year, region_key=key)
        one = Candidate.objects.filter(call=call, state="confirmed").first()
        assert one is not None, "the story has candidates by then"
        Candidate.objects.filter(pk=one.pk).update(
            decision="accept", reason="第一名", rank=1, decided_at=at
        )
        Call.objects.filter(pk=call.pk).update(state="screened", screened_at=at)
        place = Place.objects.get(code=venue)
        TrainingClass.objects.create(
            programme_year=world.year, track=call.track, place=place, level="city",
            number=f"WALK-LIST-{key}", title="名单试验班", state="open",
            starts_on=date(2022, 5, 16), ends_on=date(2022, 5, 20), venue="培训中心",
            venue_place=place, capacity=20, opened_at=at,
        )  # fmt: skip
        team = world.acting(people.CENTRE)
        draft_list(call, by=team, at=at)
        place_list(call, by=team, at=at)
        if key == EAST:
            seal_list(call, by=team, at=at)
            row = publish_list(call, by=team, at=at)
            raise_objection(row, ObjectionFacts(SAYS, "walk-objection"), at=at)
        Call.objects.filter(pk=call.pk).update(state=call.state, screened_at=None)
        Candidate.objects.filter(pk=one.pk).update(decision="", reason="", rank=None)


def _calls():
    rows = Call.objects.filter(programme_year__programme="hubei-2022")
    return dict(rows.values_list("region_key", "pk"))


def _split(own, all_of_them):
    return Own(tuple(own), (*[pk for pk in all_of_them if pk not in own], *ABSENT))


def lists_read(world, username):
    """Teams their own, province and group all, others that of their region once it is sealed."""
    calls = _calls()
    keys = {people.BASE: (WEST,), people.BOTH_SEATS: (EAST,)}.get(username, ())
    if username in PROVINCE | {people.WORKING_GROUP, people.CENTRE}:
        keys = tuple(calls)
    return _split([calls[key] for key in keys], calls.values())


def lists_there(world, username):
    """What is printed is there: drafted at least."""
    drawn = set(AdmissionList.objects.values_list("call", flat=True))
    found = lists_read(world, username)
    own = [pk for pk in found.own if pk in drawn]
    return _split(own, _calls().values())


def lists_placed(world, username):
    """Bounds are set by the team while the list is a draft."""
    calls = _calls()
    own = [calls[WEST]] if username in (people.BASE, people.CENTRE) else []
    return _split(own, calls.values())


def objections(world, username):
    """The team answers, the group and the province read."""
    pk = Objection.objects.get(key="walk-objection").pk
    readers = PROVINCE | {people.WORKING_GROUP, people.CENTRE}
    return _split([pk] if username in readers else [], [pk])


def published(world, username):
    """A published list is open to everyone, a draft to nobody."""
    rows = dict(AdmissionList.objects.values_list("call__region_key", "pk"))
    return _split([rows[EAST]], rows.values())


EXAMPLES_OF_LISTS = {
    ("admission:list", "pk"): lists_read,
    ("admission:list_bounds", "pk"): lists_placed,
    ("admission:list_print", "pk"): lists_there,
    ("admission:objection", "pk"): objections,
    ("admission:published", "pk"): published,
}
