"""The way into assessment training: registration in April, questionnaire, screening, the lists.

The province opens registration for all regions on 1 April. Cities enter the people whom their
counties send; some register on their own phone and their county confirms them, a few too late.
Yichang's team asks a questionnaire. From 2 to 9 May the three teams screen by the published rank.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from zhicai.accounts.acting import Acting, Oneself
from zhicai.admission.actions import (
    Application,
    CallFacts,
    Pick,
    begin_screening,
    change_call,
    confirm_candidates,
    enter_candidates,
    finish_screening,
    judge,
    keep_questionnaire,
    open_for_all,
    put_forward,
    register_candidate_oneself,
    screen,
    send_questionnaire,
)
from zhicai.admission.models import Call, Candidate
from zhicai.admission.queries.calls import frame_of
from zhicai.admission.queries.screening import Screening, screening_of
from zhicai.admission.rules.roster import Entry
from zhicai.demo.admission_story import employers_of
from zhicai.demo.people import trainee, with_check
from zhicai.demo.people_story import FIRM, PEOPLE
from zhicai.demo.stage import Event, Stage, at
from zhicai.law.schema import Level
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.places.queries import tree
from zhicai.programmes.actions import decide_setting
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import years
from zhicai.surveys.actions import answer
from zhicai.surveys.rules.written import parse

OPENS, CLOSES = date(2022, 4, 1), date(2022, 4, 30)
OFFICER, KEEPER = "linhao", "zhoumin"
WUHAN, YICHANG, SHIYAN, YILING = "420100", "420500", "420300", "420506"
TEAMS = {WUHAN: "zhengqi", YICHANG: "xiaolan", SHIYAN: "fangze"}
SEATS = {WUHAN: 220, YICHANG: 230, SHIYAN: 220}
SENT = {
    "420100": 62, "420200": 26, "420700": 12, "421100": 34, "420900": 30, "421200": 22,
    "429004": 14, "429005": 14, "429006": 12,
    "420500": 74, "421000": 60, "420800": 44, "422800": 50,
    "420600": 62, "420300": 58, "421300": 34, "429021": 6,
}  # fmt: skip
"""How many people the offices of each city enter."""
RECOMMENDED = {"420100": 12, "420500": 15, "420300": 9}
"""How many of them carry the recommendation of their city and county as well."""
ALONE = 16
"""How many register on their own phone, one a county."""
FROM = 7000
"""Running numbers of these people among a county's, beyond those of its rosters."""
MYSELF = Oneself("", "本人")
CONDITION = "能全程参加培训和考核"
WRITTEN = """1. 您从事知识产权工作几年？【数字】【必答】
2. 您最需要提高哪项能力？【单选】【必答】
- 检索分析
- 布局和申请
- 运用和转化
- 保护和维权
3. 能全程参加集中培训和考核吗？【是非】【必答】
"""
UNFIT = {
    WUHAN: "社保单位与报名单位不一致",
    YICHANG: "不能保证全程参加",
    SHIYAN: "已不在报名单位工作",
}


def calls_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield registration, confirmation, questionnaire and screening of the year."""
    yield Event(at(OPENS, 9), partial(_open, stage, programme))
    for number, code in enumerate(sorted(SENT)):
        day = date(2022, 4, 6) + timedelta(days=number % 12)
        yield Event(at(day, 10, number), partial(_enter, stage, programme, code))
    yield Event(at(date(2022, 4, 16), 20), partial(_alone, stage, programme))
    yield Event(at(date(2022, 4, 20), 10), partial(_loosen, stage, programme))
    yield Event(at(date(2022, 4, 22), 9), partial(_confirm, stage, programme))
    yield Event(at(date(2022, 4, 25), 9), partial(_ask, stage, programme))
    yield Event(at(date(2022, 4, 28), 21), partial(_answer, programme))
    yield Event(at(date(2022, 4, 29), 15), partial(_fix_seats, stage, programme))
    for number, venue in enumerate(TEAMS):
        yield Event(at(date(2022, 5, 2), 9, number), partial(_begin, stage, programme, venue))
        yield Event(at(date(2022, 5, 5), 14, number), partial(_screen, stage, programme, venue))
        yield Event(at(date(2022, 5, 9), 16, number), partial(_finish, stage, programme, venue))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _open(stage: Stage, programme: str, moment: datetime) -> None:
    officer = stage.acting(OFFICER, on=moment.date())
    open_for_all(_year(programme), opens_on=OPENS, closes_on=CLOSES, by=officer, at=moment)


def _counties(stage: Stage, code: str, moment: datetime) -> list[tuple[str, str]]:
    """The counties of a city with their codes; a unit of both levels is its own county."""
    places = tree(stage.province, on=moment.date())
    city = places.by_code[code]
    return [(one.code, one.name) for one in places.seats(Level.COUNTY, city.path)]


def _enter(stage: Stage, programme: str, code: str, moment: datetime) -> None:
    """Let a city enter the people of its counties, one after the other."""
    year, officer = _year(programme), stage.officer(code, Level.CITY, on=moment.date())
    counties = _counties(stage, code, moment)
    known = {county: employers_of(stage.places[county].pk) for county, _name in counties}
    rows = []
    for number in range(SENT[code]):
        county, name = counties[number % len(counties)]
        one = trainee(county, name, FROM + number // len(counties), known[county])
        rows.append(
            Entry(
                number + 1, one.name, "resident", one.number, one.phone, "", one.employer, "",
                one.kind, stage.places[county].pk, one.post, one.is_ip_post,
            )
        )  # fmt: skip
    made = enter_candidates(year, rows, by=officer, at=moment)
    says = f"{officer.office}、县（市、区）知识产权管理部门"
    for taken in made[: RECOMMENDED.get(code, 0)]:
        put_forward(taken.person_id, year, says=says, recommendation=None, by=officer, at=moment)


def _alone(stage: Stage, programme: str, moment: datetime) -> None:
    """Let some register on their own phone, each in another county."""
    year = _year(programme)
    found = [pair for code in sorted(SENT) for pair in _counties(stage, code, moment)]
    name, number, phone, post, ip_post = PEOPLE[0]
    firm = EmployerFacts(None, FIRM, "high-tech-enterprise", post, ip_post)
    known = PersonFacts(
        name=name, home_id=stage.places[YILING].pk, id_kind="resident",
        id_number=with_check(number), phone=phone, employer=firm,
    )  # fmt: skip
    register_candidate_oneself(year, Application(known, key="demo-apply-own"), by=MYSELF, at=moment)
    for step, (code, name) in enumerate(found[:: max(1, len(found) // ALONE)][:ALONE]):
        one = trainee(code, name, FROM + 500)
        employer = EmployerFacts(None, one.employer, one.kind, one.post, one.is_ip_post)
        person = PersonFacts(
            name=one.name, home_id=stage.places[code].pk, id_kind="resident",
            id_number=one.number, phone=one.phone, employer=employer,
        )  # fmt: skip
        when = moment + timedelta(minutes=step * 7)
        register_candidate_oneself(
            year, Application(person, key=f"demo-apply-{code}"), by=MYSELF, at=when
        )


def _loosen(stage: Stage, programme: str, moment: datetime) -> None:
    """Let the province leave the questionnaire to the teams."""
    keeper = stage.acting(KEEPER, on=moment.date())
    decide_setting(
        _year(programme), "questionnaire-required", "false",
        reason="报名人数多，由核心团队按需要发问卷，不作为遴选前提。", by=keeper,
        in_force_from=moment.date(), at=moment,
    )  # fmt: skip


def _confirm(stage: Stage, programme: str, moment: datetime) -> None:
    """Let the counties confirm who registered; two leave it undone."""
    year = _year(programme)
    waiting = Candidate.objects.filter(programme_year=year, state=Candidate.State.APPLIED)
    rows = list(waiting.select_related("employer_place").order_by("pk"))
    for row in rows[: len(rows) - 2]:
        officer = stage.officer(row.employer_place.code, Level.COUNTY, on=moment.date())
        confirm_candidates([row.pk], year, by=officer, at=moment)


def _call(programme: str, venue: str) -> Call:
    team = TEAMS[venue]
    rows = Call.objects.select_related("programme_year__province")
    return rows.get(programme_year=_year(programme), team__memberships__user__username=team)


def _team(stage: Stage, venue: str, moment: datetime) -> Acting:
    return stage.acting(TEAMS[venue], on=moment.date())


def _ask(stage: Stage, programme: str, moment: datetime) -> None:
    """Let one team write its questionnaire and send it to everyone who has come so far."""
    call, team = _call(programme, YICHANG), _team(stage, YICHANG, moment)
    content, _faults = parse(WRITTEN)
    call = keep_questionnaire(
        call, title="2022年考核培训需求问卷", content=content, by=team, at=moment
    )
    send_questionnaire(call, closes_on=date(2022, 5, 4), by=team, at=moment)


def _answer(programme: str, moment: datetime) -> None:
    """Let one in three answer."""
    call = _call(programme, YICHANG)
    asked = Candidate.objects.filter(call=call, invitation__isnull=False)
    options = ("o1", "o2", "o3", "o4")
    for step, row in enumerate(asked.select_related("invitation").order_by("pk")[::3]):
        if row.invitation is not None:
            given = {"q1": str(1 + step % 9), "q2": options[step % 4], "q3": "yes"}
            answer(row.invitation, given, on=moment.date())


def _fix_seats(stage: Stage, programme: str, moment: datetime) -> None:
    """Let the teams write the seats of the approved package; one asks a condition of its own."""
    for venue, seats in SEATS.items():
        call = _call(programme, venue)
        conditions = (CONDITION,) if venue == YICHANG else ()
        facts = CallFacts(call.opens_on, call.closes_on, seats, conditions)
        change_call(call, facts, revision=call.revision, by=_team(stage, venue, moment), at=moment)


def _begin(stage: Stage, programme: str, venue: str, moment: datetime) -> None:
    begin_screening(_call(programme, venue), by=_team(stage, venue, moment), at=moment)


def _table(call: Call, moment: datetime) -> Screening:
    return screening_of(call, frame_of(call.programme_year, on=moment.date()))


def _picks(table: Screening, wanted: str = "") -> list[Pick]:
    lines = [one for one in table.lines if not one.decision]
    return [Pick(one.pk, one.row.revision) for one in lines if not wanted or one.proposed == wanted]


def _screen(stage: Stage, programme: str, venue: str, moment: datetime) -> None:
    """Refuse a few with the reason, then take the others as the ranking proposes."""
    call, team = _call(programme, venue), _team(stage, venue, moment)
    if call.conditions:
        judge(call, _picks(_table(call, moment)), CONDITION, met=True, by=team, at=moment)
    unfit = _picks(_table(call, moment))[-3:]
    screen(call, unfit, "refuse", reason=UNFIT[venue], by=team, at=moment)
    table = _table(call, moment)
    screen(call, _picks(table, "accept"), "accept", by=team, at=moment)
    rest = _picks(table, "reserve")
    if rest:
        screen(call, rest, "reserve", by=team, at=moment)


def _finish(stage: Stage, programme: str, venue: str, moment: datetime) -> None:
    finish_screening(_call(programme, venue), by=_team(stage, venue, moment), at=moment)
