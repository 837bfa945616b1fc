"""Yiling with a class that ended, its trainees and their hours in the ledger."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from zhicai.admission.actions import register
from zhicai.admission.models import Registration
from zhicai.admission.tests.scenes import application, number
from zhicai.attendance.models import Entry
from zhicai.foundation.clock import CHINA
from zhicai.people.models import Specialist
from zhicai.planning.tests.scenes import YICHANG, YILING, Hubei, at, hubei
from zhicai.results.actions.completing import decide_ended
from zhicai.training import actions as training
from zhicai.training.models import Lesson, TrainingClass

XILING = "420502"
NAMES = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class Results:
    """The province of a test with its classes, trainees and their hours."""

    hubei: Hubei
    made: dict = field(default_factory=dict)
    people: int = 0

    @property
    def year(self):
        return self.hubei.year

    def county(self, code=YILING):
        return self.hubei.county(code)

    def city(self, code=YICHANG):
        return self.hubei.city(code)

    def province(self):
        return self.hubei.province()

    def base(self):
        return self.hubei.body("base", home=YICHANG, serves=(YICHANG,))

    def class_(self, code=YILING, *, state="running", day=date(2022, 5, 10), **changes):
        """A class of two days with four lessons of three hours, one of them practical."""
        known = {
            "programme_year": self.year, "track": "preparatory", "place": self.hubei.places[code],
            "level": "county", "number": f"{code}-{TrainingClass.objects.count() + 1}",
            "title": f"{self.hubei.places[code].name}预科班", "state": state, "starts_on": day,
            "ends_on": day, "venue": "市民之家", "venue_place": self.hubei.places[code],
            "capacity": 200, "opened_at": at("04-01"), "ability": "elementary",
        }  # fmt: skip
        found = TrainingClass.objects.create(**(known | changes))
        found.organisers.create(
            role="undertaking", body="county", place=found.place, level="county"
        )
        items = (["know-1"], ["know-2", "skill-1"], ["skill-1"], ["practical-1"])
        for n, covered in enumerate(items):
            Lesson.objects.create(
                training_class=found, title=f"课程{n + 1}", day=day, starts=time(8 + 3 * n),
                ends=time(10 + 3 * n), hours=Decimal(3), items=covered, practical=n == 3,
            )  # fmt: skip
        return found

    def trainee(self, found, *, lessons=4, name="", n=None):
        """Someone registered for a class who was at the first so many of its lessons."""
        self.people += n is None
        key = n or self.people
        given = name or f"学员{NAMES[key % 10]}{NAMES[key // 10 % 10]}"
        state, found.state = found.state, "open"
        found.save(update_fields=["state"])
        wanted = application(self.hubei, key, name=given, home_id=found.place_id)
        row = register(found, wanted, by=self.county(found.place.code), at=at("04-20"))
        Registration.objects.filter(pk=row.pk).update(state="accepted", line=None)
        found.state = state
        found.save(update_fields=["state"])
        self.attend(row, lessons)
        row.refresh_from_db()
        return row

    def attend(self, row, lessons):
        """Tick someone present at the first so many lessons."""
        for lesson in list(row.training_class.lessons.order_by("starts"))[:lessons]:
            moment = datetime.combine(lesson.day, lesson.starts, tzinfo=CHINA)
            Entry.objects.get_or_create(
                registration=row, lesson=lesson, kind="staff_tick",
                defaults={"way": "list", "at": moment, "entered_at": moment, "by": "老师"},
            )  # fmt: skip

    def end(self, found, *, on="05-10"):
        """End a class; completion is decided with it."""
        found.state, found.finished_on = "finished", date.fromisoformat(f"2022-{on}")
        found.save(update_fields=["state", "finished_on"])
        decide_ended(found.pk, at=at(on))
        return found

    def evaluate(self, found, score=4):
        table = [{"key": "knowledge"}, {"key": "skills"}]
        return found.evaluations.create(
            kind="effect", scores={row["key"]: score for row in table}, on=date(2022, 5, 12),
            at=at("05-12"), by="兰老师", office="基地",
        )  # fmt: skip

    def certify(self, person, *, since=date(2022, 7, 1)):
        """Make someone a certified specialist."""
        return Specialist.objects.create(
            person=person, valid_from=since, basis="考核合格", named_by="省局"
        )


def results():
    """Hubei with its year open and a base that serves Yichang."""
    scene = Results(hubei())
    scene.base()
    return scene


__all__ = ["XILING", "YICHANG", "YILING", "Results", "at", "number", "results", "training"]
