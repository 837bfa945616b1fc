"""How many people a class trained and certified, for what it cost (finance divides)."""

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse

from zhicai.admission.models import Registration
from zhicai.attendance.queries import attended
from zhicai.finance.people import People, register_counts
from zhicai.results.certified import certified_in
from zhicai.results.decision import is_assessed
from zhicai.results.queries.outcomes import counts_by_class
from zhicai.training.models import TrainingClass
from zhicai.training.money import PREFIX


def people_of_classes(keys: Sequence[str]) -> Mapping[str, People]:
    """Return who was there at all and who holds a certificate, by cost object; some statements.

    ``certified`` is None where a class certifies nobody or nothing is decided yet.
    """
    ids = {key: int(key.partition(":")[2]) for key in keys if key.startswith(f"{PREFIX}:")}
    rows = TrainingClass.objects.filter(pk__in=ids.values()).select_related("programme_year")
    classes = {row.pk: row for row in rows}
    assessed = [pk for pk, row in classes.items() if is_assessed(row)]
    counts, certificates = counts_by_class(assessed), certified_in(assessed)
    seats = Registration.objects.filter(
        pk__in=attended(classes), state=Registration.State.ACCEPTED
    ).order_by()
    trained = dict(seats.values_list("training_class").annotate(n=Count("pk")))
    found = {}
    for key, pk in ids.items():
        if pk not in classes:
            continue
        count = counts.get(pk)
        found[key] = People(
            trained.get(pk, 0),
            certificates.get(pk, 0) if count is not None and count.decided else None,
            reverse("results:marks" if count is not None else "results:class", args=[pk]),
        )
    return found


register_counts(people_of_classes)
