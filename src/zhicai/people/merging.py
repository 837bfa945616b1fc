"""What moves when two records of one person become one: registered by the apps that keep the rows.

An app registers every table that points to a person, once for each such key::

    register_share(
        "results.team", Text("专业队伍", "professional team"), TeamMember,
        once=(Once((), Q(until=None), settles=ended),),
    )

``once`` names the constraints of which a person satisfies one row: where both records have such a
row, the merge is refused by ``refuses``, or the duplicate's row is changed first by ``settles``, or
it stays where it is. What may move freely is registered without. What shall stay with the pointer
is named by :func:`register_stay`. ``tests/architecture`` holds that nothing is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q

from zhicai.foundation.text import Text

Settled = Mapping[str, Any]
"""New values by field: plain text, numbers, days, moments, None."""


@dataclass(frozen=True, slots=True)
class Once:
    """Of rows that agree in ``fields`` (beside the person) and fit ``when`` a person has one.

    ``refuses(row)`` says why the merge is refused; ``settles(row, other, on)`` returns what is
    changed on the duplicate's row before it moves (on ``other``, the one of the record that stays,
    with ``changes_other``), so that ``when`` or ``fields`` no longer fit. Without either the
    duplicate's row says what the other says already and stays with the pointer.
    """

    fields: tuple[str, ...]
    when: Q = field(default_factory=Q)
    refuses: Callable[[Any], Text] | None = None
    settles: Callable[[Any, Any, Any], Settled] | None = None
    changes_other: Callable[[Any, Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """One table that points to a person by ``field``; ``tell`` says a row in words.

    ``builds``: a row that came after a merge stands on it, so that the merge cannot be undone.
    ``last`` is the field, or path, of the day or moment from which retention counts; without it
    whoever has a row is never due.
    """

    key: str
    says: Text
    model: type[Model]
    field: str = "person"
    once: tuple[Once, ...] = ()
    tell: Callable[[Any], Text] | None = None
    builds: bool = True
    last: str = ""

    def said(self, row: Any) -> Text:
        """Return a row in words."""
        return self.tell(row) if self.tell else Text(str(row), str(row))


_shares: dict[str, Share] = {}
_stays: dict[tuple[str, str], Text] = {}


def register_share(
    key: str, says: Text, model: type[Model], field: str = "person", *,
    once: tuple[Once, ...] = (), tell: Callable[[Any], Text] | None = None, builds: bool = True,
    last: str = "",
) -> None:  # fmt: skip
    """Add a table whose rows move with a person; called from an app's ``ready``.

    ``key`` is ``app.what``; ``says`` the table in words.
    """
    if key in _shares:
        raise ImproperlyConfigured(f"{key}: already shares in merging")
    _shares[key] = Share(key, says, model, field, once, tell, builds, last)


def register_stay(model: type[Model], field: str, why: Text) -> None:
    """Say that the rows of a table stay with the record that they were written for, and why."""
    _stays[model._meta.label, field] = why


def shares() -> tuple[Share, ...]:
    """Return every table that moves, by key."""
    return tuple(_shares[key] for key in sorted(_shares))


def share_of(key: str) -> Share | None:
    """Return one table that moves, None where its app is gone."""
    return _shares.get(key)


def stays() -> frozenset[tuple[str, str]]:
    """Return (model, field) of what does not move."""
    return frozenset(_stays)
