"""Points, grade and categories of one person, and of everybody in reach."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from zhicai.accounts.acting import Acting
from zhicai.archive.queries.people import files_seen
from zhicai.foundation.errors import OutOfScope
from zhicai.merits.models import Category, Entry, GradeSpell, Membership, Posting, whole
from zhicai.people.models import Person


def held(on: date) -> Q:
    """Return the condition that a spell (``since``, ``until`` not included) holds on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def tenths_of(person_id: int, *, on: date) -> int:
    """Return the balance of a person's account in tenths, of what is booked up to a day."""
    rows = Entry.objects.filter(person=person_id, side=Entry.Side.PERSON, posting__on__lte=on)
    return int(rows.aggregate(n=Sum("tenths"))["n"] or 0)


def balance_of(person_id: int, *, on: date) -> Decimal:
    """Return a person's valid points, with one place."""
    return whole(tenths_of(person_id, on=on))


def points_of(person_id: int, *, on: date) -> int:
    """Return a person's valid points in whole points, tenths cut off: what a threshold asks for."""
    return int(balance_of(person_id, on=on))


def spell_of(person_id: int, *, on: date) -> GradeSpell | None:
    """Return the grade that a person has on a day, with its history's row."""
    return GradeSpell.objects.filter(held(on), person=person_id).order_by("-since", "-pk").first()


def grade_of(person_id: int, *, on: date) -> int | None:
    """Return the grade that a person has on a day, None without one."""
    found = spell_of(person_id, on=on)
    return None if found is None else found.grade


def grades_of(person_id: int) -> list[GradeSpell]:
    """Return a person's grades, the latest first."""
    return list(GradeSpell.objects.filter(person=person_id))


def categories_of(person_id: int, *, on: date) -> list[Category]:
    """Return the categories that a person belongs to on a day."""
    rows = Membership.objects.filter(held(on), person=person_id, category__ended_on=None)
    return [one.category for one in rows.select_related("category")]


# --- the list ------------------------------------------------------------------------------------


def standings_seen(acting: Acting, *, on: date) -> QuerySet[Person]:
    """Return the specialists in reach with ``tenths``, ``grade`` and ``belongs`` (memberships)."""
    spells = GradeSpell.objects.filter(person=OuterRef("pk"), until=None)
    booked = Entry.objects.filter(person=OuterRef("pk"), side=Entry.Side.PERSON)
    summed = booked.order_by().values("person").annotate(n=Sum("tenths")).values("n")
    present = Membership.objects.filter(until=None, category__ended_on=None)
    return (
        files_seen(acting, on=on)
        .annotate(
            tenths=Coalesce(Subquery(summed, output_field=IntegerField()), 0),
            grade=Subquery(spells.values("grade")[:1]),
        )
        .prefetch_related(
            Prefetch("categories", present.select_related("category"), to_attr="belongs")
        )
    )


def standing_for(acting: Acting, pk: int, *, on: date) -> Person:
    """Return a specialist in reach, else OutOfScope."""
    found = files_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def with_grade(rows: QuerySet[Person], value: str) -> QuerySet[Person]:
    """Keep those of a grade (``none``: those without one)."""
    spells = GradeSpell.objects.filter(person=OuterRef("pk"), until=None)
    if value == "none":
        return rows.filter(~Exists(spells))
    grade = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0
    return rows.filter(Exists(spells.filter(grade=grade)))


def in_category(rows: QuerySet[Person], value: str, *, programme: str = "") -> QuerySet[Person]:
    """Keep those who belong to a category now (``none``: those who belong to none)."""
    present = Membership.objects.filter(
        person=OuterRef("pk"), until=None, category__ended_on=None
    )  # fmt: skip
    if programme:
        present = present.filter(category__programme=programme)
    if value == "none":
        return rows.filter(~Exists(present))
    return rows.filter(Exists(present.filter(category__key=value)))


def open_categories(programme: str) -> QuerySet[Category]:
    """Return the categories of the rules in force."""
    return Category.objects.filter(programme=programme, ended_on=None)


# --- the ledger ----------------------------------------------------------------------------------


def ledger_of(person_id: int) -> list[dict[str, Any]]:
    """Return a person's postings in the order of booking, each with the balance after it."""
    rows = Posting.objects.filter(person=person_id).select_related("rule_set", "reversed_by")
    told, balance = [], 0
    for one in rows.order_by("pk"):
        balance += one.tenths
        told.append({"row": one, "balance": whole(balance), "undone": hasattr(one, "reversed_by")})
    return told


def posting_for(acting: Acting, pk: int, *, on: date) -> Posting:
    """Return a posting of a specialist in reach, else OutOfScope."""
    found = Posting.objects.select_related("person__home").filter(pk=pk).first()
    if found is None or not files_seen(acting, on=on).filter(pk=found.person_id).exists():
        raise OutOfScope
    return found


def unbalanced(programme: str) -> QuerySet[Posting]:
    """Return the postings whose lines do not sum to nothing; there are none."""
    lines = Entry.objects.filter(posting=OuterRef("pk")).order_by().values("posting")
    off = Coalesce(Subquery(lines.annotate(n=Sum("tenths")).values("n")), 1)
    return Posting.objects.filter(programme=programme).annotate(off=off).exclude(off=0)
