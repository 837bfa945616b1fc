"""What someone who is not signed in may see: an open class, one's own registration."""

from datetime import date

from zhicai.admission.models import Candidate, Registration
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.people.models import Person
from zhicai.people.rules import PersonFacts, cleaned
from zhicai.training.models import TrainingClass

LONGEST_CODE = 12


def class_to_join(pk: int, *, on: date) -> TrainingClass:
    """Return a class that is or was open to everyone, else OutOfScope."""
    rows = TrainingClass.objects.filter(pk=pk, opened_at__isnull=False)
    rows = rows.exclude(state=TrainingClass.State.PLANNED)
    found = rows.select_related("place", "venue_place", "programme_year__province").first()
    if found is None or found.opened_at is None or found.opened_at.date() > on:
        raise OutOfScope
    return found


def own_registration(code: str, phone: str) -> Registration | None:
    """Return the registration of a code, where the phone is that of its person; None otherwise.

    A code given out for a second asking finds nothing, like a code that never was.
    """
    rows = Registration.objects.select_related(
        "person", "training_class__place", "training_class__programme_year__province"
    )
    row = rows.filter(code=_typed(code)).exclude(code="").first()
    if row is None:
        return None
    return row if _same_phone(phone, row.person, row.registered_at.date()) else None


def own_candidacy(code: str, phone: str) -> Candidate | None:
    """Return the candidacy of a code, where the phone is that of its person; None otherwise."""
    rows = Candidate.objects.select_related(
        "person", "call__team", "invitation__round", "programme_year__province"
    )
    row = rows.filter(code=_typed(code)).exclude(code="").first()
    if row is None:
        return None
    return row if _same_phone(phone, row.person, row.applied_on) else None


def _typed(code: str) -> str:
    return "".join(code.split()).upper()[:LONGEST_CODE]


def _same_phone(phone: str, person: Person, on: date) -> bool:
    try:
        given = cleaned(PersonFacts("一", 0, phone=phone), on=on)
    except BadInput:
        return False
    return bool(given[0].phone) and given[0].phone == person.phone


def registration_by_key(key: object) -> Registration:
    """Return a registration by the key that a signed link holds; OutOfScope for any other."""
    rows = Registration.objects.select_related(
        "person", "training_class__place", "training_class__programme_year__province"
    )
    found = rows.filter(pk=key).first() if isinstance(key, int) else None
    if found is None:
        raise OutOfScope
    return found
