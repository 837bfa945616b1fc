"""Figures of specialists: how many, where, in which employment; their growth and what they did."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.archive.models import Claim
from zhicai.archive.queries.reports import titles_gained, works_in_growing
from zhicai.foundation.text import Text
from zhicai.people.models import Employment, Person, Specialist
from zhicai.places.queries import in_force, places_under
from zhicai.reports.figures import (
    KEPT_AT,
    UNKNOWN,
    Cell,
    Division,
    Figure,
    YearCounted,
    register_figure,
)
from zhicai.reports.rules.tallies import Piece

EMPLOYER_TYPES = "employer-types-assessment"
EMPLOYER = Text("工作单位", "Employer")


def everybody(counted: YearCounted) -> QuerySet[Person]:
    """People of the province whose records are kept."""
    return Person.objects.filter(
        home__in=places_under((counted.year.province.code,), on=counted.last), erased_at=None
    )


def specialists(counted: YearCounted) -> QuerySet[Person]:
    """Certified specialists on the last day, with ``employer``, ``industry`` and ``type``."""
    spells = Specialist.objects.filter(in_force(counted.last), person=OuterRef("pk"))
    work = Employment.objects.filter(in_force(counted.last), person=OuterRef("pk"))
    work = work.order_by("-valid_from", "-pk")
    return everybody(counted).filter(Exists(spells)).annotate(
        employer=Subquery(work.values("organisation__name")[:1]),
        employer_written=Subquery(work.values("employer_name")[:1]),
        industry=Subquery(work.values("organisation__industry")[:1]),
        type=Subquery(work.values("employer_type")[:1]),
    )  # fmt: skip


def in_growing(counted: YearCounted) -> QuerySet[Person]:
    """Certified specialists who work in growing technology enterprises (HB-3.2.0.d)."""
    return works_in_growing(specialists(counted), counted.law, on=counted.last)


def _type(counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    if not value:
        return (UNKNOWN,)
    known = counted.law.words(EMPLOYER_TYPES)
    return (Piece(value, known[value].zh if value in known else counted.law.word(value).zh),)


_OF_PEOPLE = {"industry": Division("industry"), "employer-type": Division("type", _type)}
_SHOWN = (
    Cell(EMPLOYER, "employer"),
    Cell(Text("单位（自填）", "Employer as written"), "employer_written"),
    Cell(Text("行业", "Industry"), "industry"),
)
SPECIALISTS = Figure(
    "specialists", Text("持证专员", "Certified specialists"), "person",
    Text("统计日有效的专员身份，按专员所在县归属；单位和行业是统计日在职的单位。",
         "Certified on the day that counts, by the specialist's county; employer and industry as "
         "of that day."),
    specialists, KEPT_AT, "name", "pk", _SHOWN, _OF_PEOPLE, list_page="archive:files",
)  # fmt: skip
register_figure(SPECIALISTS)
_GROWING = Text(
    "统计日持证、在职单位的类型属于“哪些类型算科技成长型企业”设定的专员。",
    "Certified on the day, with an employer of the kinds that the setting counts as growing "
    "technology enterprises.",
)
register_figure(
    Figure(
        "specialists-growing", Text("在科技成长型企业任职", "In growing technology enterprises"),
        "person", _GROWING, in_growing, KEPT_AT, "name", "pk", _SHOWN, _OF_PEOPLE,
        list_page="archive:reports",
    )
)  # fmt: skip
register_figure(
    Figure(
        "growing-share", Text("科技成长型企业任职占比", "Share in growing enterprises"), "percent",
        Text(_GROWING.zh + "除以持证专员数，保留一位小数，不进位。",
             _GROWING.en + " Divided by all certified specialists, one place, rounded down."),
        in_growing, KEPT_AT, "name", "pk", _SHOWN, _OF_PEOPLE, per="percent", of="specialists",
        list_page="archive:reports",
    )
)  # fmt: skip


# --- growth and achievements ----------------------------------------------------------------------


def titles(counted: YearCounted) -> QuerySet[Claim]:
    """Confirmed titles gained in the year, after the class of the first certificate."""
    rows = titles_gained(everybody(counted).values("pk"), counted.law)
    return rows.filter(counted.within("on"))


def achievements(counted: YearCounted) -> QuerySet[Claim]:
    """Confirmed achievements of the year, of whoever is or was a specialist."""
    ever = Specialist.objects.values("person")
    return Claim.objects.filter(
        counted.within("on"), Q(person__in=ever), what=Claim.What.ACHIEVEMENT,
        state=Claim.State.CONFIRMED, person__in=everybody(counted).values("pk"),
    )  # fmt: skip


def _word(counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    return (Piece(value, counted.law.word(value).zh),) if value else (UNKNOWN,)


def _said(counted: YearCounted, value: Any) -> str:
    return counted.law.word(value).zh if value else ""


def _day(_counted: YearCounted, value: Any) -> str:
    return value.isoformat() if value else ""


register_figure(
    Figure(
        "titles-gained", Text("培训后取得的职称", "Titles gained after training"), "item",
        Text("本年内取得、已确认，且取得日期在首张证书培训班结束之后的职称。",
             "Confirmed titles gained within the year, after the class of the first certificate."),
        titles, KEPT_AT, "person__name", "person",
        cells=(
            Cell(Text("级别", "Level"), "kind", _said), Cell(Text("职称", "Title"), "name"),
            Cell(Text("取得日期", "Gained"), "on", _day),
        ),
        by={"level": Division("kind", _word)}, list_page="archive:titles",
    )
)  # fmt: skip
_ACHIEVED = Text("本年内发生、已确认的业绩成果。", "Confirmed achievements dated within the year.")
_OF_CLAIMS = (
    Cell(Text("种类", "Kind"), "kind", _said), Cell(Text("名称", "Name"), "name"),
    Cell(Text("日期", "Date"), "on", _day),
)  # fmt: skip
register_figure(
    Figure(
        "achievements", Text("业绩成果", "Achievements"), "item", _ACHIEVED, achievements,
        KEPT_AT, "person__name", "person", _OF_CLAIMS, {"kind": Division("kind", _word)},
        list_page="archive:claims",
    )
)  # fmt: skip
register_figure(
    Figure(
        "achievements-each", Text("人均业绩成果", "Achievements for each specialist"), "item",
        Text(_ACHIEVED.zh + "除以持证专员数，保留两位小数。",
             _ACHIEVED.en + " Divided by all certified specialists, two places."),
        achievements, KEPT_AT, "person__name", "person", _OF_CLAIMS, per="each",
        of="specialists", list_page="archive:claims",
    )
)  # fmt: skip
