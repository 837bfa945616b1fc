"""Record a visit, mend it, say what follows from it and what came of that."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope
from zhicai.foundation.text import Text
from zhicai.outreach.actions.deciding import clause_of, refuse_faults, require_seat, topic_keys
from zhicai.outreach.models import FollowUp, Visit
from zhicai.outreach.queries import own_visit
from zhicai.outreach.rules.texts import text_faults
from zhicai.outreach.rules.visits import ToDo, VisitFacts, to_do_faults, visit_faults
from zhicai.places.models import Organisation
from zhicai.programmes.models import ProgrammeYear

LONGEST_RESULT = 2000


@transaction.atomic
def record_visit(
    year: ProgrammeYear,
    facts: VisitFacts,
    *,
    follow_ups: Sequence[ToDo] = (),
    organisation: Organisation | None = None,
    by: Acting,
    at: datetime,
) -> Visit:
    """Record a visit with what it leaves to be done (HB-4.5.b); BadInput with every fault."""
    level = require_seat(by, "outreach.visit")
    on = at.astimezone(CHINA).date()
    refuse_faults(
        [
            *visit_faults(facts, on=on, topics=topic_keys(year)),
            *to_do_faults(follow_ups, visited_on=facts.on),
        ]
    )
    visit = Visit.objects.create(
        place_id=by.place_id,
        level=level.value,
        organisation=organisation,
        entered_by=by.name,
        entered_at=at,
        **_columns(facts),
    )
    FollowUp.objects.bulk_create([_follow_up(visit, row) for row in follow_ups])
    record(
        by,
        "outreach.visit_recorded",
        visit,
        place=by.place_code,
        clause=clause_of(year, "outreach.visits"),
        values={"on": facts.on.isoformat(), "topic": facts.topic, "follow_ups": len(follow_ups)},
    )
    return visit


def _columns(facts: VisitFacts) -> dict[str, object]:
    return {
        "visited_on": facts.on,
        "form": facts.form,
        "entity": facts.entity.strip(),
        "entity_code": facts.code.strip().upper(),
        "topic": facts.topic,
        "people": facts.people.strip(),
        "findings": facts.findings.strip(),
    }


def _follow_up(visit: Visit, to_do: ToDo) -> FollowUp:
    """The row of a follow-up that has passed its checks."""
    due = to_do.due or visit.visited_on
    return FollowUp(visit=visit, what=to_do.what.strip(), owner=to_do.owner.strip(), due=due)


@transaction.atomic
def change_visit(
    year: ProgrammeYear, pk: int, facts: VisitFacts, *, by: Acting, at: datetime
) -> Visit:
    """Mend what was written of one's own visit; its follow-ups stay."""
    require_seat(by, "outreach.visit")
    visit = Visit.objects.select_for_update().get(pk=own_visit(by, pk).pk)
    on = at.astimezone(CHINA).date()
    refuse_faults(visit_faults(facts, on=on, topics=topic_keys(year)))
    before = {"on": visit.visited_on.isoformat(), "entity": visit.entity, "topic": visit.topic}
    for name, value in _columns(facts).items():
        setattr(visit, name, value)
    visit.save()
    record(by, "outreach.visit_changed", visit, place=by.place_code, values={"before": before})
    return visit


@transaction.atomic
def add_follow_up(pk: int, to_do: ToDo, *, by: Acting) -> FollowUp:
    """Add something to be done after one's own visit."""
    require_seat(by, "outreach.visit")
    visit = own_visit(by, pk)
    refuse_faults(to_do_faults([to_do], visited_on=visit.visited_on))
    row = _follow_up(visit, to_do)
    row.save(force_insert=True)
    record(by, "outreach.follow_up_added", row, place=by.place_code)
    return row


@transaction.atomic
def settle(pk: int, *, result: str, by: Acting, at: datetime) -> FollowUp:
    """Say what came of a follow-up of one's own visit; the first result stands."""
    require(by, "outreach.visit")
    row = FollowUp.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise OutOfScope
    own_visit(by, row.visit_id)
    if row.done_on is not None:
        return row
    says = Text("请写办理结果。", "Say what came of it.")
    refuse_faults(text_faults(result, field="result", says=says, most=LONGEST_RESULT))
    row.done_on, row.done_by = at.astimezone(CHINA).date(), by.name
    row.result = result.strip()
    row.save(update_fields=["done_on", "done_by", "result"])
    record(by, "outreach.follow_up_done", row, place=by.place_code, reason=row.result)
    return row
