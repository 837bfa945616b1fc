"""From what was typed to facts: full-width digits, Chinese dates, 万元; faults at their field."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from zhicai.foundation.errors import Fault
from zhicai.foundation.text import Text
from zhicai.foundation.units import plain
from zhicai.planning.rules.content import WORDS, ClassFacts, CourseFacts, Form, PlanContent

FEN_IN_WAN = 1_000_000
MOST_PEOPLE = 100_000
MOST_HOURS = Decimal(400)
MOST_FEN = 10**13

T = TypeVar("T")

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COUNT = re.compile(r"(\d[\d,]*)\s*人?(次)?")
_MONEY = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(万元|万|元)?")
_HOURS = re.compile(r"(\d+(?:\.\d+)?)\s*(个?学时|课时)?")


def normal(typed: str) -> str:
    """Return what was typed with full-width letters and digits made half-width, and trimmed."""
    return unicodedata.normalize("NFKC", typed).strip()


def read_day(typed: str) -> date | None:
    """Read a day: ``2022-04-18``, ``2022/4/18``, ``2022.4.18``, ``2022年4月18日``, ``20220418``."""
    written = normal(typed)
    if re.fullmatch(r"\d{8}", written):
        written = f"{written[:4]}-{written[4:6]}-{written[6:]}"
    match = _DAY.fullmatch(written)
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


def read_count(typed: str) -> int | None:
    """Read a whole number of people: ``120``, ``１２０``, ``1,200 人``."""
    match = _COUNT.fullmatch(normal(typed))
    number = int(match[1].replace(",", "")) if match else None
    return number if number is not None and number <= MOST_PEOPLE else None


def read_money(typed: str) -> int | None:
    """Read an amount as fen; without a unit it is 万元: ``5.2`` and ``52000元`` are the same."""
    match = _MONEY.fullmatch(normal(typed))
    if match is None:
        return None
    unit = 100 if match[2] == "元" else FEN_IN_WAN
    fen = Decimal(match[1].replace(",", "")) * unit
    return int(fen) if fen == fen.to_integral_value() and fen <= MOST_FEN else None


def read_hours(typed: str) -> Decimal | None:
    """Read class hours: ``4``, ``1.5``, ``4学时``; halves at most, up to ``MOST_HOURS``."""
    match = _HOURS.fullmatch(normal(typed))
    try:
        hours = Decimal(match[1]) if match else None
    except InvalidOperation:
        return None
    fits = hours is not None and 0 < hours <= MOST_HOURS and hours * 2 == int(hours * 2)
    return hours if fits else None


def wan_yuan(fen: int) -> str:
    """Write fen as 万元 without trailing zeros: ``5200000`` is ``5.2``."""
    return plain(Decimal(fen) / FEN_IN_WAN)


DATE_SAYS = Text(
    "“{typed}”不是日期，请写成 2022-04-18 的样子。", "“{typed}” is no date; write it as 2022-04-18."
)
PEOPLE_SAYS = Text(
    "“{typed}”不是人数，请填 1 至 100000 的整数。",
    "“{typed}” is no number of people; give a whole number from 1 to 100,000.",
)
MONEY_SAYS = Text(
    "“{typed}”不是金额，请填数字，单位万元，也可以写成“52000元”。",
    "“{typed}” is no amount; give a number in 10,000 yuan.",
)
HOURS_SAYS = Text(
    "“{typed}”不是学时，请填 0.5 的整倍数，如 4 或 1.5。",
    "“{typed}” is no number of class hours; give a multiple of 0.5, such as 4 or 1.5.",
)
ORDER_SAYS = Text(
    "结束日期早于开始日期，请调整。", "The end lies before the start; please change one of them."
)


class _Reader:
    """Reads one draft and collects what is wrong in it, each fault at its field."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def value(self, typed: str, field: str, value: T | None, says: Text) -> T | None:
        """Return ``value``, noting a fault where something was typed that could not be read."""
        if value is None and typed.strip():
            self.faults.append(Fault(says.format_map({"typed": typed.strip()[:40]}), field=field))
        return value

    def lesson(self, typed: Mapping[str, Any]) -> ClassFacts:
        key = typed["key"]
        starts = self.value(typed["starts"], f"{key}-starts", read_day(typed["starts"]), DATE_SAYS)
        ends = self.value(typed["ends"], f"{key}-ends", read_day(typed["ends"]), DATE_SAYS)
        if starts and ends and ends < starts:
            self.faults.append(Fault(ORDER_SAYS, field=f"{key}-ends"))
        people = read_count(typed["people"]) or None
        money = read_money(typed["budget"])
        return ClassFacts(
            key=key,
            title=typed["title"].strip(),
            starts=starts,
            ends=ends,
            venue=typed["venue"].strip(),
            people=self.value(typed["people"], f"{key}-people", people, PEOPLE_SAYS),
            budget=self.value(typed["budget"], f"{key}-budget", money, MONEY_SAYS),
            courses=tuple(self.course(key, course) for course in typed["courses"]),
        )

    def course(self, class_key: str, typed: Mapping[str, Any]) -> CourseFacts:
        field = f"{class_key}-{typed['key']}"
        hours = read_hours(typed["hours"])
        form = typed["form"] if typed["form"] in set(Form) else Form.LECTURE
        return CourseFacts(
            key=typed["key"],
            title=typed["title"].strip(),
            hours=self.value(typed["hours"], f"{field}-hours", hours, HOURS_SAYS),
            form=Form(form),
            lecturer=typed["lecturer"].strip(),
            items=tuple(typed["items"]),
            local=typed["local"],
            themes=tuple(typed["themes"]),
        )


def read_draft(draft: Mapping[str, Any]) -> tuple[PlanContent, tuple[Fault, ...]]:
    """Return the facts of a draft, and a fault for each thing typed that cannot be read."""
    reader = _Reader()
    content = PlanContent(
        **{name: draft[name].strip() for name in WORDS},
        classes=tuple(reader.lesson(one) for one in draft["classes"]),
    )
    return content, tuple(reader.faults)
