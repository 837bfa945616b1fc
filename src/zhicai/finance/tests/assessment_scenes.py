"""The package approved, its classes with funds of the province, of cities and of a county."""

from dataclasses import dataclass, field
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.finance.actions import book_expense, enter_fund, set_budget, settle
from zhicai.finance.models import Fund
from zhicai.finance.queries.budgets import sheet_of
from zhicai.finance.rules.lines import ExpenseFacts, FundFacts, LineFacts
from zhicai.finance.rules.parts import LAUNCH
from zhicai.law.schema import Level
from zhicai.planning.actions import approve_package, save_package, send_package
from zhicai.planning.queries.packages import lines_in_force
from zhicai.planning.tests import package_scenes
from zhicai.planning.tests.scenes import WUHAN, YICHANG, at
from zhicai.training import actions as training
from zhicai.training.models import TrainingClass
from zhicai.training.money import cost_of

PROVINCE, JIANGXIA = "420000", "420115"
SHIYAN = package_scenes.SHIYAN
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name="发票.pdf", extra=b""):
    return SimpleUploadedFile(name, PAPER + extra + b"\n%%EOF\n", content_type="application/pdf")


def launch_fund(hubei, fen=200_000_000):
    """The special fund of the province, entered once."""
    facts = FundFacts(
        "省级专项资金", "special", fen, date(2022, 2, 1), "考核培训", "assessment", shared=True
    )
    known = Fund.objects.filter(place__code=PROVINCE, name=facts.name).first()
    return known or enter_fund(hubei.year, facts, by=hubei.province(), at=at("02-01"))


def with_budget(hubei, found, by):
    """Return a class of the package with its budget out of launch money, so that it may start."""
    lines = [LineFacts("venue", launch_fund(hubei).pk, 1_000_000, part=LAUNCH)]
    set_budget(cost_of(found), lines, by=by, at=at("05-02"))
    return found


@dataclass
class AssessmentMoney:
    """A province whose package is approved, and the money of its classes."""

    stage: package_scenes.Stage = field(default_factory=package_scenes.stage)

    def __post_init__(self):
        self.package = self.stage.approved()

    @property
    def hubei(self):
        return self.stage.hubei

    @property
    def year(self):
        return self.stage.year

    @property
    def group(self):
        return self.stage.group

    def province(self):
        return self.hubei.province()

    def unit(self, code=WUHAN):
        return self.hubei.body("base", home=code, serves=(code,))

    def fourth(self):
        """A class more, approved after the plan was."""
        draft = self.stage.draft(reason="报名人数多，加开一班")
        unit = self.stage.bases[WUHAN]
        draft["classes"].append(package_scenes.line("c4", WUHAN, unit, starts="2022-06-06",
                                                    ends="2022-06-10"))  # fmt: skip
        package = save_package(
            self.package, by=self.group, draft=draft, revision=self.package.revision,
            at=at("04-29"),
        )  # fmt: skip
        package = send_package(package, by=self.group, at=at("04-29"))
        self.package = approve_package(package, by=self.stage.registry, at=at("04-30"))
        return "c4"

    def class_(self, key="c1", *, opened=False):
        line = lines_in_force(self.year).get(key=key)
        found = TrainingClass.objects.filter(line=line).first()
        found = found or training.open_from_package(line, by=self.group, at=at("04-28"))
        if opened and found.state == "planned":
            found = training.take_step(
                found, "open", by=self.unit(found.place.code), at=at("04-28")
            )
        return found

    def cost(self, key="c1"):
        return cost_of(TrainingClass.objects.get(pk=self.class_(key).pk))

    def fund(self, code=PROVINCE, fen=200_000_000, kind="special", **changes):
        """A fund of the office at a place, shared, entered once a name."""
        below = Level.CITY if code.endswith("00") else Level.COUNTY
        level = Level.PROVINCE if code == PROVINCE else below
        name = changes.pop("name", f"{kind}资金")
        known = Fund.objects.filter(place__code=code, name=name).first()
        facts = FundFacts(
            name, kind, fen, date(2022, 2, 1), "考核培训", changes.pop("track", "assessment"),
            shared=changes.pop("shared", True), answers="企业需求", **changes,
        )  # fmt: skip
        by = self.province() if code == PROVINCE else self.hubei.county(code)
        return known or enter_fund(self.year, facts, by=by, at=at("02-01"), level=level)

    def line(self, fund, fen=10_000_000, part=LAUNCH, kind="venue", note=""):
        return LineFacts(kind, fund.pk, fen, note, part)

    def budget(self, key="c1", lines=None, by=None, on="05-03"):
        """The budget of a class: launch money of the province unless the lines say otherwise."""
        lines = lines if lines is not None else [self.line(self.fund())]
        by = by or self.unit(self.class_(key).place.code)
        return set_budget(self.cost(key), lines, by=by, at=at(on))

    def bought(self, key="c1", fen=None, *, paper=True, on="05-20", mark=""):
        """An expense on the first line of a class's budget, with its voucher."""
        line = sheet_of(self.cost(key).key).budget.lines.order_by("pk")[0]
        facts = ExpenseFacts(
            line.pk, at(on).date(), "会议中心", fen or line.amount, "场地", "记-1", key=mark
        )
        by = self.unit(self.class_(key).place.code)
        file = upload(extra=mark.encode()) if paper else None
        return book_expense(self.cost(key), facts, by=by, at=at(on), upload=file)

    def ended(self, key="c1"):
        """Let a class be over, as a test of money needs it."""
        TrainingClass.objects.filter(pk=self.class_(key).pk).update(state="finished")
        return self.cost(key)

    def settled(self, key="c1", why=None):
        """Settle a class's money, all differences explained."""
        cost = self.ended(key)
        lines = sheet_of(cost.key).lines
        why = why if why is not None else {one.line.pk: "按实际结算" for one in lines if one.left}
        return settle(cost, why, by=self.group, at=at("07-08"))


__all__ = [
    "SHIYAN",
    "WUHAN",
    "YICHANG",
    "AssessmentMoney",
    "at",
    "launch_fund",
    "upload",
    "with_budget",
]
