"""The place of whoever acts."""

from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.law.schema import Level
from zhicai.places.models import Place
from zhicai.places.queries import PlaceFacts, tree


def own_place(acting: Acting) -> Place:
    """Return the place that the user acts for."""
    return Place.objects.get(pk=acting.place_id)


def places_to_ask(acting: Acting, *, on: date) -> list[PlaceFacts]:
    """Return the places whose answers a round may expect: cities, else counties, else its own."""
    places = tree(acting.province, on=on)
    path = acting.paths[0] if acting.paths else acting.place_path
    for level in (Level.CITY, Level.COUNTY):
        found = places.seats(level, path)
        if len(found) > 1:
            return found
    here = places.by_code.get(path.split("/")[-1])
    return [here] if here else []
