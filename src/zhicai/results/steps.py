"""The steps that results know themselves: class completed, recommended, assessment, qualified,
certified."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zhicai.admission.models import Registration
from zhicai.foundation.text import Text
from zhicai.people.models import Specialist
from zhicai.places.queries import in_force
from zhicai.planning.queries.asked import held_of
from zhicai.programmes.queries import library
from zhicai.results.models import Completion, Outcome, Recommendation
from zhicai.results.path import Reach, Step, register_step
from zhicai.training.models import TrainingClass

PREPARATORY, RECOMMENDED, ASSESSMENT, QUALIFIED, CERTIFICATE = (
    "preparatory", "recommendation", "assessment", "qualified", "certificate",
)  # fmt: skip
_HELD = (
    TrainingClass.State.RUNNING,
    TrainingClass.State.FINISHED,
    TrainingClass.State.CLOSED,
)


def _completed(people: Iterable[int]) -> dict[int, Reach]:
    rows = Completion.objects.filter(registration__person__in=list(people), completed=True)
    return {
        person: Reach(day, Text(title, title), class_id)
        for person, day, title, class_id in rows.order_by("-completed_on", "-pk").values_list(
            "registration__person", "completed_on", "registration__training_class__title",
            "registration__training_class",
        )
    }  # fmt: skip


def _all_completed(_on: date) -> Iterable[int]:
    rows = Completion.objects.filter(completed=True)
    return set(rows.values_list("registration__person", flat=True))


def _recommended(people: Iterable[int]) -> dict[int, Reach]:
    rows = Recommendation.objects.filter(
        person__in=list(people), state=Recommendation.State.CONFIRMED
    )
    return {
        row.person_id: Reach(
            (row.answered_at or row.sent_at).date(),
            Text(f"{row.for_year} 年度，{row.office}推荐", f"For {row.for_year}, by {row.office}"),
        )
        for row in rows.order_by("-for_year", "-pk")
    }


def _all_recommended(_on: date) -> Iterable[int]:
    rows = Recommendation.objects.filter(state=Recommendation.State.CONFIRMED)
    return set(rows.values_list("person", flat=True))


def _assessed(people: Iterable[int]) -> dict[int, Reach]:
    rows = _on_assessment().filter(person__in=list(people))
    return {
        person: Reach(day, Text(title, title), class_id)
        for person, day, title, class_id in rows.order_by("-pk").values_list(
            "person", "training_class__starts_on", "training_class__title", "training_class"
        )
    }


def _on_assessment() -> QuerySet[Registration]:
    """Seats in classes of the tracks above the one that counties hold, in every programme."""
    above = Q(pk__in=())
    for law in library().programmes.values():
        tracks = {track.id for track in law.head.tracks} - {held_of(law).track}
        above |= Q(
            training_class__programme_year__programme=law.id, training_class__track__in=tracks
        )
    rows = Registration.objects.filter(state=Registration.State.ACCEPTED)
    return rows.filter(above, training_class__state__in=_HELD)


def _all_assessed(_on: date) -> Iterable[int]:
    return set(_on_assessment().values_list("person", flat=True))


def _qualified(people: Iterable[int]) -> dict[int, Reach]:
    rows = _passed().filter(registration__person__in=list(people)).order_by("-decided_on", "-pk")
    return {
        person: Reach(day, Text(title, title), class_id)
        for person, day, title, class_id in rows.values_list(
            "registration__person", "decided_on", "registration__training_class__title",
            "registration__training_class",
        )
    }  # fmt: skip


def _passed() -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        state=Outcome.State.QUALIFIED, registration__state=Registration.State.ACCEPTED
    )


def _all_qualified(_on: date) -> Iterable[int]:
    return set(_passed().values_list("registration__person", flat=True))


def _certified(people: Iterable[int]) -> dict[int, Reach]:
    rows = Specialist.objects.filter(person__in=list(people)).order_by("-valid_from", "-pk")
    return {row.person_id: Reach(row.valid_from, Text(row.basis, row.basis)) for row in rows}


def _all_certified(on: date) -> Iterable[int]:
    return set(Specialist.objects.filter(in_force(on)).values_list("person", flat=True))


for _step in (
    Step(PREPARATORY, 10, Text("预科结业", "Preparatory class"), _completed, _all_completed),
    Step(RECOMMENDED, 20, Text("推荐", "Recommendation"), _recommended, _all_recommended),
    Step(ASSESSMENT, 30, Text("考核班", "Assessment class"), _assessed, _all_assessed),
    Step(QUALIFIED, 35, Text("考核合格", "Qualified"), _qualified, _all_qualified),
    Step(CERTIFICATE, 40, Text("专员证书", "Certificate"), _certified, _all_certified),
):
    register_step(_step)
