"""The archive's two specialists, grades in use, criteria taken from the examples; reviewers."""

from datetime import UTC, date, datetime

from zhicai.archive.models import Claim
from zhicai.archive.tests.scenes import AT, ON, Archive, client_of
from zhicai.merits.models import GradeSpell, RuleSet
from zhicai.places.models import Place
from zhicai.planning.tests.scenes import HUBEI, YICHANG
from zhicai.reviews.actions.applying import open_upgrade
from zhicai.reviews.actions.commending import open_commendation
from zhicai.reviews.actions.criteria import draft_criteria, enact_criteria
from zhicai.reviews.actions.evaluating import add_people, open_evaluation
from zhicai.reviews.actions.rounds import Publishing, RoundTerms
from zhicai.reviews.queries.law import review_law

FIRST, LAST = date(2022, 4, 1), date(2022, 4, 20)
TERMS = RoundTerms("2022年升级评定", FIRST, LAST)
AWARDS = RoundTerms("2022年优秀专员表彰", FIRST, LAST)
HOW = Publishing(5, "027-12345678")


def moment(month, day):
    """Ten o'clock of a day of 2022 in China."""
    return datetime(2022, month, day, 2, tzinfo=UTC)


class Reviews(Archive):
    """What every test of reviews stands on."""

    def __init__(self):
        super().__init__()
        self.centre = self.hubei.body("development-centre")
        self.hubei.decide("grades-open", True)
        RuleSet.objects.create(
            programme=self.hubei.year.programme, number=1, name="级别", is_example=True, content={
                "points": [], "categories": [], "grades": [
                    {"grade": n, "says": {"zh": f"{n} 级", "en": f"grade {n}"}, "points": "0"}
                    for n in (1, 2, 3)
                ],
            }, state="in-force", in_force_from=2022, made_at=AT, made_by="x", enacted_at=AT,
            enacted_by="x",
        )  # fmt: skip
        for person in (self.guo, self.yang):
            GradeSpell.objects.create(
                person=person, grade=1, since=date(2021, 3, 1), cause="certificate", at=AT, by="x"
            )

    @property
    def law(self):
        return review_law(self.province, on=ON)

    def open(self, *switches):
        """The province opens what it opened by a setting."""
        for one in switches or ("upgrade-review-open", "commendation-open"):
            self.hubei.decide(one, True)

    def enact(self, kind, change=None, basis="鄂知发〔2022〕3号"):
        """Take the example as a draft and put it in force."""
        made = draft_criteria(self.law, kind, start=f"{kind}-example", by=self.province, at=AT)
        if change is not None:
            made.content = change(made.content)
            made.save(update_fields=["content"])
        return enact_criteria(made, self.law, basis=basis, by=self.province, at=AT)

    def upgrade(self, conditions=({"of": "2", "fact": "achievements", "at_least": "1"},)):
        """An open upgrade review with simple conditions."""
        self.open()
        self.enact("upgrade", lambda content: content | {"conditions": list(conditions)})
        return open_upgrade(self.law, TERMS, by=self.province, at=AT)

    def commendation(self, conditions=()):
        """An open commendation."""
        self.open()
        self.enact("commendation", lambda content: content | {"conditions": list(conditions)})
        return open_commendation(self.law, AWARDS, by=self.province, at=AT)

    def evaluation(self):
        """An open evaluation with everybody on it."""
        self.enact("evaluation")
        made = open_evaluation(self.law, by=self.group, at=AT)
        add_people(made, by=self.group, at=AT)
        return made

    def achieve(self, person, *names):
        """Confirmed achievements."""
        for name in names:
            Claim.objects.create(
                person=person, programme=self.hubei.year.programme, what="achievement",
                kind="filing", name=name, on=date(2022, 3, 15), state="confirmed", claimed_at=AT,
                decided_at=AT, decided_by="x", office="x",
            )  # fmt: skip

    @property
    def city(self):
        return self.hubei.city(YICHANG)

    def place(self):
        """The province as a place."""
        return Place.objects.get(code=HUBEI)


__all__ = ["AT", "AWARDS", "HOW", "LAST", "ON", "TERMS", "Reviews", "client_of", "moment"]
