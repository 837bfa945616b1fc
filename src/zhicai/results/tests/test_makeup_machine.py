"""Whatever order people act in: one make-up, no yes with an unmet fact; the database holds it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.attendance.models import Entry
from zhicai.foundation.errors import BadInput, OutOfScope, Refused, ZhicaiError
from zhicai.results import actions
from zhicai.results.actions.deciding import follow
from zhicai.results.models import MakeUp, Mark, Outcome
from zhicai.results.queries.marks import board_of
from zhicai.results.rules.decision import Score
from zhicai.results.tests.outcome_scenes import AFTER, assessment, at

pytestmark = pytest.mark.django_db
DAY = date(2022, 6, 20)
MADE_UP = at("06-21")


@pytest.fixture
def scene(db):
    made = assessment()
    assert made.unit().name  # both are named before what a story rolls back
    assert made.province().name
    return made


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


class TestTheDatabase:
    def test_a_mark_is_neither_changed_nor_deleted_and_the_next_is_of_the_same_test(self, scene):
        found = scene.class_()
        one, other = scene.failed(found), scene.failed(found)
        mark = Mark.objects.get(registration=one, part="exam")
        refused(lambda: Mark.objects.filter(pk=mark.pk).update(value=90))
        refused(mark.delete)
        known = {
            "registration": one, "part": "exam", "value": 61, "source": "entered",
            "on": DAY, "reason": "漏登一题", "supersedes": mark, "entered_at": AFTER, "by": "老师",
        }  # fmt: skip
        refused(lambda: Mark.objects.create(**known | {"registration": other}))
        refused(lambda: Mark.objects.create(**known | {"part": "practical"}))
        refused(lambda: Mark.objects.create(**known | {"reason": ""}))
        refused(lambda: Mark.objects.create(**known | {"supersedes": None}))
        refused(lambda: Mark.objects.create(**known | {"value": 101}))
        assert Mark.objects.create(**known).pk
        refused(lambda: Mark.objects.create(**known))

    @pytest.mark.parametrize("fact", ["hours_done", "exam_passed", "practical_passed"])
    def test_nobody_qualifies_with_an_unmet_fact(self, scene, fact):
        row = scene.trainee(scene.class_())
        scene.mark(row, 80, 80)
        rows = Outcome.objects.filter(registration=row, state="qualified")
        assert rows.count() == 1
        refused(lambda: rows.update(**{fact: False}))

    def test_no_part_is_passed_without_a_mark_and_no_hours_are_done_that_are_missing(self, scene):
        row = scene.trainee(scene.class_())
        scene.mark(row, 80, 80)
        rows = Outcome.objects.filter(registration=row)
        refused(lambda: rows.update(practical=None))
        refused(lambda: rows.update(hours=Decimal("23.5")))
        refused(rows.delete)

    def test_there_is_one_make_up_that_is_excused_once_and_never_sat_again(self, scene):
        found = scene.class_()
        row = scene.failed(found)
        refused(lambda: self.again(row))
        scene.offer(found)
        rows = MakeUp.objects.filter(registration=row)
        refused(lambda: rows.create(
            registration=row, parts=["exam"], offered_on=DAY, until=DAY, offered_at=AFTER, by="x",
        ))  # fmt: skip
        refused(lambda: self.again(row))
        rows.update(state="missed")
        refused(lambda: rows.update(state="offered"))
        rows.update(state="offered", excused_for="住院", excused_at=AFTER)
        rows.update(state="missed")
        refused(lambda: rows.update(state="offered"))
        refused(lambda: rows.update(state="offered", excused_at=MADE_UP))
        refused(rows.delete)

    def test_what_was_sat_stays_sat(self, scene):
        found = scene.class_()
        row = scene.failed(found)
        scene.offer(found)
        scene.mark(row, 50, turn="makeup", when=MADE_UP)
        rows = MakeUp.objects.filter(registration=row)
        for state in ("offered", "missed", "declined"):
            refused(lambda state=state: rows.update(
                state=state, excused_for="再考", excused_at=MADE_UP
            ))  # fmt: skip

    def again(self, row):
        return Mark.objects.create(
            registration=row, part="exam", round="makeup", value=70, source="entered", on=DAY,
            entered_at=MADE_UP, by="老师",
        )  # fmt: skip

    def test_what_is_locked_stays_and_what_is_open_is_brought_to_its_end(self, scene):
        found = scene.class_()
        done, ahead = scene.trainee(found), scene.failed(found)
        scene.mark(done, 80, 80)
        scene.offer(found)
        actions.publish(found, by=scene.unit(), at=AFTER)
        assert actions.lock_results(found.pk, by=scene.province(), at=AFTER) == 1
        rows = Outcome.objects.filter(registration=done)
        refused(lambda: rows.update(state="not_qualified"))
        refused(lambda: rows.update(locked_at=None))
        mark = Mark.objects.get(registration=done, part="exam")
        with pytest.raises(BadInput, match="归档"):
            actions.correct_mark(mark, Score(Decimal(90)), reason="错", by=scene.unit(), at=AFTER)
        Entry.objects.filter(registration=done)
        follow(found.pk, None, at=MADE_UP)
        assert scene.outcome(done).state == "qualified"
        scene.mark(ahead, 61, turn="makeup", when=MADE_UP)
        assert scene.outcome(ahead).state == "qualified"
        assert actions.lock_results(found.pk, by=scene.province(), at=MADE_UP) == 1


@pytest.mark.clause("HB-3.2.6.5.e")
def test_who_failed_gets_one_make_up_a_pass_qualifies_and_a_second_is_refused(scene):
    found = scene.class_()
    passes, fails = scene.failed(found), scene.failed(found)
    fine = scene.trainee(found)
    scene.mark(fine, 80, 80)
    assert scene.offer(found).offered == 2
    assert not MakeUp.objects.filter(registration=fine).exists()
    assert {one.set_for for one in MakeUp.objects.all()} == {DAY}
    scene.mark(passes, 60, turn="makeup", when=MADE_UP)
    scene.mark(fails, 59, turn="makeup", when=MADE_UP)
    assert scene.outcome(passes).state == "qualified"
    closed = scene.outcome(fails)
    assert closed.state == "not_qualified"
    assert closed.reasons[-1]["clause"] == "HB-3.2.6.5.f"
    with pytest.raises(BadInput):
        scene.offer(found, date(2022, 6, 28), when=MADE_UP)
    with pytest.raises(BadInput, match="更正"):
        scene.mark(fails, 80, turn="makeup", when=MADE_UP)
    with pytest.raises(Refused, match="只有一次"):
        actions.allow_make_up(
            found, fails.pk, date(2022, 7, 1), reason="再给一次", by=scene.province(), at=MADE_UP
        )


def test_a_missed_make_up_is_used_unless_the_province_excuses_it_once(scene):
    found = scene.class_()
    row = scene.failed(found)
    scene.offer(found)
    known = {"only": [row.pk], "by": scene.unit()}
    with pytest.raises(Refused, match="还没有举行"):
        actions.close_make_up(found, "missed", reason="没来", at=AFTER, **known)
    with pytest.raises(BadInput, match="原因"):
        actions.close_make_up(found, "missed", reason=" ", at=MADE_UP, **known)
    actions.close_make_up(found, "missed", reason="没来", at=MADE_UP, **known)
    assert scene.outcome(row).state == "not_qualified"
    allow = {"reason": "住院，有证明", "at": MADE_UP}
    with pytest.raises(ZhicaiError):
        actions.allow_make_up(found, row.pk, date(2022, 6, 30), by=scene.unit(), **allow)
    actions.allow_make_up(found, row.pk, date(2022, 6, 30), by=scene.province(), **allow)
    assert (scene.outcome(row).state, scene.make_up(row).state) == ("makeup", "offered")
    scene.mark(row, "absent", turn="makeup", when=at("07-01"))
    assert (scene.outcome(row).state, scene.make_up(row).state) == ("not_qualified", "missed")
    with pytest.raises(Refused, match="只有一次"):
        actions.allow_make_up(
            found, row.pk, date(2022, 7, 2), reason="又病了", by=scene.province(), at=at("07-01")
        )


def test_the_window_of_the_setting_binds_and_the_province_may_lift_it(scene):
    scene.hubei.decide("make-up-window-days", 45)
    found = scene.class_()
    row = scene.failed(found)
    with pytest.raises(Refused, match="45 天") as told:
        scene.offer(found, date(2022, 7, 19))
    assert told.value.reasons[0].clause == "HB-3.2.6.5.e"
    scene.offer(found, date(2022, 7, 18))
    late = date(2022, 8, 8)
    actions.allow_make_up(found, row.pk, late, reason="出国", by=scene.province(), at=at("07-10"))
    assert (scene.make_up(row).set_for, scene.make_up(row).allowed_for) == (late, "出国")


STEPS = (
    "mark-fail", "mark-pass", "correct-up", "correct-down", "offer", "sit-fail", "sit-pass",
    "sit-absent", "missed", "declined", "excuse", "absent-hours", "hours-back", "lock", "decide",
)  # fmt: skip


class Story:
    """Someone of a class to whom things happen in any order."""

    def __init__(self, scene):
        self.scene = scene
        self.found = scene.class_()
        self.row = scene.trainee(self.found)
        self.unit, self.province = scene.unit(), scene.province()

    def take(self, step, moment):
        if step.startswith("mark"):
            self.scene.mark(self.row, 55 if step == "mark-fail" else 60, 75, when=moment)
        elif step.startswith("correct"):
            mark = Mark.objects.filter(registration=self.row, part="exam", successor=None).first()
            if mark is not None:
                value = Score(Decimal(85 if step == "correct-up" else 30))
                actions.correct_mark(mark, value, reason="复核", by=self.unit, at=moment)
        elif step == "offer":
            self.scene.offer(self.found, moment.date(), when=moment)
        elif step.startswith("sit"):
            value = {"sit-fail": 40, "sit-pass": 90, "sit-absent": "absent"}[step]
            parts = self.parts()
            self.scene.mark(
                self.row, value if "exam" in parts else None,
                value if "practical" in parts else None, turn="makeup", when=moment,
            )  # fmt: skip
        elif step in ("missed", "declined"):
            actions.close_make_up(
                self.found, step, reason="没来", only=[self.row.pk], by=self.unit, at=moment
            )
        elif step == "excuse":
            day = moment.date()
            actions.allow_make_up(
                self.found, self.row.pk, day, reason="住院", by=self.province, at=moment
            )
        elif step in ("absent-hours", "hours-back"):
            lesson = self.found.lessons.order_by("pk").first()
            Ticking(self.row, lesson).set(there=step == "hours-back", moment=moment)
            follow(self.found.pk, [self.row.pk], at=moment)
        elif step == "lock":
            actions.lock_results(self.found.pk, by=self.province, at=moment)
        else:
            actions.decide_outcomes(self.found, by=self.unit, at=moment)

    def parts(self):
        row = MakeUp.objects.filter(registration=self.row).first()
        return row.parts if row else ["exam"]


class Ticking:
    """A lesson ticked or undone in the ledger."""

    def __init__(self, row, lesson):
        self.row, self.lesson = row, lesson

    def set(self, *, there, moment):
        rows = Entry.objects.filter(registration=self.row, lesson=self.lesson)
        stands = rows.exclude(kind="reversal").filter(reversal=None).first()
        known = {"way": "list", "at": moment, "entered_at": moment, "by": "老师"}
        if there and stands is None:
            turn = rows.exclude(kind="reversal").count()
            rows.create(registration=self.row, lesson=self.lesson, kind="staff_tick", turn=turn,
                        **known)  # fmt: skip
        elif not there and stands is not None:
            rows.create(registration=self.row, lesson=self.lesson, kind="reversal", reason="没到",
                        reverses=stands, **known)  # fmt: skip


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=4, max_size=14))
def test_whatever_happens_there_is_one_make_up_and_no_yes_with_an_unmet_fact(scene, steps):
    with transaction.atomic():
        story, sat, locked = Story(scene), None, None
        for count, step in enumerate(steps):
            moment = at("06-08") + timedelta(hours=count)
            try:
                with transaction.atomic():
                    story.take(step, moment)
            except (BadInput, Refused, OutOfScope):
                pass
            rows = MakeUp.objects.filter(registration=story.row)
            assert rows.count() <= 1
            again = rows.first()
            marks = Mark.objects.filter(registration=story.row, round="makeup", supersedes=None)
            assert marks.count() <= (len(again.parts) if again else 0)
            if sat is not None:
                assert (again.state, again.held_on) == sat
            if again is not None and again.state == "sat":
                sat = (again.state, again.held_on)
            line = board_of(story.found).lines[0]
            stands = Outcome.objects.filter(registration=story.row).first()
            if locked is not None:
                assert (stands.state, stands.exam, stands.hours) == locked
            elif stands is not None:
                assert stands.state == line.verdict.state
                assert (stands.state == "qualified") == bool(line.verdict.decision)
            if stands is not None and stands.locked_at is not None:
                locked = (stands.state, stands.exam, stands.hours)
        transaction.set_rollback(True)
