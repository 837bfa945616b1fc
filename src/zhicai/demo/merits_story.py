"""Points, grades, reviews, a commendation, an evaluation: opened by the province, by example rules.

The notice only explores them (HB-2.4.1.f to j) and gives no criteria: the province opens them in
2024 and 2025 by decisions of its own and puts the shipped examples in force, which stay marked as
such. The working group publishes the yearly report of 2022, 2023 and 2024.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.models import User
from zhicai.accounts.queries import actings_of
from zhicai.demo.archive_story import SEEN
from zhicai.demo.careers_story import OTHERS, YILING
from zhicai.demo.later_years_story import CITY, KEEPER, OFFICER, year_of
from zhicai.demo.people_story import OWN
from zhicai.demo.stage import Event, Stage, at
from zhicai.merits.actions import grades, ledger, sets, sorting
from zhicai.merits.queries.law import MeritLaw, merit_law
from zhicai.people.models import Person
from zhicai.programmes.actions import decide_setting
from zhicai.reports.actions import drafting, freezing, publishing
from zhicai.reports.models import Report
from zhicai.reports.queries.body import said_by_data
from zhicai.reviews.actions import applying, commending, concluding, criteria, evaluating, reviewing
from zhicai.reviews.actions.rounds import Publishing, RoundTerms
from zhicai.reviews.models import (
    Application,
    CommendationRound,
    Evaluation,
    Nomination,
    Review,
    UpgradeRound,
)
from zhicai.reviews.queries.law import review_law

GROUP = "wuyue"
REVIEWERS = ("qinfang", "luoping")
EXAMPLE, REPORT = "example", "excellence-report"
BASIS = "示例文件：省局试行通知（演示用，非正式文件）"
FIRST_RULED = 2022
"""From this year on facts earn points."""
OPENED = (
    (date(2024, 1, 15), ("points-open", "grades-open", "categories-open")),
    (date(2025, 1, 15), ("upgrade-review-open", "commendation-open")),
)
WHY = "先按示例规则试行一年，再由省局修订（演示）。"
PUBLIC = Publishing(days=7, contact="省局人事处，027-00000000")
OUTLOOK = (
    "专员集中在少数县（市、区），部分产业链储备偏少；专员业绩登记还不普遍。"
    "下一年扩大预科培训面，组织专员与产业链企业对接，督促及时登记业绩。"
)
UPGRADE, COMMENDATION = "2025 年专员升级评定", "2025 年优秀专员表彰"
SCORES = ((86, 84, 80), (90, 82, 78))
"""What the two reviewers give Guo, by the criteria."""


def merits_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield what is opened, reckoned, reviewed, honoured, evaluated and reported."""
    for day, switches in OPENED:
        yield Event(at(day, 10), partial(_switch, stage, programme, switches))
    told: tuple[tuple[date, int, Callable[[Stage, datetime], object]], ...] = (
        (date(2024, 1, 22), 10, _rule),
        (date(2024, 1, 23), 2, _book),
        (date(2024, 2, 6), 15, _grade),
        (date(2024, 2, 7), 10, _sort),
        (date(2024, 12, 28), 2, _book),
        (date(2025, 1, 22), 10, _set_criteria),
        (date(2025, 5, 6), 9, _open_upgrade),
        (date(2025, 5, 13), 20, _apply),
        (date(2025, 5, 20), 10, _check),
        (date(2025, 6, 3), 15, _score),
        (date(2025, 6, 10), 9, partial(_conclude_upgrade, over=False)),
        (date(2025, 6, 20), 9, partial(_conclude_upgrade, over=True)),
        (date(2025, 7, 1), 9, _open_commendation),
        (date(2025, 7, 8), 10, _nominate),
        (date(2025, 7, 24), 15, _select),
        (date(2025, 8, 4), 9, _commend),
        (date(2025, 11, 18), 10, _evaluate),
        (date(2025, 12, 2), 10, _close_evaluation),
        (date(2025, 12, 10), 2, _book),
    )
    for day, hour, act in told:
        yield Event(at(day, hour), partial(act, stage))
    for year in (2022, 2023):
        yield Event(
            at(date(2024, 3, 4 + year - 2022), 10), partial(_settle, stage, programme, year)
        )
    yield Event(at(date(2025, 3, 5), 10), partial(_settle, stage, programme, 2024))
    for year in (2022, 2023, 2024):
        yield Event(at(date(year + 1, 2, 20), 10), partial(_report, stage, programme, year))
        yield Event(at(date(year + 1, 2, 24), 10), partial(_publish, stage, programme, year))


def _switch(stage: Stage, programme: str, switches: tuple[str, ...], moment: datetime) -> None:
    year, by = year_of(programme, moment.year), stage.acting(KEEPER, on=moment.date())
    for name in switches:
        decide_setting(
            year, name, "true", reason=WHY, by=by, in_force_from=moment.date(), at=moment
        )


def _law(stage: Stage, moment: datetime) -> MeritLaw:
    return merit_law(stage.acting(OFFICER, on=moment.date()), on=moment.date())


# --- points, grades, categories -------------------------------------------------------------------


def _rule(stage: Stage, moment: datetime) -> None:
    by, law = stage.acting(OFFICER, on=moment.date()), _law(stage, moment)
    draft = sets.draft_set(law, "积分、分级和分类规则（示例）", example=EXAMPLE, by=by, at=moment)
    sets.enact(draft, law, year=FIRST_RULED, basis=BASIS, by=by, at=moment)


def _book(stage: Stage, moment: datetime) -> None:
    """What the platform does by night."""
    ledger.book(_law(stage, moment), at=moment)


def _grade(stage: Stage, moment: datetime) -> None:
    by, law = stage.acting(OFFICER, on=moment.date()), _law(stage, moment)
    run = grades.make_run(law, by=by, at=moment)
    if run is not None:
        grades.apply_run(run, law, by=by, at=moment + timedelta(hours=1))


def _sort(stage: Stage, moment: datetime) -> None:
    by, law = stage.acting(GROUP, on=moment.date()), _law(stage, moment)
    sorting.sort_by_rule(law, at=moment)
    known = Person.objects.filter(user__username__in=(OWN, *OTHERS)).values_list("pk", flat=True)
    sorting.sort_into(law, "enterprise-service", list(known), by=by, at=moment)
    kept = Person.objects.filter(reserve_marks__until=None, reserve_marks__kind="think-tank")
    keys = list(kept.values_list("pk", flat=True).distinct())
    sorting.sort_into(law, "think-tank", keys, by=by, at=moment)


def _settle(stage: Stage, programme: str, year: int, moment: datetime) -> None:
    by, law = stage.acting(OFFICER, on=moment.date()), _law(stage, moment)
    ledger.settle(year_of(programme, year), law, by=by, at=moment)


# --- reviews --------------------------------------------------------------------------------------


def _set_criteria(stage: Stage, moment: datetime) -> None:
    by = stage.acting(OFFICER, on=moment.date())
    law = review_law(by, on=moment.date())
    for one in law.examples:
        draft = criteria.draft_criteria(law, one.kind, start=one.id, by=by, at=moment)
        criteria.enact_criteria(draft, law, basis=BASIS, by=by, at=moment)


def _open_upgrade(stage: Stage, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    terms = RoundTerms(UPGRADE, moment.date(), date(2025, 5, 30))
    applying.open_upgrade(review_law(by, on=moment.date()), terms, by=by, at=moment)


def _apply(stage: Stage, moment: datetime) -> None:
    """Guo applies with the paper of a licence."""
    user = User.objects.get(username=OWN)
    applying.apply_for_upgrade(
        Person.objects.get(user=user), UpgradeRound.objects.get(title=UPGRADE),
        says="三年来完成许可、应诉和专利池筹建。",
        uploads=[SimpleUploadedFile("许可合同备案.pdf", SEEN, "application/pdf")],
        by=actings_of(user, on=moment.date())[0], at=moment,
    )  # fmt: skip


def _check(stage: Stage, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    rows = list(Application.objects.filter(round__title=UPGRADE, state="submitted"))
    for row in rows:
        applying.check_application(row, accept=True, by=by, at=moment)
    who = list(User.objects.filter(username__in=REVIEWERS).values_list("pk", flat=True))
    reviewing.assign_reviewers([row.pk for row in rows], who, by=by, at=moment)


def _score(stage: Stage, moment: datetime) -> None:
    rows = Review.objects.filter(application__round__title=UPGRADE).select_related("reviewer")
    for row, given in zip(rows.order_by("pk"), SCORES, strict=True):
        grade = row.application.grade
        scores: dict[str, Decimal | None] = {
            f"{name}-{grade}": Decimal(value)
            for name, value in zip(("skill", "work", "service"), given, strict=True)
        }
        reviewing.hand_in_scores(
            row, scores=scores, opinion="实绩突出，材料齐全，同意晋级。",
            by=stage.acting(row.reviewer.username, on=moment.date()), at=moment,
        )  # fmt: skip


def _conclude_upgrade(stage: Stage, moment: datetime, *, over: bool) -> None:
    round_, by = UpgradeRound.objects.get(title=UPGRADE), stage.acting(OFFICER, on=moment.date())
    if over:
        concluding.conclude_upgrade(round_, by=by, at=moment)
    else:
        concluding.publish_results(round_, PUBLIC, by=by, at=moment)


def _open_commendation(stage: Stage, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    terms = RoundTerms(COMMENDATION, moment.date(), date(2025, 7, 20))
    commending.open_commendation(review_law(by, on=moment.date()), terms, by=by, at=moment)


def _nominate(stage: Stage, moment: datetime) -> None:
    """Yichang nominates Guo, and a newcomer."""
    round_, by = CommendationRound.objects.get(), stage.acting(CITY, on=moment.date())
    for award, username, reason in (
        ("excellent", OWN, "连续三年完成许可、应诉和专利池项目，带动五家企业。"),
        ("newcomer", OTHERS[1], "任专员以来完成企业专利导航项目。"),
    ):
        person = Person.objects.get(user__username=username)
        commending.nominate(round_, award, [person.pk], reason=reason, by=by, at=moment)


def _select(stage: Stage, moment: datetime) -> None:
    by, round_ = stage.acting(GROUP, on=moment.date()), CommendationRound.objects.get()
    keys = list(Nomination.objects.filter(round=round_).order_by("pk").values_list("pk", flat=True))
    votes = {pk: 9 - number for number, pk in enumerate(keys)}
    order = {pk: number for number, pk in enumerate(keys, start=1)}
    commending.select_winners(round_, keys, votes=votes, order=order, by=by, at=moment)
    province = stage.acting(OFFICER, on=moment.date())
    commending.publish_winners(round_, PUBLIC, by=province, at=moment + timedelta(hours=1))


def _commend(stage: Stage, moment: datetime) -> None:
    by = stage.acting(OFFICER, on=moment.date())
    commending.commend(CommendationRound.objects.get(), by=by, at=moment)


def _evaluate(stage: Stage, moment: datetime) -> None:
    """The specialists of Yiling are evaluated; what facts cannot say the group scores."""
    by = stage.acting(GROUP, on=moment.date())
    found = evaluating.open_evaluation(review_law(by, on=moment.date()), by=by, at=moment)
    evaluating.add_people(found, place=YILING, by=by, at=moment)
    hand = [one.id for one in evaluating.indicators_of(found) if one.how == "hand"]
    given = [
        evaluating.Given(sheet, {key: Decimal(78 + sheet * 7 % 20) for key in hand})
        for sheet in found.sheets.values_list("pk", flat=True)
    ]
    evaluating.score_by_hand(found, given, by=by, at=moment)


def _close_evaluation(stage: Stage, moment: datetime) -> None:
    by = stage.acting(GROUP, on=moment.date())
    evaluating.close_evaluation(Evaluation.objects.get(), by=by, at=moment)


# --- the yearly report ----------------------------------------------------------------------------


def _report(stage: Stage, programme: str, year: int, moment: datetime) -> None:
    """The group begins the report of the year before and freezes its figures."""
    by = stage.acting(GROUP, on=moment.date())
    report = drafting.open_report(year_of(programme, year), REPORT, by=by, at=moment)
    words = {**said_by_data(report), "outlook": OUTLOOK}
    report = drafting.save_report(report, words, revision=report.revision, by=by, at=moment)
    freezing.freeze_report(report, revision=report.revision, by=by, at=moment)


def _publish(stage: Stage, programme: str, year: int, moment: datetime) -> None:
    """Read once more, approved by the province, published by the group."""
    report = Report.objects.get(programme_year=year_of(programme, year), kind=REPORT)
    by = stage.acting(OFFICER, on=moment.date())
    report = publishing.approve_report(report, revision=report.revision, by=by, at=moment)
    group = stage.acting(GROUP, on=moment.date())
    publishing.publish_report(report, by=group, at=moment + timedelta(hours=2))
