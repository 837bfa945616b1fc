"""Who a class is organised by, by the rights table of the law."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhicai.foundation.text import Text
from zhicai.law.schema import Right

ROLES = ("guiding", "host", "undertaking")
ROLE_WORDS = {
    "guiding": Text("指导单位", "Guiding unit"),
    "host": Text("主办单位", "Host"),
    "co-host": Text("联合主办", "Co-host"),
    "undertaking": Text("承办单位", "Undertaking unit"),
}


@dataclass(frozen=True, slots=True)
class Organiser:
    """One organiser of a class: its role, its name, and the clauses that make it so."""

    role: str
    body: str
    name: Text
    clauses: tuple[str, ...]

    @property
    def role_words(self) -> Text:
        """The role as a notice calls it."""
        return ROLE_WORDS[self.role]


def organising_rights(rights: Iterable[Right], *, track: str) -> list[Right]:
    """Return the rights by which a class on a track has organisers, role by role.

    The table of section three governs (A-HB-20): a body that hosts does not stand among the guiding
    units as well, though it keeps the right to leave guidance.
    """
    found = [right for right in rights if right.track == track and right.role in ROLES]
    hosts = {right.body for right in found if right.role != "guiding"}
    return sorted(
        (right for right in found if right.role != "guiding" or right.body not in hosts),
        key=lambda right: ROLES.index(right.role),
    )
