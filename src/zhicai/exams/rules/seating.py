"""Seats candidates in rooms, by lot of a seed, so that friends do not sit side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zhicai.exams.rules.shuffling import order


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room with its seats; ``key`` tells it from the others."""

    key: int
    seats: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits; seats are numbered from 1."""

    room: int
    number: int


def seats_for(
    people: Sequence[int], rooms: Iterable[RoomFacts], taken: Iterable[Seat], *, seed: str
) -> dict[int, Seat]:
    """Return a seat for each person (key) as far as there are any, rooms filled one after another.

    The same seed, people and seats taken give the same seats.
    """
    used = set(taken)
    free = [
        Seat(room.key, number)
        for room in rooms
        for number in range(1, room.seats + 1)
        if Seat(room.key, number) not in used
    ]
    lots = order(seed, "seats", len(people))
    return {people[n]: seat for n, seat in zip(lots, free, strict=False)}
