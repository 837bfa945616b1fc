"""Results: the base enters skills, counties recommend for the next year, the province its team.

Completion is decided by the classes themselves as they end. Yiling recommends in September; the
city joins in for most and sends two back; the base has still to answer a part.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.models import Person, Specialist
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.results import actions
from zhicai.results.models import Completion, Recommendation
from zhicai.results.queries.law import results_law
from zhicai.results.queries.reserve import proven
from zhicai.training.models import TrainingClass

BASE, CITY, OFFICER = "xiaolan", "zhangwei", "linhao"
SENT_BACK = "工作单位已变更，请核对后重新推荐。"
EVIDENCE = (
    "独立完成查新报告 3 份", "完成企业专利导航分析 1 份", "撰写技术交底书 5 份",
    "代理专利侵权纠纷调解 2 件", "在知慧桥完成供需匹配 2 项",
)  # fmt: skip


def results_chapter(
    stage: Stage, programme: str, *, city: str, county: str, both: str
) -> Iterator[Event]:
    """Yield what is entered after the classes of spring and summer."""
    yield Event(at(date(2022, 6, 24), 16), partial(_skills, stage, programme, city, 8))
    yield Event(at(date(2022, 8, 26), 16), partial(_skills, stage, programme, city, 12))
    yield Event(at(date(2022, 8, 30), 10), partial(_team, stage))
    sent = ((county, 10, 5), (both, 6, 6))
    for code, count, day in sent:
        act = partial(_recommend, stage, programme, code, count)
        yield Event(at(date(2022, 9, day), 9, 30), act)
    yield Event(at(date(2022, 9, 8), 10), partial(_city, stage))
    yield Event(at(date(2022, 9, 14), 15), partial(_base, stage))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _skills(stage: Stage, programme: str, city: str, count: int, moment: datetime) -> None:
    """The base enters what trainees of its city have shown, and what specialists have proven."""
    year, on = _year(programme), moment.date()
    by = stage.acting(BASE, on=on)
    items = [item.id for item in results_law(year, on=on).frame.items]
    done = Completion.objects.filter(completed=True, place__code__startswith=city[:4])
    trained = list(
        done.filter(registration__person__skill_entries=None)
        .order_by("pk")
        .values_list("registration__person", flat=True)[: count // 2]
    )
    certified = Specialist.objects.filter(person__skill_entries=None, source="")
    known = list(certified.values_list("person", flat=True))
    people = Person.objects.select_related("home").in_bulk({*trained, *known})
    for number, key in enumerate((*known, *trained)):
        special = key in known
        for turn in range(2 if special else 1):
            actions.enter_skill(
                people[key], year, item=items[(number * 2 + turn * 3 + 4) % len(items)],
                level="advanced" if special else "intermediate",
                evidence=EVIDENCE[(number + turn) % len(EVIDENCE)], shown_on=on,
                practical=special or number % 4 == 0, by=by, at=moment,
            )  # fmt: skip


def _team(stage: Stage, moment: datetime) -> None:
    by = stage.acting(OFFICER, on=moment.date())
    chosen = [one for one in proven(by, on=moment.date()) if one.kind == "specialist"][:1]
    if chosen:
        actions.mark_team(chosen, True, by=by, at=moment)


def _recommend(stage: Stage, programme: str, code: str, count: int, moment: datetime) -> None:
    """An office recommends the best of its trainees for the next year's assessment."""
    year, on = _year(programme), moment.date()
    ended = (TrainingClass.State.FINISHED, TrainingClass.State.CLOSED)
    rows = Completion.objects.filter(
        completed=True, programme_year=year, place__code=code,
        registration__training_class__state__in=ended,
        registration__person__specialist_spells=None,
    )  # fmt: skip
    people = list(
        rows.order_by("-hours", "pk").values_list("registration__person", flat=True)[:count]
    )
    if people:
        by = stage.officer(code, Level.COUNTY, on=on)
        actions.recommend(people, year, year.year + 1, by=by, at=moment)


def _waiting(**asked: bool) -> list[Recommendation]:
    rows = Recommendation.objects.filter(state=Recommendation.State.SENT, **asked)
    return list(rows.order_by("pk"))


def _city(stage: Stage, moment: datetime) -> None:
    rows = _waiting(awaits_city=True)
    by = stage.acting(CITY, on=moment.date())
    if len(rows) > 2:
        actions.answer(rows[:-2], True, by=by, at=moment)
        actions.answer(rows[-2:], False, says=SENT_BACK, by=by, at=moment)


def _base(stage: Stage, moment: datetime) -> None:
    by = stage.acting(BASE, on=moment.date())
    rows = [
        row for row in _waiting(awaits_base=True)
        if row.place.code.startswith(by.place_code[:4])
    ]  # fmt: skip
    if rows:
        actions.answer(rows[: len(rows) // 2], True, by=by, at=moment)
