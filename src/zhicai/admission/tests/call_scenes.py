"""Three regions with their core teams, calls in April, candidates of several counties."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from zhicai.accounts.acting import Acting
from zhicai.admission.actions import (
    CallFacts,
    Pick,
    begin_screening,
    draft_call,
    enter_candidates,
    open_call,
    open_for_all,
)
from zhicai.admission.models import Call, Candidate
from zhicai.admission.rules.roster import Entry
from zhicai.admission.tests.scenes import number
from zhicai.planning.tests.scenes import WUHAN, XIANTAO, YICHANG, YILING, Hubei, at, hubei

SHIYAN, XILING, JINGZHOU = "420300", "420502", "421000"
OPENS, CLOSES = date(2022, 4, 1), date(2022, 4, 30)
_numbers = count(1)


@dataclass
class Stage:
    """Hubei with a core team in each region and one without a region."""

    hubei: Hubei
    teams: dict[str, Acting]
    centre: Acting

    @property
    def year(self):
        return self.hubei.year

    @property
    def places(self):
        return self.hubei.places

    def call(self, venue=YICHANG, **facts) -> Call:
        """The call of a region, opened by its team on 1 April; ``facts`` change what it says."""
        known = {"opens_on": OPENS, "closes_on": CLOSES} | facts
        row = draft_call(
            self.year, self.key(venue), CallFacts(**known), by=self.teams[venue], at=at("04-01")
        )
        return open_call(row, by=self.teams[venue], at=at("04-01"))

    def key(self, venue) -> str:
        return {WUHAN: "1", YICHANG: "2", SHIYAN: "3"}[venue]

    def opened(self) -> dict[str, Call]:
        rows = open_for_all(
            self.year, opens_on=OPENS, closes_on=CLOSES, by=self.hubei.province(), at=at("04-01")
        )
        return {row.region_key: row for row in rows}

    def entered(self, many=3, code=YILING, *, day="04-06", **changes) -> list[Candidate]:
        """Candidates that a county enters at once."""
        rows = [entry(self, code, **changes) for _ in range(many)]
        return enter_candidates(self.year, rows, by=self.hubei.county(code), at=at(day))

    def screening(self, venue=YICHANG, **facts) -> Call:
        """A call under screening with five candidates of two counties."""
        call = self.call(venue, **facts)
        self.entered(3, YILING)
        self.entered(2, XILING, day="04-07")
        return begin_screening(call, by=self.teams[venue], at=at("05-02"))


def entry(stage, code=YILING, **changes) -> Entry:
    """One sound row of a list of candidates."""
    n = next(_numbers)
    known = {
        "row": n + 1, "name": "人选" + "".join("零一二三四五六七八九"[int(d)] for d in str(n)),
        "id_kind": "resident", "id_number": number(n), "phone": f"139{n:08}",
        "employer": f"第{n}新材料有限公司", "kind": "technology-enterprise",
        "place_id": stage.places[code].pk, "post": "知识产权主管", "ip_post": True,
    }  # fmt: skip
    return Entry(**(known | changes))


def stage() -> Stage:
    """Hubei with bases at the three venues and the development centre."""
    world = hubei()
    teams = {
        code: world.body("base", home=code, serves=(code,)) for code in (WUHAN, YICHANG, SHIYAN)
    }
    return Stage(world, teams, world.body("development-centre"))


def picks(rows) -> list[Pick]:
    """Candidates as they stand now, as an officer's page shows them."""
    found = Candidate.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [Pick(row.pk, row.revision) for row in found]


__all__ = [
    "CLOSES", "JINGZHOU", "OPENS", "SHIYAN", "WUHAN", "XIANTAO", "XILING", "YICHANG", "YILING",
    "at", "entry", "picks", "stage",
]  # fmt: skip
