"""Filters of the list of files that apps above bring: of the page, its Excel and of reports."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.people.models import Person

Choices = Callable[[Acting, date], list[tuple[str, str]]]


class Narrow(Protocol):
    """Keeps the people who fit a value."""

    def __call__(self, rows: QuerySet[Person], value: str, *, on: date) -> QuerySet[Person]:
        """Return those who fit."""


@dataclass(frozen=True, slots=True)
class FileFilter:
    """A filter: its words, what it offers (nothing: it is not shown), whom it keeps."""

    key: str
    says: Text
    choices: Choices
    narrow: Narrow


_filters: dict[str, FileFilter] = {}


def register_filter(key: str, says: Text, choices: Choices, narrow: Narrow) -> None:
    """Add a filter, or put another in the place of the one with its key; called from ``ready``."""
    _filters[key] = FileFilter(key, says, choices, narrow)


def filters() -> tuple[FileFilter, ...]:
    """Return every filter, by key."""
    return tuple(_filters[key] for key in sorted(_filters))


def narrowed(
    rows: QuerySet[Person], given: Mapping[str, str], *, on: date
) -> QuerySet[Person]:  # fmt: skip
    """Keep those who fit the values given by the keys of filters; an empty one narrows nothing."""
    for one in filters():
        if value := given.get(one.key, ""):
            rows = one.narrow(rows, value, on=on)
    return rows
