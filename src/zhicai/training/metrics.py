"""What training can count: classes held, those outside window or county, evaluations, lecturers."""

from django.db.models import Q, QuerySet

from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import date_rules, law_of, span_in
from zhicai.programmes.registry import Counting, Metric, register
from zhicai.training.models import Evaluation, LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.classes import in_track
from zhicai.training.queries.frames import rule_counting
from zhicai.training.rules.steps import CANCELLED, HELD

CLASSES_HELD = "training.preparatory_classes_held"


def _year(counting: Counting) -> ProgrammeYear:
    return ProgrammeYear.objects.get(pk=counting.programme_year_id)


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


_LIST, _MEND, _REQUESTS = "training:classes", "training:gaps", "training:requests"
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
):  # fmt: skip
    register(_metric)
