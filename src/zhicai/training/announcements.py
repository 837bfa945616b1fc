"""What training tells the apps above: a class opens, changes, starts, ends, is cancelled."""

from dataclasses import dataclass
from datetime import datetime

from zhicai.foundation.text import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class ClassOpened:
    """A class is open for enrolment."""

    class_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassChanged:
    """Dates, place, timetable or lecturer of an open or running class changed; ``says`` how.

    ``what`` is the kind of change (postponed, moved, substituted, timetable, changed).
    """

    class_id: int
    at: datetime
    what: str = ""
    says: Text = NOTHING


@dataclass(frozen=True, slots=True)
class ClassStarted:
    """A class is running."""

    class_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassFinished:
    """A class has ended; results can be decided."""

    class_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassClosed:
    """A class is closed: evaluated, nothing more is entered."""

    class_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassCancelled:
    """A class is cancelled, with its reason."""

    class_id: int
    at: datetime
    reason: str = ""
