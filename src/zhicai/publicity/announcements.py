"""What publicity tells the apps above after commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemPublished:
    """The public can read an item."""

    item_id: int


@dataclass(frozen=True, slots=True)
class ItemReturned:
    """A reviewer sent an item back to its author."""

    item_id: int


@dataclass(frozen=True, slots=True)
class ListPublished:
    """A list is put before the public; ``about`` is the key of the app that published it."""

    list_id: int
    about: str


@dataclass(frozen=True, slots=True)
class ObjectionReceived:
    """Somebody objected to a list."""

    objection_id: int
    about: str


@dataclass(frozen=True, slots=True)
class ObjectionAnswered:
    """An objection was answered; ``upheld`` says whether it was right."""

    objection_id: int
    about: str
    upheld: bool
