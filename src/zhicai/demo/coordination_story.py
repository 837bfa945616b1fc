"""What passes between a city, its counties and its base in the spring of 2022.

Yichang names its leader, shares the year out, sends its counties a task that two of them are late
with, and meets its base; problems are found by rule on 1 April, one is logged and solved by hand.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from zhicai.coordination import actions
from zhicai.coordination.actions.arrangements import Contact, Held
from zhicai.coordination.actions.problems import Handling, Report
from zhicai.coordination.actions.tasks import Letter
from zhicai.coordination.models import AgreedTask, Arrangement, Assignment, Copy, Problem
from zhicai.coordination.queries.desk import Desk, desk_of
from zhicai.coordination.queries.duties import duties_of
from zhicai.coordination.queries.targets import sheet_of
from zhicai.coordination.rules.targets import minimum_draft
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years

BASE_MEMBER = "xiaolan"
UNIT = "知识产权保护与运用科"
POSTS = ("副局长", "党组成员、副局长", "总工程师", "二级调研员")
TASK = "摸清规上企业知识产权专员需求"
SLOW = 2
"""So many counties of the city are late with its task."""


def coordination_chapter(
    stage: Stage, programme: str, *, city: str, county: str
) -> Iterator[Event]:
    """Yield the story of a city with its counties and base, by their codes."""
    tell = partial(_Chapter, stage, programme, city, county)
    yield Event(at(date(2022, 1, 17), 9), lambda moment: tell(moment).leaders())
    yield Event(at(date(2022, 1, 20), 10), lambda moment: tell(moment).arrangement())
    yield Event(at(date(2022, 1, 25), 15), lambda moment: tell(moment).marks())
    yield Event(at(date(2022, 2, 10), 9), lambda moment: tell(moment).targets())
    yield Event(at(date(2022, 2, 16), 16), lambda moment: tell(moment).meeting())
    yield Event(at(date(2022, 3, 1), 9), lambda moment: tell(moment).task())
    yield Event(at(date(2022, 3, 2), 11), lambda moment: tell(moment).guidance())
    yield Event(at(date(2022, 3, 18), 16), lambda moment: tell(moment).answers())
    yield Event(at(date(2022, 3, 21), 9), lambda moment: tell(moment).reminder())
    yield Event(at(date(2022, 3, 25), 10), lambda moment: tell(moment).logged())
    yield Event(at(date(2022, 3, 30), 16), lambda moment: tell(moment).promise_kept())
    for day in (date(2022, 4, 1), date(2022, 4, 15), date(2022, 5, 6), date(2022, 6, 1)):
        yield Event(at(day, 8, 30), lambda moment: tell(moment).found())
    yield Event(at(date(2022, 5, 20), 10), lambda moment: tell(moment).watched())
    yield Event(at(date(2022, 4, 6), 10), lambda moment: tell(moment).solved())


def _name(number: int) -> str:
    return f"{'王李刘陈杨赵黄周'[number % 8]}建{'国平军华'[number % 4]}"


class _Chapter:
    """One moment of the chapter, with the desk it is told from."""

    def __init__(
        self, stage: Stage, programme: str, city: str, county: str, moment: datetime
    ) -> None:
        self.stage, self.city, self.county, self.at = stage, city, county, moment
        self.on = moment.date()
        self.year: ProgrammeYear = years().get(programme=programme, year=2022)
        self.officer = stage.officer(city, Level.CITY, on=self.on)
        self.desk = desk_of(self.officer, self.year, on=self.on)

    def of(self, code: str, level: Level) -> Desk:
        """The desk of another office on the same day."""
        return replace(self.desk, acting=self.stage.officer(code, level, on=self.on))

    @property
    def base(self) -> Desk:
        """The desk of the base."""
        return replace(self.desk, acting=self.stage.acting(BASE_MEMBER, on=self.on))

    def leaders(self) -> None:
        """The province, most cities and this city's counties name their leaders."""
        tree = self.desk.tree
        home = tree.by_code[self.city]
        offices = [(tree.by_code[self.stage.province], Level.PROVINCE)]
        offices += [(p, Level.CITY) for n, p in enumerate(tree.seats(Level.CITY)) if n % 5 != 4]
        counties = tree.seats(Level.COUNTY, home.path)
        offices += [(place, Level.COUNTY) for place in counties[:-2]]
        for number, (place, level) in enumerate(offices):
            desk = self.of(place.code, level)
            actions.name_leader(
                desk, (place, level), name=_name(number),
                post=POSTS[number % 4], phone=f"0717-62567{number:02}", since=self.on,
                by=desk.acting, at=self.at,
            )  # fmt: skip

    def arrangement(self) -> None:
        """City and base set up their working arrangement, each with its contact."""
        base = self.base.acting
        row = actions.open_arrangement(
            self.desk, self.city, base.organisation_id or 0, by=self.officer, at=self.at
        )
        terms = "市局负责组织生源和场地，基地负责师资、教材和效果评估。"
        rhythm = "每季度首月会商一次，开班前一周碰头一次"
        for who, name, post, phone in (
            (self.officer, self.officer.name, f"{UNIT}科长", "0717-6256789"),
            (base, base.name, "培训部主任", "0717-6392018"),
        ):
            contact = Contact(name, post, phone, rhythm, terms)
            actions.write_side(row, contact, by=who, at=self.at)

    def marks(self) -> None:
        """The province marks counties for its reviews."""
        desk = self.of(self.stage.province, Level.PROVINCE)
        counties = self.desk.tree.seats(Level.COUNTY)
        for mark, codes in (
            ("pilot", [place.code for place in counties[3::20]]),
            ("demonstration", [place.code for place in counties[11::40]]),
            ("transfer-plan", [self.county, *(place.code for place in counties[7::24])]),
        ):
            actions.mark_county(
                desk, codes, mark=mark, basis="2022 年第一批名单（演示数据）", since=self.on,
                by=desk.acting, at=self.at,
            )  # fmt: skip

    def targets(self) -> None:
        """The city shares the year out, with more for those who asked, and names who sees to it;
        three others give their counties the minimum.
        """
        for other in self.desk.tree.seats(Level.CITY)[1:16:6]:
            desk = self.of(other.code, Level.CITY)
            sheet = sheet_of(desk, other)
            least = minimum_draft(sheet.targets, sheet.holders)
            actions.save_breakdown(desk, other, least, by=desk.acting, revision=0, at=self.at)
            actions.issue_breakdown(desk, other, by=desk.acting, at=self.at)
        place = self.desk.tree.by_code[self.city]
        sheet = sheet_of(self.desk, place)
        draft = minimum_draft(sheet.targets, sheet.holders)
        for target in sheet.targets:
            given = draft[target.rule]
            for number, holder in enumerate(sheet.holders):
                if holder.kind == "county" and number % 3 == 1 and target.minimum > 1:
                    given[holder.key] += 20
                if holder.kind == "base":
                    given[holder.key] = 2 if target.minimum == 1 else 300
            parts = [given.get(h.key, 0) for h in sheet.holders if h.kind == "county"]
            given["city"] = max(sum(parts), given["city"])
        by, at_ = self.officer, self.at
        actions.save_breakdown(self.desk, place, draft, by=by, revision=0, at=at_)
        actions.issue_breakdown(self.desk, place, by=by, at=at_)
        duties = duties_of(self.desk)
        own = [duty.pk for duty in duties if duty.level is Level.CITY]
        actions.put_in_charge(self.desk, own, unit=UNIT, person=by.name, by=by, at=at_)
        desk = self.of(self.county, Level.COUNTY)
        theirs = [duty.pk for duty in duties if duty.place.code == self.county]
        actions.put_in_charge(
            desk, theirs, unit="知识产权股", person=desk.acting.name, by=desk.acting, at=at_
        )

    def meeting(self) -> None:
        """The first meeting, with what each side has promised."""
        row = Arrangement.objects.get(place__code=self.city)
        held = Held(
            self.on, "三峡大学图书馆报告厅", "市局张薇、三峡大学肖岚，夷陵、宜都、枝江市场监管局",
            "商定全年预科班日程：4 月至 6 月每县一期，9 月起补办。实战课程统一用基地机房。",
        )  # fmt: skip
        actions.note_meeting(row, held, by=self.officer, at=self.at)
        for title, side, person, due in (
            ("排出上半年预科班讲师名单", "base", self.base.acting.name, date(2022, 3, 31)),
            ("落实县（市、区）培训场地", "city", self.officer.name, date(2022, 4, 15)),
            ("编印实战课程讲义", "base", self.base.acting.name, date(2022, 4, 30)),
        ):
            actions.add_agreed_task(
                row, title=title, side=side, person=person, due=due, by=self.officer, at=self.at
            )

    def _counties(self) -> list[str]:
        home = self.desk.tree.by_code[self.city]
        return [place.code for place, _ in self.desk.below(home, Level.CITY)]

    def task(self) -> None:
        """The city sends all its counties a task."""
        home = self.desk.tree.by_code[self.city]
        text = "逐家走访规模以上企业，登记专员人数、需求课程和拟参训人员，3 月 18 日前反馈。"
        actions.send_assignment(
            self.desk, (home, Level.CITY), Letter(TASK, text, date(2022, 3, 18)),
            self._counties(), by=self.officer, at=self.at,
        )  # fmt: skip

    def guidance(self) -> None:
        """The province sends all cities guidance."""
        desk = self.of(self.stage.province, Level.PROVINCE)
        home = desk.tree.by_code[self.stage.province]
        text = "班次计划要逐县审核，人数不足的先与县里核实再退回；实战课程须排足课时。"
        letter = Letter("做好 2022 年预科班次计划审核汇总", text, None, guidance=True)
        codes = [place.code for place, _ in desk.below(home, Level.PROVINCE)]
        actions.send_assignment(
            desk, (home, Level.PROVINCE), letter, codes, by=desk.acting, at=self.at
        )

    def answers(self) -> None:
        """All but the slowest counties have done the task."""
        copies = Copy.objects.filter(assignment__title=TASK).select_related("place")
        for number, copy in enumerate(copies.order_by("place__code")):
            if number >= len(self._counties()) - SLOW:
                continue
            acting = self.stage.officer(copy.place.code, Level.COUNTY, on=self.on)
            actions.name_owner(copy, unit="知识产权股", person=acting.name, by=acting, at=self.at)
            note = f"走访企业 {12 + number * 3} 家，登记拟参训 {60 + number * 7} 人。"
            actions.finish_copy(copy, note=note, by=acting, at=self.at)

    def reminder(self) -> None:
        """The city reminds the others."""
        row = Assignment.objects.get(title=TASK)
        actions.remind_copies(row, by=self.officer, at=self.at)

    def logged(self) -> None:
        """A county logs a problem, and gives it owner and measure."""
        desk = self.of(self.county, Level.COUNTY)
        place = desk.tree.by_code[self.county]
        report = Report(
            "区机房只有 60 台电脑，实战课程坐不下", "第一期报名 126 人，专利检索实操要一人一机。"
        )
        row = actions.log_problem(desk, (place, Level.COUNTY), report, by=desk.acting, at=self.at)
        handling = Handling(
            "知识产权股", desk.acting.name, "分两批上机，下午场借用三峡大学机房。",
            date(2022, 4, 8),
        )  # fmt: skip
        actions.handle_problem(desk, row, handling, by=desk.acting, at=self.at)

    def promise_kept(self) -> None:
        """The base has done what it promised first."""
        task = AgreedTask.objects.filter(side="base").order_by("due")[0]
        note = "12 名讲师已排定，名单发市局备查。"
        actions.finish_agreed_task(task, note=note, by=self.base.acting, at=self.at)

    def found(self) -> None:
        """The daily run finds what has been missed, and what has been made good."""
        actions.raise_missed(self.on, at=self.at)

    def watched(self) -> None:
        """The city logs a problem of one of its counties, and says who sees to it."""
        code = self._counties()[-1]
        desk, place = self.desk, self.desk.tree.by_code[code]
        report = Report(
            "报名人数只有计划的一半", "第二期预科班报名 48 人，企业反映时间与检查冲突。"
        )
        row = actions.log_problem(desk, (place, Level.COUNTY), report, by=desk.acting, at=self.at)
        handling = Handling("知识产权股", "周军", "与企业商定改期，逐家动员。", date(2022, 6, 10))
        actions.handle_problem(desk, row, handling, by=desk.acting, at=self.at)

    def solved(self) -> None:
        """The county closes its problem."""
        desk = self.of(self.county, Level.COUNTY)
        row = Problem.objects.get(place__code=self.county, key="")
        note = "三峡大学同意 4 月 18、19 日下午借用机房，已写入日程。"
        actions.close_problem(desk, row, note=note, by=desk.acting, at=self.at)
