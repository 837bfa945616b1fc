"""The notice in force, and what a person has answered to its purposes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zhicai.law.dates import Holidays
from zhicai.law.holidays import read_holidays
from zhicai.law.library import REFERENCE
from zhicai.law.privacy import privacy_file, read_privacy
from zhicai.law.schema.privacy import Privacy, Purpose
from zhicai.people.models import Consent, Person


def privacy() -> Privacy:
    """Return the notice in force; LawError where a province's own file cannot be read."""
    path = privacy_file(settings.ZHICAI_LAW_FOLDERS)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: int) -> Privacy:
    return read_privacy(path)


@lru_cache(maxsize=1)
def working_days() -> Holidays:
    """Return the office calendar that the package ships, by which requests are due."""
    return read_holidays(REFERENCE / "holidays.yaml")


@dataclass(frozen=True, slots=True)
class PurposeState:
    """One purpose and the person's latest answer; None where it was never asked."""

    purpose: Purpose
    answer: Consent | None
    current: bool

    @property
    def given(self) -> bool:
        """Whether consent stands."""
        return self.answer is not None and self.answer.given


def consents_of(person: Person) -> list[PurposeState]:
    """Return every purpose of the notice in force with the person's latest answer."""
    notice = privacy()
    latest: dict[str, Consent] = {}
    for row in Consent.objects.filter(person=person).order_by("at", "pk"):
        latest[row.purpose] = row
    return [
        PurposeState(
            purpose,
            latest.get(purpose.id),
            current=purpose.id in latest and latest[purpose.id].version == notice.version,
        )
        for purpose in notice.purposes
    ]


def must_be_asked(person: Person) -> bool:
    """Say whether a purpose of the notice in force has no answer to its present words."""
    return any(not state.current for state in consents_of(person))


def has_consented(person: Person, purpose: str) -> bool:
    """Say whether the person's latest answer to a purpose is yes; an app asks before it acts."""
    row = Consent.objects.filter(person=person, purpose=purpose).order_by("-at", "-pk").first()
    return row is not None and row.given


def consenting(people: list[int], purpose: str) -> Mapping[int, bool]:
    """Return who of many consents to a purpose now; one query."""
    rows = Consent.objects.filter(person_id__in=people, purpose=purpose).order_by("at", "pk")
    return dict(rows.values_list("person_id", "given"))
