"""What a programme says of reviews: whether they are open, the criteria in force, the clauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhicai.accounts.acting import Acting
from zhicai.archive.queries.law import ArchiveLaw
from zhicai.foundation.errors import OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import ReviewExample
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, settings_of, year_for, years_for
from zhicai.programmes.settings_in_force import Settings
from zhicai.reviews.models import CriteriaSet
from zhicai.reviews.rules.content import COMMENDATION, EVALUATION, KINDS, UPGRADE

SWITCHES: Mapping[str, str] = {
    UPGRADE: "upgrade-review-open",
    COMMENDATION: "commendation-open",
}
_CLOSED = {
    UPGRADE: Text(
        "升级评定没有开放：通知写明标准待定，省局还没有打开这项设置。",
        "The upgrade review is not open: the notice leaves its standard to be set, and the "
        "province has not opened it.",
    ),
    COMMENDATION: Text(
        "表彰没有开放，省局还没有打开这项设置。",
        "Commendation is not open; the province has not opened it.",
    ),
}
_INCENTIVES = {
    "reward": Text("奖励", "reward"), "subsidy": Text("补贴", "subsidy"),
    "honour": Text("荣誉", "honour"), "promotion": Text("职称职务", "title or post"),
    "other": Text("其他激励", "other incentive"),
}  # fmt: skip


@dataclass(frozen=True)
class ReviewLaw:
    """The rules of a programme year for reviews, as they stand on a day."""

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

    def clause(self, kind: str) -> str | None:
        """Return the clause that reviews of a kind rest on."""
        return self.law.cites(f"reviews.{kind}")

    @property
    def cites(self) -> dict[str, str | None]:
        """The clauses by kind."""
        return {kind: self.clause(kind) for kind in KINDS}

    def is_open(self, kind: str) -> bool:
        """Say whether reviews of a kind are in use (A-HB-24); evaluation has no switch."""
        switch = SWITCHES.get(kind)
        return switch is None or bool(self.settings.get(switch, False))

    def closed(self, kind: str) -> list[Reason]:
        """Return why reviews of a kind cannot be opened: switched off, no criteria in force."""
        clause = self.clause(kind)
        reasons = [] if self.is_open(kind) else [Reason(_CLOSED[kind], clause)]
        if self.in_force(kind) is None:
            words, year = KINDS[kind], self.year.year
            says = Text(
                f"{year} 年没有执行中的“{words.zh}”，先制定并执行标准。",
                f"No criteria ({words.en.lower()}) are in force for {year}; set them first.",
            )
            reasons.append(Reason(says, clause))
        return reasons

    def insist(self, kind: str) -> CriteriaSet:
        """Return the criteria in force; Refused with the clause where a review cannot be opened."""
        found, reasons = self.in_force(kind), self.closed(kind)
        if reasons or found is None:
            raise Refused(reasons)
        return found

    def still_open(self, kind: str) -> None:
        """Raise Refused with the clause where reviews of a kind were switched off meanwhile."""
        if not self.is_open(kind):
            raise Refused([Reason(_CLOSED[kind], self.clause(kind))])

    def in_force(self, kind: str) -> CriteriaSet | None:
        """Return the criteria of a kind that are in force for the year."""
        return CriteriaSet.objects.filter(
            programme=self.programme, kind=kind, year=self.year.year,
            state=CriteriaSet.State.IN_FORCE,
        ).first()  # fmt: skip

    @property
    def examples(self) -> tuple[ReviewExample, ...]:
        """The example sets that ship with the programme."""
        return tuple(self.law.reviews.values())

    @property
    def kind_words(self) -> dict[str, Text]:
        """The words of levels of titles, of kinds of achievements and of incentives."""
        law = ArchiveLaw(self.year, self.law, self.settings, self.on)
        return {**law.words("title-levels"), **law.words("achievement-kinds"), **_INCENTIVES}


def review_law(acting: Acting, *, on: date) -> ReviewLaw:
    """Return the rules of the year that the user works in; NotOpened where there is none."""
    return law_of_year(year_for(acting, on=on), on=on)


def law_of_year(year: ProgrammeYear, *, on: date) -> ReviewLaw:
    """Return the rules of a year as they stand on a day."""
    return ReviewLaw(year, law_of(year), settings_of(year, on=on), on)


def own_years(acting: Acting) -> QuerySet[ProgrammeYear]:
    """Return the programme years of the user's province."""
    return ProgrammeYear.objects.filter(pk__in=[one.pk for one in years_for(acting)])


# --- criteria ------------------------------------------------------------------------------------


def criteria_seen(acting: Acting, *, on: date) -> QuerySet[CriteriaSet]:
    """Return the sets of the user's programme, the latest first."""
    programme = review_law(acting, on=on).programme
    return CriteriaSet.objects.filter(programme=programme).order_by("kind", "-number")


def criteria_for(acting: Acting, pk: int, *, on: date) -> CriteriaSet:
    """Return a set of the user's programme, else OutOfScope."""
    found = criteria_seen(acting, on=on).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise OutOfScope
    return found


__all__ = [
    "COMMENDATION",
    "EVALUATION",
    "UPGRADE",
    "ReviewLaw",
    "criteria_for",
    "criteria_seen",
    "law_of_year",
    "own_years",
    "review_law",
]
