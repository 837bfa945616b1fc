"""Points, grades and categories as pages draw them."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhicai.archive.queries.law import GROWING, KINDS, LEVELS
from zhicai.foundation.text import Text
from zhicai.law.schema import MeritContent
from zhicai.merits.models import GradeSpell, Posting, RuleSet
from zhicai.merits.queries.law import (
    CATEGORIES,
    GRADES,
    POINTS,
    MeritLaw,
    grade_word,
    words_of,
)
from zhicai.merits.queries.standing import (
    balance_of,
    categories_of,
    grades_of,
    ledger_of,
)
from zhicai.merits.rules.content import EVENTS
from zhicai.people.models import Incentive, Person
from zhicai.ui.asked import said

_TONES = {
    RuleSet.State.DRAFT: ("idle", "edit"),
    RuleSet.State.IN_FORCE: ("green", "circle-check"),
    RuleSet.State.ENDED: ("idle", "archive"),
}
_KINDS = {
    Posting.Kind.CREDIT: "green", Posting.Kind.EXPIRY: "idle", Posting.Kind.REVERSAL: "red",
    Posting.Kind.CORRECTION: "info",
}  # fmt: skip
OWN_PAGES = {"title", "achievement"}


def set_tag(row: RuleSet) -> dict[str, str]:
    """Return the state of a rule set as a tag."""
    tone, icon = _TONES[RuleSet.State(row.state)]
    return {"label": str(row.get_state_display()), "tone": tone, "icon": icon}


def shown_spells(spells: Iterable[GradeSpell], words: Mapping[int, Text]) -> list[dict[str, Any]]:
    """Return grades in words, the latest first."""
    return [{"row": one, "says": said(grade_word(words, one.grade))} for one in spells]


def shown_standing(person: Person, law: MeritLaw) -> dict[str, Any]:
    """Return what every page of one person shows: what is in use, and why the rest is not."""
    words = words_of(law)
    spells = grades_of(person.pk) if law.is_open(GRADES) else []
    present = next((one for one in spells if one.until is None), None)
    return {
        "person": person,
        "parts": law.parts,
        "cites": law.cites,
        "closed": closed_parts(law),
        "grade": said(grade_word(words, present.grade if present else None)),
        "spells": shown_spells(spells, words),
        "balance": balance_of(person.pk, on=law.on) if law.is_open(POINTS) else None,
        "belongs": [
            said(one.says) for one in categories_of(person.pk, on=law.on)
        ] if law.is_open(CATEGORIES) else [],
    }  # fmt: skip


def closed_parts(law: MeritLaw) -> list[dict[str, str | None]]:
    """Return why some parts are not in use, each with its clause."""
    found = []
    for part in (POINTS, GRADES, CATEGORIES):
        reason = law.closed(part)
        if reason is not None:
            found.append({"says": said(reason.says), "clause": reason.clause})
    return found


def ledger_rows(person: Person) -> list[dict[str, Any]]:
    """Return the ledger of a person, the latest first, with balance and tags."""
    told = ledger_of(person.pk)
    for line in told:
        row: Posting = line["row"]
        line["says"] = said(row.says)
        line["tone"] = _KINDS[Posting.Kind(row.kind)]
        line["correctable"] = not line["undone"] and row.kind in (
            Posting.Kind.CREDIT, Posting.Kind.CORRECTION,
        )  # fmt: skip
        line["evidence"] = row.object_id if row.event in OWN_PAGES else None
    return told[::-1]


def shown_rules(content: MeritContent, law: MeritLaw) -> list[dict[str, Any]]:
    """Return the rules of points in words."""
    words = kind_words(law)
    return [
        {
            "row": one, "says": said(one.says), "event": said(EVENTS[one.event]),
            "kinds": [said(words.get((one.event, kind), Text(kind, kind))) for kind in one.kinds],
        }
        for one in content.points
    ]  # fmt: skip


def shown_categories(content: MeritContent, law: MeritLaw) -> list[dict[str, Any]]:
    """Return the categories in words, kinds of employers as the programme calls them."""
    known = law.law.parameters.get(GROWING)
    words = {one.value: said(one.says) for one in known.choices} if known else {}
    return [
        {
            "row": one, "says": said(one.says),
            "values": [words.get(value, value) for value in one.values],
        }
        for one in content.categories
    ]  # fmt: skip


def kind_words(law: MeritLaw) -> dict[tuple[str, str], Text]:
    """Return every kind that an event can have, in words: what a rule may name."""
    found = {
        ("certificate", "specialist"): Text("专员证书", "specialist certificate"),
        ("certificate", "completion"): Text("结业证书", "certificate of completion"),
    }
    for event, parameter in (("title", LEVELS), ("achievement", KINDS)):
        known = law.law.parameters.get(parameter)
        for choice in known.choices if known else ():
            found[event, choice.value] = choice.says
    for track in law.law.head.tracks:
        found["training", track.id] = track.name
    for kind in Incentive.Kind:
        found["honour", kind.value] = Text(str(kind.label), kind.value)
    return found
