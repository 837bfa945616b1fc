"""The check of a package against what the programme asks: live while editing, again at sending."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.law.dates import Span
from zhicai.law.schema import Effect
from zhicai.planning.rules.asked import Item, Quota
from zhicai.planning.rules.checks import Check
from zhicai.planning.rules.package import ClassLine, PackageContent
from zhicai.planning.rules.paper_checks import naming_checks, slot_checks, task_checks

WINDOW, BATCHES = "window", "batches"
Leaves = frozenset[tuple[str, str]]
"""What the province has let pass: (what, key of the class or empty)."""


@dataclass(frozen=True, slots=True)
class AskedPackage:
    """What the package of a year is held against, under the settings in force.

    ``each`` is owed by every one of ``places``; ``most_batches`` is what the notice allows,
    ``batches`` what the year's setting says; ``windows`` are the days of each batch; ``units`` are
    who may undertake a class; ``certified`` is what the seats are weighed against with
    ``pass_rate`` (percent). ``cites`` are the clauses of checks that no quota stands behind.
    """

    track: str = ""
    clause: str | None = None
    due: date | None = None
    classes: Quota | None = None
    each: Quota | None = None
    places: tuple[str, ...] = ()
    people: Quota | None = None
    certified: Quota | None = None
    pass_rate: int | None = None
    most_batches: Quota | None = None
    batches: int = 1
    windows: Mapping[int, Span] = field(default_factory=dict)
    window_clause: str | None = None
    window_effect: Effect = Effect.OVERRIDE
    venues: Mapping[str, Text] = field(default_factory=dict)
    units: Mapping[int, Text] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    lead_days: int = 0
    collide: bool = True
    registration_ends: date | None = None
    standard: int | None = None
    cites: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[Item, ...]:
        """The items that every course design covers: knowledge and skills."""
        return tuple(item for item in self.items if not item.compulsory)

    def item(self, key: str) -> Item | None:
        """Return an item by id, None where this year's list has no such item."""
        return next((item for item in self.items if item.id == key), None)

    def uncovered(self, line: ClassLine) -> tuple[Item, ...]:
        """Return the items that no course of a class covers."""
        return tuple(item for item in self.wanted if item.id not in line.items)


def package_checks(
    content: PackageContent,
    faults: Iterable[Fault],
    asked: AskedPackage,
    *,
    leaves: Leaves = frozenset(),
) -> tuple[Check, ...]:
    """Return every line of the check list, what must be mended first."""
    unread = [Check("error", fault.says, field=fault.field) for fault in faults]
    found = [
        *_number(content, asked),
        *_each(content, asked),
        *_people(content, asked),
        *_batches(content, asked, leaves),
        *_standard(asked),
        *_papers(content, asked),
    ]
    for position, line in enumerate(content.classes, start=1):
        found += _line(line, line_name(line, position), asked, leaves)
    found += _collisions(content, asked)
    known = {check.field for check in unread}
    found = [*unread, *(check for check in found if check.clause or check.field not in known)]
    order = ("error", "warn", "ok")
    return tuple(sorted(found, key=lambda check: order.index(check.state)))


def line_name(line: ClassLine, position: int) -> Text:
    """Return how a class is called: its title, else its number."""
    words = line.title or f"第 {position} 个班"
    return Text(words, line.title or f"Class {position}")


def _short(says: Text, quota: Quota, where: str) -> Check:
    if quota.effect is Effect.REFUSE:
        return Check("error", says, quota.clause, where)
    return Check("warn", says, quota.clause, where, excusable=True)


def _number(content: PackageContent, asked: AskedPackage) -> Iterator[Check]:
    quota, planned = asked.classes, len(content.classes)
    if quota is None:
        return
    least = plain(quota.figure)
    if planned >= quota.figure:
        says = Text(f"{planned} 个班，要求不少于 {least} 个", f"{planned} classes, {least} asked")
        yield Check("ok", says, quota.clause, "classes")
        return
    says = Text(
        f"计划 {planned} 个班，要求不少于 {least} 个，请补足",
        f"{planned} classes planned, at least {least} asked; add the rest",
    )
    yield _short(says, quota, "classes")


def _each(content: PackageContent, asked: AskedPackage) -> Iterator[Check]:
    quota = asked.each
    if quota is None:
        return
    for code in asked.places:
        held = sum(line.city == code for line in content.classes)
        name = asked.venues.get(code, Text(code, code))
        if held < quota.figure:
            least = plain(quota.figure)
            says = Text(
                f"{name.zh}没有排足考核班，要求不少于 {least} 个",
                f"{name.en}: {held} classes, at least {least} asked",
            )
            yield _short(says, quota, "classes")
    if asked.places and all(
        sum(line.city == code for line in content.classes) >= quota.figure for code in asked.places
    ):
        n = len(asked.places)
        says = Text(f"{n} 个办班地都有考核班", f"Each of {n} places has a class")
        yield Check("ok", says, quota.clause, "classes")


def _people(content: PackageContent, asked: AskedPackage) -> Iterator[Check]:
    quota, seats = asked.people, content.seats
    if quota is not None:
        least = plain(quota.figure)
        if seats >= quota.figure:
            says = Text(f"名额 {seats} 人，要求不少于 {least} 人", f"{seats} seats, {least} asked")
            yield Check("ok", says, quota.clause, "classes")
        else:
            says = Text(
                f"名额合计 {seats} 人，比要求的 {least} 人少 {plain(quota.figure - seats)} 人，"
                "请调整或说明理由",
                f"{seats} seats, {plain(quota.figure - seats)} fewer than the {least} asked; "
                "change it or give a reason",
            )
            yield _short(says, quota, "classes")
    yield from _expected(seats, asked)


def expected_to_pass(seats: int, rate: int) -> int:
    """Return how many people are expected to pass, whole people only."""
    return int(Decimal(seats) * rate / 100)


def _expected(seats: int, asked: AskedPackage) -> Iterator[Check]:
    quota, rate = asked.certified, asked.pass_rate
    if quota is None or rate is None or not seats:
        return
    passing = expected_to_pass(seats, rate)
    if passing >= quota.figure:
        return
    least = plain(quota.figure)
    says = Text(
        f"按合格率 {rate}% 预计 {passing} 人取得证书，少于 {least} 人，建议增加名额",
        f"At a pass rate of {rate}% {passing} people are expected to pass, fewer than {least}; "
        "consider more seats",
    )
    yield Check("warn", says, quota.clause, "classes")


def _batches(content: PackageContent, asked: AskedPackage, leaves: Leaves) -> Iterator[Check]:
    quota = asked.most_batches
    if quota is None:
        return
    run = len(content.batches)
    if run > quota.figure and (BATCHES, "") not in leaves:
        most = plain(quota.figure)
        says = Text(
            f"排了 {run} 批，一年最多 {most} 批；再增加须由省局说明理由后放行",
            f"{run} batches planned, {most} at most; the province may let one more pass",
        )
        yield Check("error", says, quota.clause, "classes")
    elif run > quota.figure:
        says = Text(f"排了 {run} 批，省局已放行", f"{run} batches, let pass by the province")
        yield Check("ok", says, quota.clause, "classes")
    missing = [n for n in range(1, asked.batches + 1) if n not in content.batches]
    if content.classes and missing:
        says = Text(
            f"本年定为 {asked.batches} 批，第 {missing[0]} 批还没有班",
            f"{asked.batches} batches are set for the year; batch {missing[0]} has no class",
        )
        yield Check("error", says, quota.clause, "classes")


def _standard(asked: AskedPackage) -> Iterator[Check]:
    clause = asked.cites.get("standard")
    if asked.standard is None:
        if clause:
            says = Text(
                "能力标准还没有发布，课程设计和考题没有可对照的版本，请省局先发布",
                "No capability standard is published to hold designs and papers against; the "
                "province publishes it first",
            )
            yield Check("error", says, clause, "classes")
        return
    says = Text(
        f"课程设计对照能力标准第 {asked.standard} 版",
        f"Course designs refer to version {asked.standard} of the capability standard",
    )
    yield Check("ok", says, clause, "classes")


def _papers(content: PackageContent, asked: AskedPackage) -> Iterator[Check]:
    yield from slot_checks(content.papers, asked.cites.get("papers"))
    yield from task_checks(content.papers, asked.cites.get("practical"))
    yield from naming_checks(
        content.papers,
        in_force=asked.standard,
        known={item.id for item in asked.items},
        clause=asked.cites.get("standard"),
    )


def _line(line: ClassLine, name: Text, asked: AskedPackage, leaves: Leaves) -> list[Check]:
    return [
        *_filled_in(line, name, asked),
        *_venue(line, name, asked),
        *_window(line, name, asked, leaves),
        *_courses(line, name, asked),
        *_coverage(line, name, asked),
        *_practical(line, name, asked),
    ]


def _filled_in(line: ClassLine, name: Text, asked: AskedPackage) -> Iterator[Check]:
    wanted = {
        "title": (line.title, Text("名称", "a title")),
        "batch": (line.batch, Text("批次", "a batch")),
        "city": (line.city, Text("办班地", "a city")),
        "starts": (line.starts, Text("开始日期", "a first day")),
        "ends": (line.ends, Text("结束日期", "a last day")),
        "venue": (line.venue, Text("地点", "a venue")),
        "seats": (line.seats, Text("名额", "its seats")),
        "undertaking": (line.undertaking, Text("承办单位", "an undertaking unit")),
    }
    for key, (value, label) in wanted.items():
        if not value:
            says = Text(f"{name.zh}缺{label.zh}", f"{name.en} lacks {label.en}")
            yield Check("error", says, field=f"{line.key}-{key}")
    if line.undertaking and line.undertaking not in asked.units:
        says = Text(
            f"{name.zh}的承办单位不在可承办的单位里",
            f"The undertaking unit of {name.en} may not undertake such a class",
        )
        yield Check("error", says, asked.cites.get("units"), f"{line.key}-undertaking")


def _venue(line: ClassLine, name: Text, asked: AskedPackage) -> Iterator[Check]:
    if line.city and line.city not in asked.venues:
        listed = "、".join(one.zh for one in asked.venues.values())
        english = ", ".join(one.en for one in asked.venues.values())
        says = Text(
            f"{name.zh}的办班地要在{listed}中选择", f"{name.en} is to be held in one of: {english}"
        )
        yield Check("error", says, asked.cites.get("venues"), f"{line.key}-city")


def _window(line: ClassLine, name: Text, asked: AskedPackage, leaves: Leaves) -> Iterator[Check]:
    if line.starts is None or line.ends is None or not asked.windows:
        return
    span = asked.windows.get(line.batch or 1) or asked.windows.get(1)
    if span is not None and span.opens <= line.starts and line.ends <= span.due:
        return
    if (WINDOW, line.key) in leaves:
        says = Text(
            f"{name.zh}在规定时间以外，省局已放行",
            f"{name.en} lies outside the window, let pass by the province",
        )
        yield Check("ok", says, asked.window_clause, f"{line.key}-starts")
        return
    within = f"{span.opens} 至 {span.due}" if span else f"第 {line.batch} 批没有设定的时间"
    english = f"{span.opens} to {span.due}" if span else f"no window is set for {line.batch}"
    says = Text(
        f"{name.zh}的日期不在规定时间（{within}）之内，请改期，或请省局说明理由后放行",
        f"{name.en} lies outside the window ({english}); change it, or ask the province to let it "
        "pass with a reason",
    )
    yield Check("error", says, asked.window_clause, f"{line.key}-starts")


def _courses(line: ClassLine, name: Text, asked: AskedPackage) -> Iterator[Check]:
    design = asked.cites.get("design")
    if not line.courses:
        says = Text(f"{name.zh}还没有课程设计", f"{name.en} has no course design yet")
        yield Check("error", says, design, f"{line.key}-courses")
    for course in line.courses:
        where = f"{line.key}-{course.key}"
        if not course.title:
            says = Text(f"{name.zh}有一门课程没有名称", f"A course of {name.en} has no title")
            yield Check("error", says, field=f"{where}-title")
        if course.hours is None:
            says = Text(
                f"{name.zh}的“{course.title}”没有学时",
                f"“{course.title}” of {name.en} has no class hours",
            )
            yield Check("error", says, field=f"{where}-hours")
        unknown = [item for item in course.items if asked.item(item) is None]
        if unknown:
            says = Text(
                f"{name.zh}的“{course.title}”对应的条目不在课程清单里",
                f"“{course.title}” of {name.en} names items that the list does not hold",
            )
            yield Check("error", says, asked.cites.get("coverage"), f"{where}-title")


def _coverage(line: ClassLine, name: Text, asked: AskedPackage) -> Iterator[Check]:
    if not line.courses:
        return
    clause, gaps = asked.cites.get("coverage"), asked.uncovered(line)
    if not gaps:
        says = Text(f"{name.zh}覆盖全部能力条目", f"{name.en} covers every item")
        yield Check("ok", says, clause, f"{line.key}-gap")
        return
    zh = "、".join(item.label.zh for item in gaps)
    en = ", ".join(item.label.en for item in gaps)
    if line.gap:
        says = Text(f"{name.zh}未覆盖{zh}，已说明理由", f"{name.en} leaves out {en}, with reason")
        yield Check("ok", says, clause, f"{line.key}-gap")
        return
    says = Text(
        f"{name.zh}未覆盖{zh}，请补课程，或写明不覆盖的理由",
        f"{name.en} leaves out {en}; add courses or say why",
    )
    yield Check("error", says, clause, f"{line.key}-gap")


def _practical(line: ClassLine, name: Text, asked: AskedPackage) -> Iterator[Check]:
    """Every class teaches and tests the practical systems (HB-3.2.5.e)."""
    compulsory = [item for item in asked.items if item.compulsory]
    if not compulsory or not line.courses or any(item.id in line.items for item in compulsory):
        return
    listed = "、".join(item.label.zh for item in compulsory)
    says = Text(
        f"{name.zh}缺实战课程（{listed}至少一项），系统实操是必考内容",
        f"{name.en} lacks the practical course, which is always examined",
    )
    yield Check("error", says, asked.cites.get("practical"), f"{line.key}-courses")


def _collisions(content: PackageContent, asked: AskedPackage) -> Iterator[Check]:
    """Say where computed due dates stand against each other (A-HB-08)."""
    if not asked.collide or asked.due is None:
        return
    clause = asked.cites.get("lead")
    for position, line in enumerate(content.classes, start=1):
        if line.starts is None:
            continue
        listed = line.starts - timedelta(days=asked.lead_days)
        if listed <= asked.due:
            name = line_name(line, position)
            says = Text(
                f"{name.zh} {line.starts} 开班，师资名单最迟 {listed} 报送，"
                f"不晚于本材料的期限 {asked.due}，请提前准备",
                f"{name.en} starts on {line.starts}: its lecturer list is due on {listed}, no "
                f"later than this package on {asked.due}; prepare it ahead",
            )
            yield Check("warn", says, clause, f"{line.key}-starts")
    if asked.registration_ends == asked.due:
        says = Text(
            f"报名到 {asked.due} 截止，与本材料的期限同一天，名额按已报人数估计",
            f"Registration ends on {asked.due}, the day this package is due; seats rest on the "
            "numbers so far",
        )
        yield Check("warn", says, asked.cites.get("registration"), "classes")
