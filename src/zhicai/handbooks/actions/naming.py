"""Name the version and items of the capability standard that a design, paper or task meets."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Model

from zhicai.audit.actions import Actor, record
from zhicai.foundation.announcements import announce
from zhicai.foundation.errors import OutOfScope
from zhicai.handbooks.announcements import StandardNamed
from zhicai.handbooks.models import StandardNaming
from zhicai.handbooks.queries import standard_in_force
from zhicai.handbooks.queries.standards import standard_kind
from zhicai.handbooks.rules.standard import may_name
from zhicai.programmes.models import ProgrammeYear


@transaction.atomic
def name_standard(
    subject: Model,
    *,
    sort: str,
    year: ProgrammeYear,
    version: int,
    items: Iterable[str],
    by: Actor,
    on: date,
) -> StandardNaming:
    """Say which items of which version a course design, paper or practical task meets.

    The contract for the apps above (HB-3.2.5.f): ``subject`` is their own row, already saved, and
    the call stands inside their own action, which has asked whether ``by`` may. ``sort`` says what
    it is (``course-design``, ``paper``, ``practical-task``). Naming again replaces what was named.
    Refused, with the clause, unless it is the version in force and holds every item; OutOfScope
    where the programme has no such standard.
    """
    kind = standard_kind(year)
    if kind is None:
        raise OutOfScope
    standard = standard_in_force(year, on=on)
    wanted = list(dict.fromkeys(items))
    held = {item.key: item for item in standard.items} if standard else {}
    may_name(
        wanted,
        version=version,
        in_force=standard.version if standard else None,
        held=held,
        clause=kind.clause[0],
    ).insist()
    if standard is None:  # may_name has refused it; this tells the type checker
        raise OutOfScope
    naming, _fresh = StandardNaming.objects.update_or_create(
        subject=subject._meta.label_lower,
        subject_id=str(subject.pk),
        defaults={
            "edition_id": standard.edition_id,
            "sort": sort,
            "items": wanted,
            "named_on": on,
            "named_by": by.name,
        },
    )
    record(
        by,
        "handbooks.standard_named",
        naming,
        clause=kind.clause[0],
        values={"sort": sort, "version": version, "items": wanted},
    )
    announce(StandardNamed(naming.pk))
    return naming
