"""What every round shares: its dates and title, putting a list before the public, objections."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.people.models import Person
from zhicai.places.models import Place
from zhicai.publicity.actions import ListTerms, Row, publish_list
from zhicai.publicity.models import Objection, PublicList
from zhicai.reviews.models.rounds import RoundT
from zhicai.reviews.permissions import RUN
from zhicai.reviews.queries.law import ReviewLaw, law_of_year

LONGEST_TITLE, LONGEST_REASON = 100, 400


@dataclass(frozen=True, slots=True)
class RoundTerms:
    """What a round is called and from when to when it takes applications or nominations."""

    title: str
    opens_on: date
    closes_on: date


def terms_faults(terms: RoundTerms, *, today: date) -> list[Fault]:
    """Return what is wrong with a round: no title, days in disorder or past."""
    faults = []
    if not 0 < len(terms.title.strip()) <= LONGEST_TITLE:
        says = Text(f"请填写名称，不超过 {LONGEST_TITLE} 字。",
                    f"Give a title of at most {LONGEST_TITLE} characters.")  # fmt: skip
        faults.append(Fault(says, "title"))
    if terms.closes_on < max(terms.opens_on, today):
        says = Text("截止日期不能早于开始日期和今天。",
                    "The last day is neither before the first nor past.")  # fmt: skip
        faults.append(Fault(says, "closes_on"))
    return faults


@transaction.atomic
def open_round(
    rounds: QuerySet[RoundT], kind: str, law: ReviewLaw, terms: RoundTerms, *, by: Acting,
    at: datetime,
) -> RoundT:  # fmt: skip
    """Open a round of a kind under its criteria in force; the same title again is the one that
    stands.

    Refused, with the clause of the kind, while it is switched off or no criteria are in force.
    """
    require(by, RUN.name, law.province)
    criteria = law.insist(kind)
    faults = terms_faults(terms, today=day_of(at))
    if faults:
        raise BadInput(faults)
    made, fresh = rounds.select_for_update(of=("self",)).get_or_create(
        programme_year=law.year, title=terms.title.strip(),
        defaults={
            "criteria": criteria, "opens_on": terms.opens_on, "closes_on": terms.closes_on,
            "opened_at": at, "opened_by": by.name, "office": by.office,
        },
    )  # fmt: skip
    if fresh:
        record(by, f"reviews.{kind}_opened", made, place=law.province,
               clause=law.clause(kind) or "", values={"criteria": criteria.number})  # fmt: skip
    return made


def held_round(rounds: QuerySet[RoundT], pk: int, *, at: datetime) -> tuple[RoundT, ReviewLaw]:
    """Return a round, locked until the transaction ends, and the rules of its year that day."""
    row = rounds.select_for_update(of=("self",)).select_related(
        "programme_year__province", "criteria", "public_list"
    ).get(pk=pk)  # fmt: skip
    return row, law_of_year(row.programme_year, on=day_of(at))


def said_why(words: str, field: str = "reason") -> str:
    """Return a reason; BadInput for none or one that is too long."""
    found = words.strip()
    if not 0 < len(found) <= LONGEST_REASON:
        says = Text(f"请写明理由，不超过 {LONGEST_REASON} 字。",
                    f"Say why, in at most {LONGEST_REASON} characters.")  # fmt: skip
        raise BadInput([Fault(says, field)])
    return found


def day_of(at: datetime) -> date:
    """Return the day of a moment in China."""
    return at.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Publishing:
    """How a list is put before the public: for how many days, whom to turn to."""

    days: int
    contact: str


def publish_names(
    title: str, about: str, people: Sequence[tuple[Person, str]], heads: Sequence[str],
    how: Publishing, *, intro: str, by: Acting, at: datetime,
) -> PublicList:  # fmt: skip
    """Put people before the public with masked names, their place and a word on each."""
    on = day_of(at)
    if not 1 <= how.days <= 60:
        says = Text("公示天数应在 1 到 60 天之间。", "The list stands for 1 to 60 days.")
        raise BadInput([Fault(says, "days")])
    terms = ListTerms(
        title=title[:120], starts_on=on, ends_on=on + timedelta(days=how.days - 1),
        contact=how.contact, intro=intro, columns=heads, about=about,
    )  # fmt: skip
    rows = [Row(person.name, (person.home.name, word)) for person, word in people]
    return publish_list(terms, rows, place=Place.objects.get(pk=by.place_id), by=by, at=at)


def insist_list_over(found: PublicList | None, *, on: date, standing: Iterable[int]) -> None:
    """Raise Refused while a list stands before the public, objections wait, or one was upheld
    against a line that still stands (``standing``: the numbers of its lines).
    """
    if found is None:
        return
    reasons = []
    if on <= found.ends_on and found.withdrawn_on is None:
        says = Text(
            f"公示到 {found.ends_on.isoformat()}，期满后才能办结。",
            f"The list stands until {found.ends_on.isoformat()}; conclude it after.",
        )
        reasons.append(Reason(says))  # fmt: skip
    rows = Objection.objects.filter(public_list=found)
    waiting = rows.filter(answered_at=None).count()
    if waiting:
        says = Text(f"还有 {waiting} 条异议没有答复。",
                    f"{waiting} objections are not answered yet.")  # fmt: skip
        reasons.append(Reason(says))
    numbers = set(standing)
    upheld = rows.filter(upheld=True, row__isnull=False).values_list("row__number", "row__name")
    for number, name in dict(upheld).items():
        if number in numbers:
            says = Text(
                f"对第 {number} 行（{name}）的异议成立，先取消这个人选。",
                f"The objection to line {number} ({name}) was upheld; strike it first.",
            )
            reasons.append(Reason(says))  # fmt: skip
    if reasons:
        raise Refused(reasons)
