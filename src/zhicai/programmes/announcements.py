"""What programmes tell the apps above after commit; they subscribe in their ``ready``."""

from dataclasses import dataclass
from datetime import date

from zhicai.law.schema import Level


@dataclass(frozen=True, slots=True)
class YearOpened:
    """The province opened a programme year: offices can enter plans for it."""

    programme_year_id: int


@dataclass(frozen=True, slots=True)
class SettingDecided:
    """The province set a value for an open point."""

    programme_year_id: int
    parameter: str
    in_force_from: date


@dataclass(frozen=True, slots=True)
class DeadlineChanged:
    """A seat's due date was moved (``due``), waived or restored; reminders obey from now on."""

    programme_year_id: int
    obligation: str
    place_id: int
    level: Level
    kind: str
    due: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeIssued:
    """The notice went to addressees; ``receipt_ids`` are those it had not reached before."""

    notice_id: int
    receipt_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NoticeAcknowledged:
    """An addressee confirmed receipt."""

    receipt_id: int


@dataclass(frozen=True, slots=True)
class CurriculumChanged:
    """The province added an item to the curriculum or took one of its own out."""

    programme_year_id: int
    item: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class LawReloaded:
    """The rules were read anew; ``programmes`` are those that changed."""

    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextReworded:
    """An editor put a text of the programme in other words."""

    programme_year_id: int
    key: str
