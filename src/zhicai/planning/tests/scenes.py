"""Hubei with its year opened and officers in their offices; plans are right unless told."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache

from zhicai.accounts.acting import SYSTEM, Acting
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role, User
from zhicai.accounts.queries import actings_of
from zhicai.foundation.clock import CHINA
from zhicai.law.library import REFERENCE
from zhicai.law.schema import Level
from zhicai.places.actions import load_divisions, name_organisation, read_division_table
from zhicai.places.models import Organisation, Place
from zhicai.planning.actions import accept_plan, open_plan, save_draft, send_plan
from zhicai.planning.models import Plan
from zhicai.programmes.models import ProgrammeYear, SettingDecision

SINCE = date(2022, 1, 1)
YEAR = 2022
HUBEI, YICHANG, YILING, XILING, XIANTAO, WUHAN = (
    "420000", "420500", "420506", "420502", "429004", "420100",
)  # fmt: skip
ZIGUI = "420527"


def at(day: str, hour: int = 10) -> datetime:
    """Return a moment of 2022 in China: ``at("03-18")``."""
    return (
        datetime.fromisoformat(f"{YEAR}-{day}T{hour:02}:00").replace(tzinfo=CHINA).astimezone(UTC)
    )


@cache
def _divisions():
    return read_division_table((REFERENCE / "divisions.csv").read_text(encoding="utf-8-sig"))


@dataclass
class Hubei:
    """The province of a test: its places, its year, and who acts in which office."""

    year: ProgrammeYear
    places: dict[str, Place]
    on: date = date(2022, 3, 18)
    users: dict[str, User] = field(default_factory=dict)

    def officer(
        self, code: str, *levels: Level, role: Role = Role.OFFICER, name: str = ""
    ) -> Acting:
        """Return an officer of an office, entered if there is none by this name yet."""
        name = name or f"{self.places[code].short_name}经办"
        key = f"{code}-{role}-{name}"
        if key not in self.users:
            user = self.users[key] = open_account(f"u{len(self.users)}", name=name, by=SYSTEM)
            for level in levels:
                give_membership(
                    user, role, place=self.places[code], level=level, by=SYSTEM, since=SINCE
                )
        return actings_of(self.users[key], on=self.on)[0]

    def county(self, code: str = YILING, name: str = "") -> Acting:
        """Return a county officer; a direct unit's holds the city seat as well."""
        levels = [Level(seat.level) for seat in self.places[code].seats.order_by("pk")]
        return self.officer(code, *levels, name=name)

    def city(self, code: str = YICHANG) -> Acting:
        """Return a city officer."""
        return self.county(code)

    def registry(self) -> Acting:
        """Return the registrar of the provincial office."""
        return self.officer(HUBEI, Level.PROVINCE, role=Role.REGISTRAR, name="何静")

    def province(self) -> Acting:
        """Return an officer of the provincial office."""
        return self.officer(HUBEI, Level.PROVINCE, name="林浩")

    def body(self, kind: str, *, home: str = HUBEI, serves: tuple[str, ...] = ()) -> Acting:
        """Return a member of an organisation, named if it is new."""
        organisation = self.organisation(kind, home=home, serves=serves)
        key = f"{kind}-{home}"
        if key not in self.users:
            user = self.users[key] = open_account(f"u{len(self.users)}", name=kind, by=SYSTEM)
            give_membership(
                user, Role.MEMBER, place=organisation.home, organisation=organisation, by=SYSTEM,
                since=SINCE,
            )  # fmt: skip
        return actings_of(self.users[key], on=self.on)[0]

    def organisation(
        self, kind: str, *, home: str = HUBEI, serves: tuple[str, ...] = ()
    ) -> Organisation:
        """Return an organisation, named if it is new."""
        return name_organisation(
            kind=kind, name=f"{self.places[home].short_name}{kind}", home=self.places[home],
            since=SINCE, serves=[self.places[code] for code in serves], by=SYSTEM,
        )  # fmt: skip

    def decide(self, parameter: str, value: object, *, since: date = SINCE) -> None:
        """Let the province set an open point."""
        SettingDecision.objects.create(
            programme_year=self.year, parameter=parameter, value=value, in_force_from=since,
            reason="试点", decided_at=at("01-05"), decided_by="周敏", office="湖北省省局",
        )  # fmt: skip

    def plan(
        self, code: str = YILING, *, draft: dict | None = None, by: Acting | None = None
    ) -> Plan:
        """Return a county's plan with a draft that passes every check."""
        officer = by or self.county(code)
        plan = open_plan(self.year, by=officer, at=at("03-01"), level=Level.COUNTY)
        return save_draft(
            plan, by=officer, draft=draft or good_draft(), revision=plan.revision, at=at("03-02")
        )

    def sent(self, code: str = YILING, *, on: str = "03-18", draft: dict | None = None) -> Plan:
        """Return a county's plan that has been sent to its city."""
        return send_plan(self.plan(code, draft=draft), by=self.county(code), at=at(on))

    def accepted(self, code: str = YILING, *, on: str = "03-20", draft: dict | None = None) -> Plan:
        """Return a county's plan that its city has accepted."""
        plan = self.sent(code, draft=draft)
        return accept_plan(plan, by=self.county(plan.filing.receiver.code), at=at(on))


def hubei() -> Hubei:
    """Load Hubei's divisions and open its year 2022."""
    load_divisions(_divisions(), province=HUBEI, since=SINCE, by=SYSTEM)
    places = {place.code: place for place in Place.objects.all()}
    year = ProgrammeYear.objects.create(
        programme="hubei-2022", year=YEAR, province=places[HUBEI], opened_on=SINCE, opened_by="周敏"
    )
    return Hubei(year, places)


def course(key: str = "k1", **changes: object) -> dict:
    """Return a course of a draft."""
    return {
        "key": key, "title": "专利检索分析系统实操", "hours": "4", "form": "practice",
        "lecturer": "省局实战讲师", "items": ["practical-1"], "themes": ["patent"], "local": False,
        **changes,
    }  # fmt: skip


def lesson(key: str = "c1", **changes: object) -> dict:
    """Return a class of a draft."""
    return {
        "key": key, "title": "第一期预科班", "starts": "2022-04-18", "ends": "2022-04-19",
        "venue": "夷陵区市民之家", "people": "120", "budget": "5.2",
        "courses": [
            course(),
            course("k2", title="知识产权新法政策解读", hours="3", form="lecture", lecturer="",
                   items=["know-1"], themes=["patent", "trademark"]),
        ],
        **changes,
    }  # fmt: skip


def good_draft(*classes: dict, **changes: object) -> dict:
    """Return a draft that may be sent as it stands."""
    return {
        "unit": "夷陵区市场监督管理局", "leader": "刘建国", "contact": "陈立群",
        "phone": "0717-7820000", "goals": "全年培训专员 120 名，规上企业全覆盖。",
        "needs": "磷化工企业需要专利挖掘与风险防范。", "source": "区级财政",
        "lecturers": "三峡大学基地教师 2 名", "practical": "请省局派 1 名实战讲师",
        "notes": "", "reason": "", "classes": list(classes) or [lesson()], **changes,
    }  # fmt: skip
