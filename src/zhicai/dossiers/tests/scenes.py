"""Yichang with two counties that plan and one that has taught, and Xiantao with nothing yet."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from django.test import Client

from zhicai.accounts.models import User
from zhicai.admission.tests.scenes import open_class
from zhicai.attendance.tests.scenes import enrol
from zhicai.dossiers import actions
from zhicai.finance.models import Budget, BudgetLine, Expense, Fund
from zhicai.foundation import clock
from zhicai.planning.models import PlannedClass
from zhicai.planning.tests.scenes import HUBEI, XIANTAO, YICHANG, YILING, Hubei, at, hubei
from zhicai.results.models import Completion
from zhicai.training.models import Evaluation, Lesson

XILING = "420502"
NOVEMBER, DECEMBER = date(2022, 11, 20), date(2022, 12, 5)
WORDS = {"organisation": "分三片组织。", "shortfall": "西陵区场地维修，顺延到明年一季度。"}
WAN = 1_000_000
"""Fen in 10,000 yuan."""


@dataclass
class World:
    """A province with its classes, and the summaries its cities make of them."""

    hubei: Hubei

    @property
    def year(self):
        return self.hubei.year

    def city(self, code=YICHANG):
        return self.hubei.city(code)

    def province(self):
        return self.hubei.province()

    def registry(self):
        return self.hubei.registry()

    def planned(self, code):
        """The accepted plan line of a county."""
        self.hubei.accepted(code)
        return PlannedClass.objects.get(place__code=code)

    def held(self, code, *, state="closed", people=3, number="1"):
        """A class of a county with two lessons and people on its roster."""
        line = PlannedClass.objects.filter(place__code=code, training_classes=None).first()
        place = self.hubei.places[code]
        found = open_class(
            self.hubei, code=code, state=state, number=f"{code}-{number}", planned=line,
            title=f"{place.name}第 {number} 期预科班",
        )  # fmt: skip
        for form in ("theory", "practice"):
            Lesson.objects.create(
                training_class=found, title=form, day=found.starts_on, starts=time(9),
                ends=time(12), hours=Decimal(4), form=form,
            )  # fmt: skip
        rows = [enrol(self.hubei, found, n) for n in range(people)]
        for row in rows[: people - 1]:
            Completion.objects.create(
                registration=row, programme_year=self.year, track=found.track, place=place,
                completed=True, hours=8, held=8, needed=6, completed_on=found.ends_on,
                decided_at=at("04-20"), by="夷陵经办",
            )  # fmt: skip
        return found

    def paid(self, found, *, budget=3 * WAN, spent=2 * WAN):
        """Money for a class out of its county's fund."""
        place = found.place
        common = {"programme_year": self.year, "place": place, "level": "county"}
        fund = Fund.objects.create(
            **common, payer="county", kind="yearly", name=f"{place.name}培训资金",
            amount=9 * WAN, placed_on=date(2022, 3, 1), purpose="预科培训",
            entered_at=at("03-01"), entered_by="经办", office="局",
        )  # fmt: skip
        row = Budget.objects.create(
            **common, cost_object=f"training.class:{found.pk}", track=found.track,
            title=found.title, starts_on=found.starts_on, set_on=date(2022, 4, 1),
            set_at=at("04-01"), set_by="经办", office="局",
        )  # fmt: skip
        line = BudgetLine.objects.create(budget=row, fund=fund, kind="venue", amount=budget)
        Expense.objects.create(
            budget=row, line=line, paid_on=date(2022, 4, 19), payee="会议中心", amount=spent,
            voucher="记 1 号", key="1", booked_at=at("04-20"), booked_by="经办", office="局",
        )  # fmt: skip

    def generated(self, code=YICHANG, on="11-20"):
        return actions.generate(self.year, city=code, by=self.city(code), at=at(on))

    def worded(self, code=YICHANG, on="11-20", **words):
        found = self.generated(code, on)
        return actions.save_words(
            found, by=self.city(code), words={**found.words, **WORDS, **words},
            revision=found.revision, at=at(on, 11),
        )  # fmt: skip

    def sent(self, code=YICHANG, on="11-20"):
        found = self.worded(code, on)
        actions.send_summary(found, by=self.city(code), at=at(on, 12))
        found.filing.refresh_from_db()
        return found

    def browser(self, acting):
        client = Client()
        client.force_login(User.objects.get(pk=acting.user_id))
        return client


def world():
    """Yiling has held its class and closed it, Xiling has only planned one."""
    scene = World(hubei())
    scene.planned(YILING)
    scene.planned(XILING)
    found = scene.held(YILING)
    scene.paid(found)
    Evaluation.objects.create(
        training_class=found, kind="effect", scores={"knowledge": 4, "skills": 5}, on=found.ends_on,
        at=at("04-25"), by="小兰", office="宜昌基地",
    )  # fmt: skip
    return scene


def standing(day):
    """Stand on a day."""
    return clock.standing_at(day)


__all__ = [
    "DECEMBER", "HUBEI", "NOVEMBER", "WAN", "WORDS", "XIANTAO", "XILING", "YICHANG", "YILING", "at",
    "standing", "world",
]  # fmt: skip
