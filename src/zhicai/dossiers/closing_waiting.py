"""What of the closing dossiers waits: classes without one, those returned, those to be reviewed."""

from datetime import date, timedelta

from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.waiting import Source, Waiting, register_source
from zhicai.dossiers.closing import dues, terms_of
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.closing import classes_to_close, dossiers_to_review
from zhicai.filing.models import Step
from zhicai.filing.rules import State
from zhicai.foundation.text import Text
from zhicai.programmes.queries import settings_of
from zhicai.training.models import TrainingClass


def count(acting: Acting, on: date) -> int:
    """Return how many dossiers wait for the user's office."""
    return dossiers_to_review(acting).count() + classes_to_close(acting, on=on).count()


def items(acting: Acting, on: date, limit: int) -> list[Waiting]:
    """Return the dossiers that wait, the earliest due first."""
    found = [_to_review(one) for one in dossiers_to_review(acting).order_by("pk")[:limit]]
    rows = classes_to_close(acting, on=on).select_related("place", "programme_year__province")
    classes = list(rows.order_by("ends_on", "pk")[:limit])
    if classes:
        found += _to_write(classes, on)
    return sorted(found, key=lambda one: (one.due is None, one.due or on, one.since))[:limit]


def _to_review(dossier: ClosingDossier) -> Waiting:
    filing, place = dossier.filing, dossier.training_class.place
    return Waiting(
        title=Text(f"审核《{filing.title}》", f"Review “{filing.title}”"),
        url=reverse("dossiers:closing_dossier", args=[dossier.training_class_id]),
        since=filing.last_sent_on or date.min,
        place=Text(place.name, place.english or place.name),
        place_code=place.code,
        clause="",
    )


def _to_write(classes: list[TrainingClass], on: date) -> list[Waiting]:
    years = {row.programme_year_id: row.programme_year for row in classes}
    settings = {pk: settings_of(year, on=on) for pk, year in years.items()}
    days = {pk: dues(year, settings[pk]) for pk, year in years.items()}
    clauses = {pk: terms_of(year, settings[pk]).clause for pk, year in years.items()}
    back = _returned(classes)
    return [
        Waiting(
            title=Text(
                f"修改后重报《{row.title}结班材料》",
                f"Mend and resend the dossier of “{row.title}”",
            )
            if row.pk in back
            else Text(
                f"编制并报送{row.title}结班材料", f"Write and send the dossier of “{row.title}”"
            ),
            url=reverse("dossiers:closing_dossier", args=[row.pk]),
            since=row.ends_on + timedelta(days=1),
            place=Text(row.place.name, row.place.english or row.place.name),
            place_code=row.place.code,
            due=back.get(row.pk) or days[row.programme_year_id].get(row.pk),
            clause=clauses[row.programme_year_id],
        )
        for row in classes
    ]


def _returned(classes: list[TrainingClass]) -> dict[int, date | None]:
    """The classes whose dossier came back, with the day by which it is wanted again."""
    rows = Step.objects.filter(
        filing__closing_dossier__training_class__in=classes,
        filing__state=State.RETURNED,
        state=State.RETURNED,
    ).order_by("pk")
    return dict(rows.values_list("filing__closing_dossier__training_class", "due"))


register_source(
    Source("dossiers.closing", Text("结班材料", "Closing dossiers"), "archive", count, items)
)
