"""Taking a whole import back: its registrations, what it changed, the persons it began."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.admission.actions.importing import SNAPSHOT
from zhicai.admission.actions.seats import locked, move_up
from zhicai.admission.announcements import Withdrawn
from zhicai.admission.models import Registration, RosterUpload, SecondAsking
from zhicai.admission.queries.rosters import SHUT, may_enrol
from zhicai.admission.queries.uploads import upload_for
from zhicai.audit.actions import record
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.actions.taking_back import take_back
from zhicai.training.models import TrainingClass

State = RosterUpload.State
CHUNK = 500
NOT_IMPORTED = Text(
    "这份名单没有导入，或已经撤销。", "This roster was not imported, or is taken back already."
)
ENDED = Text("本班已结班或取消，名单不再变动。", "The class is closed; its roster stays as it is.")


@transaction.atomic
def undo_import(upload: RosterUpload, *, by: Acting, at: datetime) -> RosterUpload:
    """Take an import back as a whole; seats set free go to those who wait.

    Its registrations go, what it changed stands again as before where nobody changed it since, and
    the persons it began go where nothing else refers to them. Refused with the number of people
    for whom something was recorded since (a sign-in, a result), and once the class is closed.
    """
    upload_for(by, upload.pk)
    held = RosterUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    found = locked(TrainingClass.objects.get(pk=held.training_class_id))
    if held.state != State.IMPORTED:
        raise Refused([Reason(NOT_IMPORTED)])
    if found.state in SHUT:
        raise Refused([Reason(ENDED)])
    if not may_enrol(by, found, on=at.astimezone(CHINA).date()):
        raise OutOfScope
    rows = list(held.registrations.values_list("pk", "person_id", "first_entered"))
    used = _used([pk for pk, _, _ in rows])
    if used:
        says = Text(
            f"名单里有 {len(used)} 人已有签到或其他记录，不能整批撤销；请逐人取消报名。",
            f"{len(used)} people have records since, so the import stays; withdraw them one by "
            "one.",
        )
        raise Refused([Reason(says)])
    _delete([pk for pk, _, _ in rows])
    restored = _restore(json.loads(held.before or "{}"))
    gone = take_back([person for _, person, first in rows if first], by=by)
    held.state, held.undone_at, held.before = State.UNDONE, at, ""
    held.content, held.counts = "", {**held.counts, "undone": len(rows), "restored": restored}
    held.save()
    values = {"class": found.pk, "registrations": len(rows), "people": gone, "restored": restored}
    record(by, "admission.import_undone", held, place=found.place.code, values=values)
    move_up(found, by=by, at=at)
    for pk, _, _ in rows:
        announce(Withdrawn(found.pk, pk, at))
    return held


def _used(keys: list[int]) -> set[int]:
    """Return the registrations to which rows of apps above refer."""
    used: set[int] = set()
    for relation in Registration._meta.related_objects:
        if relation.related_model is SecondAsking:
            continue
        name = relation.field.name
        for start in range(0, len(keys), CHUNK):
            rows = relation.related_model._base_manager.filter(
                **{f"{name}__in": keys[start : start + CHUNK]}
            )
            used |= set(rows.values_list(f"{name}_id", flat=True))
    return used


def _delete(keys: list[int]) -> None:
    for start in range(0, len(keys), CHUNK):
        Registration.objects.filter(pk__in=keys[start : start + CHUNK]).delete()


def _restore(before: dict[str, dict[str, Any]]) -> int:
    """Put back what updates replaced, where it still stands as the import wrote it.

    Phones stay as they are: the person may have been reached by the new one since.
    """
    restored = 0
    for row in Registration.objects.filter(pk__in=[int(key) for key in before]):
        was = before[str(row.pk)]
        fields = []
        for name, old in was["old"].items():
            column = SNAPSHOT.get(name)
            if column is not None and getattr(row, column) == was["new"][name]:
                setattr(row, column, old)
                fields.append(column)
        if fields:
            row.save(update_fields=fields)
            restored += 1
    return restored
