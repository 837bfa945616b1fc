"""Sort specialists into categories: a batch by hand, or everybody by the rules."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from zhicai.accounts.acting import SYSTEM, Acting, System
from zhicai.accounts.permissions import require
from zhicai.archive.queries.people import files_seen
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope
from zhicai.foundation.text import Text
from zhicai.merits.models import Category, Membership
from zhicai.merits.permissions import SORT
from zhicai.merits.queries.facts import specialists_of
from zhicai.merits.queries.law import CATEGORIES, MeritLaw
from zhicai.people.models import Employment

How = Category.How


def _by_hand(law: MeritLaw, key: str, by: Acting) -> Category:
    require(by, SORT.name, law.province)
    law.insist(CATEGORIES)
    found = Category.objects.select_for_update().filter(
        programme=law.programme, key=key, ended_on=None
    ).first()  # fmt: skip
    if found is None:
        raise BadInput([Fault(Text("请选择类别。", "Choose a category."), "category")])
    if found.how != How.HAND:
        says = Text(f"“{found.name_zh}”按规则归类，不能手工增减。",
                    f"“{found.name_en}” goes by rule, not by hand.")  # fmt: skip
        raise BadInput([Fault(says, "category")])
    return found


def _reached(people: Collection[int], law: MeritLaw, by: Acting) -> list[int]:
    """The people meant, all in reach; else OutOfScope."""
    wanted = set(people)
    seen = files_seen(by, on=law.on).filter(pk__in=wanted).values_list("pk", flat=True)
    if set(seen) != wanted:
        raise OutOfScope
    return sorted(wanted)


@transaction.atomic
def sort_into(law: MeritLaw, key: str, people: Collection[int], *, by: Acting, at: datetime) -> int:
    """Put specialists into a category by hand; returns how many were not in it before.

    Refused while categories are not in use (HB-2.4.1.i); OutOfScope for anybody out of reach.
    """
    category = _by_hand(law, key, by)
    wanted = _reached(people, law, by)
    there = set(
        Membership.objects.filter(category=category, until=None).values_list("person", flat=True)
    )
    fresh = [
        Membership(person_id=pk, category=category, since=law.on, at=at, by=by.name,
                   office=by.office)
        for pk in wanted if pk not in there
    ]  # fmt: skip
    Membership.objects.bulk_create(fresh, batch_size=500)
    if fresh:
        record(by, "merits.sorted", category, place=law.province,
               clause=law.clause(CATEGORIES) or "", values={"people": len(fresh)})  # fmt: skip
    return len(fresh)


@transaction.atomic
def take_out(law: MeritLaw, key: str, people: Collection[int], *, by: Acting) -> int:
    """Take specialists out of a category by hand; returns how many were in it."""
    category = _by_hand(law, key, by)
    wanted = _reached(people, law, by)
    rows = Membership.objects.filter(category=category, until=None, person__in=wanted)
    n = rows.update(until=law.on, ended_by=by.name)
    if n:
        record(by, "merits.unsorted", category, place=law.province, values={"people": n})
    return n


@transaction.atomic
def sort_by_rule(law: MeritLaw, *, at: datetime, by: System = SYSTEM) -> int:
    """Let everybody belong to the categories that go by employer; returns how many changed."""
    if not law.is_open(CATEGORIES):
        return 0
    changed = 0
    rows = Category.objects.select_for_update().filter(programme=law.programme, ended_on=None)
    for one in rows.exclude(how=How.HAND):
        fits = set(_fitting(one, law))
        members = Membership.objects.filter(category=one, until=None)
        there = set(members.values_list("person", flat=True))
        fresh = [
            Membership(person_id=pk, category=one, since=law.on, by_rule=True, at=at,
                       by=by.name)
            for pk in sorted(fits - there)
        ]  # fmt: skip
        Membership.objects.bulk_create(fresh, batch_size=500)
        left = members.filter(person__in=there - fits).update(until=law.on, ended_by=by.name)
        if fresh or left:
            record(by, "merits.sorted", one, place=law.province,
                   clause=law.clause(CATEGORIES) or "",
                   values={"people": len(fresh), "left": left})  # fmt: skip
        changed += len(fresh) + left
    return changed


def _fitting(category: Category, law: MeritLaw) -> list[int]:
    work = Employment.objects.filter(valid_to=None)
    if category.how == How.INDUSTRY:
        work = work.filter(organisation__industry__in=category.values)
    else:
        work = work.filter(
            Q(employer_type__in=category.values) | Q(organisation__kind__in=category.values)
        )
    people = specialists_of(law).filter(employments__in=work).distinct()
    return [int(pk) for pk in people.values_list("pk", flat=True)]
