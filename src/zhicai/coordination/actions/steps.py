"""Notes what happened to a record, inside the transaction of the action that did it."""

from datetime import datetime

from django.db import transaction

from zhicai.audit.actions import Actor
from zhicai.coordination.models import Step
from zhicai.foundation.text import Text


@transaction.atomic
def note_step(about: str, what: str, *, by: Actor, at: datetime, words: Text | str = "") -> Step:
    """Note one step of a record's handling; it is never changed."""
    said = words if isinstance(words, Text) else Text(words, "")
    return Step.objects.create(
        about=about,
        what=what,
        words=said.zh,
        words_en=said.en,
        at=at,
        by=by.name,
        office=by.office,
    )
