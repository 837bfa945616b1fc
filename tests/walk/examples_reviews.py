"""Examples of reviews: a round of each kind, an application, a nomination, a sheet, criteria."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walk import people
from tests.walk.own import ABSENT, Own
from zhicai.files.actions import keep_file
from zhicai.people.models import Person
from zhicai.programmes.queries import law_of
from zhicai.reviews.models import (
    Application,
    CommendationRound,
    CriteriaSet,
    Evaluation,
    Evidence,
    Nomination,
    Review,
    Score,
    Sheet,
    UpgradeRound,
)
from zhicai.reviews.queries.commending import nominations_seen
from zhicai.reviews.queries.evaluating import sheets_seen
from zhicai.reviews.queries.upgrading import applications_seen, own_reviews
from zhicai.reviews.rules.content import stored_of

PAPER = b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"


def furnish_reviews(world, *, at):
    """Everybody with a record has applied, is nominated by the county and has a closed sheet."""
    by, year = world.acting(people.COUNTY), world.year
    sets = {
        one.kind: CriteriaSet.objects.create(
            programme=year.programme, kind=one.kind, number=1, name=one.name.zh,
            content=stored_of(one), state="in-force", year=year.year, basis="x", made_at=at,
            made_by="x", enacted_at=at, enacted_by="x",
        )
        for one in law_of(year).reviews.values()
    }  # fmt: skip
    days = {"opens_on": date(2022, 1, 1), "closes_on": date(2022, 12, 31), "opened_at": at,
            "opened_by": "x", "office": "x", "programme_year": year}  # fmt: skip
    upgrade = UpgradeRound.objects.create(criteria=sets["upgrade"], title="升级", **days)
    award = CommendationRound.objects.create(criteria=sets["commendation"], title="表彰", **days)
    evaluation = Evaluation.objects.create(
        programme_year=year, number=1, criteria=sets["evaluation"], opened_at=at, opened_by="x"
    )
    paper = keep_file(SimpleUploadedFile("b.pdf", PAPER, "application/pdf"), by=by, at=at)
    base = world.acting(people.BASE)
    for n, person in enumerate(world.made["people"].values()):
        row = Application.objects.create(
            round=upgrade, person=person, grade=2, state="reviewing", applied_at=at
        )
        Evidence.objects.create(application=row, file=paper)
        Review.objects.create(
            application=row, number=1, reviewer_id=(base if n else by).user_id, name="x",
            office="x", assigned_at=at, assigned_by="x",
        )  # fmt: skip
        Nomination.objects.create(
            round=award, award="excellent", award_name="优秀", person=person, nominator="county",
            place_id=by.place_id, office=by.office, reason="x", nominated_at=at, nominated_by="x",
        )  # fmt: skip
        sheet = Sheet.objects.create(evaluation=evaluation, person=person)
        for one in sets["evaluation"].content["indicators"]:
            Score.objects.create(sheet=sheet, indicator=one["id"], score=50)
    Evaluation.objects.update(state="closed", closed_at=at, closed_by="x")
    world.made["reviews"] = {
        "round": upgrade.pk, "commendation": award.pk, "evaluation": evaluation.pk,
        "criteria": sets["upgrade"].pk,
    }  # fmt: skip


def _split(mine, everyone):
    mine, everyone = set(mine), list(everyone)
    own = [one for one in everyone if one in mine]
    return Own(tuple(own[:1]), (*[one for one in everyone if one not in mine][:2], *ABSENT))


def _all(model):
    return model.objects.order_by("pk").values_list("pk", flat=True)


def _one(name):
    def asked(world, username):
        return Own((world.made["reviews"][name],), ABSENT)

    return asked


def applications(world, username):
    """Applications of the own area."""
    rows = applications_seen(world.acting(username), on=world.on).values_list("pk", flat=True)
    return _split(rows, _all(Application))


def evidence(world, username):
    """Files of applications that one handles, scores or wrote."""
    acting = world.acting(username)
    seen = set(applications_seen(acting, on=world.on).values_list("pk", flat=True))
    seen |= set(own_reviews(acting).values_list("application", flat=True))
    seen |= set(Application.objects.filter(person__user__username=username).values_list(
        "pk", flat=True))  # fmt: skip
    rows = Evidence.objects.filter(application__in=seen).values_list("pk", flat=True)
    return _split(rows, _all(Evidence))


def scoring(world, username):
    """What one is asked to score."""
    return _split(own_reviews(world.acting(username)).values_list("pk", flat=True), _all(Review))


def nominations(world, username):
    """Nominations of the own area."""
    rows = nominations_seen(world.acting(username), on=world.on).values_list("pk", flat=True)
    return _split(rows, _all(Nomination))


def sheets(world, username):
    """Sheets of the own area."""
    rows = sheets_seen(world.acting(username), on=world.on).values_list("pk", flat=True)
    return _split(rows, _all(Sheet))


def _mine(model):
    def asked(world, username):
        rows = model.objects.filter(person__user__username=username).values_list("pk", flat=True)
        return _split(rows, _all(model))

    return asked


def applied_for(world, username):
    """Rounds for which one with a record may apply."""
    has = Person.objects.filter(user__username=username).exists()
    key = world.made["reviews"]["round"]
    return Own((key,), ABSENT) if has else Own((), (key, *ABSENT))


EXAMPLES_OF_REVIEWS = {
    ("reviews:round", "pk"): _one("round"),
    ("reviews:application", "pk"): applications,
    ("reviews:evidence", "pk"): evidence,
    ("reviews:review", "pk"): scoring,
    ("reviews:commendation", "pk"): _one("commendation"),
    ("reviews:nominate", "pk"): _one("commendation"),
    ("reviews:print_commendation", "pk"): _one("commendation"),
    ("reviews:nomination", "pk"): nominations,
    ("reviews:evaluation", "pk"): _one("evaluation"),
    ("reviews:marks", "pk"): _one("evaluation"),
    ("reviews:sheet", "pk"): sheets,
    ("reviews:print_sheet", "pk"): sheets,
    ("reviews:criteria_set", "pk"): _one("criteria"),
    ("reviews:apply", "pk"): applied_for,
    ("reviews:own_application", "pk"): _mine(Application),
    ("reviews:own_sheet", "pk"): _mine(Sheet),
}
