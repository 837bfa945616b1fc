"""Which rules of points, grades and categories are in force, and whether they are in use at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhicai.accounts.acting import Acting
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import MeritContent, MeritExample
from zhicai.merits.models import RuleSet, Settlement
from zhicai.merits.rules.content import content_of
from zhicai.merits.rules.content import grade_words as words_in
from zhicai.people.models import Person
from zhicai.places.queries import path_of
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, pick_year, settings_of, year_for, years
from zhicai.programmes.settings_in_force import Settings

POINTS, GRADES, CATEGORIES = "points", "grades", "categories"
AT_CERTIFICATE = "grade-at-certificate"
_CLOSED = {
    POINTS: Text(
        "省里还没有启用积分，不记分。",
        "The province has not taken points into use; none are credited.",
    ),
    GRADES: Text(
        "省里还没有启用专员分级，不定级。",
        "The province has not taken grades into use; none are given.",
    ),
    CATEGORIES: Text(
        "省里还没有启用专员分类，不归类。",
        "The province has not taken categories into use; nobody is sorted.",
    ),
}


@dataclass(frozen=True)
class MeritLaw:
    """The rules of a programme as they stand on a day; ``year`` is the day's programme year."""

    year: ProgrammeYear
    law: Programme
    settings: Settings
    on: date

    @property
    def programme(self) -> str:
        """The programme by its id."""
        return self.year.programme

    @property
    def province(self) -> str:
        """The code of the province."""
        return str(self.year.province.code)

    def is_open(self, part: str) -> bool:
        """Say whether points, grades or categories are in use (A-HB-24)."""
        return bool(self.settings.get(f"{part}-open", False))

    def clause(self, part: str) -> str | None:
        """Return the clause that points, grades or categories rest on."""
        return self.law.cites(f"merits.{part}")

    def closed(self, part: str) -> Reason | None:
        """Return why a part is not in use, None where it is."""
        return None if self.is_open(part) else Reason(_CLOSED[part], self.clause(part))

    def insist(self, part: str) -> None:
        """Raise Refused with the clause where a part is not in use."""
        if (reason := self.closed(part)) is not None:
            raise Refused([reason])

    @property
    def at_certificate(self) -> int:
        """The grade that comes with the certificate."""
        return int(self.settings.get(AT_CERTIFICATE) or 1)

    @property
    def examples(self) -> tuple[MeritExample, ...]:
        """The example sets that ship with the programme."""
        return tuple(self.law.merits.values())

    @property
    def cites(self) -> Mapping[str, str | None]:
        """The clauses of the three parts."""
        return {part: self.clause(part) for part in (POINTS, GRADES, CATEGORIES)}

    @property
    def parts(self) -> dict[str, bool]:
        """Which parts are in use."""
        return {part: self.is_open(part) for part in (POINTS, GRADES, CATEGORIES)}


def _law(year: ProgrammeYear, on: date) -> MeritLaw:
    return MeritLaw(year, law_of(year), settings_of(year, on=on), on)


def merit_law(acting: Acting, *, on: date) -> MeritLaw:
    """Return the rules of the programme that the user works in; NotOpened where there is none."""
    return _law(year_for(acting, on=on), on)


def law_of_person(person: Person, *, on: date) -> MeritLaw | None:
    """Return the rules of the programme of a person's province, None where none is open."""
    province = path_of(person.home, on=on).split("/")[0]
    found = pick_year(list(years().filter(province__code=province)), on=on)
    return None if found is None else _law(found, on)


def laws_open(*, on: date) -> list[MeritLaw]:
    """Return the rules of every province with a programme, one each."""
    told: dict[str, list[ProgrammeYear]] = {}
    for year in years():
        told.setdefault(year.province.code, []).append(year)
    picked = (pick_year(rows, on=on) for rows in told.values())
    return [_law(one, on) for one in picked if one is not None and one.year <= on.year]


# --- rule sets -----------------------------------------------------------------------------------


def sets_of(programme: str) -> QuerySet[RuleSet]:
    """Return the rule sets of a programme, the latest first."""
    return RuleSet.objects.filter(programme=programme).order_by("-number")


def sets_seen(acting: Acting, *, on: date) -> QuerySet[RuleSet]:
    """Return the rule sets of the user's programme."""
    return sets_of(merit_law(acting, on=on).programme)


def set_for(acting: Acting, pk: int, *, on: date) -> RuleSet:
    """Return a rule set of the user's programme, else OutOfScope."""
    found = sets_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


def set_of_year(programme: str, year: int) -> RuleSet | None:
    """Return the rule set that counts for a year."""
    rows = sets_of(programme).exclude(state=RuleSet.State.DRAFT).filter(in_force_from__lte=year)
    return rows.filter(Q(in_force_to=None) | Q(in_force_to__gte=year)).first()


def contents_by_year(
    sets: Iterable[RuleSet], *, until: int
) -> dict[int, tuple[RuleSet, MeritContent]]:
    """Return by year which rule set counts, with its content, up to ``until``."""
    found: dict[int, tuple[RuleSet, MeritContent]] = {}
    for one in sets:
        if one.in_force_from is None:
            continue
        content = content_of(one.content)
        last = until if one.in_force_to is None else min(until, one.in_force_to)
        for year in range(one.in_force_from, last + 1):
            found[year] = (one, content)
    return found


def settled_years(programme: str) -> set[int]:
    """Return the years that are settled."""
    rows = Settlement.objects.filter(programme=programme).values_list("year", flat=True)
    return {int(year) for year in rows}


# --- what other apps ask -------------------------------------------------------------------------


def grades_open(year: ProgrammeYear, on: date) -> bool:
    """Say whether grades are in use (setting grades-open, HB-2.4.1.h)."""
    return _law(year, on).is_open(GRADES)


def grade_words(year: ProgrammeYear, on: date) -> dict[int, Text]:
    """Return the grades of the rules in force with their words, the lowest first.

    Without rules in force there is the one that comes with the certificate.
    """
    law = _law(year, on)
    return words_of(law)


def words_of(law: MeritLaw) -> dict[int, Text]:
    """Return the grades with their words under a law; see :func:`grade_words`."""
    ruling = set_of_year(law.programme, law.on.year)
    words = words_in(content_of(ruling.content)) if ruling is not None else {}
    first = law.at_certificate
    words.setdefault(first, Text(f"{first} 级", f"grade {first}"))
    return dict(sorted(words.items()))


def grade_word(words: Mapping[int, Text], grade: int | None) -> Text:
    """Return a grade in words, also one that the rules know no more."""
    if grade is None:
        return Text("未定级", "no grade")
    own = words.get(grade)
    plain = Text(f"{grade} 级", f"grade {grade}")
    if own is None or own.zh == plain.zh:
        return plain
    return Text(f"{own.zh}（{grade} 级）", f"{own.en} (grade {grade})")


def choices_of(values: Iterable[Any]) -> list[tuple[str, str]]:
    """Return plain values as choices."""
    return [(str(one), str(one)) for one in values]
