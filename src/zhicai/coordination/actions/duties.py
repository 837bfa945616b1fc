"""Name the unit and the person responsible for tasks (HB-4.1.h)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.coordination.models import Charge
from zhicai.coordination.queries.desk import Desk
from zhicai.coordination.queries.duties import Duty, duties_of
from zhicai.coordination.rules.contacts import needed
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text

UNIT, PERSON = Text("责任单位", "the responsible unit"), Text("责任人", "the responsible person")


@transaction.atomic
def put_in_charge(
    desk: Desk, keys: Iterable[str], *, unit: str, person: str, by: Acting, at: datetime
) -> list[Duty]:
    """Name one unit and one person for the tasks ``obligation@place@level``; all or none.

    BadInput where either name is missing or nothing is chosen; OutOfScope for a task elsewhere.
    """
    wanted = list(dict.fromkeys(keys))
    faults = [*needed("unit", unit, UNIT, 80), *needed("person", person, PERSON, 40)]
    if not wanted:
        says = Text("请先勾选任务。", "Tick the tasks first.")
        faults.insert(0, Fault(says, field="selected"))
    if faults:
        raise BadInput(faults)
    known = {duty.pk: duty for duty in duties_of(desk)}
    if any(key not in known for key in wanted):
        raise OutOfScope
    chosen = [known[key] for key in wanted]
    for duty in chosen:
        require(by, "coordination.charge", duty.place.path)
    Charge.objects.bulk_create(
        [
            Charge(
                programme_year=desk.year, rule=duty.rule.id, place_id=duty.place.id,
                level=duty.level.value, unit=unit.strip(), person=person.strip(), set_at=at,
                set_by=by.name,
            )
            for duty in chosen
        ],
        update_conflicts=True,
        unique_fields=["programme_year", "rule", "place", "level"],
        update_fields=["unit", "person", "set_at", "set_by"],
    )  # fmt: skip
    record(
        by, "coordination.put_in_charge", desk.year, place=by.place_code,
        clause=desk.cites("owners"),
        values={"tasks": wanted, "unit": unit.strip(), "person": person.strip()},
    )  # fmt: skip
    return chosen
