"""Figures of what is done for specialists: follow-up survey, guidance, incentives, the reserve."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhicai.archive.models import Adviser, FollowUp, Reserve, Talk
from zhicai.foundation.text import Text
from zhicai.people.models import Incentive, Person
from zhicai.places.queries import places_under
from zhicai.reports.figures import (
    KEPT_AT,
    UNKNOWN,
    Cell,
    Division,
    Figure,
    YearCounted,
    register_figure,
)
from zhicai.reports.figures.specialists import everybody, specialists
from zhicai.reports.rules.tallies import Piece
from zhicai.surveys.models import Answer, Invitation
from zhicai.surveys.models import Version as Asked
from zhicai.surveys.rules.content import YES_NO_WORDS, Content, Kind, Question, content_of

SINCE = Text("起", "Since")


def _day(_counted: YearCounted, value: Any) -> str:
    return value.isoformat() if value else ""


# --- the follow-up survey -------------------------------------------------------------------------


def _rounds(counted: YearCounted) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(programme=counted.year.programme, year=counted.year.year)


def asked(counted: YearCounted) -> QuerySet[Invitation]:
    """Who was asked in the follow-up survey of the year."""
    return Invitation.objects.filter(round__in=_rounds(counted).values("round"))


def answered(counted: YearCounted) -> QuerySet[Answer]:
    """What was answered in the follow-up survey of the year, up to the last day."""
    rows = Answer.objects.filter(
        round__in=_rounds(counted).values("round"), given_on__lte=counted.last
    )
    return rows.annotate(told=F("answers"), version=F("round__version"))


@cache
def _content(version: int) -> Content:
    return content_of(Asked.objects.values_list("content", flat=True).get(pk=version))


def _questions(counted: YearCounted, *, own: bool) -> Iterator[tuple[str, Question]]:
    """The questions of the year's survey: its first part is of the person, the rest the employer.

    The key tells their order.
    """
    version = _rounds(counted).values_list("round__version", flat=True).first()
    if version is None:
        return
    sections = _content(version).sections
    number = 0
    for position, section in enumerate(sections):
        for question in section.questions:
            number += 1
            if (position == 0) == own:
                yield f"{number:03}", question


def _spread(counted: YearCounted, value: Any, *, own: bool) -> tuple[Piece, ...]:
    """What one answer adds to each question: one to a choice, the number to a number."""
    told: Mapping[str, Any] = value if isinstance(value, dict) else {}
    pieces: list[Piece] = []
    for key, question in _asked_of(counted, own):
        given = told.get(question.id)
        if given in (None, "", []):
            continue
        if question.kind == Kind.NUMBER:
            number = _number(given)
            if number is not None:
                pieces.append(Piece(key, f"{question.says}（合计）", number))
        elif question.options or question.kind == Kind.YES_NO:
            words = {one.id: one.says for one in question.options} or {
                name: says.zh for name, says in YES_NO_WORDS.items()
            }
            for one in given if isinstance(given, list) else [given]:
                label = f"{question.says}：{words.get(str(one), str(one))}"
                pieces.append(Piece(f"{key}.{one}", label))
        else:
            pieces.append(Piece(key, f"{question.says}（作答人数）"))
    return tuple(pieces)


def _asked_of(counted: YearCounted, own: bool) -> list[tuple[str, Question]]:
    known: dict[bool, list[tuple[str, Question]]] = counted.__dict__.setdefault("questions", {})
    if own not in known:
        known[own] = list(_questions(counted, own=own))
    return known[own]


def _number(given: Any) -> Decimal | None:
    try:
        number = Decimal(str(given))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _own(counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    return _spread(counted, value, own=True)


def _employer(counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    return _spread(counted, value, own=False)


def _who(pieces: Any) -> Any:
    def where(counted: YearCounted, key: str) -> Q:
        rows = answered(counted).values_list("pk", "answers")
        keys = [pk for pk, told in rows if any(one.key == key for one in pieces(counted, told))]
        return Q(pk__in=keys)

    return where


register_figure(
    Figure(
        "follow-up-asked", Text("跟踪调研人数", "Asked in the follow-up"), "person",
        Text("本年度跟踪调研发放到的专员。", "Asked in the follow-up survey of the year."),
        asked, "place", "user__person__name", "user__person", list_page="archive:follow_ups",
    )
)  # fmt: skip
register_figure(
    Figure(
        "follow-up-answered", Text("收到回答", "Answers"), "document",
        Text("本年度跟踪调研收到的回答；数字题是合计，其余是选择或作答的人数。",
             "Answers to the follow-up survey of the year; numbers are summed, choices counted."),
        answered, "invitation__place", "invitation__user__person__name",
        "invitation__user__person",
        cells=(Cell(Text("回答日期", "Answered"), "given_on", _day),),
        by={
            "own-answers": Division("told", _own, _who(_own)),
            "employer-answers": Division("told", _employer, _who(_employer)),
        },
        list_page="archive:follow_ups",
    )
)  # fmt: skip


# --- guidance, incentives, reserve ----------------------------------------------------------------


def advised(counted: YearCounted) -> QuerySet[Person]:
    """Specialists who have an adviser on the last day."""
    rows = Adviser.objects.filter(
        Q(until=None) | Q(until__gt=counted.last), person=OuterRef("pk"), since__lte=counted.last
    )
    return specialists(counted).filter(Exists(rows))


def talks(counted: YearCounted) -> QuerySet[Talk]:
    """Guidance talks held in the year."""
    people = everybody(counted).values("pk")
    return Talk.objects.filter(counted.within("on"), adviser__person__in=people)


def incentives(counted: YearCounted) -> QuerySet[Incentive]:
    """Incentives given in the year, those recorded by mistake left out."""
    places = places_under((counted.year.province.code,), on=counted.last)
    return Incentive.objects.filter(counted.within("given_on"), place__in=places, withdrawn_at=None)


def honours(counted: YearCounted) -> QuerySet[Incentive]:
    """Honours among the incentives."""
    return incentives(counted).filter(kind=Incentive.Kind.HONOUR)


def _reserve(counted: YearCounted, kind: str) -> QuerySet[Reserve]:
    people = everybody(counted).values("pk")
    return Reserve.objects.filter(
        Q(until=None) | Q(until__gt=counted.last), kind=kind, since__lte=counted.last,
        person__in=people,
    )  # fmt: skip


def think_tank(counted: YearCounted) -> QuerySet[Reserve]:
    """Marks for the think tanks of industry chains on the last day (HB-2.4.2.e)."""
    return _reserve(counted, Reserve.Kind.THINK_TANK)


def high_end(counted: YearCounted) -> QuerySet[Reserve]:
    """Marks for the top on the last day (HB-3.2.0.d)."""
    return _reserve(counted, Reserve.Kind.HIGH_END)


def _kind(_counted: YearCounted, value: Any) -> tuple[Piece, ...]:
    return (Piece(value, str(Incentive.Kind(value).label)),) if value else (UNKNOWN,)


def _kind_said(_counted: YearCounted, value: Any) -> str:
    return str(Incentive.Kind(value).label) if value else ""


register_figure(
    Figure(
        "advised", Text("有导师的专员", "Specialists with an adviser"), "person",
        Text("统计日持证且有在任导师的专员。", "Certified on the day, with an adviser then."),
        advised, KEPT_AT, "name", "pk", list_page="archive:files",
    )
)  # fmt: skip
register_figure(
    Figure(
        "talks", Text("指导谈话", "Guidance talks"), "test",
        Text("本年内登记的指导谈话，按谈话日期。", "Talks recorded, by the day of the talk."),
        talks, KEPT_AT, "adviser__person__name", "adviser__person",
        cells=(
            Cell(Text("导师", "Adviser"), "adviser__name"), Cell(Text("日期", "Date"), "on", _day),
        ),
        list_page="archive:files",
    )
)  # fmt: skip
_GIVEN = (
    Cell(Text("种类", "Kind"), "kind", _kind_said),
    Cell(Text("荣誉或内容", "Honour or content"), "honour"),
    Cell(Text("日期", "Date"), "given_on", _day), Cell(Text("办理单位", "Office"), "office"),
)  # fmt: skip
for _key, _says, _query, _rows in (
    ("incentives", Text("给予激励", "Incentives"),
     Text("本年内给予专员的奖励、补贴、荣誉等，撤回的不计，按给予的单位所在地归属。",
          "Rewards, subsidies, honours and the like given within the year, by the giving office."),
     incentives),
    ("honours", Text("其中荣誉", "Of them honours"),
     Text("本年内给予专员的荣誉。", "Honours given within the year."), honours),
):  # fmt: skip
    register_figure(
        Figure(
            _key, _says, "item", _query, _rows, "place", "person__name", "person", _GIVEN,
            {"kind": Division("kind", _kind)}, list_page="people:posts",
        )
    )  # fmt: skip
_MARKED = (Cell(Text("产业链", "Industry chain"), "chain"), Cell(SINCE, "since", _day))
register_figure(
    Figure(
        "think-tank", Text("产业链智库储备", "Reserve of industry chains"), "person",
        Text("统计日列入产业链智库储备的人次，一人列入两条产业链计两次。",
             "Marks for the think tanks of industry chains on the day; two chains count twice."),
        think_tank, KEPT_AT, "person__name", "person", _MARKED,
        {"chain": Division("chain")}, list_page="archive:reserve",
    )
)  # fmt: skip
register_figure(
    Figure(
        "high-end", Text("高端人才储备", "Reserve for the top"), "person",
        Text("统计日列入高端人才储备的人。", "Marked as high-end reserve on the day."),
        high_end, KEPT_AT, "person__name", "person", (Cell(SINCE, "since", _day),),
        list_page="archive:reserve",
    )
)  # fmt: skip
