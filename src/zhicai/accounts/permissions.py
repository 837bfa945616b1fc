"""What may be done, by whom: apps declare their permissions, guard and actions ask here."""

from dataclasses import dataclass
from typing import Literal

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Role
from zhicai.foundation.errors import NotYourPage, OutOfScope
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import is_within

ANY_ORGANISATION = "*"
"""Stands for every kind of organisation in a :class:`Holder`."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a permission: a role at an office level or in an organisation kind, and how far it
    reaches.

    ``own`` is the place itself, ``below`` the place and all under it (for an organisation: what it
    serves), ``all`` the whole province. ``organisation`` may be :data:`ANY_ORGANISATION`: a
    province's own notice may name kinds that no code knows. The role PERSON reaches no place at
    all, whatever ``reach`` says: it is for what is one's own.
    """

    role: Role
    level: Level | None = None
    organisation: str | None = None
    reach: Literal["own", "below", "all"] = "below"


@dataclass(frozen=True, slots=True)
class Permission:
    """Something a user may do: ``app.verb``, what it lets do in words, and who holds it."""

    name: str
    says: Text
    holders: tuple[Holder, ...]


_declared: dict[str, Permission] = {}


def declare(name: str, says: Text, *holders: Holder) -> Permission:
    """Declare a permission; called at import of an app's ``permissions.py`` from its ``ready``."""
    permission = Permission(name, says, holders)
    _declared[name] = permission
    return permission


def declared() -> dict[str, Permission]:
    """Return every permission by name."""
    return dict(_declared)


def _matching(acting: Acting, name: str) -> list[Holder]:
    return [
        holder
        for holder in _declared[name].holders
        for duty in acting.duties
        if (holder.role.value, holder.level) == (duty.role, duty.level)
        and (
            holder.organisation == duty.organisation
            or (holder.organisation == ANY_ORGANISATION and duty.organisation is not None)
        )
    ]


def holds(acting: Acting, name: str) -> bool:
    """Say whether this office or organisation ever holds the permission, somewhere."""
    return bool(_matching(acting, name))


def reach_of(acting: Acting, name: str) -> tuple[str, ...]:
    """Return the place paths within which the permission holds; empty when it never does."""
    paths: set[str] = set()
    for holder in _matching(acting, name):
        if holder.role == Role.PERSON:
            continue
        if holder.reach == "all":
            paths.add(acting.province)
        else:
            paths |= set(acting.paths)
    return tuple(sorted(paths))


def may(acting: Acting, name: str, place_path: str) -> bool:
    """Say whether the permission holds at the place with this path."""
    for holder in _matching(acting, name):
        if holder.role == Role.PERSON:
            continue
        if holder.reach == "all" and is_within(place_path, acting.province):
            return True
        if holder.reach == "own" and place_path in acting.paths:
            return True
        if holder.reach == "below" and any(is_within(place_path, p) for p in acting.paths):
            return True
    return False


def require(acting: Acting, name: str, place_path: str | None = None) -> None:
    """Raise NotYourPage where the role never holds the permission, OutOfScope where not at this
    place.
    """
    if not holds(acting, name):
        raise NotYourPage(not_yours(acting, name))
    if place_path is not None and not may(acting, name, place_path):
        raise OutOfScope


def not_yours(acting: Acting, name: str) -> Text:
    """Return the sentence that says whose page it is and for whom one acts."""
    says = _declared[name].says
    return Text(
        f"您现在代表“{acting.office}”，这里用于{says.zh}，由其他岗位办理。",
        f"You act for “{acting.office}”. This page is to {says.en}; other posts do that.",
    )
