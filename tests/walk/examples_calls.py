"""Examples of calls: the three regions open, a county's candidate and list, one's own candidacy."""

from tests.walk import people
from tests.walk.own import ABSENT, Own
from tests.walk.people import COUNTY, PERSON, reaches
from zhicai.admission.actions import put_forward, upload_candidates
from zhicai.admission.models import Call, Candidate, CandidateUpload
from zhicai.foundation import clock
from zhicai.people.models import Person

EAST, WEST = "1", "2"
YILING = "420506"
LIST = "姓名,身份证号,单位\n郭建军,11010119900307008,宜化"
SEEN = {
    people.BASE: (WEST,), people.CITY: (WEST,), COUNTY: (WEST,), people.BOTH_SEATS: (EAST,),
}  # fmt: skip
PROVINCE = frozenset({people.OFFICER, people.REGISTRAR})


def furnish_calls(world):
    """Put the person of the cast forward, and leave a list of the county with a fault."""
    at, county = clock.midday(world.on), world.acting(COUNTY)
    person = Person.objects.get(user__username=PERSON)
    put_forward(person.pk, world.year, says="夷陵区", recommendation=None, by=county, at=at)
    upload_candidates(world.year, LIST.encode(), name="人选.csv", by=county, at=at)


def _calls():
    rows = Call.objects.filter(programme_year__programme="hubei-2022")
    return dict(rows.values_list("region_key", "pk"))


def _of_regions(keys):
    calls = _calls()
    own = tuple(calls[key] for key in keys)
    return Own(own, (*[pk for pk in calls.values() if pk not in own], *ABSENT))


def calls_read(world, username):
    """The province and the team without a region all, others that of their own region."""
    wide = username in PROVINCE | {people.CENTRE}
    return _of_regions(tuple(_calls()) if wide else SEEN.get(username, ()))


def calls_worked_on(world, username):
    """The province and the teams."""
    wide = username in PROVINCE | {people.CENTRE}
    return _of_regions(tuple(_calls()) if wide else (WEST,) if username == people.BASE else ())


def calls_changed(world, username):
    """Who opens a call: its team, the team without a region, the provincial officer."""
    wide = username in {people.OFFICER, people.CENTRE}
    return _of_regions(tuple(_calls()) if wide else (WEST,) if username == people.BASE else ())


def regions_called(world, username):
    """The same by the key of the region."""
    wide = username in {people.OFFICER, people.CENTRE}
    own = (EAST, WEST) if wide else (WEST,) if username == people.BASE else ()
    return Own(own, ("nothing", *[key for key in (EAST, WEST) if key not in own]))


def candidates_read(world, username):
    """Offices those of their area, a team those of its region."""
    mine = Candidate.objects.filter(person__user__username=PERSON).first()
    other = Candidate.objects.filter(region_key=EAST).first()
    assert mine is not None
    assert other is not None
    own = [mine.pk] if username == people.BASE or reaches(username, YILING) else []
    if username in PROVINCE | {people.CENTRE}:
        own = [mine.pk, other.pk]
    return Own(tuple(own), (*[pk for pk in (mine.pk, other.pk) if pk not in own], *ABSENT))


def uploads_own(world, username):
    """The office that uploaded it alone."""
    pk = CandidateUpload.objects.get(name="人选.csv").pk
    return Own((pk,), ABSENT) if username == COUNTY else Own((), (pk, *ABSENT))


def years_open(world, username):
    """The public page of a year with an open call."""
    return Own((world.year.pk,), ABSENT)


def candidacies_own(world, username):
    """The person's own alone."""
    pk = Candidate.objects.get(person__user__username=PERSON).pk
    return Own((pk,), ABSENT) if username == PERSON else Own((), (pk, *ABSENT))


EXAMPLES_OF_CALLS = {
    ("admission:call", "pk"): calls_read,
    ("admission:act_on_call", "pk"): calls_read,
    ("admission:edit_call", "pk"): calls_changed,
    ("admission:new_call", "region"): regions_called,
    ("admission:screening", "pk"): calls_worked_on,
    ("admission:questions", "pk"): calls_worked_on,
    ("admission:candidate", "pk"): candidates_read,
    ("admission:candidate_upload", "pk"): uploads_own,
    ("admission:candidate_marked", "pk"): uploads_own,
    ("admission:apply", "pk"): years_open,
    ("admission:my_candidacy", "pk"): candidacies_own,
}
