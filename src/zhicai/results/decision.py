"""The rules by which an assessment class is judged, read from the settings of its first day.

A later change of a setting binds the classes that begin after it: whoever sits in a class knows the
hours and pass marks on the day on which it begins.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhicai.law.dates import span_of
from zhicai.law.programme import Programme
from zhicai.law.schema import Obligation
from zhicai.planning.queries.packages import package_track
from zhicai.programmes.queries import date_rules, law_of, settings_of
from zhicai.results.rules.decision import EXAM, FAILED, PRACTICAL, Rules, Window
from zhicai.training.models import TrainingClass

HOURS, EXAM_PASS, PRACTICAL_PASS = "assessment-hours", "exam-pass-mark", "practical-pass-mark"
GIVES_MAKE_UP, SCOPE, DAYS = "rule-make-up", "make-up-scope", "make-up-window-days"
BY_TEST = "hours-made-up-by-test"
DOSSIERS = "dossiers.closing_dossiers_submitted"
USUAL_PASS = 60
"""Where a programme names no pass mark."""


def is_assessed(found: TrainingClass) -> bool:
    """Say whether a class ends in a decision by hours, examination and practical."""
    track = package_track(law_of(found.programme_year))
    return bool(track) and found.track == track


def rules_of(found: TrainingClass) -> Rules:
    """Return the rules by which the trainees of a class are judged."""
    settings = settings_of(found.programme_year, on=found.starts_on)
    law = law_of(found.programme_year)
    hours = settings.get(HOURS)
    scope = settings.get(SCOPE) or FAILED
    return Rules(
        pass_marks={
            EXAM: _mark(settings.get(EXAM_PASS)),
            PRACTICAL: _mark(settings.get(PRACTICAL_PASS)),
        },
        hours=Decimal(hours) if hours else None,
        make_up=bool(settings.get(GIVES_MAKE_UP)),
        scope=scope,
        window_days=int(settings.get(DAYS) or 0),
        hours_by_test=bool(settings.get(BY_TEST)),
        clauses={
            "hours": _clause(law, HOURS),
            "exam": _clause(law, EXAM_PASS),
            "practical": _clause(law, PRACTICAL_PASS),
            "compulsory": _clause(law, PRACTICAL_PASS, last=True),
            "make-up": _clause(law, GIVES_MAKE_UP),
            "scope": _clause(law, SCOPE),
            "window": _clause(law, DAYS),
            "final": law.cites("results.final"),
        },
    )


def _mark(value: Any) -> Decimal:
    return Decimal(USUAL_PASS if value is None else value)


def _clause(law: Programme, name: str, *, last: bool = False) -> str | None:
    found = law.parameters.get(name)
    return found.clause[-1 if last else 0] if found else None


def ended_on(found: TrainingClass) -> date:
    """Return the day from which the days after a class are counted."""
    return found.finished_on or found.ends_on


def window_of(found: TrainingClass, rules: Rules) -> Window:
    """Return within which days a make-up of a class is held, and when its dossier is due."""
    end = ended_on(found)
    rule = _dossier_rule(found)
    due = None
    if rule is not None:
        settings = settings_of(found.programme_year, on=found.starts_on)
        span = span_of(
            rule.window, year=found.programme_year.year, settings=settings,
            rules=date_rules(settings), anchor=end,
        )  # fmt: skip
        due = span.due if span else None
    until = end + timedelta(days=rules.window_days)
    return Window(end, until, due, rule.clause if rule else None)


def _dossier_rule(found: TrainingClass) -> Obligation | None:
    rules = law_of(found.programme_year).obligations.values()
    return next((one for one in rules if one.metric == DOSSIERS), None)
