"""To whom a message goes, and which links it may carry."""

from dataclasses import dataclass

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import Level


@dataclass(frozen=True, slots=True)
class Addressee:
    """An office (place id and level), an organisation or a user; exactly one of the three."""

    place_id: int | None = None
    level: Level | None = None
    organisation_id: int | None = None
    user_id: int | None = None

    def __post_init__(self) -> None:
        given = (self.place_id, self.organisation_id, self.user_id)
        if sum(one is not None for one in given) != 1 or (self.level is None) != (
            self.place_id is None
        ):
            raise ValueError("a message goes to one office, organisation or user")


def link_faults(link: str) -> list[Fault]:
    """Return what is wrong with a link: it leads to a page of this site and nowhere else."""
    if not link or (link.startswith("/") and not link.startswith(("//", "/\\"))):
        return []
    says = Text(
        f"消息里的链接只能指向本系统的页面，现为“{link}”。",
        f"A message links to a page of this site only, not to “{link}”.",
    )
    return [Fault(says, field="link")]
