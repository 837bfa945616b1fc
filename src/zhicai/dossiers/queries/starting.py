"""What the sections of a summary begin with: the problems and cases that are on record."""

from datetime import date

from zhicai.coordination.models import Problem
from zhicai.dossiers.sections import cases_of
from zhicai.places.queries import PlaceFacts, places_under
from zhicai.programmes.models import ProgrammeYear

MOST = 12
"""So many problems are carried over by name."""


def first_words(city: PlaceFacts, year: ProgrammeYear, *, on: date) -> dict[str, str]:
    """Return the first words of the sections that records have something to say about."""
    problems = (
        Problem.objects.filter(
            programme_year=year, raised_on__lte=on, place__in=places_under((city.path,), on=on)
        )
        .exclude(state=Problem.State.CLOSED)
        .select_related("place")
        .order_by("raised_on", "pk")[:MOST]
    )
    cases = cases_of(city, year)
    return {
        "problems": "\n".join(f"{one.place.short_name}：{one.title}" for one in problems),
        "practice": "\n".join(f"《{one.title}》：{one.summary}" for one in cases),
    }
