"""Mock tests to practise with: a whole one, a short one and one of practical tasks.

Guo Jianjun has tried the short one and the tasks at home.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.sessions.backends.db import SessionStore

from zhicai.demo.people_story import OWN
from zhicai.demo.stage import Event, Stage, at
from zhicai.exams.actions.papers import Wanted, make_blueprint, seal_papers
from zhicai.exams.actions.running import ExamFacts, set_up_exam
from zhicai.exams.actions.saving import Sent, keep
from zhicai.exams.actions.sittings import practise, start, take_step
from zhicai.exams.models import Exam, Sitting
from zhicai.exams.queries.papers import opened
from zhicai.exams.queries.sittings import mock_for
from zhicai.exams.rules.bank import key_of
from zhicai.exams.rules.items import Task
from zhicai.exams.rules.saving import SUBMIT, Given
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, years

GROUP = "wuyue"
TRACK = "assessment"
SET_UP, TRIED = date(2022, 4, 1), date(2022, 4, 6)
WHOLE, SHORT, TASKS = "知识产权专员模拟考试", "四知快速练习", "实操模拟"
TRIED_TASKS = date(2022, 4, 7)
QUERIES = (
    "(TI={0} OR AB={0}) AND 装置",
    "{0} NOT PD<2016",
)
"""What is run in the search task, for a word of its subject."""
Line = Mapping[str, Any]


def exams_chapter(stage: Stage, programme: str) -> Iterator[Event]:
    """Yield the mock tests and one evening's practice."""
    yield Event(at(SET_UP, 10), partial(_set_up, stage, programme))
    yield Event(at(TRIED, 19, 30), partial(_practise, stage))
    yield Event(at(TRIED_TASKS, 19, 30), partial(_practise_tasks, stage))


def _year(programme: str) -> ProgrammeYear:
    return years().get(programme=programme, year=2022)


def _line(topic: str, kind: str, count: int, marks: int) -> Line:
    return {"topic": topic, "kind": kind, "easiest": 1, "hardest": 5, "count": count,
            "marks": marks}  # fmt: skip


def _whole(knows: Sequence[str], skills: Sequence[str]) -> list[Line]:
    """Every item of the curriculum that is taught in the classroom; nothing that waits for a
    marker, so that the result stands at once.
    """
    lines = [_line(topic, "single", 2, 2) for topic in (*knows, *skills)]
    lines += [_line(topic, "multiple", 1, 3) for topic in (*knows, *skills)]
    lines += [_line(topic, "true-false", 1, 1) for topic in (*knows, *skills)]
    lines += [_line(topic, "fill-in", 1, 2) for topic in knows]
    return [*lines, _line(skills[0], "matching", 1, 4), _line(skills[1], "ordering", 1, 4)]


def _short(knows: Sequence[str]) -> list[Line]:
    return [
        line
        for topic in knows
        for line in (
            _line(topic, "single", 3, 2), _line(topic, "multiple", 1, 3),
            _line(topic, "true-false", 1, 1),
        )
    ]  # fmt: skip


def _tasks() -> list[Line]:
    """One task of each kind; the disclosure sheet is of the second skill."""
    return [
        _line("practical-1", "task", 1, 40), _line("practical-2", "task", 1, 30),
        _line("skill-2", "task", 1, 30),
    ]  # fmt: skip


def _set_up(stage: Stage, programme: str, moment: datetime) -> None:
    year, by = _year(programme), stage.acting(GROUP, on=moment.date())
    knows, skills = (
        [item.id for item in curriculum_of(year) if item.group == group]
        for group in ("knows", "skills")
    )
    for title, part, rows, minutes in (
        (WHOLE, "exam", _whole(knows, skills), 60), (SHORT, "exam", _short(knows), 15),
        (TASKS, "practical", _tasks(), 90),
    ):  # fmt: skip
        blueprint = make_blueprint(
            year, track=TRACK, part=part, title=title, minutes=minutes, rows=rows,
            standard=None, by=by, at=moment,
        )  # fmt: skip
        (paper,) = seal_papers(blueprint, [Wanted("模拟", "mock")], seed=title, by=by, at=moment)
        facts = ExamFacts(
            part=part, round="mock", title=title, paper=paper.pk,
            starts_at=moment + timedelta(hours=1), latest_start=0, rooms=(),
        )  # fmt: skip
        set_up_exam(None, facts, by=by, at=moment)


def _practise(stage: Stage, moment: datetime) -> None:
    """Most answers are right; one question is left open and one is flagged."""
    sitting = _begin(stage, SHORT, moment)
    answers = tuple(
        Given(one.number, 600 + place, _answer(place, key_of(one.content)), flagged=place == 3)
        for place, one in enumerate(opened(sitting.exam.paper_id))
        if place != 11
    )
    _hand_in(sitting, answers, moment + timedelta(minutes=12))


def _begin(stage: Stage, title: str, moment: datetime) -> Sitting:
    by = stage.acting(OWN, on=moment.date())
    exam, person = mock_for(by, Exam.objects.get(title=title).pk, at=moment)
    sitting = practise(exam, person, by=by)
    return start(sitting, device="demo", address="", by=by, at=moment)


def _hand_in(sitting: Sitting, answers: tuple[Given, ...], moment: datetime) -> None:
    session = SessionStore()
    session.create()
    sent = Sent(sitting.pk, session.session_key or "", "demo", "demo-hand-in", SUBMIT, answers)
    keep([sent], now=moment)
    session.delete()
    Sitting.objects.get(pk=sitting.pk, state=Sitting.State.SUBMITTED)


def _practise_tasks(stage: Stage, moment: datetime) -> None:
    """Two queries are run; some defects are found, one field is marked that is in order."""
    sitting, by = _begin(stage, TASKS, moment), stage.acting(OWN, on=moment.date())
    answers = []
    for one in opened(sitting.exam.paper_id):
        config = one.content.config if isinstance(one.content, Task) else {}
        if concepts := config.get("concepts"):
            tried = [query.format(concepts[1][0]) for query in QUERIES]
            for n, query in enumerate(tried, start=1):
                take_step(
                    sitting, one.number, {"query": query}, device="demo", by=by,
                    at=moment + timedelta(minutes=4 * n),
                )  # fmt: skip
            told: dict[str, Any] = {"query": tried[1], "pick": tried[1]}
        elif defects := config.get("defects"):
            found = [str(line["field"]) for line in defects[:3]]
            told = {"found[]": [*found, "title"]}
            told |= {f"kind.{line['field']}": line["kind"] for line in defects[:2]}
            told |= {f"fix.{line['field']}": str(line.get("model", "")) for line in defects[:2]}
        else:
            told = {"title": "一种检测装置", "problem": "现有装置在工况变化时来不及调整。"}
        answers.append(Given(one.number, 900, told))
    _hand_in(sitting, tuple(answers), moment + timedelta(minutes=41))


def _answer(place: int, key: Any) -> Any:
    """The key, but for every fifth: another option, the other truth, one option too few."""
    if place % 5 != 2:
        return key
    if isinstance(key, bool):
        return not key
    return key[:-1] if isinstance(key, list | tuple) else (key + 1) % 4
