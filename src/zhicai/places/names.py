"""Places as people write them: 夷陵区, 夷陵, 宜昌市夷陵区, the code."""

from collections.abc import Iterable

from zhicai.places.queries import PlaceFacts


class PlaceNames:
    """County and city names of a province; of two places with one name the first given counts."""

    def __init__(self, places: Iterable[PlaceFacts]) -> None:
        self.found: dict[str, int] = {}
        for place in places:
            for name in (place.name, place.short_name, place.code, place.english):
                self.found.setdefault(name, place.id)

    def read(self, written: str) -> int:
        """Return the id of a place; 0 for a name that none has."""
        name = "".join(written.split())
        if name in self.found:
            return self.found[name]
        tails = (name[at:] for at in range(1, len(name) - 1))
        return next((self.found[tail] for tail in tails if tail in self.found), 0)
