"""For whom a signed-in user acts at this moment: one office, with all duties held there."""

from dataclasses import dataclass

from zhicai.law.schema import Level


@dataclass(frozen=True, slots=True)
class Duty:
    """One role held there: at a level of an office, or in an organisation of a kind."""

    role: str
    level: Level | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """A user in one office or organisation; every permission and every scope comes from this.

    ``key`` names it in the session; ``paths`` are the place paths it can reach (its own office and
    below, or the places an organisation serves); ``office`` is the name shown and recorded. A
    deputy acts under the own account and the name ``甲 代 乙``; ``stands_for`` is then 乙. Who acts
    for nobody but himself or herself has no paths.
    """

    user_id: int
    username: str
    name: str
    key: str
    office: str
    place_id: int
    place_code: str
    place_path: str
    paths: tuple[str, ...]
    duties: frozenset[Duty]
    organisation_id: int | None = None
    organisation_kind: str | None = None
    stands_for: str = ""

    def at_level(self, *levels: Level) -> bool:
        """Say whether the office holds a seat at one of ``levels``."""
        return any(duty.level in levels for duty in self.duties)

    @property
    def top_level(self) -> Level | None:
        """The highest office level held here, None for an organisation."""
        for level in Level:
            if self.at_level(level):
                return level
        return None

    @property
    def province(self) -> str:
        """Code of the province."""
        return self.place_path.split("/")[0]


@dataclass(frozen=True, slots=True)
class Oneself:
    """Someone who is not signed in and acts upon the own account, by a ticket."""

    username: str
    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """Zhicai itself, where a rule or a schedule acts and no person does."""

    username: str = "zhicai"
    name: str = "系统"
    office: str = ""


SYSTEM = System()
