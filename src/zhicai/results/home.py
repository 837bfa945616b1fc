"""What results put on the first page of a trainee: the own result, path and skills."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhicai.accounts.acting import Acting
from zhicai.accounts.home_cards import HomeCard, register_card
from zhicai.people.queries import own_record
from zhicai.results.queries.own_marks import own_results
from zhicai.results.queries.people import path_of_person
from zhicai.results.queries.skills import evidence_of


def growing(acting: Acting, _at: datetime) -> Mapping[str, Any] | None:
    """Return the own path and how many items a level was reached in, None before any class."""
    person = own_record(acting)
    if person is None:
        return None
    path = path_of_person(person)
    if not any(one.reach for one in path):
        return None
    return {"path": path, "skills": len({one.item for one in evidence_of([person.pk])[person.pk]})}


def outcome(acting: Acting, _at: datetime) -> Mapping[str, Any] | None:
    """Return one's own latest result, None before an assessment class has begun."""
    found = own_results(acting, most=1)
    return {"own": found[0]} if found else None


register_card(HomeCard("results.outcome", "results/parts/outcome_card.html", outcome, order=25))
register_card(HomeCard("results.growing", "results/parts/home_card.html", growing, order=40))
