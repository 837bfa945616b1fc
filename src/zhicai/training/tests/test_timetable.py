"""Timetables: clashes, coverage, shares, Excel in and out."""

import threading
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from io import BytesIO
from time import sleep

import pytest
from django.db import OperationalError, connection
from openpyxl import load_workbook

from zhicai.foundation.errors import BadInput, Refused, Stale
from zhicai.programmes.models import ProgrammeYear
from zhicai.training import actions
from zhicai.training.models import LecturerRequest, Lesson, TrainingClass
from zhicai.training.queries.reports import shares_by_class, shares_by_year
from zhicai.training.rules.timetable import CourseLine, LessonFacts, coverage, laid_out, shares
from zhicai.training.sheets import Unreadable, lessons_sheet, read_lessons
from zhicai.training.tests import scenes
from zhicai.training.tests.scenes import XILING, as_facts, at, lesson


def saved(hubei, found, lessons, on="03-26", **more):
    return actions.save_timetable(
        found, lessons, by=hubei.county(found.place.code), at=at(on), **more
    )


def at_one_venue(hubei):
    """Two counties' classes on the same days at the same venue."""
    one, other = hubei.class_(), hubei.class_(XILING)
    venue = {"venue": "三峡大学逸夫楼", "venue_place": XILING, "reason": "机房"}
    for found in (one, other):
        lessons = [replace(x, room=f"{found.place.code}教室") for x in as_facts(found)]
        saved(hubei, found, lessons)
        actions.move(found, **venue, by=hubei.county(found.place.code), at=at("03-26"))
        found.refresh_from_db()
    return one, other


def test_lessons_are_added_changed_and_removed_at_once(hubei):
    found = hubei.class_()
    first, second = as_facts(found)
    saved(hubei, found, [replace(first, room="401"), lesson("案例研讨", starts=15, ends=17)])
    titles = {one.title: one.room for one in hubei.lessons(found)}
    assert titles == {first.title: "401", "案例研讨": "三楼"}
    assert not Lesson.objects.filter(pk=second.pk).exists()


def test_faults_of_all_rows_are_named_at_once_and_nothing_changes(hubei):
    found = hubei.class_()
    before = as_facts(found)
    bad = [
        LessonFacts("", date(2022, 5, 1), time(9), time(8), Decimal(0)),
        LessonFacts("检索", None, None, None, None, items=("no-such",)),
    ]
    with pytest.raises(BadInput) as refused:
        saved(hubei, found, bad)
    assert {fault.field for fault in refused.value.faults} == {
        "l1-title", "l1-day", "l1-ends", "l1-hours", "l2-day", "l2-starts", "l2-hours", "l2-items",
    }  # fmt: skip
    assert as_facts(found) == before


def test_a_room_taken_by_another_class_is_refused_and_the_class_named(hubei):
    one, other = at_one_venue(hubei)
    taken = as_facts(one)[0]
    with pytest.raises(BadInput) as refused:
        saved(hubei, other, [replace(taken, pk=None)], on="03-27")
    assert one.title in refused.value.says.zh
    free = replace(taken, pk=None, room="另一间")
    saved(hubei, other, [free], on="03-27")


def test_a_room_is_the_same_room_however_it_is_written(hubei):
    one, other = at_one_venue(hubei)
    taken = as_facts(one)[0]
    with pytest.raises(BadInput):
        saved(hubei, other, [replace(taken, pk=None, room=" ４２０５０６ 教室")], on="03-27")


def test_the_same_class_cannot_use_a_room_twice_at_one_time(hubei):
    found = hubei.class_()
    with pytest.raises(BadInput):
        saved(hubei, found, [lesson(), lesson("案例", starts=11, ends=13)])
    saved(hubei, found, [lesson(), lesson("案例", starts=12, ends=13)])


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_cannot_both_take_a_room():
    hubei = scenes.classes()
    one, other = at_one_venue(hubei)
    free = replace(as_facts(one)[0], pk=None, room="争用教室", starts=time(19), ends=time(21))
    officers = {one.pk: hubei.county(one.place.code), other.pk: hubei.county(other.place.code)}
    barrier = threading.Barrier(2)
    outcomes = []

    def take(found):
        barrier.wait(10)
        for _ in range(200):
            try:
                lessons = [*as_facts(found), free]
                actions.save_timetable(found, lessons, by=officers[found.pk], at=at("03-27"))
                outcomes.append("saved")
                break
            except BadInput:
                outcomes.append("refused")
                break
            except OperationalError:  # SQLite in memory does not wait for the other writer
                sleep(0.02)
        connection.close()

    threads = [threading.Thread(target=take, args=(found,)) for found in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["refused", "saved"]
    assert Lesson.objects.filter(room="争用教室").count() == 1


def test_a_later_officer_is_told_and_overwrites_nothing(hubei):
    found = hubei.class_()
    revision = found.revision
    saved(hubei, found, as_facts(found)[:1], revision=revision)
    with pytest.raises(Stale):
        saved(hubei, found, [lesson("别的")], revision=revision)


def test_an_open_class_cannot_lose_its_practical_course(hubei):
    found = hubei.opened()
    kept = [one for one in as_facts(found) if "practical-1" not in one.items]
    with pytest.raises(Refused) as refused:
        saved(hubei, found, kept, on="04-01")
    assert refused.value.reasons[0].clause == "HB-2.3.e"


def test_lessons_of_a_running_class_stay_as_cancelled(hubei):
    found = hubei.running()
    dropped = hubei.theory(found)
    kept = [one for one in as_facts(found) if one.pk != dropped.pk]
    saved(hubei, found, kept, on="04-18")
    dropped.refresh_from_db()
    assert dropped.cancelled


def test_coverage_names_the_items_without_a_lesson(hubei):
    lines = coverage([lesson(), lesson()], ["know-1", "practical-1"])
    assert [(line.key, line.lessons, line.hours) for line in lines] == [
        ("know-1", (), Decimal(0)), ("practical-1", (0, 1), Decimal(6)),
    ]  # fmt: skip


def test_planned_courses_are_laid_out_half_a_day_each(hubei):
    lines = [CourseLine(f"课 {n}", Decimal(3), n == 3) for n in range(4)]
    found = laid_out(lines, first=date(2022, 4, 18), last=date(2022, 4, 19))
    assert [(one.day.day, one.starts.hour) for one in found] == [
        (18, 8),
        (18, 14),
        (19, 8),
        (19, 14),
    ]
    assert found[3].form == "practice"
    assert shares(found).practice == 3


@pytest.mark.clause("HB-2.1.i")
def test_courses_are_general_or_professional_and_the_report_shows_the_share(hubei):
    found = hubei.class_()
    lessons = [lesson(), lesson("通识", starts=13, ends=16, breadth="general")]
    saved(hubei, found, lessons)
    (line,) = shares_by_class(hubei.city(), hubei.hubei.year, on=date(2022, 4, 1))
    assert line.professional_share == Decimal("0.5")
    (year,) = shares_by_year(hubei.city(), hubei.hubei.year, on=date(2022, 4, 1))
    assert (year.name, year.professional_share) == ("2022", Decimal("0.5"))


@pytest.mark.clause("HB-2.1.j")
def test_sessions_are_theory_or_practice_and_the_report_shows_the_share(hubei):
    found = hubei.class_()
    lessons = [lesson(form="practice"), lesson("讲座", starts=13, ends=16)]
    saved(hubei, found, lessons)
    (line,) = shares_by_class(hubei.city(), hubei.hubei.year, on=date(2022, 4, 1))
    (year,) = shares_by_year(hubei.city(), hubei.hubei.year, on=date(2022, 4, 1))
    assert line.practice_share == year.practice_share == Decimal("0.5")


@pytest.mark.clause("HB-2.1.k")
def test_classes_are_popular_or_professional_and_the_report_shows_the_shift(hubei):
    found = hubei.class_()
    hubei.class_(XILING)
    facts = actions.facts_as_stored(found)
    popular = replace(facts, audience="popular")
    actions.change_class(found, popular, by=hubei.county(), at=at("03-26"))
    (year,) = shares_by_year(hubei.city(), hubei.hubei.year, on=date(2022, 4, 1))
    assert (year.classes, year.advanced, year.advanced_share) == (2, 1, Decimal("0.5"))
    following = ProgrammeYear.objects.create(
        programme="hubei-2022", year=2023, province=hubei.hubei.year.province,
        opened_on=date(2023, 1, 4), opened_by="周敏",
    )  # fmt: skip
    TrainingClass.objects.exclude(pk=found.pk).update(programme_year=following)
    shift = shares_by_year(hubei.city(), hubei.hubei.year, on=date(2023, 4, 1))
    assert [(one.name, one.advanced_share) for one in shift] == [
        ("2022", Decimal(0)), ("2023", Decimal(1)),
    ]  # fmt: skip


def test_a_timetable_goes_out_to_excel_and_comes_back_as_it_was(hubei):
    found = hubei.class_()
    content = lessons_sheet(hubei.lessons(found), hubei.frame(), found.title).content
    assert read_lessons(content, hubei.frame(), found) == as_facts(found)


def test_a_file_with_faults_names_every_cell(hubei):
    found = hubei.class_()
    content = lessons_sheet(hubei.lessons(found), hubei.frame(), found.title).content
    book = load_workbook(BytesIO(content))
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any("日期" in str(c.value) for c in row))
    places = {str(cell.value).strip("*"): cell.column for cell in head}
    first = head[0].row + 1
    sheet.cell(first, places["开始"]).value = "上午"
    sheet.cell(first + 1, places["日期"]).value = date(2022, 6, 1)
    changed = BytesIO()
    book.save(changed)
    with pytest.raises(Unreadable) as bad:
        read_lessons(changed.getvalue(), hubei.frame(), found)
    assert {(fault.row, fault.column.strip("*")) for fault in bad.value.faults} == {
        (first, "开始"), (first + 1, "日期"),
    }  # fmt: skip


def test_practical_lessons_ask_the_province_and_dropped_ones_take_it_back(hubei):
    found = hubei.class_()
    request = hubei.request(found)
    assert request.due == date(2022, 4, 11)
    hubei.hubei.decide("lecturer-request-lead-days", "14")
    second = lesson("知慧桥实操", starts=19, ends=21)
    saved(hubei, found, [*as_facts(found), second], on="03-27")
    assert found.requests.filter(state=LecturerRequest.State.OPEN).count() == 2
    assert {row.due for row in found.requests.all()} == {date(2022, 4, 4)}
    saved(hubei, found, as_facts(found)[:2], on="03-28")
    assert found.requests.filter(state=LecturerRequest.State.OPEN).count() == 1
