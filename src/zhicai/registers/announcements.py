"""What registers announce."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ListKept:
    """A list was imported: these organisations stand in it, some of them newly entered."""

    list_id: str
    place_id: int
    organisation_ids: tuple[int, ...]
    at: datetime
