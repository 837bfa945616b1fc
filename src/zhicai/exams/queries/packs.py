"""Reads of exams without network: packs and who had them in hand, answers brought, the room."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.exams.models import AnswersBrought, Exam, ExamPack, PackHandling, RoomPack
from zhicai.exams.queries.running import exam_for, may_run_exams
from zhicai.exams.queries.sittings import year_of
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.programmes.queries import law_of, settings_of

KEY_MINUTES = "exam-pack-key-minutes"
SHOWN_BEFORE = 15
"""Minutes before an exam from which its key is shown, in a programme that says nothing."""
DEVICE = "pack"
"""What stands for the device of a sitting that was written in a room without network."""
_HEAVY = ("data", "key", "veil", "public")
SECRETS = (PackHandling.What.KEY, PackHandling.What.LETTER)


def packed_exam(acting: Acting, pk: int) -> Exam:
    """Return an exam of a class whose packs the user makes; OutOfScope for anybody else."""
    found = exam_for(acting, pk)
    if found.training_class is None or not may_run_exams(acting, found.training_class):
        raise OutOfScope
    return found


def packs_of(exam: Exam) -> QuerySet[ExamPack]:
    """Return the packs of an exam, the latest first, without what is in them."""
    return ExamPack.objects.filter(exam=exam).defer(*_HEAVY).order_by("-number")


def pack_in_use(exam: Exam) -> ExamPack | None:
    """Return the pack of an exam that counts, None where there is none."""
    return packs_of(exam).filter(voided_at=None).first()


def handlings_of(exam: Exam) -> QuerySet[PackHandling]:
    """Return who had packs of an exam and their keys in hand, the latest first."""
    rows = PackHandling.objects.filter(pack__exam=exam).select_related("pack")
    return rows.defer(*(f"pack__{one}" for one in _HEAVY)).order_by("-pk")


def brought_to(exam: Exam) -> QuerySet[AnswersBrought]:
    """Return the answers files of an exam, the latest first, without their content."""
    rows = AnswersBrought.objects.filter(pack__exam=exam).select_related("pack")
    return rows.defer("data", *(f"pack__{one}" for one in _HEAVY)).order_by("-pk")


def key_from(exam: Exam) -> datetime:
    """Return from when the key of an exam's pack is shown."""
    settings = settings_of(year_of(exam), on=exam.starts_at.astimezone(CHINA).date())
    minutes = settings.get(KEY_MINUTES)
    return exam.starts_at - timedelta(minutes=SHOWN_BEFORE if minutes is None else int(minutes))


def clause_of_packs(exam: Exam) -> str | None:
    """Return the clause of the setting that rules keys, None where the law has none."""
    found = law_of(year_of(exam)).parameters.get(KEY_MINUTES)
    return found.clause[0] if found else None


def had(pack: ExamPack, user: int | None, *what: str) -> bool:
    """Say whether a user has had this of a pack in hand."""
    return PackHandling.objects.filter(pack=pack, by_user=user, what__in=what).exists()


def room_pack() -> RoomPack | None:
    """Return the pack that this machine serves, None on a site with network."""
    return RoomPack.objects.select_related("exam", "watcher").first()


def room_pack_here() -> RoomPack:
    """Return the pack that this machine serves; OutOfScope on a site with network."""
    found = room_pack()
    if found is None:
        raise OutOfScope
    return found
