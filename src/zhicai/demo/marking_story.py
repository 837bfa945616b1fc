"""The make-up of Yichang is written on the system: its papers, candidates, markers, an appeal.

The working group seals two papers in April and puts one into the package's slot. On 20 June six
candidates write; the examination is still being marked, the practical is published and appealed.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from zhicai.accounts.acting import Acting
from zhicai.accounts.actions import open_account
from zhicai.demo.assessment_story import UNDERTAKES, YICHANG
from zhicai.demo.stage import Event, Stage, at
from zhicai.exams.actions.appeals import answer_appeal, appeal
from zhicai.exams.actions.marking import give_marks
from zhicai.exams.actions.papers import Wanted, make_blueprint, seal_papers
from zhicai.exams.actions.publishing import publish_exam
from zhicai.exams.actions.running import ExamFacts, RoomFacts, end_exam, set_up_exam
from zhicai.exams.actions.saving import Sent, keep
from zhicai.exams.actions.sittings import check, sign_in, start
from zhicai.exams.models import Exam, Paper, Sitting
from zhicai.exams.queries.marking import next_to_mark, points_for
from zhicai.exams.queries.papers import Question, opened
from zhicai.exams.queries.running import registrations_for
from zhicai.exams.rules.bank import key_of
from zhicai.exams.rules.saving import SUBMIT, Given
from zhicai.law.schema import Level
from zhicai.people.actions.own_access import link_account
from zhicai.planning.actions import seal_from_source
from zhicai.planning.queries.packages import package_of
from zhicai.programmes.queries import curriculum_of, years
from zhicai.training.models import TrainingClass

GROUP = "wuyue"
EXAM, PRACTICAL = "知识产权专员结业考试", "知识产权专员系统实操"
SEALED, TAKEN, SET_UP, HELD = (
    date(2022, 4, 13), date(2022, 4, 19), date(2022, 6, 15), date(2022, 6, 20),
)  # fmt: skip
MOST = 6
WORDS = (
    "先看权利要求的保护范围，再与对比文件逐项比较；有一项区别且不是公知常识的，具备创造性。",
    "结论：可以主张。依据：专利法有关条款；理由分三点写明。",
    "应当先检索，再判断。具体步骤没有展开。",
    "按要点作答：一、主体；二、期限；三、程序。期限的起算日写的是公布日。",
    "不清楚。",
    "先与对方协商，协商不成的，请管理专利工作的部门处理，也可以起诉。",
)
Line = dict[str, Any]


def marking_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield papers, the two sittings of one day, their marking and an appeal."""
    yield Event(at(SEALED, 10), partial(_compose, stage, programme))
    yield Event(at(TAKEN, 9), partial(_take, stage, programme))
    yield Event(at(SET_UP, 9), partial(_set_up, stage))
    yield Event(at(HELD, 9), partial(_write, stage, "exam"))
    yield Event(at(HELD, 14), partial(_write, stage, "practical"))
    yield Event(at(HELD, 16, 40), partial(_end, stage))
    yield Event(at(HELD + timedelta(days=1), 9), partial(_mark, stage))
    yield Event(at(HELD + timedelta(days=2), 10), partial(_publish, stage))
    yield Event(at(HELD + timedelta(days=3), 19), partial(_appeal, stage))


def _line(topic: str, kind: str, marks: int) -> Line:
    return {"topic": topic, "kind": kind, "easiest": 1, "hardest": 5, "count": 1, "marks": marks}


def _compose(stage: Stage, programme: str, moment: datetime) -> None:
    year, by = years().get(programme=programme, year=2022), stage.acting(GROUP, on=moment.date())
    knows, skills = (
        [item.id for item in curriculum_of(year) if item.group == group]
        for group in ("knows", "skills")
    )
    tests: Sequence[tuple[str, str, list[Line]]] = (
        ("exam", EXAM, [
            *(_line(topic, kind, 4) for topic in (*knows, *skills)
              for kind in ("single", "multiple")),
            *(_line(topic, "fill-in", 4) for topic in knows[:3]),
            _line(knows[0], "short", 8), _line(skills[0], "short", 8),
        ]),
        ("practical", PRACTICAL, [
            *(_line(topic, "short", 10) for topic in skills[2:5]),
            _line(skills[1], "short", 8), _line(skills[2], "single", 2),
        ]),
    )  # fmt: skip
    for part, title, rows in tests:
        blueprint = make_blueprint(
            year, track="assessment", part=part, title=title, minutes=90, rows=rows, standard=None,
            by=by, at=moment,
        )  # fmt: skip
        seal_papers(blueprint, [Wanted("补考卷", "makeup")], seed=title, by=by, at=moment)


def _take(stage: Stage, programme: str, moment: datetime) -> None:
    package = package_of(years().get(programme=programme, year=2022))
    paper = Paper.objects.get(blueprint__title=EXAM)
    if package is not None:
        by = stage.acting(GROUP, on=moment.date())
        seal_from_source(package, "exams", str(paper.pk), by=by, at=moment)


def _unit(stage: Stage, moment: datetime) -> Acting:
    return stage.acting(UNDERTAKES[YICHANG], on=moment.date())


def _set_up(stage: Stage, moment: datetime) -> None:
    """Both tests are set up; those who write them get accounts of their own."""
    rows = TrainingClass.objects.filter(line__isnull=False, place__code=YICHANG)
    found = rows.exclude(state="cancelled").select_related("programme_year__province").first()
    if found is None:
        return
    for part, title, hour in (("exam", EXAM, 9), ("practical", PRACTICAL, 14)):
        people = registrations_for(found, part, "makeup")
        if not people:
            continue
        paper = Paper.objects.get(blueprint__title=title)
        facts = ExamFacts(
            part=part, round="makeup", title=f"宜昌考核班补考：{title}", paper=paper.pk,
            starts_at=at(HELD, hour, 30), latest_start=30,
            rooms=(RoomFacts("机房一", 40, "三峡大学"),),
        )  # fmt: skip
        set_up_exam(found, facts, by=_unit(stage, moment), at=moment)
        for seat in people[:MOST]:
            _open(stage, seat.person, moment)


def _open(stage: Stage, person: Any, moment: datetime) -> None:
    if person.user_id is not None:
        return
    by = stage.officers.get((person.home.code, Level.COUNTY)) or stage.officers.get(
        (person.home.code, Level.CITY)
    )
    if by is None:
        return
    officer = stage.acting(by, on=moment.date())
    user = open_account(f"p{person.pk:05}", name=person.name, by=officer)
    link_account(person, user, by=officer, at=moment)
    stage.users[user.username] = user


def _exam(part: str) -> Exam | None:
    rows = Exam.objects.filter(part=part, round="makeup").select_related("paper__blueprint")
    return rows.first()


def _write(stage: Stage, part: str, moment: datetime) -> None:
    """They sign in, are checked, begin at the hour and hand in within one commit."""
    exam = _exam(part)
    if exam is None:
        return
    rows = exam.sittings.filter(person__user__isnull=False).select_related("person__user")
    begun, sent = exam.starts_at, []
    session = SessionStore()
    session.create()
    for place, one in enumerate(rows.order_by("pk")[:MOST]):
        by = _own(stage, one, moment)
        sign_in(one, by=by, at=moment + timedelta(minutes=10))
        check(one, by=_unit(stage, moment), at=moment + timedelta(minutes=15))
        start(one, device="demo", address="", by=by, at=begun)
        answers = tuple(
            Given(q.number, 600 + q.number, _answer(q, place)) for q in opened(exam.paper_id)
        )
        key = session.session_key or ""
        sent.append(Sent(one.pk, key, "demo", f"makeup-{one.pk}", SUBMIT, answers))
    keep(sent, now=begun + timedelta(minutes=70))
    session.delete()


def _own(stage: Stage, one: Sitting, moment: datetime) -> Acting:
    user = one.person.user
    if user is None:
        raise ValueError(f"{one.person} has no account")
    stage.users.setdefault(user.username, user)
    return stage.acting(user.username, on=moment.date())


def _answer(question: Question, place: int) -> Any:
    """Words of their own; of the rest most are right."""
    if question.kind == "short":
        return WORDS[(place + question.number) % len(WORDS)]
    key = key_of(question.content)
    if (place * 7 + question.number) % 4:
        return key
    return key[:-1] if isinstance(key, list) else (key + 1) % 4


def _end(stage: Stage, moment: datetime) -> None:
    for part in ("exam", "practical"):
        exam = _exam(part)
        if exam is not None:
            end_exam(exam, by=_unit(stage, moment), at=moment)


def _mark(stage: Stage, moment: datetime) -> None:
    """The unit marks everything, the group all of the practical and half of the examination; at one
    answer they lie far apart.
    """
    for part, most in (("practical", 99), ("exam", 5)):
        exam = _exam(part)
        if exam is None:
            continue
        _mark_some(exam, _unit(stage, moment), 99, moment, generous=False)
        group = stage.acting(GROUP, on=moment.date())
        _mark_some(exam, group, most, moment + timedelta(hours=2), generous=part == "exam")


def _mark_some(exam: Exam, by: Acting, most: int, moment: datetime, *, generous: bool) -> None:
    for n in range(most):
        one = next_to_mark(by, exam)
        if one is None:
            return
        share = Decimal("0.3") if str(one.answer) in (WORDS[2], WORDS[4]) else Decimal("0.8")
        if generous and n == 0:
            share = Decimal(1)
        marks = [
            (most * share).quantize(Decimal(1)) for _says, most, _first in points_for(exam, one)
        ]
        sitting = Sitting.objects.get(pk=one.sitting)
        says = "只写了结论" if share < Decimal("0.5") else ""
        give_marks(sitting, one.question.number, marks, says=says, by=by,
                   at=moment + timedelta(minutes=n))  # fmt: skip


def _publish(stage: Stage, moment: datetime) -> None:
    exam = _exam("practical")
    if exam is not None and not exam.sittings.filter(score__complete=False).exists():
        publish_exam(exam, by=stage.acting(GROUP, on=moment.date()), at=moment)


def _appeal(stage: Stage, moment: datetime) -> None:
    """One asks about a question that the machine marked, another about the whole result."""
    exam = _exam("practical")
    if exam is None or exam.state != Exam.State.PUBLISHED:
        return
    rows = exam.sittings.filter(state="submitted").select_related("person__user").order_by("pk")
    single = next(one.number for one in opened(exam.paper_id) if one.kind == "single")
    asked = ((single, "题干没有写明申请日，两个选项都说得通。"), (None, "总分比预计低，请核对。"))
    for one, (number, says) in zip(rows, asked, strict=False):
        by = _own(stage, one, moment)
        made = appeal(one, number, says=says, by=by, at=moment)
        if number is None:
            group = stage.acting(GROUP, on=moment.date())
            answer_appeal(made, marks=None, answer="逐题核对，计分无误。", by=group,
                          at=moment + timedelta(hours=1))  # fmt: skip
