"""By night: book what is due and what expires, sort by rule, show whose grade would change."""

from datetime import datetime

from django.db import IntegrityError, transaction

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation.clock import CHINA
from zhicai.merits.actions.grades import make_run
from zhicai.merits.actions.ledger import book
from zhicai.merits.actions.sorting import sort_by_rule
from zhicai.merits.following import grade_at_certificate
from zhicai.merits.models import Night
from zhicai.merits.queries.facts import specialists_of
from zhicai.merits.queries.law import GRADES, MeritLaw, laws_open, set_of_year
from zhicai.messages.chores import register_chore


def reckon_all(at: datetime) -> int:
    """Reckon every province once a day; returns how many were reckoned now."""
    on = at.astimezone(CHINA).date()
    done = set(Night.objects.filter(on=on).values_list("programme", flat=True))
    due = [law for law in laws_open(on=on) if law.programme not in done]
    return sum(reckon(law, at=at) is not None for law in due)


def reckon(law: MeritLaw, *, at: datetime) -> dict[str, int] | None:
    """Reckon a province for a day, None where that is done; grades are proposed, not given."""
    if not any(law.parts.values()):
        return None
    try:
        with transaction.atomic():
            night, new = Night.objects.get_or_create(programme=law.programme, on=law.on)
            if not new:
                return None
            told = _reckon(law, at)
            night.result = told
            night.save(update_fields=["result"])
            return told
    except IntegrityError:  # another worker was quicker
        return None


def _reckon(law: MeritLaw, at: datetime) -> dict[str, int]:
    booked = book(law, at=at)
    told = {
        "credited": booked.credited, "reversed": booked.reversed, "expired": booked.expired,
        "sorted": sort_by_rule(law, at=at), "first_grades": 0, "grades": 0,
    }  # fmt: skip
    if law.is_open(GRADES):
        without = specialists_of(law).exclude(grade_spells__until=None, grade_spells__isnull=False)
        told["first_grades"] = grade_at_certificate(list(without.select_related("home")), at)
        if set_of_year(law.programme, law.on.year) is not None:
            run = make_run(law, by=SYSTEM, at=at)
            told["grades"] = run.changes.count() if run is not None else 0
    return told


register_chore("merits.reckon", reckon_all)
