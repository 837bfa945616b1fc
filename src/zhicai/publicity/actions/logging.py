"""Log a publicity action; strike one out with a reason."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localtime

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of
from zhicai.publicity.models import Activity
from zhicai.publicity.rules.logging import Channel, action_faults


@dataclass(frozen=True, slots=True)
class Action:
    """What was done: where, when, through which channel and medium, how many it reached."""

    title: str
    on: date
    channel: Channel
    medium: str
    reach: int | None = None
    venue: str = ""
    link: str = ""


@transaction.atomic
def log_action(action: Action, *, year: ProgrammeYear, by: Acting, at: datetime) -> Activity:
    """Log an action of the user's office in a programme year."""
    require(by, "publicity.log", by.place_path)
    faults = action_faults(on=action.on, today=localtime(at).date(), reach=action.reach)
    if faults:
        raise BadInput(faults)
    level = by.top_level
    activity = Activity.objects.create(
        **asdict(action),
        programme_year=year,
        place_id=by.place_id,
        level=level.value if level else "",
        office=by.office,
        logged_at=at,
        logged_by=by.name,
    )
    values = {"title": action.title, "on": action.on.isoformat(), "channel": action.channel.value}
    clause = law_of(year).cites("publicity.activities") or ""
    record(
        by, "publicity.action_logged", activity, place=by.place_code, clause=clause, values=values
    )
    return activity


@transaction.atomic
def strike_action(activity: Activity, *, reason: str, by: Acting, at: datetime) -> Activity:
    """Strike an action out of every total, with a reason; it stays to be read."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("place")
    activity = rows.get(pk=activity.pk)
    require(by, "publicity.log", by.place_path)
    if activity.place_id != by.place_id:
        says = Text("只有登记的单位可以作废。", "Only the office that logged it can strike it out.")
        raise Refused([Reason(says)])
    if not reason.strip():
        says = Text("请写明作废的理由。", "Say why it is struck out.")
        raise BadInput([Fault(says, field="reason")])
    if activity.struck_at is None:
        activity.struck_at, activity.struck_by = at, by.name
        activity.struck_why = reason.strip()
        activity.save(update_fields=["struck_at", "struck_by", "struck_why"])
        record(by, "publicity.action_struck", activity, place=by.place_code, reason=reason.strip())
    return activity
