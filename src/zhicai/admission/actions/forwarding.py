"""Someone put forward becomes a candidate; results calls this once all bodies have joined in."""

from datetime import datetime

from django.db import transaction

from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import LIVE_CANDIDATES
from zhicai.audit.actions import Actor, record
from zhicai.foundation.clock import CHINA
from zhicai.people.models import Person
from zhicai.people.queries.records import employment_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries.regions import region_of

State, Source = Candidate.State, Candidate.Source
LONGEST = 400


@transaction.atomic
def put_forward(
    person_id: int,
    programme_year: ProgrammeYear,
    *,
    says: str,
    recommendation: int | None,
    by: Actor,
    at: datetime,
) -> Candidate:
    """Make someone recommended a candidate of the year's assessment, confirmed at once.

    ``says`` names who joined in, ``recommendation`` is its key in the app above. Who is a candidate
    already keeps the application and carries the recommendation beside it (HB-3.1.BZ.c). The
    candidate goes to the call of the employer's region, also one that opens later.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person_id)
    live = Candidate.objects.filter(
        person=person, programme_year=programme_year, state__in=LIVE_CANDIDATES
    ).first()
    row = live or _fresh(person, programme_year, by, at)
    row.recommended_by, row.recommended_at = says.strip()[:LONGEST], at
    row.recommendation = recommendation
    if row.state == State.APPLIED:
        row.state, row.confirmed_at = State.CONFIRMED, at
        row.confirmed_by, row.confirmed_office = by.name, by.office
    row.revision += 1
    row.save()
    values = {"year": programme_year.year, "recommendation": recommendation}
    record(by, "admission.put_forward", row, place=row.employer_place.code, values=values)
    return row


def _fresh(person: Person, year: ProgrammeYear, by: Actor, at: datetime) -> Candidate:
    on = at.astimezone(CHINA).date()
    work = employment_of(person, on=on)
    place = work.place if work is not None else person.home
    region = region_of(place, year, on=on)
    key = region.key if region is not None else ""
    name = ""
    if work is not None:
        name = work.organisation.name if work.organisation is not None else work.employer_name
    return Candidate(
        call=Call.objects.filter(programme_year=year, region_key=key).first() if key else None,
        programme_year=year,
        region_key=key,
        person=person,
        organisation_id=work.organisation_id if work is not None else None,
        employer_name=name[:120],
        employer_type=work.employer_type if work is not None else "",
        employer_place=place,
        post=work.post if work is not None else "",
        is_ip_post=work.is_ip_post if work is not None else False,
        source=Source.RECOMMENDATION,
        applied_at=at,
        applied_on=on,
        entered_by=by.name,
        office=by.office,
    )
