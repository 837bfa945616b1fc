"""Put an approved map of the province in place, and withdraw it."""

from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.monitoring.geometry import read_layer
from zhicai.places.models import MapLayer, Place
from zhicai.places.queries import tree

LONGEST_NUMBER = 60


@transaction.atomic
def put_layer(raw: bytes, *, approval_number: str, by: Acting, at: datetime, on: date) -> MapLayer:
    """Put an approved outline (GeoJSON) in place of the present one.

    Every city of the province needs a polygon, and the layer its approval number (审图号). Raises
    BadInput with all faults at once; nothing is changed then.
    """
    require(by, "monitoring.map", by.place_path)
    places = tree(by.province, on=on)
    names = {place.code: place.name for place in places.seats(Level.CITY)}
    faults = _number_faults(approval_number)
    outline = {}
    try:
        outline = read_layer(raw, names)
    except BadInput as error:
        faults += error.faults
    if faults:
        raise BadInput(faults)
    province = Place.objects.select_for_update().get(code=by.province)
    MapLayer.objects.filter(province=province, withdrawn_at=None).update(withdrawn_at=at)
    layer = MapLayer.objects.create(
        province=province,
        approval_number=approval_number.strip(),
        outline=outline,
        uploaded_at=at,
        uploaded_by=by.name,
    )
    record(
        by,
        "monitoring.map_put",
        layer,
        place=by.province,
        values={"approval_number": layer.approval_number, "shapes": len(outline["features"])},
    )
    return layer


def _number_faults(number: str) -> list[Fault]:
    written = number.strip()
    if not written:
        says = Text(
            "请填写审图号，它会印在地图下方。", "Give the approval number; it stands under the map."
        )
        return [Fault(says, field="approval_number")]
    if len(written) > LONGEST_NUMBER:
        says = Text(
            f"审图号最多 {LONGEST_NUMBER} 个字。",
            f"The approval number has at most {LONGEST_NUMBER} characters.",
        )
        return [Fault(says, field="approval_number")]
    return []


@transaction.atomic
def withdraw_layer(*, by: Acting, at: datetime) -> None:
    """Take the approved layer out of use; the sketch takes its place. Nothing to do without one."""
    require(by, "monitoring.map", by.place_path)
    layer = MapLayer.objects.filter(province__code=by.province, withdrawn_at=None).first()
    if layer is None:
        return
    layer.withdrawn_at = at
    layer.save(update_fields=["withdrawn_at"])
    record(
        by,
        "monitoring.map_withdrawn",
        layer,
        place=by.province,
        values={"approval_number": layer.approval_number},
    )
