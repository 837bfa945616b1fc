"""Results of the assessment classes: hours by whole classes, marks by file, one make-up each.

Units tick their classes on the last day and import the marks on the day after; a few miss hours,
some fail. The make-ups are held on 10 June, 20 June and 8 July; one trainee does not come, one
gives up, one mark is put right.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from zhicai.admission.models import Registration
from zhicai.attendance.actions import tick_lessons
from zhicai.demo.assessment_story import LENGTH, SHIYAN, UNDERTAKES, VENUES, WUHAN, YICHANG
from zhicai.demo.stage import Event, Stage, at
from zhicai.results import actions
from zhicai.results.actions import Given
from zhicai.results.models import MakeUp, Mark
from zhicai.results.rules.decision import EXAM, PRACTICAL, Score
from zhicai.training.models import Lesson, TrainingClass

MAKE_UPS = {WUHAN: date(2022, 6, 10), YICHANG: date(2022, 6, 20), SHIYAN: date(2022, 7, 8)}
ENDED = (TrainingClass.State.FINISHED, TrainingClass.State.CLOSED)


def outcomes_chapter(stage: Stage) -> Iterator[Event]:
    """Yield hours, marks, publication and make-ups of each class."""
    for code, (_title, _venue, _seats, starts) in VENUES.items():
        ends = starts + LENGTH
        again = MAKE_UPS[code]
        yield Event(at(ends, 17, 20), partial(_attendance, stage, code))
        yield Event(at(ends + timedelta(days=1), 10), partial(_marks, stage, code))
        yield Event(at(ends + timedelta(days=3), 9, 30), partial(_publish, stage, code))
        yield Event(at(ends + timedelta(days=4), 9), partial(_arrange, stage, code))
        yield Event(at(again, 17), partial(_make_up, stage, code))
        yield Event(at(again + timedelta(days=1), 9), partial(_publish, stage, code))
    yield Event(at(date(2022, 5, 25), 15), partial(_correct, stage, WUHAN))


def _class(code: str) -> TrainingClass | None:
    rows = TrainingClass.objects.select_related("place", "programme_year__province")
    return rows.filter(line__isnull=False, place__code=code).exclude(state="cancelled").first()


def _people(found: TrainingClass) -> list[int]:
    rows = Registration.objects.filter(training_class=found, state="accepted").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _attendance(stage: Stage, code: str, moment: datetime) -> None:
    """The unit enters the class: all who came to every lesson, then those who missed two."""
    found = _class(code)
    if found is None or found.state != TrainingClass.State.RUNNING:
        return
    people = _people(found)
    lessons = Lesson.objects.filter(training_class=found, cancelled=False).order_by("day", "starts")
    keys = list(lessons.values_list("pk", flat=True))
    partly = [who for place, who in enumerate(people) if place % 53 == 7]
    steady = [who for who in people if who not in partly]
    by = stage.acting(UNDERTAKES[code], on=moment.date())
    if not steady:
        return
    tick_lessons(found, keys, steady, by=by, at=moment)
    tick_lessons(found, [*keys[:3], *keys[5:]], partly, by=by, at=moment)


def _marks(stage: Stage, code: str, moment: datetime) -> None:
    found = _class(code)
    if found is None or found.state not in ENDED:
        return
    given = [
        Given(who, {EXAM: _exam(place), PRACTICAL: _practical(place)})
        for place, who in enumerate(_people(found))
    ]
    if given:
        by = stage.acting(UNDERTAKES[code], on=moment.date())
        actions.enter_marks(found, given, source=Mark.Source.IMPORTED, by=by, at=moment)


def _exam(place: int) -> Score:
    if place % 101 == 50:
        return Score(None)
    return Score(Decimal(41 + place % 18 if place % 19 == 4 else 62 + place * 37 % 36))


def _practical(place: int) -> Score:
    return Score(Decimal(48 + place % 11 if place % 31 == 11 else 65 + place * 53 % 33))


def _publish(stage: Stage, code: str, moment: datetime) -> None:
    found = _class(code)
    if found is not None and Mark.objects.filter(registration__training_class=found).exists():
        actions.publish(found, by=stage.acting(UNDERTAKES[code], on=moment.date()), at=moment)


def _arrange(stage: Stage, code: str, moment: datetime) -> None:
    found = _class(code)
    if found is not None and found.state in ENDED and _people(found):
        by = stage.acting(UNDERTAKES[code], on=moment.date())
        actions.arrange_make_up(found, MAKE_UPS[code], venue=found.venue, by=by, at=moment)


def _make_up(stage: Stage, code: str, moment: datetime) -> None:
    """Two in three pass; in Yichang one does not come and one gives up."""
    found = _class(code)
    rows = list(MakeUp.objects.filter(registration__training_class=found).order_by("pk"))
    if found is None or not rows:
        return
    by = stage.acting(UNDERTAKES[code], on=moment.date())
    used: Sequence[MakeUp] = rows[:2] if code == YICHANG and len(rows) > 2 else ()
    given = [
        Given(row.registration_id, {part: Score(_again(place)) for part in row.parts})
        for place, row in enumerate(rows)
        if row not in used
    ]
    actions.enter_marks(found, given, turn="makeup", source=Mark.Source.IMPORTED, by=by, at=moment)
    ways = (("missed", "未到考场，电话联系不上"), ("declined", "本人书面说明因工作放弃补考"))
    for row, (state, reason) in zip(used, ways, strict=False):
        only = [row.registration_id]
        actions.close_make_up(found, state, reason=reason, only=only, by=by, at=moment)


def _again(place: int) -> Decimal:
    return Decimal(52 if place % 4 == 3 else 66 + place * 7 % 25)


def _correct(stage: Stage, code: str, moment: datetime) -> None:
    """A mark was added up wrongly; the first one stays beside its correction."""
    found = _class(code)
    mark = Mark.objects.filter(registration__training_class=found, part=EXAM, value__gte=70).first()
    if mark is None or mark.value is None:
        return
    by = stage.acting(UNDERTAKES[code], on=moment.date())
    value = Score(min(mark.value + 4, Decimal(100)))
    actions.correct_mark(mark, value, reason="第三题漏加 4 分，复核后更正", by=by, at=moment)
