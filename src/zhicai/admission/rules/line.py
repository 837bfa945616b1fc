"""Seats and the waiting list: who gets a seat, who is next, what a jump does."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """One who waits: the key of the registration, its place in line, whether it was looked at."""

    pk: int
    line: int


def seats_left(capacity: int, taken: int) -> int:
    """Return how many seats are free; none where more are taken than there are."""
    return max(0, capacity - taken)


def in_order(waiting: Sequence[Standing]) -> list[Standing]:
    """Return the waiting list in the order in which it moves up: by place in line."""
    return sorted(waiting, key=lambda one: (one.line, one.pk))


def last_place(waiting: Sequence[Standing]) -> int:
    """Return the place in line of one who comes now: behind everyone."""
    return max((one.line for one in waiting), default=0) + 1


def first_place(waiting: Sequence[Standing]) -> int:
    """Return the place in line of one who jumps: before everyone; may be below zero."""
    return min((one.line for one in waiting), default=1) - 1


def moving_up(waiting: Sequence[Standing], free: int) -> list[int]:
    """Return the keys of those who get the free seats, in order."""
    return [one.pk for one in in_order(waiting)[: max(0, free)]]
