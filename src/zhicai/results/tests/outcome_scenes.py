"""An assessment class in Yichang run by its base: trainees, lessons, hours in the ledger, marks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.admission.models import Registration
from zhicai.attendance.models import Entry
from zhicai.foundation.clock import CHINA
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import SINCE, YICHANG, YILING, Hubei, at, hubei
from zhicai.results import actions
from zhicai.results.actions import Given
from zhicai.results.actions.deciding import follow
from zhicai.results.models import MakeUp, Outcome
from zhicai.results.rules.decision import Score
from zhicai.training.models import Lesson, TrainingClass

FIRST_DAY, LAST_DAY = date(2022, 5, 30), date(2022, 6, 3)
AFTER = at("06-06")
NAMES = ("郭建军", "李晓梅", "陈志强", "周丽", "吴斌", "郑云", "王方", "冯涛")


@dataclass
class Assessment:
    """The province of a test with one assessment class."""

    hubei: Hubei
    people: int = 0

    @property
    def year(self):
        return self.hubei.year

    def unit(self):
        return self.hubei.body("base", home=YICHANG, serves=(YICHANG,))

    def group(self):
        return self.hubei.body("working-group")

    def province(self):
        return self.hubei.province()

    def class_(self, *, state="finished", number="2022-420500-01", first=FIRST_DAY, **changes):
        """A class of five days: four lessons of five hours, examination and practical of two."""
        known = {
            "programme_year": self.year, "track": "assessment",
            "place": self.hubei.places[YICHANG], "level": "city", "number": number,
            "title": "宜昌考核班", "state": state, "starts_on": first,
            "ends_on": first + timedelta(days=4), "venue": "三峡大学学术交流中心",
            "venue_place": self.hubei.places[YICHANG], "capacity": 230,
            "run_by_id": self.unit().organisation_id, "opened_at": at("04-29"),
            "finished_on": first + timedelta(days=4) if state == "finished" else None,
        }  # fmt: skip
        found = TrainingClass.objects.create(**(known | changes))
        rows = [("专利布局", n, time(9), time(14), 5, "teaching") for n in range(4)]
        rows += [("结业考试", 4, time(9), time(11), 2, "exam"),
                 ("系统实操考核", 4, time(14), time(16), 2, "practical-test")]  # fmt: skip
        for title, day, starts, ends, hours, kind in rows:
            Lesson.objects.create(
                training_class=found, title=title, day=first + timedelta(days=day), starts=starts,
                ends=ends, hours=Decimal(hours), kind=kind,
            )  # fmt: skip
        return found

    def trainee(self, found, *, lessons=6, code=YILING, name=None):
        """Someone with a seat who was there for so many lessons."""
        n, self.people = self.people, self.people + 1
        person = Person.objects.create(
            name=name or NAMES[n % len(NAMES)], home=self.hubei.places[code],
            phone=f"138000{n:05}", entered_at=at("04-01"), entered_by="经办",
        )  # fmt: skip
        row = Registration.objects.create(
            training_class=found, person=person, state="accepted", source="county",
            employer_name="宜昌某某新材料有限公司", employer_place=self.hubei.places[code],
            registered_at=at("04-20"), registered_by="经办", decided_at=at("05-10"),
        )  # fmt: skip
        self.attend(row, lessons)
        return row

    def attend(self, row, lessons=6):
        for lesson in list(row.training_class.lessons.order_by("day", "starts"))[:lessons]:
            moment = datetime.combine(lesson.day, lesson.starts, tzinfo=CHINA)
            Entry.objects.get_or_create(
                registration=row, lesson=lesson, kind="staff_tick",
                defaults={"way": "list", "at": moment, "entered_at": moment, "by": "老师"},
            )  # fmt: skip

    def mark(self, row, exam=None, practical=None, *, turn="first", by=None, when=AFTER):
        """Enter marks as the unit does; a mark may be "absent"."""
        given = {"exam": exam, "practical": practical}
        scores = {
            part: Score(None if value == "absent" else Decimal(value))
            for part, value in given.items()
            if value is not None
        }
        return actions.enter_marks(
            row.training_class, [Given(row.pk, scores)], turn=turn, by=by or self.unit(), at=when
        )

    def failed(self, found, *, exam=55, practical=80, **more):
        """Someone who failed the examination, as decided."""
        row = self.trainee(found, **more)
        self.mark(row, exam, practical)
        return row

    def offer(self, found, day=date(2022, 6, 20), *, when=AFTER, **more):
        return actions.arrange_make_up(found, day, by=self.unit(), at=when, **more)

    def decide(self, found, when=AFTER):
        follow(found.pk, None, at=when)

    def outcome(self, row):
        return Outcome.objects.get(registration=row)

    def make_up(self, row):
        return MakeUp.objects.get(registration=row)

    def account(self, row, username="trainee1"):
        """The account of a trainee."""
        user = open_account(username, name=row.person.name, by=SYSTEM)
        give_membership(user, Role.PERSON, place=self.hubei.places[YILING], by=SYSTEM, since=SINCE)
        Person.objects.filter(pk=row.person_id).update(user=user)
        return actings_of(user, on=LAST_DAY)[0]

    def user_of(self, acting):
        return User.objects.get(pk=acting.user_id)


def assessment():
    """Hubei with its year open and a base that runs the class of Yichang."""
    return Assessment(hubei())


__all__ = ["AFTER", "YICHANG", "YILING", "Assessment", "assessment", "at"]
