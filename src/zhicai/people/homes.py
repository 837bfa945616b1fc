"""Notes where a record was kept before; within the transaction of the caller."""

from datetime import date, timedelta

from django.db import transaction

from zhicai.foundation.clock import CHINA
from zhicai.people.models import Home, Person
from zhicai.places.models import Place


@transaction.atomic
def move_home(person: Person, place: Place, *, on: date) -> None:
    """Keep a record at another place from a day on; the day before was the last at the old one.

    A second move on one day leaves the stay of that day out: it kept nothing.
    """
    if person.home_id == place.pk:
        return
    last = person.former_homes.order_by("-valid_to", "-pk").first()
    since = (
        last.valid_to + timedelta(days=1)
        if last is not None and last.valid_to is not None
        else person.entered_at.astimezone(CHINA).date()
    )
    until = on - timedelta(days=1)
    if until >= since:
        Home.objects.create(
            person=person, place_id=person.home_id, valid_from=since, valid_to=until
        )
    elif last is None:
        Home.objects.create(person=person, place_id=person.home_id, valid_from=on, valid_to=on)
    person.home = place
    person.save(update_fields=["home"])
