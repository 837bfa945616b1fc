"""What a programme says of files: which titles and achievements, which employers are growing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhicai.accounts.acting import Acting
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of, year_for
from zhicai.programmes.settings_in_force import Settings

LEVELS, KINDS, GROWING = "title-levels", "achievement-kinds", "growing-enterprise-types"
ONE_RECORD, REGISTER = "one-person-one-record", "title-register"
SEPARATE = "separate"


@dataclass(frozen=True)
class ArchiveLaw:
    """The rules of a year by which files are kept, as they stand on a day."""

    year: ProgrammeYear
    law: Programme
    settings: Settings
    on: date

    @property
    def programme(self) -> str:
        """The programme by its id."""
        return self.year.programme

    def words(self, parameter: str) -> dict[str, Text]:
        """Return every choice that a setting knows with its words, used or not."""
        found = self.law.parameters.get(parameter)
        return {one.value: one.says for one in found.choices} if found else {}

    def offered(self, parameter: str) -> dict[str, Text]:
        """Return the choices of a setting that are in force, with their words."""
        wanted = self.settings.get(parameter) or ()
        return {key: says for key, says in self.words(parameter).items() if key in wanted}

    @property
    def levels(self) -> dict[str, Text]:
        """The levels of titles that can be written."""
        return self.offered(LEVELS)

    @property
    def kinds(self) -> dict[str, Text]:
        """The kinds of achievements that can be written."""
        return self.offered(KINDS)

    @property
    def growing(self) -> tuple[str, ...]:
        """The kinds of employers that count as growing technology enterprises."""
        return tuple(self.offered(GROWING))

    @property
    def one_record(self) -> bool:
        """Whether a file shows every programme that the person joined (X-03)."""
        return bool(self.settings.get(ONE_RECORD, True))

    @property
    def titles_apart(self) -> bool:
        """Whether titles written under another programme stay there (X-04)."""
        return self.settings.get(REGISTER) == SEPARATE

    @property
    def cites(self) -> Mapping[str, str | None]:
        """The clauses that ask for the pages, by what they show."""
        names = ("file", "titles", "career", "guidance", "reserve", "high-end", "survey",
                 "employers")  # fmt: skip
        return {name.replace("-", "_"): self.law.cites(f"archive.{name}") for name in names}

    def word(self, kind: str) -> Text:
        """Return a level of titles, a kind of achievements or of employers in words."""
        known = self.words(LEVELS) | self.words(KINDS) | self.words(GROWING)
        return known.get(kind, Text(kind, kind))


def archive_law(acting: Acting, *, on: date) -> ArchiveLaw:
    """Return the rules of the year that the user works in; NotOpened where there is none."""
    year = year_for(acting, on=on)
    return ArchiveLaw(year, law_of(year), settings_of(year, on=on), on)
