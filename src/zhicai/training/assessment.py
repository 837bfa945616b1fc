"""What binds a class of the assessment package before it starts, and its own tabs and inbox."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.filing.announcements import FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Step
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import Reason
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.planning.announcements import PackageInForce
from zhicai.planning.queries.packages import (
    LECTURER_LIST,
    PACKAGE,
    blocks_start,
    has_exam_content,
    is_settled,
    package_of,
)
from zhicai.programmes.queries import law_of, settings_of
from zhicai.training.actions.assessment import follow_package
from zhicai.training.models import LecturerList, TrainingClass
from zhicai.training.queries.assessment import (
    LISTS_FILED,
    changed_since,
    is_filed,
    list_due,
    list_of,
    lists_waiting,
    teaching_unlisted,
)
from zhicai.training.rules.conditions import Condition, register_check
from zhicai.training.rules.sessions import decide_sessions
from zhicai.training.rules.steps import OPEN, PLANNED, RUNNING
from zhicai.training.tabs import Tab, register_tab

AHEAD = timedelta(days=14)
"""Lists that are due within so many days stand in the working group's inbox."""


def _class(class_id: int) -> TrainingClass | None:
    rows = TrainingClass.objects.filter(pk=class_id, line__isnull=False)
    return rows.select_related(
        "line__city", "line__package__filing", "programme_year__province"
    ).first()


def approval_missing(class_id: int, on: date) -> list[Reason]:
    """Say what keeps a class of the package from starting: its approval (HB-3.2.6.2.e)."""
    found = _class(class_id)
    if found is None:
        return []
    year = found.programme_year
    clause = law_of(year).cites("training.approval")
    reasons = []
    wanted = settings_of(year, on=on).get("start-needs") or ()
    if PACKAGE in wanted and blocks_start(year, on=on):
        says = Text(
            "考核培训材料还没有审定，不能开班。", "The assessment package is not approved yet."
        )
        reasons.append(Reason(says, clause))
    changed = changed_since(found, on=on)
    if changed is not None:
        reasons.append(Reason(changed, clause))
    return reasons


def papers_missing(class_id: int, on: date) -> list[Reason]:
    """Say that the package's slot holds no exam content any more (HB-3.2.6.2.c).

    An approved package had some; a paper may have been taken out or withdrawn since.
    """
    found = _class(class_id)
    if found is None:
        return []
    year = found.programme_year
    wanted = settings_of(year, on=on).get("start-needs") or ()
    if PACKAGE not in wanted or not is_settled(package_of(year)) or has_exam_content(year):
        return []
    says = Text(
        "考题密封袋是空的（试卷已作废或取出），请工作组放入考题后再开班。",
        "The slot holds no exam content any more; the working group puts some in first.",
    )
    return [Reason(says, law_of(year).cites("planning.package-papers"))]


def sessions_missing(class_id: int, _on: date) -> Sequence[Reason]:
    """Say which assessment session the timetable lacks (HB-3.2.5.d–e)."""
    found = _class(class_id)
    if found is None:
        return []
    law = law_of(found.programme_year)
    kinds = set(found.lessons.filter(cancelled=False).values_list("kind", flat=True))
    return decide_sessions(
        kinds,
        assessing=law.cites("training.assessing"),
        practical=law.cites("training.practical-test"),
    ).reasons


def list_missing(class_id: int, on: date) -> list[Reason]:
    """Say that the list must be settled first, where the setting asks for it (A-HB-17)."""
    found = _class(class_id)
    if found is None or is_filed(found):
        return []
    if LECTURER_LIST not in (settings_of(found.programme_year, on=on).get("start-needs") or ()):
        return []
    says = Text("师资名单还没有备案，不能开班。", "The lecturer list is not on file yet.")
    return [Reason(says, law_of(found.programme_year).cites("training.filing-lecturers"))]


def list_flags(class_id: int, on: date) -> list[Reason]:
    """Say what is to be noticed about the list: not sent, or lecturers who are not on it."""
    found = _class(class_id)
    if found is None:
        return []
    law = law_of(found.programme_year)
    clause = next((r.clause for r in law.obligations.values() if r.metric == LISTS_FILED), None)
    row = list_of(found)
    reasons = []
    if row is None or row.filing.first_sent_on is None:
        due = list_due(found, on=on)
        zh = f"（期限 {due}）" if due else ""
        en = f" (due on {due})" if due else ""
        says = Text(f"师资名单还没有报送{zh}。", f"The lecturer list has not been sent{en}.")
        reasons.append(Reason(says, clause))
    if names := teaching_unlisted(found):
        says = Text(
            f"课表上的{'、'.join(names)}没有委派，请补入名单。",
            f"On the timetable but not appointed: {', '.join(names)}.",
        )
        reasons.append(Reason(says, law.cites("training.appointing")))
    return reasons


register_check(Condition("training.approval", RUNNING, approval_missing))
register_check(Condition("training.exam-content", RUNNING, papers_missing))
register_check(Condition("training.sessions", RUNNING, sessions_missing))
register_check(Condition("training.list-filed", RUNNING, list_missing))
register_check(Condition("training.list-sent", RUNNING, list_flags, binds=False))


def of_package(_acting: Acting, found: TrainingClass) -> bool:
    """Say whether a class is one of the package."""
    return found.line_id is not None


register_tab(Tab("sessions", _("研讨与考核"), "training:sessions", 30, of_package))
register_tab(Tab("lecturer-list", _("师资名单"), "training:lecturer_list", 45, of_package))


# --- what waits ----------------------------------------------------------------------------------


def _waiting_list(row: LecturerList) -> Waiting:
    found = row.training_class
    return Waiting(
        title=Text(f"备案《{row.filing.title}》", f"Put “{row.filing.title}” on file"),
        url=reverse("training:lecturer_list", args=[found.pk]),
        since=row.filing.last_sent_on or found.starts_on,
        due=found.starts_on,
        clause=law_of(found.programme_year).cites("training.filing-lecturers") or "",
    )


def count_lists(acting: Acting, _on: date) -> int:
    """Return how many lecturer lists wait to be put on file."""
    return lists_waiting(acting).count()


def lists(acting: Acting, _on: date, limit: int) -> list[Waiting]:
    """Return the lecturer lists that wait to be put on file, the next class first."""
    rows = lists_waiting(acting).order_by("training_class__starts_on")[:limit]
    return [_waiting_list(row) for row in rows]


def _unsent(acting: Acting, on: date) -> list[tuple[TrainingClass, date | None]]:
    """Classes whose list the working group still owes, with its due date, the next due first."""
    if acting.organisation_id is None:
        return []
    rows = TrainingClass.objects.filter(
        line__isnull=False,
        line__package__organisation_id=acting.organisation_id,
        state__in=(PLANNED, OPEN),
        starts_on__lte=on + AHEAD + timedelta(days=14),
    ).exclude(lecturer_list__filing__first_sent_on__isnull=False)
    found = [(row, list_due(row, on=on)) for row in rows.select_related("programme_year__province")]
    soon = [(row, due) for row, due in found if due is None or due <= on + AHEAD]
    return sorted(soon, key=lambda pair: (pair[1] or pair[0].starts_on, pair[0].pk))


def count_unsent(acting: Acting, on: date) -> int:
    """Return how many lecturer lists the working group still owes."""
    return len(_unsent(acting, on))


def unsent(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the lists that are still to be sent, with the day by which each is due."""
    return [
        Waiting(
            title=Text(f"报送“{row.title}”师资名单", f"Send the lecturer list of “{row.title}”"),
            url=reverse("training:lecturer_list", args=[row.pk]),
            since=row.opened_at.date() if row.opened_at else min(on, row.starts_on),
            due=due,
            clause=law_of(row.programme_year).cites("training.appointing") or "",
        )
        for row, due in _unsent(acting, on)[:limit]
    ]


register_source(
    Source("training.lecturer_lists", Text("师资名单备案", "Lecturer lists to file"), "users-group",
           count_lists, lists)
)  # fmt: skip
register_source(
    Source("training.unsent_lists", Text("待报师资名单", "Lecturer lists to send"), "users-group",
           count_unsent, unsent)
)  # fmt: skip


# --- what follows from filings -------------------------------------------------------------------


def _follow(event: PackageInForce) -> None:
    """Let classes that have not begun follow a new approval of their package."""
    rows = TrainingClass.objects.filter(line__package=event.package_id, state__in=(PLANNED, OPEN))
    for row in rows:
        follow_package(row, by=SYSTEM, at=event.at)


def _last_step(filing_id: int) -> Step:
    rows = Step.objects.select_related("filing").filter(filing_id=filing_id)
    return rows.order_by("-pk")[0]


def _tell(event: FilingSent | FilingReturned | FilingSettled) -> None:
    """Write of a lecturer list: to the office that it came, to the group what became of it."""
    if event.kind != LECTURER_LIST:
        return
    step = _last_step(event.filing_id)
    filing = step.filing
    row = LecturerList.objects.filter(filing=filing).first()
    if isinstance(event, FilingSent):
        to = Addressee(place_id=filing.receiver_id, level=Level(filing.receiver_level))
        late = Text("（逾期）", " (late)") if event.late else Text("", "")
        title = Text(f"报来《{filing.title}》{late.zh}", f"Sent: “{filing.title}”{late.en}")
    else:
        to = Addressee(organisation_id=filing.sender_organisation_id)
        number = f"，编号 {step.number}" if step.number else ""
        title = Text(f"《{filing.title}》已办理{number}", f"“{filing.title}” was handled")
    send_message(
        to, kind=Message.Kind.FILING, title=title, body=Text(step.opinion, step.opinion),
        by=SYSTEM, at=step.at, key=f"step-{step.pk}",
        link=reverse("training:lecturer_list", args=[row.training_class_id]) if row else "",
        about=f"filing-{filing.pk}",
    )  # fmt: skip


subscribe(PackageInForce, _follow, within=True)
subscribe(FilingSent, _tell, within=True)
subscribe(FilingReturned, _tell, within=True)
subscribe(FilingSettled, _tell, within=True)
