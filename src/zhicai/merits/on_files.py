"""What files of specialists show of points, grades and categories, and how they are filtered."""

from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.archive.filters import register_filter
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.archive.sections import Section, register_section
from zhicai.foundation.errors import NotOpened
from zhicai.foundation.text import Text
from zhicai.merits.permissions import READ
from zhicai.merits.presenters import shown_standing
from zhicai.merits.queries.law import (
    CATEGORIES,
    GRADES,
    MeritLaw,
    grade_word,
    merit_law,
    words_of,
)
from zhicai.merits.queries.standing import in_category, open_categories, with_grade
from zhicai.people.models import Person
from zhicai.ui.asked import said

NONE = Text("没有", "none")


def section(
    person: Person, *, law: ArchiveLaw, acting: Acting, whole: bool
) -> Section | None:  # fmt: skip
    """Return the grade with its history, points and categories; nothing where none is in use."""
    own = MeritLaw(law.year, law.law, law.settings, law.on)
    if not any(own.parts.values()):
        return None
    shown = shown_standing(person, own) | {
        "opens": whole and holds(acting, READ.name) and person.user_id != acting.user_id,
        "own": person.user_id is not None and person.user_id == acting.user_id,
    }  # fmt: skip
    return Section(Text("级别、积分和类别", "Grade, points and categories"),
                   "merits/parts/standing.html", shown)  # fmt: skip


def _law(acting: Acting, on: date) -> MeritLaw | None:
    try:
        return merit_law(acting, on=on)
    except NotOpened:
        return None


def grades(acting: Acting, on: date) -> list[tuple[str, str]]:
    """Offer the grades, nothing while they are not in use."""
    law = _law(acting, on)
    if law is None or not law.is_open(GRADES):
        return []
    words = words_of(law)
    return [*((str(key), said(grade_word(words, key))) for key in words), ("none", said(NONE))]


def categories(acting: Acting, on: date) -> list[tuple[str, str]]:
    """Offer the categories, nothing while they are not in use."""
    law = _law(acting, on)
    if law is None or not law.is_open(CATEGORIES):
        return []
    rows = open_categories(law.programme)
    return [*((one.key, said(one.says)) for one in rows), ("none", said(NONE))]


def _graded(rows: QuerySet[Person], value: str, *, on: date) -> QuerySet[Person]:
    return with_grade(rows, value)


def _sorted(rows: QuerySet[Person], value: str, *, on: date) -> QuerySet[Person]:
    return in_category(rows, value)


register_section("merits", 40, section)
register_filter("grade", Text("级别", "Grade"), grades, _graded)
register_filter("category", Text("类别", "Category"), categories, _sorted)
