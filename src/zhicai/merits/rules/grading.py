"""Which grade follows from points, certificate and time under the rules of grades."""

from dataclasses import dataclass
from datetime import date

from zhicai.law.schema import GradeRule, MeritContent
from zhicai.merits.rules.earning import in_tenths, later

BY_HAND = ("review", "correction")
"""Causes of a grade that the rules never lower."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at: valid tenths of points, the certificate, the present grade."""

    tenths: int
    certified: bool
    grade: int | None = None
    since: date | None = None
    cause: str = ""


def meets(rule: GradeRule, now: Standing, *, on: date) -> bool:
    """Say whether someone meets a grade: its points, its certificate, its years below."""
    if now.tenths < in_tenths(rule.points) or (rule.certificate and not now.certified):
        return False
    if not rule.years_below or (now.grade is not None and now.grade >= rule.grade):
        return True
    if now.grade != rule.grade - 1 or now.since is None:
        return False
    return later(now.since, rule.years_below) <= on


def grade_by_rule(
    content: MeritContent, now: Standing, *, on: date, at_certificate: int
) -> int | None:
    """Return the grade that the rules give: the highest that is met, None where none is.

    A grade goes down only where the rules say so (``lowers``), never below the one that comes with
    the certificate while it is held, and never where a review or a correction gave it.
    """
    met = [one.grade for one in content.grades if meets(one, now, on=on)]
    if now.certified:
        met.append(at_certificate)
    best = max(met, default=None)
    stays = now.grade is not None and (not content.lowers or now.cause in BY_HAND)
    if stays and now.grade is not None:
        return max(best or 0, now.grade)
    return best
