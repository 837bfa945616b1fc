"""Reads of the candidate's side: one's own sittings, what they say, what the invigilator let."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.exams.models import (
    Answer,
    AnswerFile,
    Exam,
    Incident,
    JournalEntry,
    Leave,
    PaperItem,
    Score,
    Sitting,
)
from zhicai.exams.practical.registry import Step
from zhicai.exams.rules.clock import GRACE, Timing, still_taken
from zhicai.exams.rules.entering import OPEN_EXAMS, Entry
from zhicai.files.models import StoredFile
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.prepared import Prepared
from zhicai.people.models import Person
from zhicai.people.queries import own_record
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of

SIGN_IN, CHECK = "exam-sign-in-minutes", "exam-check-needed"
OPENS = 30
"""Minutes before an exam from which one signs in, in a programme that says nothing."""
SHOWN_RESULTS = (Exam.State.PUBLISHED, Exam.State.FINAL)
STEP = "step"
"""The kind of journal entry that keeps what was tried in a practical task."""
BROADCAST = "broadcast"
"""The kind of incident that every candidate reads."""
_WITH = ("person", "room", "exam__paper__blueprint__programme_year__province")
NOT_LOADED = ("person__id_number", "exam__paper__sealed", "exam__paper__key")
"""What a candidate's pages never need and must not hold."""
_UNREAD = (
    "person__phone",
    "person__email",
    "exam__paper__items_hashed",
    "exam__paper__blueprint__rows",
)
"""What no page of a sitting shows, and costs reading."""


def own_sittings(acting: Acting) -> QuerySet[Sitting]:
    """Return the sittings of whoever is signed in, the latest exam first."""
    rows = Sitting.objects.filter(person__user_id=acting.user_id, person__erased_at=None)
    return rows.select_related(*_WITH).defer(*NOT_LOADED).order_by("-exam__starts_at", "-pk")


def _of_code(user: int, code: str) -> QuerySet[Sitting]:
    rows = Sitting.objects.filter(person__user_id=user, person__erased_at=None, code=code)
    return rows.select_related(*_WITH).defer(*NOT_LOADED, *_UNREAD)


_own = Prepared(_of_code, user=int, code=str)


def own_sitting(acting: Acting, code: str) -> Sitting:
    """Return one's own sitting by the code on its slip, else OutOfScope."""
    found = _own.first(user=acting.user_id or 0, code=code)
    if found is None:
        raise OutOfScope
    return found


def next_sitting(acting: Acting) -> Sitting | None:
    """Return the sitting that is under way or comes next, None where none does."""
    rows = own_sittings(acting).filter(
        state__in=(Sitting.State.EXPECTED, Sitting.State.PRESENT, Sitting.State.WRITING),
        exam__state__in=(Exam.State.PLANNED, Exam.State.RUNNING, Exam.State.PAUSED),
    )
    return rows.exclude(exam__round=Exam.Round.MOCK).order_by("exam__starts_at", "pk").first()


def mocks_for(acting: Acting, *, at: datetime) -> list[Exam]:
    """Return the mock tests open to whoever is signed in and not tried yet, the latest first.

    They are open to everyone with a record in the province of the programme.
    """
    person = own_record(acting)
    if person is None:
        return []
    rows = _mocks(acting, at).exclude(sittings__person=person)
    return list(rows.select_related("paper__blueprint").order_by("-starts_at", "-pk"))


def mock_for(acting: Acting, pk: int, *, at: datetime) -> tuple[Exam, Person]:
    """Return a mock test that whoever is signed in may write, with whose it is; else OutOfScope."""
    person = own_record(acting)
    found = _mocks(acting, at).filter(pk=pk).first() if person else None
    if person is None or found is None:
        raise OutOfScope
    return found, person


def _mocks(acting: Acting, at: datetime) -> QuerySet[Exam]:
    return Exam.objects.filter(
        round=Exam.Round.MOCK, starts_at__lte=at, state__in=OPEN_EXAMS,
        paper__blueprint__programme_year__province__code=acting.province,
    )  # fmt: skip


# --- the door ------------------------------------------------------------------------------------


def year_of(exam: Exam) -> ProgrammeYear:
    """Return the programme year of an exam."""
    return exam.paper.blueprint.programme_year


def clause_of(exam: Exam) -> str | None:
    """Return the clause that asks for the test, None where the programme's law has none."""
    found = law_of(year_of(exam)).parameters.get(SIGN_IN)
    return found.clause[0] if found else None


def entry_of(sitting: Sitting, *, at: datetime) -> Entry:
    """Return what is known of a candidate at the door; two queries."""
    exam = sitting.exam
    settings = settings_of(year_of(exam), on=at.astimezone(CHINA).date())
    minutes = settings.get(SIGN_IN)
    needed = settings.get(CHECK)
    return Entry(
        sitting.state, exam.state,
        Timing(exam.starts_at, exam.minutes, exam.latest_start,
               OPENS if minutes is None else int(minutes), exam.paused_seconds),
        checked=sitting.checked_at is not None,
        check_needed=needed is None or bool(needed),
        late=bool(leaves_of(sitting, Leave.What.LATE)),
        practice=exam.round == Exam.Round.MOCK,
        packed=sitting.pack_id is not None,
    )  # fmt: skip


def _given(exam: int, sitting: int, what: str) -> QuerySet[Leave]:
    mine = Q(sitting=sitting) | Q(sitting=None)
    return Leave.objects.filter(mine, exam=exam, what=what).only("pk").order_by("-pk")


_leaves = Prepared(_given, exam=int, sitting=int, what=str)


def leaves_of(sitting: Sitting, what: str) -> list[int]:
    """Return the leaves of a kind that were given to a candidate, or to all, the latest first."""
    return [one.pk for one in _leaves.rows(exam=sitting.exam_id, sitting=sitting.pk, what=what)]


def unused_device_leave(sitting: Sitting) -> int | None:
    """Return a leave to go on at another device that was not used yet, None where none is."""
    given = leaves_of(sitting, Leave.What.DEVICE)
    if not given:
        return None
    used = set(
        JournalEntry.objects.filter(
            sitting=sitting, key__in=[device_key(pk) for pk in given]
        ).values_list("key", flat=True)
    )
    return next((pk for pk in given if device_key(pk) not in used), None)


def device_key(leave: int) -> str:
    """Return the key of the journal entry by which a leave to change the device is used up."""
    return f"device-{leave:06}"


# --- what was written ----------------------------------------------------------------------------


_answers = Prepared(lambda sitting: Answer.objects.filter(sitting=sitting).order_by(), sitting=int)


def answers_of(sitting: Sitting) -> dict[int, Answer]:
    """Return the answers of a sitting by the number of their items."""
    return {one.number: one for one in _answers.rows(sitting=sitting.pk)}


def is_overdue(sitting: Sitting, at: datetime) -> bool:
    """Say whether the time of a sitting under way is over; it stands still in a pause."""
    if sitting.deadline is None or sitting.exam.paused_at is not None:
        return False
    return not still_taken(sitting.deadline, at)


def overdue(now: datetime) -> QuerySet[Sitting]:
    """Return the sittings under way whose time is over; the clock of a paused exam stands still."""
    return Sitting.objects.filter(
        state=Sitting.State.WRITING, exam__paused_at=None,
        deadline__lt=now - timedelta(seconds=GRACE),
    )  # fmt: skip


def somebody_overdue(now: datetime) -> bool:
    """Say whether there is anyone to hand in."""
    return overdue(now).exists()


def _placed(sitting: int) -> QuerySet[JournalEntry]:
    rows = JournalEntry.objects.filter(sitting=sitting, kind__in=("start", "device", "address"))
    return rows.only("data").order_by("-pk")[:1]


_last_placed = Prepared(_placed, sitting=int)


def last_address(sitting: Sitting) -> str:
    """Return the network address that the journal noted last, empty before the start."""
    found = _last_placed.first(sitting=sitting.pk)
    return str(found.data.get("address", "")) if found else ""


def file_of(sitting: Sitting, number: int, key: Any) -> StoredFile | None:
    """Return the file that an answer names, None where it was not handed in with this sitting."""
    if type(key) is not int:
        return None
    row = AnswerFile.objects.filter(sitting=sitting, number=number, file=key)
    found = row.select_related("file").first()
    return found.file if found else None


def last_file(sitting: Sitting, number: int) -> StoredFile | None:
    """Return the file that was handed in last for a question, None where none was."""
    row = AnswerFile.objects.filter(sitting=sitting, number=number).select_related("file").last()
    return row.file if row else None


def files_of(sitting: Sitting) -> dict[int, StoredFile]:
    """Return every file that was handed in with a sitting, by its key."""
    rows = AnswerFile.objects.filter(sitting=sitting).select_related("file")
    return {row.file_id: row.file for row in rows}


def steps_of(sitting: Sitting) -> dict[int, list[Step]]:
    """Return what was tried in the practical tasks of a sitting, by the number of the item."""
    found: dict[int, list[Step]] = {}
    rows = JournalEntry.objects.filter(sitting=sitting, kind=STEP).order_by("pk")
    for data, at in rows.values_list("data", "at"):
        found.setdefault(int(data["number"]), []).append(Step(data, at))
    return found


@dataclass(frozen=True, slots=True)
class News:
    """Something said to all candidates of an exam."""

    key: int
    at: datetime
    says: str


_news = Prepared(
    lambda exam: Incident.objects.filter(exam=exam, kind=BROADCAST).order_by("-pk"), exam=int
)


def news_of(exam: int) -> Sequence[News]:
    """Return what was said to all candidates, the latest first."""
    return [News(row.pk, row.at, row.says) for row in _news.rows(exam=exam)]


def shown_score(sitting: Sitting) -> Score | None:
    """Return the score as the candidate may see it: published, or at once in a mock test."""
    exam = sitting.exam
    if exam.round != Exam.Round.MOCK and exam.state not in SHOWN_RESULTS:
        return None
    return Score.objects.filter(sitting=sitting).first()


def explanations_of(paper: int) -> dict[int, str]:
    """Return why an answer is right, by the number of the item, where the author said so."""
    rows = PaperItem.objects.filter(paper=paper).values_list("number", "item_version__content")
    return {number: str(content.get("why") or "") for number, content in rows}
