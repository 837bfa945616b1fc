"""Signing in and out, ticking, correcting, leave, and what a device kept without network."""

from datetime import time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.accounts.acting import SYSTEM
from zhicai.attendance import actions
from zhicai.attendance.actions import OfflineTick
from zhicai.attendance.announcements import HoursEntered
from zhicai.attendance.models import Entry, LeaveRequest
from zhicai.attendance.queries import hours_by_registration, presences_of
from zhicai.attendance.queries.boards import lessons_without_lines
from zhicai.attendance.tests.scenes import XILING, enrol, when
from zhicai.attendance.tests.scenes import held as make_held
from zhicai.audit.models import Entry as Logged
from zhicai.files.tests.samples import PNG
from zhicai.foundation import announcements
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.messages.models import Message
from zhicai.training.rules.conditions import asked

NOON = when("12:30")


def hours(held, who=0):
    return hours_by_registration([held.found.pk]).get(held.people[who].pk, Decimal(0))


def sign(held, clock="08:55", *, who=0, lesson=0, out=False, key=""):
    return actions.sign(
        held.people[who].pk, held.lessons[lesson].pk, out=out, way="code", by=SYSTEM,
        at=when(clock), key=key,
    )  # fmt: skip


class TestSigning:
    def test_once_in_once_out_and_the_same_key_is_the_same_line(self, held):
        assert sign(held, key="k-1").came == "written"
        assert sign(held, "08:56", key="k-1").came == "before"
        assert sign(held, "08:57").came == "before"
        assert sign(held, "12:05", out=True).came == "written"
        assert Entry.objects.count() == 2
        assert hours(held) == Decimal(4)
        assert Logged.objects.filter(verb__startswith="attendance.").count() == 2

    def test_a_later_sign_out_takes_the_place_of_an_earlier_one(self, held):
        sign(held)
        sign(held, "10:00", out=True)
        assert hours(held) == Decimal("1.3")
        sign(held, "12:00", out=True)
        assert hours(held) == Decimal(4)
        assert Entry.objects.filter(kind="reversal").count() == 1

    def test_refused_outside_the_window_without_seat_and_while_the_class_does_not_run(self, held):
        with pytest.raises(Refused, match="上课前 30 分钟"):
            sign(held, "08:29")
        held.people[0].state = "withdrawn"
        held.people[0].save()
        with pytest.raises(Refused, match="录取名单"):
            sign(held)
        held.found.state = "open"
        held.found.save()
        with pytest.raises(Refused, match="还没有开班"):
            sign(held, who=1)
        held.found.state = "closed"
        held.found.save()
        with pytest.raises(Refused, match="已结班"):
            sign(held, who=1)
        assert not Entry.objects.exists()

    def test_a_lesson_of_another_class_is_not_there(self, scene, held):
        other = make_held(scene, code=XILING, people=0)
        with pytest.raises(OutOfScope):
            actions.sign(
                held.people[0].pk, other.lessons[0].pk, out=False, way="code", by=SYSTEM,
                at=when("09:00"),
            )  # fmt: skip

    def test_what_counts_follows_the_settings_of_the_year(self, scene, held):
        sign(held, "10:30")
        assert hours(held) == Decimal("2.0")
        scene.decide("late-hours-count", "none")
        assert hours(held) == 0
        scene.decide("late-after-minutes", 100)
        assert hours(held) == Decimal(4)
        scene.decide("sign-out-needed", value=True)
        assert hours(held) == 0
        scene.decide("sign-in-opens-minutes", 0)
        with pytest.raises(Refused):
            sign(held, "08:59", who=1)
        scene.decide("early-before-minutes", 100)
        sign(held, "10:30", out=True)
        assert hours(held) == Decimal(4)
        scene.decide("sign-out-closes-minutes", 0)
        with pytest.raises(Refused):
            sign(held, "12:01", out=True, who=1)


class TestTicking:
    def test_a_whole_class_in_few_statements_and_one_record(
        self, scene, held, county, django_assert_max_num_queries
    ):
        for n in range(40):
            enrol(scene, held.found, n)
        lessons = [one.pk for one in held.lessons]
        with django_assert_max_num_queries(16):
            n = actions.tick_lessons(held.found, lessons, None, by=county, at=when("17:10"))
        assert n == 43 * 2
        assert hours(held, 2) == Decimal(8)
        assert Logged.objects.filter(verb="attendance.ticked").count() == 1

    def test_who_is_entered_stays_and_who_was_undone_is_entered_again(self, held, county):
        def tick(who):
            return actions.tick_lessons(held.found, [held.lessons[0].pk], who, by=county, at=NOON)

        assert tick([held.people[0].pk]) == 1
        assert tick(None) == 2
        assert tick(None) == 0
        entry = Entry.objects.get(registration=held.people[0])
        assert actions.undo(held.found, [entry.pk], reason="点错", by=county, at=NOON) == 1
        assert hours(held) == 0
        assert tick(None) == 1
        assert hours(held) == Decimal(4)
        with pytest.raises(Refused):
            actions.undo(held.found, [entry.pk], reason="点错", by=county, at=NOON)

    def test_refused_for_a_lesson_to_come_and_for_another_office(self, scene, held, county):
        with pytest.raises(Refused, match="还没有上课"):
            actions.tick_lessons(held.found, [held.lessons[1].pk], None, by=county, at=NOON)
        with pytest.raises(OutOfScope):
            actions.tick_lessons(
                held.found, [held.lessons[0].pk], None, by=scene.county(XILING), at=NOON
            )

    def test_a_signed_sheet_is_kept_with_its_scan(self, held, county):
        upload = SimpleUploadedFile("签到表.png", PNG)
        sheet = actions.tick_from_sheet(
            held.found, [one.pk for one in held.lessons], [held.people[1].pk], upload,
            by=county, at=when("17:30"),
        )  # fmt: skip
        assert sheet.entries.count() == 2
        assert hours(held, 1) == Decimal(8)
        with pytest.raises(BadInput):
            actions.tick_from_sheet(
                held.found, [held.lessons[0].pk], None, None, by=county, at=when("17:30")
            )

    def test_the_apps_above_are_told(self, held, county, django_capture_on_commit_callbacks):
        told = []

        def note(event: HoursEntered) -> None:
            told.append(event)

        announcements.subscribe(HoursEntered, note)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=NOON)
        finally:
            announcements._subscribers[HoursEntered].remove(note)
        assert [len(event.registrations) for event in told] == [3]


class TestCorrecting:
    def test_by_hand_with_reason_and_a_time_within_the_lesson(self, held, county):
        def enter(what, **more):
            return actions.enter_by_hand(
                held.people[0].pk, held.lessons[0], what=what, by=county, at=NOON,
                **({"reason": "手机没电"} | more),
            )  # fmt: skip

        with pytest.raises(BadInput):
            enter("whole", reason=" ")
        with pytest.raises(BadInput):
            enter("in")
        with pytest.raises(BadInput):
            enter("in", clock_time=time(7, 0))
        enter("in", clock_time=time(10, 30))
        assert hours(held) == Decimal("2.0")
        enter("whole")
        assert hours(held) == Decimal(4)
        with pytest.raises(Refused):
            enter("whole")

    def test_nothing_moves_once_the_class_is_closed(self, held, county):
        actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=NOON)
        held.found.state = "closed"
        held.found.save()
        entry = Entry.objects.first()
        with pytest.raises(Refused):
            actions.undo(held.found, [entry.pk], reason="点错", by=county, at=NOON)

    def test_closing_flags_lessons_without_a_line(self, held, county):
        day = when("18:00").date()
        assert len(lessons_without_lines(held.found)) == 2
        actions.tick_lessons(held.found, [held.lessons[0].pk], None, by=county, at=NOON)
        decision = asked("closed", held.found.pk, day)
        says = [one.says.zh for one in decision.reasons if "没有签到记录" in one.says.zh]
        assert len(says) == 1
        assert "专利检索实操" in says[0]


class TestLeave:
    def test_asked_granted_and_told(self, scene, held, county):
        from_ = held.people[0]
        made = actions.ask_leave(
            from_.pk, [held.lessons[1].pk], reason="出差", by=SYSTEM, at=when("08:00")
        )
        with pytest.raises(BadInput):
            actions.ask_leave(
                from_.pk, [held.lessons[1].pk], reason="出差", by=SYSTEM, at=when("08:00")
            )
        actions.decide_leave(made[0], granted=True, by=county, at=when("08:10"))
        found = presences_of([held.found.pk])[from_.pk, held.lessons[1].pk]
        assert (found.state, found.hours) == ("leave", 0)
        with pytest.raises(Refused):
            actions.decide_leave(made[0], granted=False, answer="不同意", by=county, at=NOON)
        assert not Message.objects.filter(key__startswith="attendance-leave").exists()

    def test_a_refusal_says_why_and_an_over_lesson_cannot_be_left(self, held, county):
        made = actions.ask_leave(
            held.people[0].pk, [held.lessons[1].pk], reason="出差", by=SYSTEM, at=when("08:00")
        )
        with pytest.raises(BadInput):
            actions.decide_leave(made[0], granted=False, by=county, at=NOON)
        actions.decide_leave(made[0], granted=False, answer="人手不足", by=county, at=NOON)
        with pytest.raises(Refused):
            actions.withdraw_leave(made[0], by=SYSTEM, at=NOON)
        with pytest.raises(BadInput):
            actions.ask_leave(
                held.people[0].pk, [held.lessons[0].pk], reason="出差", by=SYSTEM, at=NOON
            )
        assert LeaveRequest.objects.get().answer == "人手不足"


def tick(held, key, clock="08:55", *, who=0, lesson=0, out=False):
    return OfflineTick(key, held.people[who].pk, held.lessons[lesson].pk, out, when(clock))


class TestOffline:
    def test_each_tick_once_however_often_it_is_sent(self, held, county):
        ticks = [tick(held, f"tick-{n}", who=n) for n in range(3)]
        first = actions.sync_ticks(held.found, ticks, by=county, at=NOON)
        again = actions.sync_ticks(held.found, ticks, by=county, at=NOON)
        assert {one.became for one in first} == {"written"}
        assert {one.became for one in again} == {"before"}
        assert Entry.objects.count() == 3

    def test_each_on_its_own_merits(self, scene, held, county):
        ticks = [
            tick(held, "good-one"),
            tick(held, "too-early", "07:00", who=1),
            tick(held, "clock-fast", "17:00", lesson=1, who=1),
            OfflineTick("stranger", 10**9, held.lessons[0].pk, False, when("09:00")),
            OfflineTick("no-lesson", held.people[0].pk, 10**9, False, when("09:00")),
        ]
        outcomes = {
            one.key: one for one in actions.sync_ticks(held.found, ticks, by=county, at=NOON)
        }
        refused = {key for key, one in outcomes.items() if one.became == "refused"}
        assert refused == {"too-early", "clock-fast", "stranger", "no-lesson"}
        assert all(outcomes[key].says for key in refused)
        assert Entry.objects.count() == 1

    def test_the_earlier_of_a_device_and_a_code_stands(self, held, county):
        sign(held, "09:40")
        assert hours(held) == Decimal("3.1")
        actions.sync_ticks(held.found, [tick(held, "earlier-one", "08:58")], by=county, at=NOON)
        assert hours(held) == Decimal(4)
        actions.sync_ticks(held.found, [tick(held, "later-tick", "09:50")], by=county, at=NOON)
        assert hours(held) == Decimal(4)

    @settings(
        max_examples=40, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )  # fmt: skip
    @given(
        marks=st.lists(
            st.tuples(st.booleans(), st.integers(-29, 180), st.integers(0, 1)),
            min_size=1, max_size=8,
        ),
        cuts=st.lists(st.integers(0, 8), max_size=3),
        chance=st.randoms(use_true_random=False),
    )  # fmt: skip
    def test_any_order_in_any_batches_gives_the_same_hours(self, held, county, marks, cuts, chance):
        first, second = held.people[0], held.people[1]
        with transaction.atomic():  # every example begins with an empty ledger
            lesson = held.lessons[0]

            def ticks(person, mark):
                return [
                    OfflineTick(
                        f"{mark}-{n}", person.pk, lesson.pk, out,
                        max(when("09:00"), at) if out else at,
                    )
                    for n, (out, minutes, _) in enumerate(marks)
                    for at in [when("09:00") + timedelta(minutes=minutes)]
                ]  # fmt: skip

            late = when("12:40")
            actions.sync_ticks(held.found, ticks(first, "a"), by=county, at=late)
            mixed = ticks(second, "b") * 2
            chance.shuffle(mixed)
            edges = sorted({0, len(mixed), *(cut for cut in cuts if cut < len(mixed))})
            for start, end in pairwise(edges):
                actions.sync_ticks(held.found, mixed[start:end], by=county, at=late)
            found = presences_of([held.found.pk])
            one, other = found.get((first.pk, lesson.pk)), found.get((second.pk, lesson.pk))
            assert one is not None
            assert other is not None
            assert (one.state, one.hours, one.came, one.left) == (
                other.state, other.hours, other.came, other.left,
            )  # fmt: skip
            transaction.set_rollback(True)
