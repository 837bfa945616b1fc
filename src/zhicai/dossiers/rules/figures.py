"""The figures of a summary: what each class, each county and the whole city came to; pure.

People and class hours that nobody counts yet are None, never 0.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from zhicai.foundation.text import Text
from zhicai.foundation.units import plain

HELD = ("running", "finished", "closed")
"""States in which a class counts as held."""
ENDED = ("finished", "closed")
WAITING = ("planned", "open")
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: ``value`` is None while nobody counts it; ``plan`` is what was planned.

    ``unit`` is a unit of the law, money is in fen with the unit ``fen``. ``records`` is the address
    of the records behind it; ``of`` names the column of the classes that adds up to it instead.
    """

    key: str
    label: Text
    value: Decimal | None
    unit: str = "item"
    plan: Decimal | None = None
    records: str = ""
    of: str = ""

    @property
    def share(self) -> Decimal | None:
        """How much of the plan is reached; None where nothing compares."""
        return self.value / self.plan if self.value is not None and self.plan else None


@dataclass(frozen=True, slots=True)
class Group:
    """Figures under one heading."""

    key: str
    title: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class: what was planned and what came of it. Money in fen, hours as text."""

    pk: int
    number: str
    title: str
    code: str
    place: str
    track: str
    state: str
    starts: str
    ends: str
    venue: str
    planned: bool
    capacity: int
    hours: str
    practice: str
    registered: int
    attended: int | None = None
    completed: int | None = None
    budget: int | None = None
    spent: int | None = None
    score: str | None = None

    @property
    def held(self) -> bool:
        """Say whether the class has begun."""
        return self.state in HELD


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plans in force of one place come to. Budget in fen."""

    classes: int = 0
    people: int = 0
    budget: int = 0


@dataclass(frozen=True, slots=True)
class CountyLine:
    """One place: its plan beside what its classes came to."""

    code: str
    name: str
    plan_classes: int
    plan_people: int
    plan_budget: int
    held: int
    ended: int
    waiting: int
    cancelled: int
    hours: str
    registered: int
    attended: int | None = None
    completed: int | None = None
    budget: int | None = None
    spent: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All the figures of one summary, as they stood on a day (``as_of``, ISO)."""

    code: str
    name: str
    english: str
    year: int
    as_of: str
    groups: tuple[Group, ...] = ()
    counties: tuple[CountyLine, ...] = ()
    classes: tuple[ClassLine, ...] = ()

    def row(self, key: str) -> Row | None:
        """Return a figure by its key, None where the summary has none of it."""
        return next((row for group in self.groups for row in group.rows if row.key == key), None)


def total(values: Iterable[int | None]) -> int | None:
    """Add up what is counted; None where nothing is.

    >>> total([1, None, 2]), total([None])
    (3, None)
    """
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def hours_of(lines: Iterable[ClassLine], column: str = "hours") -> Decimal:
    """Add up the class hours of the classes that have begun."""
    return sum((Decimal(getattr(line, column)) for line in lines if line.held), Decimal(0))


def county_lines(
    places: Iterable[tuple[str, str]],
    plans: Mapping[str, Plan],
    classes: Iterable[ClassLine],
) -> tuple[CountyLine, ...]:
    """Return a line for each place (code, name), its plan beside what its classes came to."""
    of_place: dict[str, list[ClassLine]] = defaultdict(list)
    for line in classes:
        of_place[line.code].append(line)
    return tuple(
        _county(code, name, plans.get(code, Plan()), of_place[code]) for code, name in places
    )


def _county(code: str, name: str, plan: Plan, lines: list[ClassLine]) -> CountyLine:
    live = [line for line in lines if line.state != CANCELLED]
    return CountyLine(
        code=code,
        name=name,
        plan_classes=plan.classes,
        plan_people=plan.people,
        plan_budget=plan.budget,
        held=sum(line.held for line in lines),
        ended=sum(line.state in ENDED for line in lines),
        waiting=sum(line.state in WAITING for line in lines),
        cancelled=sum(line.state == CANCELLED for line in lines),
        hours=plain(hours_of(lines)),
        registered=sum(line.registered for line in live),
        attended=total(line.attended for line in live),
        completed=total(line.completed for line in live),
        budget=total(line.budget for line in live),
        spent=total(line.spent for line in live),
    )


def class_groups(counties: Iterable[CountyLine], classes: Iterable[ClassLine]) -> tuple[Group, ...]:
    """Return the figures that the classes add up to, beside the plan."""
    places, lines = list(counties), list(classes)
    plan = Plan(
        sum(one.plan_classes for one in places),
        sum(one.plan_people for one in places),
        sum(one.plan_budget for one in places),
    )
    return (
        Group("classes", Text("班次", "Classes"), _of_classes(places, plan)),
        Group("people", Text("人员", "People"), _of_people(places, plan)),
        Group("teaching", Text("教学", "Teaching"), _of_teaching(lines)),
        Group("money", Text("经费", "Money"), _of_money(places, plan)),
    )


def _of_classes(places: list[CountyLine], plan: Plan) -> tuple[Row, ...]:
    def row(key: str, zh: str, en: str, column: str, planned: int | None = None) -> Row:
        value = Decimal(sum(getattr(one, column) for one in places))
        goal = None if planned is None else Decimal(planned)
        return Row(f"classes-{key}", Text(zh, en), value, "class", goal, of=key)

    with_class = Decimal(sum(one.held > 0 for one in places))
    return (
        row("held", "已举办", "Held", "held", plan.classes),
        row("ended", "其中已结束", "Of these ended", "ended"),
        row("waiting", "已建班未开班", "Set up, not begun", "waiting"),
        row("cancelled", "取消", "Cancelled", "cancelled"),
        Row(
            "classes-places", Text("已办班的单位", "Offices that held a class"), with_class,
            "county", Decimal(len(places)), of="held",
        ),
    )  # fmt: skip


def _of_people(places: list[CountyLine], plan: Plan) -> tuple[Row, ...]:
    def row(key: str, zh: str, en: str, planned: int | None = None) -> Row:
        found = total(getattr(one, key) for one in places)
        value = None if found is None else Decimal(found)
        goal = None if planned is None else Decimal(planned)
        return Row(f"people-{key}", Text(zh, en), value, "person", goal, of=key)

    return (
        row("registered", "录取", "Registered", plan.people),
        row("attended", "实际参加", "Attended", plan.people),
        row("completed", "完成培训", "Completed", plan.people),
    )


def _of_teaching(lines: list[ClassLine]) -> tuple[Row, ...]:
    scores = [Decimal(line.score) for line in lines if line.score is not None]
    mean = (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.1")) if scores else None
    ended = sum(line.state in ENDED for line in lines)
    return (
        Row("hours", Text("已开班的学时", "Class hours of classes begun"), hours_of(lines),
            "hour", of="hours"),
        Row("practice", Text("其中实操", "Of these practice"), hours_of(lines, "practice"),
            "hour", of="practice"),
        Row("evaluated", Text("已作效果评估", "Evaluated for effect"), Decimal(len(scores)),
            "class", Decimal(ended), of="score"),
        Row("score", Text("效果评估平均分", "Mean score of effect"), mean, "score", of="score"),
    )  # fmt: skip


def _of_money(places: list[CountyLine], plan: Plan) -> tuple[Row, ...]:
    def row(key: str, zh: str, en: str) -> Row:
        found = total(getattr(one, key) for one in places)
        value = None if found is None else Decimal(found)
        return Row(f"money-{key}", Text(zh, en), value, "fen", Decimal(plan.budget), of=key)

    return (row("budget", "已落实预算", "Budgeted"), row("spent", "已支出", "Spent"))


def lines_behind(figures: Figures, row: Row) -> tuple[ClassLine, ...]:
    """Return the classes that a figure is made of."""
    match row.of:
        case "held":
            return tuple(line for line in figures.classes if line.held)
        case "ended":
            return tuple(line for line in figures.classes if line.state in ENDED)
        case "waiting":
            return tuple(line for line in figures.classes if line.state in WAITING)
        case "cancelled":
            return tuple(line for line in figures.classes if line.state == CANCELLED)
        case "hours" | "practice":
            return tuple(line for line in figures.classes if line.held)
        case column:
            return tuple(
                line
                for line in figures.classes
                if line.state != CANCELLED and getattr(line, column) not in (None, 0)
            )


# --- as a version keeps them ----------------------------------------------------------------------


def figures_json(figures: Figures) -> dict[str, Any]:
    """Return the figures as a version keeps them."""
    return {
        "code": figures.code,
        "name": figures.name,
        "english": figures.english,
        "year": figures.year,
        "as_of": figures.as_of,
        "groups": [
            {
                "key": group.key,
                "title": _two(group.title),
                "rows": [_row_json(row) for row in group.rows],
            }
            for group in figures.groups
        ],
        "counties": [asdict(line) for line in figures.counties],
        "classes": [asdict(line) for line in figures.classes],
    }


def _two(text: Text) -> list[str]:
    return [text.zh, text.en]


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": _two(row.label),
        "value": None if row.value is None else plain(row.value),
        "unit": row.unit,
        "plan": None if row.plan is None else plain(row.plan),
        "records": row.records,
        "of": row.of,
    }


def figures_of(stored: Mapping[str, Any]) -> Figures:
    """Return the figures of a stored version."""
    return Figures(
        code=stored["code"],
        name=stored["name"],
        english=stored["english"],
        year=stored["year"],
        as_of=stored["as_of"],
        groups=tuple(
            Group(one["key"], Text(*one["title"]), tuple(_row_of(row) for row in one["rows"]))
            for one in stored["groups"]
        ),
        counties=tuple(_known(CountyLine, line) for line in stored["counties"]),
        classes=tuple(_known(ClassLine, line) for line in stored["classes"]),
    )


def _row_of(stored: Mapping[str, Any]) -> Row:
    value, goal = stored["value"], stored["plan"]
    return Row(
        stored["key"],
        Text(*stored["label"]),
        None if value is None else Decimal(value),
        stored["unit"],
        None if goal is None else Decimal(goal),
        stored["records"],
        stored["of"],
    )


def _known(kind: type[Any], stored: Mapping[str, Any]) -> Any:
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in stored.items() if name in names})
