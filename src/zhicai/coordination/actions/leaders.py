"""Name the leader who answers for talent work in an office (HB-4.1.a)."""

from datetime import date, datetime, timedelta

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import Leader
from zhicai.coordination.queries.desk import Desk, Office
from zhicai.coordination.queries.leaders import is_own
from zhicai.coordination.rules.contacts import fitting, needed, phone_faults
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text


@transaction.atomic
def name_leader(
    desk: Desk,
    office: Office,
    *,
    name: str,
    post: str,
    phone: str,
    since: date | None,
    by: Acting,
    at: datetime,
) -> Leader:
    """Name an office's leader from a day on; the one before leaves the day before.

    BadInput for what is missing, and for a day before the present leader began.
    """
    place, level = office
    require(by, "coordination.name_leader", place.path)
    if not is_own(desk, office):
        raise OutOfScope
    rows = Leader.objects.select_for_update().filter(place_id=place.id, level=level.value)
    present = rows.filter(valid_to=None).first()
    faults = [
        *needed("name", name, Text("姓名", "the name"), 40),
        *needed("post", post, Text("职务", "the post"), 80),
        *phone_faults(phone, "phone"),
        *fitting("phone", phone, Text("电话", "the telephone"), 30),
    ]
    if since is None:
        faults.append(Fault(Text("请填写起始日期。", "Give the first day."), field="since"))
    elif present is not None and since <= present.valid_from:
        says = Text(
            f"现任{present.name}自 {present.valid_from.isoformat()} 起分管，新任要晚于这一天。",
            f"{present.name} has held it since {present.valid_from.isoformat()}; the new one "
            "begins later.",
        )
        faults.append(Fault(says, field="since"))
    if faults or since is None:
        raise BadInput(faults)
    if present is not None:
        present.valid_to = since - timedelta(days=1)
        present.save(update_fields=["valid_to"])
    row = Leader.objects.create(
        place_id=place.id, level=level.value, name=name.strip(), post=post.strip(),
        phone=phone.strip(), valid_from=since, named_at=at, named_by=by.name,
    )  # fmt: skip
    record(
        by, "coordination.leader_named", row, place=place.code, clause=desk.cites("leaders"),
        values={"name": row.name, "post": row.post, "since": since.isoformat()},
    )  # fmt: skip
    return row
