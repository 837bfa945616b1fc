"""Assessment classes that are over, decided and settled, and the dossiers written of them."""

from dataclasses import dataclass
from datetime import date

from zhicai.dossiers import actions
from zhicai.dossiers.models import ClosingDossier
from zhicai.dossiers.queries.class_figures import effect_questions
from zhicai.dossiers.rules.closing import ITEMS, Terms
from zhicai.finance.models import Budget, BudgetLine, Fund, Settlement
from zhicai.planning.tests.scenes import WUHAN, YICHANG, YILING, at
from zhicai.results.tests.outcome_scenes import Assessment, assessment
from zhicai.training.models import TrainingClass

LAST_DAY, DUE = date(2022, 6, 3), date(2022, 8, 3)
JULY, LATE = date(2022, 7, 20), date(2022, 8, 10)
WORDS = {
    "organisation": "课程按方案实施。",
    "survey": "企业最需要检索和布局课程。",
    "problems": "部分学员基础弱。",
    "next": "增加上机时间。",
}
EFFECT = {"strengths": "学员能独立检索。", "problems": "", "measures": ""}


def settled(found, year, planned=300_000_000, spent=290_000_000):
    """The settled budget of a class, fen, out of the province's fund."""
    fund, _ = Fund.objects.get_or_create(
        name="考核班结算资金", programme_year=year,
        defaults={
            "place": year.province, "level": "province", "payer": "province", "kind": "special",
            "amount": 900_000_000, "placed_on": date(2022, 3, 1), "purpose": "考核培训",
            "entered_at": at("03-01"), "entered_by": "林浩", "office": "省局",
        },
    )  # fmt: skip
    row = Budget.objects.create(
        programme_year=year, place=found.place, level="city",
        cost_object=f"training.class:{found.pk}", track=found.track, title=found.title,
        starts_on=found.starts_on, set_on=date(2022, 5, 1), set_at=at("05-01"), set_by="吴悦",
        office="工作组",
    )  # fmt: skip
    BudgetLine.objects.create(budget=row, fund=fund, kind="venue", amount=planned)
    Budget.objects.filter(pk=row.pk).update(state="closed", closed_on=date(2022, 7, 8))
    line = {
        "id": 1, "part": "", "kind": "venue", "fund": fund.name, "payer": "province",
        "special": True, "planned": planned, "spent": spent, "why": "按实结算",
    }  # fmt: skip
    return Settlement.objects.create(
        budget=row, planned=planned, spent=spent, figures={"lines": [line]}, sha256="a" * 64,
        settled_on=date(2022, 7, 8), settled_at=at("07-08"), settled_by="吴悦", office="工作组",
    )  # fmt: skip


@dataclass
class World:
    """The province of a test, its classes and their dossiers."""

    scene: Assessment

    @property
    def hubei(self):
        return self.scene.hubei

    @property
    def year(self):
        return self.scene.year

    def group(self):
        return self.scene.group()

    def registry(self):
        return self.hubei.registry()

    def class_(self, *, people=3, failed=1, decided=True, settled=True, **changes):
        """A class that is over: so many qualified, so many did not."""
        found = self.scene.class_(**changes)
        if decided:
            for _ in range(people):
                self.scene.mark(self.scene.trainee(found), 86, 90)
            for _ in range(failed):
                row = self.scene.failed(found)
                self.scene.offer(found)
                self.scene.mark(row, 40, turn="makeup", when=at("06-21"))
        if settled:
            self.settle(found)
        return TrainingClass.objects.get(pk=found.pk)

    def settle(self, found):
        """The settled budget of a class."""
        return settled(found, self.year)

    def opened(self, found=None, on="07-10"):
        return actions.open_dossier(found or self.class_(), by=self.group(), at=at(on))

    def scores(self, found, score=4):
        return {one.key: score for one in effect_questions(found, on=JULY)}

    def evaluated(self, dossier, on="07-11", **words):
        return actions.evaluate_effect(
            dossier, self.scores(dossier.training_class), {**EFFECT, **words}, by=self.group(),
            at=at(on),
        )  # fmt: skip

    def worded(self, dossier, on="07-12", **words):
        dossier.refresh_from_db()
        return actions.save_report(
            dossier, by=self.group(), words={**dossier.words, **WORDS, **words},
            revision=dossier.revision, at=at(on),
        )  # fmt: skip

    def complete(self, found=None):
        """A dossier with nothing missing."""
        dossier = self.opened(found)
        self.evaluated(dossier)
        self.worded(dossier)
        return actions.take_figures(dossier, by=self.group(), at=at("07-13"))

    def sent(self, found=None, on="07-20"):
        return actions.send_dossier(self.complete(found), by=self.group(), at=at(on))

    def archived(self, found=None, on="07-27"):
        dossier = self.sent(found)
        return actions.archive_dossier(dossier, by=self.registry(), at=at(on))

    def fresh(self, dossier):
        return ClosingDossier.objects.select_related(
            "filing", "training_class", "programme_year__province"
        ).get(pk=dossier.pk)


def world():
    return World(assessment())


def terms(**changes):
    """The terms of a year as a rule reads them."""
    known = {"anchor": "class", "items": ITEMS, "frozen": "year", "clauses": {}, "clause": "x"}
    return Terms(**(known | changes))


__all__ = [
    "DUE",
    "JULY",
    "LAST_DAY",
    "LATE",
    "WUHAN",
    "YICHANG",
    "YILING",
    "World",
    "at",
    "terms",
    "world",
]  # fmt: skip
