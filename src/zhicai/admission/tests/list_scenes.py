"""A screened call of Yichang's region with classes to place into; the working group beside it."""

from dataclasses import dataclass
from datetime import date

from zhicai.admission.actions import draft_list, place_list, publish_list, seal_list
from zhicai.admission.models import AdmissionList, Call, Candidate, ListEntry
from zhicai.admission.queries.lists import entries_of, present_class
from zhicai.admission.tests import call_scenes
from zhicai.admission.tests.call_scenes import JINGZHOU, SHIYAN, WUHAN, XILING, YICHANG, YILING
from zhicai.planning.tests.scenes import at
from zhicai.training.models import TrainingClass

JIANGLING = "421024"


@dataclass
class Lists:
    """The scene: calls, teams, the classes by number."""

    stage: call_scenes.Stage
    classes: dict[str, TrainingClass]

    @property
    def year(self):
        return self.stage.year

    @property
    def team(self):
        return self.stage.teams[YICHANG]

    @property
    def group(self):
        return self.stage.hubei.body("working-group", serves=("420000",))

    def class_(self, number="YC-1", venue=YICHANG, *, capacity=10, **changes):
        """An open assessment class; its county is that of the venue."""
        known = {
            "programme_year": self.year, "track": "assessment", "place": self.stage.places[venue],
            "level": "city", "number": number, "title": f"{number} 考核班", "state": "open",
            "starts_on": date(2022, 5, 30), "ends_on": date(2022, 6, 3), "venue": "学术交流中心",
            "venue_place": self.stage.places[venue], "capacity": capacity,
            "opened_at": at("04-29"),
            "run_by_id": self.stage.teams[venue].organisation_id if venue in self.stage.teams
            else None,
        }  # fmt: skip
        found = TrainingClass.objects.create(**(known | changes))
        self.classes[number] = found
        return found

    def screened(self, venue=YICHANG, *, accepted=4, reserved=2, codes=(YILING, JIANGLING)) -> Call:
        """A call whose screening is finished: the first by rank are accepted, then reserves."""
        call = Call.objects.filter(region_key=self.stage.key(venue)).first()
        call = call or self.stage.call(venue)
        for number in range(accepted + reserved):
            self.stage.entered(1, codes[number % len(codes)])
        rows = list(Candidate.objects.filter(call=call).order_by("pk"))
        for rank, row in enumerate(rows, start=1):
            row.decision = "accept" if rank <= accepted else "reserve"
            row.reason, row.rank, row.decided_at = f"排第 {rank} 名。", rank, at("05-09")
        Candidate.objects.bulk_update(rows, ["decision", "reason", "rank", "decided_at"])
        call.state, call.screened_at = Call.State.SCREENED, at("05-09")
        call.save()
        return call

    def drafted(self, **how) -> Call:
        call = self.screened(**how)
        draft_list(call, by=self.team, at=at("05-10"))
        return call

    def placed(self, **how) -> Call:
        call = self.drafted(**how)
        place_list(call, by=self.team, at=at("05-10"))
        return call

    def sealed(self, **how) -> Call:
        call = self.placed(**how)
        seal_list(call, by=self.team, at=at("05-10", 11))
        return call

    def sealed_by_team(self, call) -> Call:
        """The trainees alone, where the working group places."""
        draft_list(call, by=self.team, at=at("05-10"))
        seal_list(call, by=self.team, at=at("05-10", 11))
        return call

    def published(self, **how) -> Call:
        call = self.sealed(**how)
        publish_list(call, by=self.team, at=at("05-10", 12))
        return call

    def row(self, call) -> AdmissionList:
        return AdmissionList.objects.get(call=call)

    def entries(self, call) -> list[ListEntry]:
        return list(entries_of(self.row(call)))

    def where(self, call) -> dict[int, str]:
        """Position → number of the class."""
        return {
            one.position: now.training_class.number
            for one in self.entries(call)
            if (now := present_class(one)) is not None
        }


def lists() -> Lists:
    """Yichang's class of ten seats."""
    scene = Lists(call_scenes.stage(), {})
    scene.class_()
    return scene


__all__ = [
    "JIANGLING", "JINGZHOU", "SHIYAN", "WUHAN", "XILING", "YICHANG", "YILING", "Lists", "at",
    "lists",
]  # fmt: skip
