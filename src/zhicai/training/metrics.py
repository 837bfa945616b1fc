"""What training can count: classes held, those outside window or county, evaluations, lecturers."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhicai.filing.rules import DELIVERED
from zhicai.foundation.text import Text
from zhicai.planning.models import PackageLeave
from zhicai.planning.queries.packages import batch_windows
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, span_in
from zhicai.programmes.registry import Counting, Event, Metric, register
from zhicai.training.models import (
    Evaluation,
    LecturerList,
    LecturerRequest,
    Lesson,
    TrainingClass,
)
from zhicai.training.queries.assessment import LISTS_FILED, in_assessment
from zhicai.training.queries.classes import in_track
from zhicai.training.queries.frames import rule_counting
from zhicai.training.rules.steps import CANCELLED, HELD

CLASSES_HELD = "training.preparatory_classes_held"


def _year(counting: Counting) -> ProgrammeYear:
    return counting.programme_year


def classes_held(counting: Counting) -> QuerySet[TrainingClass]:
    """Return the classes that have begun; each counts from its first day."""
    return in_track(_year(counting)).filter(state__in=HELD)


def classes_outside_window(counting: Counting) -> QuerySet[TrainingClass]:
    """Return the classes dated outside the window that the province has not allowed."""
    year = _year(counting)
    rows = in_track(year).exclude(state=CANCELLED).filter(allowed_for="")
    rule = rule_counting(law_of(year), CLASSES_HELD)
    span = span_in(rule, year, counting.settings, date_rules(counting.settings)) if rule else None
    if span is None:
        return rows.none()
    return rows.filter(Q(starts_on__lt=span.opens) | Q(ends_on__gt=span.due))


def classes_away(counting: Counting) -> QuerySet[TrainingClass]:
    """Return the classes whose venue lies outside the area of who runs them."""
    return in_track(_year(counting)).exclude(state=CANCELLED).filter(away=True)


def effect_evaluations(counting: Counting) -> QuerySet[Evaluation]:
    """Return the effect evaluations of classes."""
    rows = Evaluation.objects.filter(kind=Evaluation.Kind.EFFECT)
    return rows.filter(training_class__in=in_track(_year(counting)))


def lessons_assigned(counting: Counting) -> QuerySet[Lesson]:
    """Return the lessons other than practical ones that have a lecturer of the pool."""
    rows = Lesson.objects.filter(practical=False, cancelled=False, lecturer__isnull=False)
    live = in_track(_year(counting)).exclude(state=CANCELLED)
    return rows.filter(training_class__in=live, assigned_on__isnull=False)


def _sent(counting: Counting, kind: str) -> QuerySet[LecturerRequest]:
    live = in_track(_year(counting)).exclude(state=CANCELLED)
    rows = LecturerRequest.objects.filter(kind=kind, state=LecturerRequest.State.SENT)
    return rows.filter(training_class__in=live)


def practical_lecturers(counting: Counting) -> QuerySet[LecturerRequest]:
    """Return the practical lessons whose lecturer the province has sent."""
    return _sent(counting, LecturerRequest.Kind.PRACTICAL)


def experts(counting: Counting) -> QuerySet[LecturerRequest]:
    """Return the classes to which the working group has sent an expert."""
    return _sent(counting, LecturerRequest.Kind.EXPERT)


def assessment_classes(counting: Counting) -> QuerySet[TrainingClass]:
    """Return the assessment classes that have begun; each counts from its first day."""
    return in_assessment(_year(counting)).filter(state__in=HELD)


def assessment_outside(counting: Counting) -> QuerySet[TrainingClass]:
    """Return the assessment classes outside the window of their batch that nobody let pass."""
    year = _year(counting)
    rows = in_assessment(year).exclude(state=CANCELLED).filter(allowed_for="")
    passed = PackageLeave.objects.filter(
        what="window", package=OuterRef("line__package"), key=OuterRef("line__key")
    )
    rows = rows.exclude(Exists(passed))
    rule = rule_counting(law_of(year), "training.assessment_classes")
    outside = Q(pk__in=[])
    for batch, span in batch_windows(rule, year, counting.settings).items():
        mine = Q(batch=batch) if batch > 1 else ~Q(batch=2)
        outside |= mine & (Q(starts_on__lt=span.opens) | Q(ends_on__gt=span.due))
    return rows.filter(outside)


def lists_sent(counting: Counting) -> QuerySet[LecturerList]:
    """Return the lecturer lists that were sent and have not come back."""
    return LecturerList.objects.filter(
        training_class__in=in_assessment(_year(counting)), filing__state__in=DELIVERED
    )


def list_events(counting: Counting) -> list[Event]:
    """Return the start of every live assessment class, and when its list was first sent."""
    rows = in_assessment(_year(counting)).exclude(state=CANCELLED)
    filing = "lecturer_list__filing"
    fields = ("place", "starts_on", f"{filing}__first_sent_on", f"{filing}__state")
    return [
        Event(place, starts, sent if state in DELIVERED else None)
        for place, starts, sent, state in rows.values_list(*fields)
    ]


_LIST, _MEND, _REQUESTS = "training:classes", "training:gaps", "training:requests"
_ASSESSMENT = "training:assessment"
_OF_CLASS = "training_class__place"

for _metric in (
    Metric(
        CLASSES_HELD, "class", Text("已举办的预科班", "preparatory classes held"),
        classes_held, "place", "starts_on", _LIST, _MEND,
    ),
    Metric(
        "training.preparatory_classes_outside_window", "class",
        Text("日期在窗口以外的预科班", "preparatory classes outside the window"),
        classes_outside_window, "place", "starts_on", _LIST, _LIST,
    ),
    Metric(
        "training.preparatory_classes_outside_county", "class",
        Text("不在本辖区举办的预科班", "preparatory classes held elsewhere"),
        classes_away, "place", "starts_on", _LIST, _LIST,
    ),
    Metric(
        "training.effect_evaluations", "report",
        Text("预科班效果评估", "effect evaluations of preparatory classes"),
        effect_evaluations, _OF_CLASS, "on", _LIST, _LIST,
    ),
    Metric(
        "training.lecturers_assigned", "person",
        Text("市州和基地派定的讲师", "lecturers assigned by cities and bases"),
        lessons_assigned, _OF_CLASS, "assigned_on", _LIST, _LIST, distinct="lecturer",
    ),
    Metric(
        "training.practical_lecturers_sent", "person",
        Text("省局派出的实战讲师", "practical lecturers sent by the province"),
        practical_lecturers, _OF_CLASS, "answered_on", _LIST, _REQUESTS,
    ),
    Metric(
        "training.experts_sent", "person",
        Text("工作组派出的专家", "experts sent by the working group"),
        experts, _OF_CLASS, "answered_on", _LIST, _REQUESTS,
    ),
    Metric(
        "training.assessment_classes", "class", Text("已举办的考核班", "assessment classes held"),
        assessment_classes, "place", "starts_on", _ASSESSMENT, _ASSESSMENT,
    ),
    Metric(
        "training.assessment_classes_per_place", "class",
        Text("本地已举办的考核班", "assessment classes held here"),
        assessment_classes, "place", "starts_on", _ASSESSMENT, _ASSESSMENT,
    ),
    Metric(
        "training.assessment_batches", "batch",
        Text("已举办的考核批次", "assessment batches held"),
        assessment_classes, "programme_year__province", "starts_on", _ASSESSMENT, _ASSESSMENT,
        distinct="batch",
    ),
    Metric(
        "training.assessment_venue_cities", "city",
        Text("举办考核班的城市", "cities where assessment classes were held"),
        assessment_classes, "programme_year__province", "starts_on", _ASSESSMENT, _ASSESSMENT,
        distinct="place",
    ),
    Metric(
        "training.assessment_classes_outside_window", "class",
        Text("日期在窗口以外的考核班", "assessment classes outside the window"),
        assessment_outside, "place", "starts_on", _ASSESSMENT, _ASSESSMENT,
    ),
    Metric(
        LISTS_FILED, "document", Text("已报送的考核班师资名单", "lecturer lists sent"),
        lists_sent, "training_class__place", "filing__first_sent_on", _ASSESSMENT, _ASSESSMENT,
        events=list_events,
    ),
):  # fmt: skip
    register(_metric)
