"""Book what facts earn, what expires, what no longer stands; reverse by hand; settle a year."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum

from zhicai.accounts.acting import SYSTEM, Acting, System
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.merits.actions.telling import tell_correction, tell_settled
from zhicai.merits.models import (
    Entry,
    GradeSpell,
    Posting,
    RuleSet,
    SettledTotal,
    Settlement,
)
from zhicai.merits.permissions import CORRECT, RULE
from zhicai.merits.queries.facts import facts_of
from zhicai.merits.queries.law import POINTS, MeritLaw, contents_by_year, sets_of, settled_years
from zhicai.merits.queries.standing import posting_for
from zhicai.merits.rules.earning import Credit, Used, credits_for, in_tenths, year_open
from zhicai.merits.rules.ledger import lines_of
from zhicai.programmes.models import ProgrammeYear

By = Acting | System
Kind = Posting.Kind
LONGEST, BATCH = 400, 500
GONE = "依据的事实已撤销"
REVOCABLE = ("certificate", "honour", "training")
"""Events whose fact can cease to stand."""


@dataclass(frozen=True, slots=True)
class Booked:
    """How many postings were made of each kind."""

    credited: int = 0
    reversed: int = 0
    expired: int = 0

    def __bool__(self) -> bool:
        return bool(self.credited or self.reversed or self.expired)


def held_sets(programme: str) -> list[RuleSet]:
    """Return the sets that are or were in force, locked: whoever books or settles waits here."""
    rows = sets_of(programme).exclude(state=RuleSet.State.DRAFT).order_by("in_force_from", "pk")
    return list(rows.select_for_update())


@transaction.atomic
def book(
    law: MeritLaw, *, at: datetime, people: Collection[int] | None = None, by: By = SYSTEM
) -> Booked:
    """Book what the facts of some specialists or of all come to by now; the same again is nothing.

    Nothing is booked while points are not in use (setting points-open, HB-2.4.1.j) or before the
    first rule set came into force.
    """
    if not law.is_open(POINTS):
        return Booked()
    sets = held_sets(law.programme)
    if not sets or sets[0].in_force_from is None:
        return Booked()
    since = date(sets[0].in_force_from, 1, 1)
    settled = settled_years(law.programme)
    facts = facts_of(law, since=since, people=people)
    known = set(_booked(law, people).values_list("key", flat=True))
    gone = _take_back(law, {one.key for one in facts}, settled, people, at)
    expired = _expire(law, settled, people, at)
    ruling = contents_by_year(sets, until=law.on.year)
    credits = credits_for(
        [one for one in facts if one.key not in known],
        {year: content for year, (_set, content) in ruling.items()},
        used=_used(law, people), settled=settled, on=law.on,
    )  # fmt: skip
    made = _post([_credit(one, ruling[one.fact.on.year][0], law, by, at) for one in credits])
    booked = Booked(len(made), gone, expired)
    if booked:
        record(
            by, "merits.credited", sets[-1], place=law.province, clause=law.clause(POINTS) or "",
            values={
                "credited": booked.credited, "reversed": booked.reversed,
                "expired": booked.expired, "tenths": sum(one.tenths for one in made),
            },
        )  # fmt: skip
    return booked


def _booked(law: MeritLaw, people: Collection[int] | None) -> QuerySet[Posting]:
    rows = Posting.objects.filter(programme=law.programme)
    return rows if people is None else rows.filter(person__in=people)


def _used(law: MeritLaw, people: Collection[int] | None) -> Used:
    used = Used()
    rows = _booked(law, people).exclude(kind=Kind.EXPIRY).exclude(
        kind=Kind.REVERSAL, reverses__kind=Kind.EXPIRY
    )  # fmt: skip
    summed = rows.order_by().values_list("person", "rule", "year").annotate(n=Sum("tenths"))
    for person, rule, year, tenths in summed:
        used.add(person, rule, year, int(tenths))
    return used


def _credit(one: Credit, ruling: RuleSet, law: MeritLaw, by: By, at: datetime) -> Posting:
    fact = one.fact
    zh, en = f"{one.rule.says.zh}：{fact.says.zh}", f"{one.rule.says.en}: {fact.says.en}"
    return Posting(
        key=fact.key, kind=Kind.CREDIT, programme=law.programme, year=one.year,
        person_id=fact.person, rule_set=ruling, rule=one.rule.id, tenths=one.tenths, cut=one.cut,
        cut_by=one.cut_by, happened_on=fact.on, on=law.on, expires_on=one.expires_on,
        event=fact.event, object_id=fact.object_id, says_zh=zh[:300], says_en=en[:300], at=at,
        by=by.name, office=by.office,
    )  # fmt: skip


def _post(postings: Iterable[Posting]) -> list[Posting]:
    made = Posting.objects.bulk_create(list(postings), batch_size=BATCH)
    Entry.objects.bulk_create(
        [
            Entry(posting=one, side=line.side, account=line.account, tenths=line.tenths,
                  person_id=one.person_id if line.side == Entry.Side.PERSON else None)
            for one in made
            for line in lines_of(one.rule, one.tenths)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return made


def _again(
    one: Posting, kind: str, key: str, tenths: int, settled: Collection[int], on: date,
    at: datetime, by: By, *, reason: str = "", reverses: Posting | None = None,
) -> Posting:  # fmt: skip
    """A further posting about what another was about, in that year or the next open one."""
    return Posting(
        key=key, kind=kind, programme=one.programme, year=year_open(one.year, settled),
        person_id=one.person_id, rule_set_id=one.rule_set_id, rule=one.rule, tenths=tenths,
        happened_on=one.happened_on, on=on, event=one.event, object_id=one.object_id,
        says_zh=one.says_zh, says_en=one.says_en, reverses=reverses, reason=reason, at=at,
        by=by.name, office=by.office,
    )  # fmt: skip


def _take_back(
    law: MeritLaw, standing: set[str], settled: set[int], people: Collection[int] | None,
    at: datetime,
) -> int:  # fmt: skip
    """Reverse the credits whose fact no longer stands (a certificate was revoked)."""
    rows = _booked(law, people).filter(
        kind=Kind.CREDIT, event__in=REVOCABLE, reversed_by=None, person__erased_at=None
    )
    lost = [one for one in rows if one.key not in standing]
    return len(_post(_undone(lost, settled, law.on, at, SYSTEM, GONE)))


def _undone(
    rows: Iterable[Posting], settled: Collection[int], on: date, at: datetime, by: By, reason: str
) -> list[Posting]:
    """What reverses some postings exactly, and the expiry of each with it."""
    rows = list(rows)
    keys = [f"expiry:{one.pk}" for one in rows]
    also = Posting.objects.filter(key__in=keys, reversed_by=None)
    return [
        _again(one, Kind.REVERSAL, f"reversal:{one.pk}", -one.tenths, settled, on, at, by,
               reason=reason, reverses=one)
        for one in (*rows, *also)
    ]  # fmt: skip


def _expire(
    law: MeritLaw, settled: set[int], people: Collection[int] | None, at: datetime
) -> int:  # fmt: skip
    """Book the end of what is no longer valid: points do not vanish, they are booked out."""
    rows = _booked(law, people).filter(
        kind__in=[Kind.CREDIT, Kind.CORRECTION], expires_on__lte=law.on, reversed_by=None,
        tenths__gt=0,
    )  # fmt: skip
    done = set(_booked(law, people).filter(kind=Kind.EXPIRY).values_list("key", flat=True))
    due = [one for one in rows if f"expiry:{one.pk}" not in done]
    ended = [
        _again(one, Kind.EXPIRY, f"expiry:{one.pk}", -one.tenths,
               {*settled, *range(one.year, law.on.year)}, law.on, at, SYSTEM)
        for one in due
    ]  # fmt: skip
    return len(_post(ended))


# --- by hand -------------------------------------------------------------------------------------


@transaction.atomic
def correct(
    found: Posting, law: MeritLaw, *, reason: str, by: Acting, at: datetime,
    instead: Decimal | None = None,
) -> Posting:  # fmt: skip
    """Reverse a posting with the reason, and book ``instead`` points for it where given.

    Both postings go to the posting's year, or to the next open one where that is settled. Returns
    the reversal. Refused for what is reversed already or is a reversal itself; BadInput without a
    reason or with points that are none.
    """
    require(by, CORRECT.name, law.province)
    posting_for(by, found.pk, on=law.on)
    held_sets(law.programme)
    row = Posting.objects.select_for_update(of=("self",)).select_related("person__home").get(
        pk=found.pk, programme=law.programme
    )  # fmt: skip
    _correctable(row, law)
    words = reason.strip()
    faults = []
    if not 0 < len(words) <= LONGEST:
        no = Text(f"请写明更正的理由，不超过 {LONGEST} 字，本人会看到。",
                  f"Say why, in at most {LONGEST} characters; the person reads it.")  # fmt: skip
        faults.append(Fault(no, "reason"))
    if instead is not None and not _fits(instead):
        no = Text("应是 0 到 1000 之间、最多一位小数的数。",
                  "A number from 0 to 1000 with at most one place.")  # fmt: skip
        faults.append(Fault(no, "instead"))
    if faults:
        raise BadInput(faults)
    settled = settled_years(law.programme)
    made = _undone([row], settled, law.on, at, by, words)
    if instead is not None:
        right = _again(row, Kind.CORRECTION, f"correction:{row.pk}", in_tenths(instead), settled,
                       law.on, at, by, reason=words)  # fmt: skip
        right.expires_on = row.expires_on
        made.append(right)
    done = _post(made)
    verb = "merits.reversed" if instead is None else "merits.corrected"
    record(
        by, verb, row, place=row.person.home.code, clause=law.clause(POINTS) or "", reason=words,
        values={"tenths": row.tenths, "instead": None if instead is None else str(instead)},
    )  # fmt: skip
    tell_correction(done[0], instead, by=by, at=at)
    return done[0]


def _fits(points: Decimal) -> bool:
    return points.is_finite() and 0 <= points <= 1000 and not (points * 10) % 1


def _correctable(row: Posting, law: MeritLaw) -> None:
    says = None
    if row.kind in (Kind.REVERSAL, Kind.EXPIRY):
        says = Text("只能更正记分，冲销和到期不能再冲销。", "Only credits can be corrected.")
    elif Posting.objects.filter(reverses=row).exists():
        says = Text("这一笔已经冲销。", "This posting has been reversed.")
    if says is not None:
        raise Refused([Reason(says, law.clause(POINTS))])


# --- a year is closed ----------------------------------------------------------------------------


@transaction.atomic
def settle(year: ProgrammeYear, law: MeritLaw, *, by: Acting, at: datetime) -> Settlement:
    """Settle a year: what is due is booked, totals are frozen, nothing is booked to it any more.

    The same again is the settlement that stands. Refused before the year is over, before an earlier
    year with postings is settled, and while points are not in use.
    """
    require(by, RULE.name, law.province)
    if year.programme != law.programme:
        raise OutOfScope
    law.insist(POINTS)
    held_sets(law.programme)
    there = Settlement.objects.filter(programme=law.programme, year=year.year).first()
    if there is not None:
        return there
    _may_settle(year.year, law)
    book(law, at=at, by=by)
    rows = Posting.objects.filter(programme=law.programme, year=year.year)
    summed = dict(rows.order_by().values_list("person").annotate(n=Sum("tenths")))
    made = Settlement.objects.create(
        programme_year=year, programme=law.programme, year=year.year, people=len(summed),
        tenths=sum(summed.values()), at=at, by=by.name, office=by.office,
    )  # fmt: skip
    all_of = Posting.objects.filter(programme=law.programme, year__lte=year.year)
    balance = dict(
        all_of.filter(person__in=summed).order_by().values_list("person").annotate(n=Sum("tenths"))
    )
    grades = dict(
        GradeSpell.objects.filter(person__in=summed, until=None).values_list("person", "grade")
    )
    SettledTotal.objects.bulk_create(
        [
            SettledTotal(settlement=made, person_id=who, tenths=tenths, balance=balance[who],
                         grade=grades.get(who))
            for who, tenths in summed.items()
        ],
        batch_size=BATCH,
    )  # fmt: skip
    tell_settled(made.totals.select_related("person"), year.year, by=by, at=at)
    record(by, "merits.settled", made, place=law.province, clause=law.clause(POINTS) or "",
           values={"people": made.people, "tenths": made.tenths})  # fmt: skip
    return made


def _may_settle(year: int, law: MeritLaw) -> None:
    says = None
    if year >= law.on.year:
        says = Text(
            f"{year} 年还没有结束，不能结算。", f"{year} is not over; it cannot be settled."
        )
    else:
        earlier = Posting.objects.filter(programme=law.programme, year__lt=year)
        before = set(earlier.values_list("year", flat=True)) - settled_years(law.programme)
        if before:
            first = min(before)
            says = Text(f"请先结算 {first} 年。", f"Settle {first} first.")
    if says is not None:
        raise Refused([Reason(says, law.clause(POINTS))])
