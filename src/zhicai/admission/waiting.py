"""What waits in admission: applications that the office running the class has to decide."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import ONESELF
from zhicai.accounts.permissions import holds, reach_of
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.admission.models import Call, Candidate, Objection
from zhicai.admission.queries.calls import RUN, SEND, CallFrame, frame_of, runs
from zhicai.admission.queries.lists import READ as LISTS
from zhicai.admission.queries.lists import (
    calls_with_lists,
    desk_of,
    objections_waiting,
    region_name,
)
from zhicai.admission.queries.mine import feedback_owed
from zhicai.admission.queries.rosters import waiting_counts
from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.places.queries import places_under
from zhicai.programmes.queries import years


def _concerned(acting: Acting) -> bool:
    return acting.organisation_id is None and holds(acting, "admission.decide")


def count(acting: Acting, _on: date) -> int:
    """Return how many classes have applications to decide."""
    if not _concerned(acting):
        return 0
    return waiting_counts(acting).order_by().values("training_class").distinct().count()


def items(acting: Acting, _on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each such class, the next to begin first."""
    if not _concerned(acting):
        return []
    rows = (
        waiting_counts(acting)
        .order_by()
        .values("training_class", "training_class__title", "training_class__starts_on")
        .annotate(n=Count("pk"), first=Min("registered_at"))
        .order_by("training_class__starts_on")[:limit]
    )
    return [
        Waiting(
            Text(
                f"{row['training_class__title']}：{row['n']} 人待审核",
                f"{row['training_class__title']}: {row['n']} to decide",
            ),
            reverse("admission:roster", args=[row["training_class"]]) + "?state=applied",
            since=row["first"].astimezone(CHINA).date(),
            due=row["training_class__starts_on"],
        )
        for row in rows
    ]


register_source(
    Source(
        "admission.applications",
        Text("学员报名审核", "applications to decide"),
        "user-plus",
        count,
        items,
    )
)


def _to_confirm(acting: Acting, on: date) -> QuerySet[Candidate]:
    """Candidates of the own county that wait for its confirmation; nobody for other offices."""
    if acting.organisation_id is not None or not acting.at_level(Level.COUNTY):
        return Candidate.objects.none()
    if not holds(acting, SEND):
        return Candidate.objects.none()
    within = places_under(reach_of(acting, SEND), on=on)
    return Candidate.objects.filter(state=Candidate.State.APPLIED, employer_place__in=within)


def count_candidates(acting: Acting, on: date) -> int:
    """Return whether candidates wait for the county: one line for all of a year."""
    rows = _to_confirm(acting, on).order_by()
    return rows.values("programme_year").distinct().count()


def candidates(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for the candidates whom the county has to confirm."""
    rows = _to_confirm(acting, on).order_by().values("programme_year", "programme_year__year")
    found = rows.annotate(n=Count("pk"), first=Min("applied_on"), due=Min("call__closes_on"))
    return [
        Waiting(
            Text(
                f"{row['programme_year__year']} 年考核报名：{row['n']} 人待确认",
                f"Assessment {row['programme_year__year']}: {row['n']} to confirm",
            ),
            reverse("admission:candidates") + f"?year={row['programme_year']}&mine=on",
            since=row["first"],
            due=row["due"],
        )
        for row in found.order_by("programme_year")[:limit]
    ]


register_source(
    Source(
        "admission.candidates",
        Text("考核报名确认", "candidates to confirm"),
        "user-check",
        count_candidates,
        candidates,
    )
)


def _to_screen(acting: Acting, on: date) -> list[Call]:
    """Calls of the own regions whose registration has closed and whose screening is open."""
    if acting.organisation_id is None or not holds(acting, RUN):
        return []
    rows = Call.objects.filter(
        Q(state=Call.State.CLOSED) | Q(state=Call.State.OPEN, closes_on__lt=on),
        programme_year__province__code=acting.province,
    ).select_related("programme_year__province")
    return [row for row in rows if runs(acting, row, frame_of(row.programme_year, on=on))]


def count_screening(acting: Acting, on: date) -> int:
    """Return how many calls wait for the core team's screening."""
    return len(_to_screen(acting, on))


def screening(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each call to screen."""
    found = []
    for row in _to_screen(acting, on)[:limit]:
        frame = frame_of(row.programme_year, on=on)
        region = frame.region(row.region_key)
        name = region.name if region is not None else Text("", "")
        title = Text(f"{name.zh}：遴选考核人选", f"{name.en}: screen the candidates")
        url = reverse("admission:screening", args=[row.pk])
        found.append(Waiting(title, url, since=row.closes_on))
    return found


register_source(
    Source(
        "admission.screening",
        Text("考核人选遴选", "candidates to screen"),
        "list-check",
        count_screening,
        screening,
    )
)


def count_feedback(acting: Acting, on: date) -> int:
    """Return of how many classes one has still to say what they were like."""
    return len(feedback_owed(acting, on=on)) if acting.key == ONESELF else 0


def feedback(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return the classes that wait for one's feedback, the last day nearest first."""
    if acting.key != ONESELF:
        return []
    return [
        Waiting(
            Text(
                f"评价“{row.training_class.title}”", f"Give feedback on {row.training_class.title}"
            ),
            reverse("admission:feedback", args=[row.pk]),
            since=row.training_class.finished_on or row.training_class.ends_on,
            due=until,
        )
        for row, until in feedback_owed(acting, on=on)[:limit]
    ]


register_source(
    Source(
        "admission.feedback",
        Text("课程评价", "feedback to give"),
        "star",
        count_feedback,
        feedback,
        dear=True,
    )
)


def _years(acting: Acting, on: date) -> list[CallFrame]:
    """The admissions of the years that have calls, where the user has to do with lists."""
    if acting.organisation_id is None or not holds(acting, LISTS):
        return []
    found = years().filter(province__code=acting.province, calls__isnull=False).distinct()
    return [frame_of(one, on=on) for one in found]


def _lists_to_settle(acting: Acting, on: date) -> list[tuple[Call, CallFrame]]:
    """The screened calls whose list waits for the user: to be sealed, or to be placed."""
    found = []
    for frame in _years(acting, on):
        for call in calls_with_lists(acting, frame).filter(state=Call.State.SCREENED):
            desk = desk_of(acting, call, frame)
            open_to_team = desk.team and not desk.sealed
            if open_to_team or (desk.group and desk.places):
                found.append((call, frame))
    return found


def count_lists(acting: Acting, on: date) -> int:
    """Return how many lists wait to be sealed or placed by the user's organisation."""
    return len(_lists_to_settle(acting, on))


def lists(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each list to seal or to place."""
    found = []
    for call, frame in _lists_to_settle(acting, on)[:limit]:
        name = region_name(frame, call.region_key)
        title = Text(f"{name.zh}：编班并锁定学员名单", f"{name.en}: place and lock the trainees")
        since = call.screened_at.astimezone(CHINA).date() if call.screened_at else on
        found.append(Waiting(title, reverse("admission:list", args=[call.pk]), since=since))
    return found


def _objections(acting: Acting, on: date) -> list[tuple[Objection, CallFrame]]:
    return [
        (one, frame)
        for frame in _years(acting, on)
        for one in objections_waiting(acting, frame).select_related("admission_list__call")
    ]


def count_objections(acting: Acting, on: date) -> int:
    """Return how many objections the user's core team has to answer."""
    return len(_objections(acting, on))


def objections(acting: Acting, on: date, limit: int) -> Sequence[Waiting]:
    """Return a line for each objection to answer, the oldest first."""
    found = []
    for one, frame in _objections(acting, on)[:limit]:
        name = region_name(frame, one.admission_list.call.region_key)
        title = Text(f"{name.zh}：答复对名单的异议", f"{name.en}: answer an objection")
        url = reverse("admission:objection", args=[one.pk])
        found.append(Waiting(title, url, since=one.raised_on))
    return found


register_source(
    Source(
        "admission.lists", Text("学员名单锁定", "lists of trainees to lock"), "lock",
        count_lists, lists,
    )
)  # fmt: skip
register_source(
    Source(
        "admission.objections", Text("名单异议答复", "objections to answer"), "speakerphone",
        count_objections, objections,
    )
)  # fmt: skip
