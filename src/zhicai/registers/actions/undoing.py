"""Taking an imported list back: the one before it stands again."""

from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import Reason, Refused
from zhicai.foundation.text import Text
from zhicai.places.actions import drop_organisations, take_list_back, take_off_list
from zhicai.places.models import Place
from zhicai.places.queries import places_under
from zhicai.registers.models import ListUpload
from zhicai.registers.queries.uploads import latest_first, upload_for, versions_of

NOT_IMPORTED = Text(
    "这份名录没有导入，或已经撤销。", "This list was not imported, or is taken back already."
)
COVERED = Text(
    "之后又导入过名录，请从最后一份开始撤销。", "Later lists stand on it; take those back first."
)


@transaction.atomic
def undo_list(upload: ListUpload, *, by: Acting, at: datetime) -> ListUpload:
    """Take an imported list back as a whole: who came goes, who went stands again.

    Enterprises that it began, and nothing else refers to, go as well. Refused where a later list
    stands on it.
    """
    require(by, "registers.keep", by.place_path)
    upload_for(by, upload.pk)
    Place.objects.select_for_update(no_key=True).get(code=by.province)
    held = ListUpload.objects.select_for_update().get(pk=upload.pk)
    if held.state != ListUpload.State.IMPORTED:
        raise Refused([Reason(NOT_IMPORTED)])
    if not latest_first(versions_of(held.list_id), held, by.place_path):
        raise Refused([Reason(COVERED)])
    area = places_under((by.place_path,), on=at.astimezone(CHINA).date())
    if held.mode == ListUpload.Mode.MORE:
        undone = take_off_list(held.list_id, held.added, on=held.listed_on, by=by)
    else:
        change = take_list_back(held.list_id, on=held.listed_on, by=by, within=area)
        undone = change.came
    dropped = drop_organisations(held.entered, by=by)
    held.state, held.undone_at, held.content, held.entries = ListUpload.State.UNDONE, at, "", ""
    held.counts |= {"undone": undone, "dropped": dropped}
    held.save()
    values = {"list": held.list_id, "on": held.listed_on.isoformat(), "undone": undone}
    record(by, "registers.list_undone", held, place=by.place_code, values=values)
    return held
