"""What the database holds about the ledger, and the hours read from it."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhicai.attendance.models import Entry
from zhicai.attendance.queries import attended, class_hours, hours_by_registration
from zhicai.attendance.tests.scenes import when


def line(held, kind="staff_tick", *, who=0, lesson=0, at="09:00", **more):
    known = {
        "registration": held.people[who], "lesson": held.lessons[lesson], "kind": kind,
        "way": "list", "at": when(at), "entered_at": when(at), "by": "夷陵经办",
    }  # fmt: skip
    return Entry.objects.create(**(known | more))


def undo(entry, **more):
    known = {
        "registration": entry.registration, "lesson": entry.lesson, "kind": "reversal",
        "way": "office", "at": entry.at, "entered_at": entry.at, "by": "夷陵经办",
        "reason": "点错人", "reverses": entry,
    }  # fmt: skip
    return Entry.objects.create(**(known | more))


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


class TestTheDatabase:
    def test_lines_are_neither_changed_nor_deleted(self, held):
        entry = line(held)
        refused(lambda: Entry.objects.filter(pk=entry.pk).update(by="别人"))
        refused(entry.delete)
        assert Entry.objects.get().by == "夷陵经办"

    def test_one_of_a_kind_stands(self, held):
        first = line(held)
        refused(lambda: line(held))
        refused(lambda: line(held, turn=1))
        undo(first)
        refused(lambda: line(held))
        refused(lambda: line(held, turn=2))
        second = line(held, turn=1)
        refused(lambda: line(held, turn=2))
        undo(second)
        assert line(held, turn=2).pk

    def test_another_kind_and_another_lesson_stand_beside_it(self, held):
        line(held)
        line(held, "signed_in")
        line(held, lesson=1)
        assert Entry.objects.count() == 3

    def test_a_reversal_has_a_reason_and_one_line_of_the_same_person_and_lesson(self, held):
        entry = line(held)
        refused(lambda: undo(entry, reason=""))
        refused(lambda: undo(entry, registration=held.people[1]))
        refused(lambda: undo(entry, lesson=held.lessons[1]))
        back = undo(entry)
        refused(lambda: undo(entry))
        refused(lambda: undo(back))
        assert set(Entry.objects.values_list("pk", flat=True)) == {entry.pk, back.pk}

    def test_manual_needs_a_reason_paper_its_scan_and_a_key_is_there_once(self, held):
        refused(lambda: line(held, "manual"))
        refused(lambda: line(held, "paper"))
        line(held, "manual", reason="手机没电")
        line(held, "signed_in", key="a-1")
        with pytest.raises(IntegrityError), transaction.atomic():
            line(held, "signed_in", who=1, key="a-1")


class TestHours:
    def test_whole_late_and_undone_lessons(self, held):
        line(held)
        line(held, "signed_in", lesson=1, at="15:30")
        undo(line(held, who=1))
        first, second, third = (one.pk for one in held.people)
        assert hours_by_registration([held.found.pk]) == {first: Decimal(6), second: Decimal(0)}
        assert attended([held.found.pk]) == {first}
        assert class_hours([held.found.pk, 0]) == {held.found.pk: Decimal(8), 0: Decimal(0)}
        assert third not in attended([held.found.pk])

    def test_a_dropped_lesson_counts_for_nobody(self, held):
        line(held)
        held.lessons[0].cancelled = True
        held.lessons[0].save()
        assert hours_by_registration([held.found.pk]) == {}
        assert attended([held.found.pk]) == set()
        assert class_hours([held.found.pk]) == {held.found.pk: Decimal(4)}

    def test_few_statements_for_all_classes(self, held, django_assert_max_num_queries):
        for who in range(3):
            line(held, who=who)
        with django_assert_max_num_queries(5):
            assert len(hours_by_registration([held.found.pk])) == 3
        with django_assert_max_num_queries(1):
            assert len(attended([held.found.pk])) == 3
