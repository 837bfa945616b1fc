"""An assessment class with people who qualified, failed and wait, and the province that issues."""

from dataclasses import dataclass

from zhicai.certificates import actions
from zhicai.certificates.models import Certificate
from zhicai.people.models import Person
from zhicai.results import actions as results
from zhicai.results.tests.outcome_scenes import AFTER, YICHANG, YILING, Assessment, assessment, at

ISSUED = at("06-20")


@dataclass
class Certifying:
    """The province of a test, its one class, and what is issued in it."""

    results: Assessment

    @property
    def hubei(self):
        return self.results.hubei

    @property
    def year(self):
        return self.results.year

    def province(self):
        return self.hubei.province()

    def group(self):
        return self.results.group()

    def class_(self, **changes):
        return self.results.class_(**changes)

    def qualified(self, found, count=1, **more):
        """So many people who qualified, not yet published."""
        rows = [self.results.trainee(found, **more) for _ in range(count)]
        for row in rows:
            self.results.mark(row, 80, 85)
        self.results.decide(found)
        return [self.results.outcome(row) for row in rows]

    def publish(self, found):
        results.publish(found, by=self.results.unit(), at=AFTER)

    def published(self, found, count=1, **more):
        """So many people who qualified, published."""
        rows = self.qualified(found, count, **more)
        self.publish(found)
        return rows

    def issue(self, outcomes, *, key="k", by=None, when=ISSUED, **more):
        keys = [one.pk for one in outcomes]
        return actions.issue(
            self.year, keys, key=key, by=by or self.province(), at=when, **more
        )  # fmt: skip

    def issued(self, found, count=1, **more):
        """So many certificates of a class."""
        run = self.issue(self.published(found, count, **more), key=f"class-{found.pk}")
        return list(Certificate.objects.filter(run=run))

    def named(self, row, name):
        """Put another name on a person's record."""
        Person.objects.filter(pk=row.registration.person_id).update(name=name)


def certifying():
    """Hubei with its year open and a base that runs the class of Yichang."""
    return Certifying(assessment())


__all__ = ["AFTER", "ISSUED", "YICHANG", "YILING", "Certifying", "at", "certifying"]
