"""Mark lecturers and certified specialists as the professional team (HB-2.1.g)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.places.models import Place
from zhicai.results.models import TeamMember
from zhicai.results.queries.reserve import LECTURER, Proven
from zhicai.training.actions import mark_team as mark_lecturers
from zhicai.training.models import Lecturer


@transaction.atomic
def mark_team(chosen: Sequence[Proven], team: bool, *, by: Acting, at: datetime) -> int:
    """Name the chosen as members of the professional team, or take them out; return how many.

    BadInput for someone without proven practical experience; nobody is marked then.
    """
    require(by, "results.team")
    lacking = [one.name for one in chosen if team and not one.items]
    if lacking:
        names = "、".join(lacking)
        says = Text(
            f"{names}没有登记实战经验，不能列入专业化队伍。",
            f"No proven practical experience: {names}.",
        )
        raise BadInput([Fault(says, "selected")])
    lecturers = [one.key for one in chosen if one.kind == LECTURER and one.member != team]
    if lecturers:
        mark_lecturers(list(Lecturer.objects.filter(pk__in=lecturers)), team, by=by, at=at)
    people = [one for one in chosen if one.kind != LECTURER and one.member != team]
    on = at.astimezone(CHINA).date()
    for one in people:
        if team:
            _name(one, by=by, on=on)
        else:
            _leave(one, by=by, on=on)
    return len(lecturers) + len(people)


def _name(one: Proven, *, by: Acting, on: date) -> None:
    province = Place.objects.get(code=by.province)
    row, created = TeamMember.objects.get_or_create(
        person_id=one.key, until=None,
        defaults={"province": province, "items": list(one.items), "since": on,
                  "named_by": by.name},
    )  # fmt: skip
    if created:
        record(by, "results.team_named", row, values={"items": list(one.items)})


def _leave(one: Proven, *, by: Acting, on: date) -> None:
    for row in TeamMember.objects.select_for_update().filter(person_id=one.key, until=None):
        row.until = on
        row.save(update_fields=["until"])
        record(by, "results.team_left", row)
