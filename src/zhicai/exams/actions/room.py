"""What invigilators do while an exam runs: for ticked candidates at once, or for all.

Whoever acts locks the exam first, so that two invigilators never lose each other's work: what both
decide stands twice only where the second saw the first.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import User
from zhicai.audit.actions import record
from zhicai.exams.actions.regrading import void_item
from zhicai.exams.actions.running import (
    RAISED,
    insist_live,
    insist_on_chief,
    locked_exam,
    words_of,
)
from zhicai.exams.models import (
    Exam,
    Incident,
    Invigilator,
    JournalEntry,
    Leave,
    Marking,
    PaperItem,
    Score,
    Sitting,
)
from zhicai.exams.queries.room import Watch, sittings_watched, watch_of
from zhicai.exams.queries.running import invigilators_offered
from zhicai.exams.queries.sittings import BROADCAST, clause_of, device_key, entry_of
from zhicai.exams.rules.entering import why_no_sign_in
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused, Stale
from zhicai.foundation.text import Text

BEFORE = (Sitting.State.EXPECTED, Sitting.State.PRESENT)
AHEAD = (*BEFORE, Sitting.State.WRITING)
MOST_MINUTES = 240
AGAIN = timedelta(minutes=1)
"""The same words by the same person within it are one press of a button."""
VOIDED, HANDED_OVER, REOPENED = "voided", "handover", "reopened"
SAYS = {
    "unknown": Text("没有说明要办理什么，请用页面上的按钮。",
                    "It is not said what to do; use the buttons of the page."),
    "nobody": Text("先勾选考生。", "Tick candidates first."),
    "late": Text("勾选的考生都已开考或已同意，不需要再办理。",
                 "All who are ticked have begun or may begin late already."),
    "device": Text("勾选的考生都不在作答，或已同意更换设备还没有用。",
                   "None who is ticked is writing without an unused leave already."),
    "online": Text("勾选的考生都不在考试包里，或已开考，不需要移出。",
                   "None who is ticked is in a pack and has still to begin."),
    "time": Text("勾选的考生都已交卷，不能延长。请用“恢复作答”。",
                 "All who are ticked have handed in; let them resume instead."),
    "check": Text("勾选的考生都已核对或已开考。", "All who are ticked are checked or have begun."),
    "minutes": Text(f"时间为 1 到 {MOST_MINUTES} 分钟。",
                    f"The time is 1 to {MOST_MINUTES} minutes."),
    "number": Text("请填试卷里的题号。考生看到的题序各不相同，以试卷题号为准。",
                   "Give the number of the item in the paper; candidates see other orders."),
    "closed": Text("试卷还没有启封。", "The paper is still sealed."),
    "user": Text("请从名单里选接替的人；已在监考别处的人不能接替。",
                 "Choose from the list who takes over; nobody watches over two places."),
    "no_watch": Text("您没有被指定为监考员，不用交接。更换监考员在“考务安排”办理。",
                     "You were not named as an invigilator; change them at the exam's page."),
    "not_handed_in": Text("这名考生没有交卷，不需要恢复。",
                          "This candidate has not handed in; there is nothing to resume."),
    "marked": Text("这份答卷已经开始评阅，不能恢复作答。",
                   "This sitting is being marked; it cannot be resumed."),
    "no_time": Text("这份答卷没有剩余时间，请填延长的分钟数。",
                    "No time is left in this sitting; give the minutes."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scene:
    """An exam locked for a decision, what the user watches over, who is ticked."""

    exam: Exam
    watch: Watch
    sittings: list[Sitting]

    def refuse(self, says: str) -> Refused:
        return Refused([Reason(SAYS[says], clause_of(self.exam))])


def _scene(exam: Exam, keys: Collection[int], by: Acting) -> _Scene:
    """Lock an exam that has not ended, and the candidates; OutOfScope for one of another room."""
    row = locked_exam(exam)
    watch = watch_of(by, row)
    if not watch.acts:
        raise OutOfScope
    insist_live(row)
    if not keys:
        raise BadInput([Fault(SAYS["nobody"], "selected")])
    rows = sittings_watched(row, watch).filter(pk__in=keys)
    found = list(rows.select_for_update(of=("self",)))
    if len(found) < len(set(keys)):
        raise OutOfScope
    for one in found:
        one.exam = row
    return _Scene(row, watch, found)


@transaction.atomic
def check_candidates(exam: Exam, keys: Collection[int], *, by: Acting, at: datetime) -> int:
    """Note that faces and identity cards were seen; return of how many.

    Whoever had not signed in is signed in by it. Refused with the clause before sign-in opens.
    """
    scene = _scene(exam, keys, by)
    wanted = [one for one in scene.sittings if one.state in BEFORE and one.checked_at is None]
    if not wanted:
        raise scene.refuse("check")
    packed = next((one for one in wanted if one.pack_id is not None), wanted[0])
    why = why_no_sign_in(entry_of(packed, at=at), at)
    if why is not None:
        raise Refused([Reason(why, clause_of(scene.exam))])
    Sitting.objects.filter(pk__in=[one.pk for one in wanted]).update(
        state=Sitting.State.PRESENT, checked_at=at, checked_by=by.name
    )
    _note(wanted, "checked", {"by": by.name}, at)
    record(by, "exams.candidate_checked", scene.exam, clause=clause_of(scene.exam) or "",
           values={"codes": [one.code for one in wanted]})  # fmt: skip
    return len(wanted)


@transaction.atomic
def let_start_late(
    exam: Exam, keys: Collection[int], *, reason: str, by: Acting, at: datetime
) -> int:
    """Let candidates begin after the last moment, with the reason; they have the whole time."""
    scene, words = _scene(exam, keys, by), words_of(reason)
    late = Leave.objects.filter(exam=scene.exam, what=Leave.What.LATE)
    have = set(late.values_list("sitting", flat=True))
    wanted = [one for one in scene.sittings if one.state in BEFORE and one.pk not in have]
    if not wanted:
        raise scene.refuse("late")
    _give(scene.exam, wanted, Leave.What.LATE, 0, words, by, at)
    return len(wanted)


@transaction.atomic
def let_change_device(
    exam: Exam, keys: Collection[int], *, reason: str, by: Acting, at: datetime
) -> int:
    """Let candidates go on at another device, once each, with the reason."""
    scene, words = _scene(exam, keys, by), words_of(reason)
    given = dict(
        Leave.objects.filter(sitting__in=keys, what=Leave.What.DEVICE)
        .order_by("pk").values_list("sitting", "pk")
    )  # fmt: skip
    names = {device_key(pk): sitting for sitting, pk in given.items()}
    used = JournalEntry.objects.filter(sitting__in=keys, key__in=names)
    unused = set(given) - {names[key] for key in used.values_list("key", flat=True)}
    writing = [one for one in scene.sittings if one.state == Sitting.State.WRITING]
    wanted = [one for one in writing if one.pk not in unused]
    if not wanted:
        raise scene.refuse("device")
    _give(scene.exam, wanted, Leave.What.DEVICE, 0, words, by, at)
    return len(wanted)


@transaction.atomic
def let_sit_online(
    exam: Exam, keys: Collection[int], *, reason: str, by: Acting, at: datetime
) -> int:
    """Take seats out of the sealed pack that is out, with the reason: they are written online."""
    scene, words = _scene(exam, keys, by), words_of(reason)
    wanted = [one for one in scene.sittings if one.pack_id is not None and one.state in BEFORE]
    if not wanted:
        raise scene.refuse("online")
    Sitting.objects.filter(pk__in=[one.pk for one in wanted]).update(pack=None)
    _give(scene.exam, wanted, Leave.What.ONLINE, 0, words, by, at)
    return len(wanted)


@transaction.atomic
def give_time(
    exam: Exam, keys: Collection[int], *, minutes: int, reason: str, seen: int, by: Acting,
    at: datetime,
) -> int:  # fmt: skip
    """Give candidates more time, with the reason; who has handed in is left out.

    ``seen`` is the latest decision that the user had before the eyes: Stale where somebody gave
    time to one of them meanwhile, so that nothing is given twice.
    """
    scene, words = _scene(exam, keys, by), words_of(reason)
    seconds = _seconds(minutes)
    wanted = [one for one in scene.sittings if one.state in AHEAD]
    if not wanted:
        raise scene.refuse("time")
    _insist_on_seen(scene.exam, [one.pk for one in wanted], seen)
    _give(scene.exam, wanted, Leave.What.TIME, seconds, words, by, at)
    _lengthen(scene.exam, [one.pk for one in wanted], seconds)
    return len(wanted)


@transaction.atomic
def give_time_to_all(
    exam: Exam, *, minutes: int, reason: str, seen: int, by: Acting, at: datetime
) -> int:
    """Give everyone who has not handed in more time, with the reason; Stale as in give_time."""
    row, words = locked_exam(exam), words_of(reason)
    insist_on_chief(row, by)
    insist_live(row)
    seconds = _seconds(minutes)
    keys = list(row.sittings.filter(state__in=AHEAD).values_list("pk", flat=True))
    _insist_on_seen(row, keys, seen)
    Leave.objects.create(
        exam=row, what=Leave.What.TIME, seconds=seconds, reason=words, at=at, by=by.name
    )
    _lengthen(row, keys, seconds)
    record(by, "exams.leave_given", row, reason=words, clause=clause_of(row) or "",
           values={"what": str(Leave.What.TIME), "seconds": seconds, "all": len(keys)})  # fmt: skip
    return len(keys)


def _seconds(minutes: int) -> int:
    if not 0 < minutes <= MOST_MINUTES:
        raise BadInput([Fault(SAYS["minutes"], "minutes")])
    return minutes * 60


def _insist_on_seen(exam: Exam, keys: Collection[int], seen: int) -> None:
    newer = Leave.objects.filter(
        Q(sitting__in=keys) | Q(sitting=None), exam=exam, what=Leave.What.TIME, pk__gt=seen
    )
    last = newer.select_related("sitting__person").last()
    if last is None:
        return
    who = last.sitting.person.name if last.sitting else "全场"
    moment = f"{last.at.astimezone(CHINA):%H:%M}"
    says = Text(
        f"{moment} {last.by} 已给{who}延长 {last.seconds // 60} 分钟，没有再次延长。"
        "看过本页最新情况后，需要的话再办理。",
        f"At {moment} {last.by} gave {last.seconds // 60} minutes to "
        f"{last.sitting.person.name if last.sitting else 'all'}; nothing was given again. Look at "
        "the page as it is now and decide anew.",
    )
    raise Stale(says, by=last.by, at=moment)


def _lengthen(exam: Exam, keys: Collection[int], seconds: int) -> None:
    rows = Sitting.objects.filter(exam=exam, pk__in=keys)
    rows.update(extra_seconds=F("extra_seconds") + seconds)
    rows.filter(state=Sitting.State.WRITING).update(
        deadline=F("deadline") + timedelta(seconds=seconds)
    )


def _give(
    exam: Exam, sittings: Collection[Sitting], what: str, seconds: int, reason: str, by: Acting,
    at: datetime,
) -> None:  # fmt: skip
    Leave.objects.bulk_create(
        [
            Leave(exam=exam, sitting=one, what=what, seconds=seconds, reason=reason, at=at,
                  by=by.name)
            for one in sittings
        ]
    )  # fmt: skip
    record(by, "exams.leave_given", exam, reason=reason, clause=clause_of(exam) or "",
           values={"what": str(what), "seconds": seconds,
                   "codes": [one.code for one in sittings]})  # fmt: skip


@transaction.atomic
def reopen_sitting(
    exam: Exam, key: int, *, minutes: int, reason: str, by: Acting, at: datetime
) -> Sitting:
    """Let someone go on who was handed in: what was left of the time, and ``minutes`` more.

    Refused once somebody has marked it. OutOfScope for who does not decide for the whole exam.
    """
    scene, words = _scene(exam, [key], by), words_of(reason)
    insist_on_chief(scene.exam, by)
    (row,) = scene.sittings
    if row.state != Sitting.State.SUBMITTED or row.submitted_at is None or row.deadline is None:
        raise scene.refuse("not_handed_in")
    if Marking.objects.filter(sitting=row).exists():
        raise scene.refuse("marked")
    if not 0 <= minutes <= MOST_MINUTES:
        raise BadInput([Fault(SAYS["minutes"], "minutes")])
    left = max(row.deadline - row.submitted_at, timedelta()) + timedelta(minutes=minutes)
    if not left:
        raise BadInput([Fault(SAYS["no_time"], "minutes")])
    row.state, row.submitted_at, row.submitted_by = Sitting.State.WRITING, None, ""
    row.deadline = (scene.exam.paused_at or at) + left
    row.extra_seconds += minutes * 60
    row.save(update_fields=["state", "submitted_at", "submitted_by", "deadline", "extra_seconds"])
    Score.objects.filter(sitting=row).delete()
    _note([row], REOPENED, {"by": by.name}, at)
    _give(scene.exam, [row], Leave.What.RESUME, minutes * 60, words, by, at)
    return row


# --- for all --------------------------------------------------------------------------------------


@transaction.atomic
def broadcast(exam: Exam, *, says: str, by: Acting, at: datetime) -> Incident:
    """Say something to all candidates of an exam; their pages ask for it at their next message."""
    row, words = locked_exam(exam), words_of(says, "says")
    insist_on_chief(row, by)
    insist_live(row)
    there = _again(row, BROADCAST, words, by, at)
    if there is not None:
        return there
    made = Incident.objects.create(exam=row, kind=BROADCAST, says=words, at=at, by=by.name)
    _tell(row)
    record(by, "exams.broadcast", row, values={"says": words})
    return made


@transaction.atomic
def void_for_all(exam: Exam, number: int, *, reason: str, by: Acting, at: datetime) -> PaperItem:
    """Void an item while the exam runs: all get its marks, and candidates are told at once.

    NotYourPage for who does not publish results; BadInput for a number that the paper has not.
    """
    row, words = locked_exam(exam), words_of(reason)
    insist_on_chief(row, by)
    insist_live(row)
    item = PaperItem.objects.filter(paper=row.paper_id, number=number).first()
    if item is None:
        sealed = row.paper.state != row.paper.State.OPEN
        raise BadInput([Fault(SAYS["closed" if sealed else "number"], "number")])
    if item.voided_for:
        return item
    void_item(item, reason=words, by=by, at=at)
    for one in Exam.objects.filter(paper=row.paper_id).order_by("pk"):
        says = f"第 {number} 题作废：{words}"[:400]
        Incident.objects.create(exam=one, kind=VOIDED, says=says, at=at, by=by.name)
        _tell(one)
    return item


def _tell(exam: Exam) -> None:
    Exam.objects.filter(pk=exam.pk).update(revision=F("revision") + 1)


@transaction.atomic
def write_incident(
    exam: Exam, keys: Collection[int], *, says: str, by: Acting, at: datetime
) -> int:
    """Write down what happened, to ticked candidates or to nobody in particular."""
    row, words = locked_exam(exam), words_of(says, "says")
    watch = watch_of(by, row)
    if not watch.acts:
        raise OutOfScope
    found = list(sittings_watched(row, watch).filter(pk__in=keys)) if keys else [None]
    if keys and len(found) < len(set(keys)):
        raise OutOfScope
    if row.minutes_signed.exists():
        says_no = Text("考场记录已经签署，不能再补记。",
                       "The minutes are signed; nothing is added.")  # fmt: skip
        raise Refused([Reason(says_no, clause_of(row))])
    wanted = [one for one in found if _again(row, RAISED, words, by, at, one) is None]
    Incident.objects.bulk_create(
        [
            Incident(exam=row, sitting=one, kind=RAISED, says=words, at=at, by=by.name)
            for one in wanted
        ]
    )
    record(by, "exams.incident_written", row,
           values={"codes": [one.code for one in wanted if one is not None]})  # fmt: skip
    return len(wanted)


def _again(
    exam: Exam, kind: str, says: str, by: Acting, at: datetime, sitting: Sitting | None = None
) -> Incident | None:
    """The same words pressed twice."""
    rows = Incident.objects.filter(
        exam=exam, kind=kind, says=says, by=by.name, sitting=sitting, at__gt=at - AGAIN
    )
    return rows.last()


@transaction.atomic
def hand_over(exam: Exam, user_id: int | None, *, by: Acting, at: datetime) -> Invigilator:
    """Hand one's own watch over to somebody else; who handed it over watches no more."""
    row = locked_exam(exam)
    watch = watch_of(by, row)
    if not watch.acts:
        raise OutOfScope
    insist_live(row)
    own = watch.own
    if own is None or row.training_class is None:
        raise Refused([Reason(SAYS["no_watch"], clause_of(row))])
    offered = invigilators_offered(row.training_class, on=at.astimezone(CHINA).date())
    busy = set(row.invigilators.filter(until=None).values_list("user", flat=True))
    if user_id not in {pk for pk, _ in offered} - busy:
        raise BadInput([Fault(SAYS["user"], "user")])
    user = User.objects.get(pk=user_id)
    own.until = at
    own.save(update_fields=["until"])
    made = row.invigilators.create(room=own.room, user=user, name=user.name, since=at)
    where = own.room.name if own.room else "全场"
    says = f"{own.name} 把{where}的监考交接给 {user.name}"
    Incident.objects.create(exam=row, kind=HANDED_OVER, says=says, at=at, by=by.name)
    record(by, "exams.watch_handed_over", row, values={"to": user.username, "room": where})
    return made


def _note(sittings: Collection[Sitting], kind: str, data: dict[str, str], at: datetime) -> None:
    JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                sitting=one, key=f"{kind}-{at:%Y%m%d%H%M%S%f}", kind=kind, data=data, at=at
            )
            for one in sittings
        ],
        ignore_conflicts=True,
    )
