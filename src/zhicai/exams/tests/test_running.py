"""An exam is set up with rooms, seats and invigilators; the clock stands still for everyone."""

import pytest

from zhicai.admission.models import Registration
from zhicai.exams.actions import running, seating
from zhicai.exams.actions.room import give_time_to_all
from zhicai.exams.models import Exam, Invigilator, Room, Sitting
from zhicai.exams.queries.sittings import entry_of
from zhicai.exams.rules.clock import deadline
from zhicai.exams.tests.room_scenes import SET_UP
from zhicai.exams.tests.scenes import MINUTES, START, after
from zhicai.foundation.errors import BadInput, OutOfScope, Refused


class TestSettingUp:
    def test_everyone_of_the_class_is_seated_by_lot_and_the_same_again_changes_nothing(self, room):
        exam = room.set_up()
        seats = set(exam.sittings.values_list("room__name", "seat"))
        assert seats == {("一号", 1), ("一号", 2), ("二号", 1)}
        assert len(set(exam.sittings.values_list("code", flat=True))) == 3
        assert room.set_up() == exam
        assert Exam.objects.count() == 1

    def test_every_fault_is_told_at_once_at_its_field(self, room):
        rooms = (running.RoomFacts("一号", 1), running.RoomFacts("一号", 0, "x" * 201, 999))
        with pytest.raises(BadInput) as error:
            room.set_up(
                title=" ", paper=0, latest_start=999, rooms=rooms, starts_at=SET_UP, chief=998
            )
        assert {one.field for one in error.value.faults} == {
            "title", "paper", "starts", "latest", "room-2", "seats-2", "place-2", "rooms",
            "watcher-2", "chief",
        }  # fmt: skip
        assert not Exam.objects.exists()

    def test_chief_and_invigilators_are_named_with_it_and_nobody_twice(self, room):
        lan, he = room.staff("兰老师"), room.staff("何老师")
        rooms = (running.RoomFacts("一号", 400, watcher=he.user_id),)
        exam = room.set_up(chief=lan.user_id, rooms=rooms)
        found = exam.invigilators.values_list("name", "room__name")
        assert set(found) == {("兰老师", None), ("何老师", "一号")}
        with pytest.raises(BadInput) as error:
            room.set_up(chief=he.user_id, rooms=rooms, starts_at=after(9999))
        assert [one.field for one in error.value.faults] == ["watcher-1"]

    def test_a_make_up_is_for_who_repeats_the_part_and_within_its_days(self, room):
        first, second = Registration.objects.order_by("pk")[:2]
        again = room.offer_make_up(first)
        room.offer_make_up(second, ("practical",))
        paper = room.paper.blueprint.papers.get(label="B").pk
        exam = room.set_up(round="makeup", paper=paper)
        assert [one.registration for one in exam.sittings.all()] == [first]
        late = {"round": "makeup", "paper": paper, "starts_at": after(60 * 24 * 40)}
        with pytest.raises(BadInput, match="补考期限"):
            room.set_up(**late)
        again.allowed_for = "疫情"
        again.save()
        assert room.set_up(**late).sittings.count() == 1

    def test_another_unit_sets_up_nothing_and_an_exam_needs_somebody(self, room):
        with pytest.raises(OutOfScope):
            running.set_up_exam(room.found, room.facts(), by=room.outsider(), at=SET_UP)
        Registration.objects.update(state="withdrawn")
        with pytest.raises(BadInput, match="没有考生"):
            room.set_up()

    def test_who_comes_to_the_class_later_is_seated_in_one_go(self, room):
        exam = room.set_up(rooms=(running.RoomFacts("一号", 4),))
        room.enrol(2, first=3)
        with pytest.raises(Refused, match="还差 1 个"):
            running.seat_candidates(exam, by=room.base, at=SET_UP)
        facts = running.RoomFacts("二号", 1)
        running.add_room(exam, facts, by=room.base, at=SET_UP)
        give = {"minutes": 5, "reason": "断网", "seen": 0, "by": room.base, "at": SET_UP}
        give_time_to_all(exam, **give)
        assert running.seat_candidates(exam, by=room.base, at=SET_UP) == 2
        assert set(exam.sittings.values_list("extra_seconds", flat=True)) == {300}
        with pytest.raises(BadInput, match="不重复"):
            running.add_room(exam, facts, by=room.base, at=SET_UP)


class TestSeatsAndInvigilators:
    def test_a_seat_is_changed_to_a_free_one_of_the_exam(self, room):
        exam = room.set_up()
        one, other = exam.sittings.filter(room__name="一号")
        second = Room.objects.get(name="二号")
        moved = seating.change_seat(one, second, 9, by=room.base, at=SET_UP)
        assert (moved.room, moved.seat) == (second, 9)
        first = Room.objects.get(name="一号")
        for seat, words in ((other.seat, other.person.name), (3, "1 到 2")):
            with pytest.raises(BadInput, match=words):
                seating.change_seat(one, first, seat, by=room.base, at=SET_UP)
        with pytest.raises(OutOfScope):
            seating.change_seat(one, first, 1, by=room.outsider(), at=SET_UP)

    def test_who_watches_no_more_stays_on_record(self, room):
        lan = room.staff("兰老师")
        exam = room.set_up(chief=lan.user_id)
        watch = Invigilator.objects.get()
        with pytest.raises(OutOfScope):
            seating.end_watch(exam, watch.pk, by=room.outsider(), at=START)
        assert seating.end_watch(exam, watch.pk, by=room.base, at=START).until == START


class TestTheClock:
    def test_a_pause_is_given_back_to_who_writes_and_to_who_begins_after_it(self, room):
        room.set_up()
        exam = room.begin()
        writing, waiting, late = exam.sittings.all()
        room.write(writing)
        running.pause_exam(exam, reason="停电", by=room.base, at=after(10))
        running.resume_exam(exam, by=room.base, at=after(22))
        writing.refresh_from_db()
        assert writing.deadline == after(MINUTES + 12)
        exam.refresh_from_db()
        assert (exam.paused_seconds, exam.latest_start) == (720, 30)
        for one in (waiting, late):
            one.exam = exam
        timing = entry_of(waiting, at=after(25)).timing
        assert timing.closes_at == after(42)
        assert deadline(timing, after(25), extra=0, late=False) == after(MINUTES + 12)
        assert deadline(timing, after(50), extra=0, late=True) == after(50 + MINUTES)
        running.resume_exam(exam, by=room.base, at=after(30))
        assert Exam.objects.get().paused_seconds == 720

    def test_an_exam_ends_when_nobody_may_write_or_begin(self, room):
        room.set_up()
        exam = room.begin()
        writing = room.write(exam.sittings.first())
        end = {"by": room.base}
        with pytest.raises(Refused, match="1 人在作答时间内"):
            running.end_exam(exam, at=after(40), **end)
        running.pause_exam(exam, reason="停电", by=room.base, at=after(40))
        with pytest.raises(Refused, match="恢复后才能结束"):
            running.end_exam(exam, at=after(41), **end)
        running.resume_exam(exam, at=after(41), **end)
        Sitting.objects.filter(pk=writing.pk).update(
            state="submitted", submitted_at=after(20), submitted_by="self"
        )
        with pytest.raises(Refused, match="2 人没有开考"):
            running.end_exam(exam, at=after(20), **end)
        assert running.end_exam(exam, at=after(42), **end).state == "ended"
        assert sorted(exam.sittings.values_list("state", flat=True)) == [
            "absent", "absent", "submitted",
        ]  # fmt: skip
        with pytest.raises(Refused, match="已经结束或取消"):
            running.add_room(exam, running.RoomFacts("三号", 1), by=room.base, at=after(50))

    def test_an_exam_nobody_began_is_cancelled_with_its_reason(self, room):
        exam = room.set_up()
        with pytest.raises(BadInput):
            running.cancel_exam(exam, reason=" ", by=room.base, at=SET_UP)
        assert running.cancel_exam(exam, reason="停电", by=room.base, at=SET_UP).said == "停电"
        assert room.set_up() != exam
