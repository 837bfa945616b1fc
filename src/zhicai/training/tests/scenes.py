"""Hubei with accepted plans, a base in Yichang, lecturers in the pool, and classes on request."""

from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal

from zhicai.finance.actions import enter_fund, set_budget
from zhicai.finance.models import Fund
from zhicai.finance.rules.lines import FundFacts, LineFacts
from zhicai.planning.models import PlannedClass
from zhicai.planning.tests.scenes import YICHANG, YILING, Hubei, at, hubei
from zhicai.training import actions
from zhicai.training.models import Lecturer, LecturerRequest, TrainingClass
from zhicai.training.money import cost_of
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.timetable import facts_of, lessons_of
from zhicai.training.rules.timetable import LessonFacts

XILING = "420502"
SUIZHOU, SUIXIAN = "421300", "421321"
QUESTIONS = ("planning", "running", "closing", "effect")


@dataclass
class Classes:
    """The province of a test with its classes."""

    hubei: Hubei
    made: dict = field(default_factory=dict)

    def county(self, code=YILING):
        return self.hubei.county(code)

    def city(self, code=YICHANG):
        return self.hubei.city(code)

    def province(self):
        return self.hubei.province()

    def base(self):
        return self.hubei.body("base", home=YICHANG, serves=(YICHANG,))

    def group(self):
        return self.hubei.body("working-group")

    def frame(self, day="04-01"):
        return frame_of(self.hubei.year, on=date.fromisoformat(f"2022-{day}"))

    def planned(self, code=YILING, draft=None):
        """The accepted plan line of a county."""
        found = PlannedClass.objects.filter(place__code=code, dropped_on=None).first()
        if found is None:
            self.hubei.accepted(code, draft=draft)
            found = PlannedClass.objects.get(place__code=code)
        return found

    def bare_class(self, code=YILING, on="03-25"):
        """A class that its county has set up from its plan, still without a budget."""
        return actions.open_from_plan(self.planned(code), by=self.county(code), at=at(on))

    def class_(self, code=YILING, on="03-25"):
        """A class that its county has set up from its plan, with its budget."""
        found = self.bare_class(code, on)
        self.budget(found, on=on)
        return found

    def fund(self, code=YILING, fen=20_000_000, name="年度培训资金", **changes):
        """The yearly training money of a county, placed once."""
        facts = FundFacts(
            name, changes.pop("kind", "yearly"), fen, date(2022, 1, 20), "企业知识产权专员培训",
            answers="规上企业需要专利挖掘培训", **changes,
        )  # fmt: skip
        by = self.county(code)
        known = Fund.objects.filter(place__code=code, name=name).first()
        return known or enter_fund(self.hubei.year, facts, by=by, at=at("01-20"))

    def budget(self, found, fen=5_200_000, on="03-25"):
        """The budget of a class out of its county's own money."""
        code = found.place.code
        lines = [LineFacts("lecturers", self.fund(code).pk, fen)]
        return set_budget(cost_of(found), lines, by=self.county(code), at=at(on))

    def opened(self, code=YILING, on="03-28"):
        """A class open for enrolment."""
        found = self.class_(code)
        return actions.take_step(found, "open", by=self.county(code), at=at(on))

    def running(self, code=YILING, on="04-18"):
        return actions.take_step(self.opened(code), "running", by=self.county(code), at=at(on))

    def finished(self, code=YILING, on="04-19"):
        found = self.running(code)
        return actions.take_step(found, "finished", by=self.county(code), at=at(on))

    def lecturer(self, name="王立新", **more):
        facts = actions.LecturerFacts(
            name, more.pop("employer", "三峡大学"), **{"items": ("know-1", "practical-1"), **more}
        )
        return actions.enter_lecturer(facts, by=self.province(), at=at("01-20"))

    def lessons(self, found):
        return list(lessons_of(found))

    def theory(self, found):
        return next(one for one in self.lessons(found) if not one.practical)

    def practical(self, found):
        return next(one for one in self.lessons(found) if one.practical)

    def request(self, found, kind="practical"):
        return LecturerRequest.objects.get(training_class=found, kind=kind)

    def scores(self, kind, score=4):
        table = self.frame().settings["class-evaluation-questions"]
        rows = [dict(row) for row in table]
        return {row["key"]: score for row in rows if row["step"] == kind}

    def evaluate(self, found, kind="effect", by=None, on="04-25"):
        return actions.evaluate(
            found, kind, self.scores(kind), says="", by=by or self.base(), at=at(on)
        )


def classes():
    """Hubei with its year open and a base that serves Yichang."""
    scene = Classes(hubei())
    scene.base()
    return scene


def lesson(title="专利检索实操", day="2022-04-18", starts=9, ends=12, room="三楼", **changes):
    return LessonFacts(
        title, date.fromisoformat(day), time(starts), time(ends), Decimal(3), room,
        items=("practical-1",), **changes,
    )  # fmt: skip


def as_facts(found):
    return [facts_of(one) for one in lessons_of(found)]


__all__ = [
    "YICHANG", "YILING", "Classes", "Lecturer", "TrainingClass", "at", "classes", "lesson",
    "replace",
]  # fmt: skip
