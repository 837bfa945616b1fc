"""The package as tests need it: three places, teams arranged, a draft that passes."""

from dataclasses import dataclass, replace

from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Role, User
from zhicai.handbooks.actions import publish, save_draft
from zhicai.handbooks.queries import handbook_of, parts_in
from zhicai.handbooks.queries.standards import standard_kind
from zhicai.law.schema import Level
from zhicai.planning.actions import (
    approve_package,
    name_reader,
    open_package,
    save_package,
    seal_paper,
    send_package,
)
from zhicai.planning.models import Package
from zhicai.planning.tests.scenes import WUHAN, YICHANG, Hubei, at, hubei
from zhicai.programmes.actions import arrange_regions
from zhicai.programmes.queries.regions import arrangement_of

SHIYAN = "420300"
ITEMS = (
    "know-1", "know-2", "know-3", "know-4",
    "skill-1", "skill-2", "skill-3", "skill-4", "skill-5",
)  # fmt: skip
NAMED = {"paper": ITEMS, "practical-task": ("practical-1",)}
TASK = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
PAPER = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def design(items=ITEMS, *, practical=True):
    """Return courses that cover ``items``, one each, and the practical course."""
    rows = [
        {"key": f"k{n}", "title": f"课程{n}", "hours": "2", "form": "lecture", "lecturer": "",
         "items": [item]}
        for n, item in enumerate(items, start=1)
    ]  # fmt: skip
    if practical:
        rows.append(
            {"key": f"k{len(rows) + 1}", "title": "专利检索实操", "hours": "4",
             "form": "practice", "lecturer": "", "items": ["practical-1"]}
        )  # fmt: skip
    return rows


def line(key, city, unit, **changes):
    """Return a class of a draft: 240 seats in the middle of May."""
    return {
        "key": key, "title": f"考核班{key}", "batch": "1", "city": city, "starts": "2022-05-16",
        "ends": "2022-05-20", "venue": "培训中心", "seats": "240", "undertaking": str(unit),
        "gap": "", "courses": design(), **changes,
    }  # fmt: skip


@dataclass
class Stage:
    """Hubei with three bases, the centre, the working group, and the regions arranged."""

    hubei: Hubei
    group: Acting
    bases: dict[str, int]

    @property
    def year(self):
        return self.hubei.year

    @property
    def registry(self) -> Acting:
        return self.hubei.registry()

    def draft(self, **changes):
        lines = [line(f"c{n}", code, pk) for n, (code, pk) in enumerate(self.bases.items(), 1)]
        return {"notes": "", "reason": "", "classes": lines, **changes}

    def package(self, draft=None, *, paper=True) -> Package:
        package = open_package(self.year, by=self.group, at=at("04-11"))
        package = save_package(
            package, by=self.group, draft=draft or self.draft(), revision=package.revision,
            at=at("04-12"),
        )  # fmt: skip
        if paper:
            for sort, file in (("paper", upload()), ("practical-task", upload(TASK, "任务书.pdf"))):
                seal_paper(
                    package, file, by=self.group, at=at("04-13"), sort=sort, items=NAMED[sort]
                )
        return package

    def sent(self, draft=None, on="04-25") -> Package:
        return send_package(self.package(draft), by=self.group, at=at(on))

    def approved(self, draft=None, on="04-27") -> Package:
        return approve_package(self.sent(draft), by=self.registry, at=at(on))

    def named(self, package: Package, who: Acting):
        user = User.objects.get(pk=who.user_id)
        return name_reader(package, user, by=self.group, at=at("04-14"))


def publish_standard(world: Hubei, on="03-01"):
    """Publish the capability standard of the year: a statement for every item."""
    kind = standard_kind(world.year)
    if kind is None:
        raise AssertionError("the programme has no capability standard")
    officer = world.province()
    sections = [
        {"key": part.key, "title": "", "body": f"会做{part.name.zh}，{on} 版"}
        for part in parts_in(world.year, kind)
    ]
    found = handbook_of(world.year, kind.id)
    save_draft(
        world.year, kind, {"sections": sections, "note": ""}, by=officer, at=at(on),
        revision=found.revision if found else 1,
    )  # fmt: skip
    return publish(
        world.year, kind, in_force_from=at(on).date(), note="发布", by=officer, at=at(on)
    )


def upload(content=PAPER, name="考题.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def stage() -> Stage:
    """Return the scene."""
    world = hubei()
    world.on = at("04-20").date()
    group = world.body("working-group", serves=("420000",))
    bases = {
        code: world.organisation("base", home=code, serves=(code,)).pk
        for code in (WUHAN, YICHANG, SHIYAN)
    }
    world.organisation("development-centre", serves=("420000",))
    keeper = world.officer("420000", Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")
    found = arrangement_of(world.year, on=at("01-05").date())
    teams = tuple(replace(team, reason="通知指定") for team in found.teams)
    arrange_regions(
        world.year, replace(found, teams=teams), reason="按通知", by=keeper, at=at("01-05"),
        in_force_from=at("01-05").date(),
    )  # fmt: skip
    publish_standard(world)
    return Stage(world, group, bases)
