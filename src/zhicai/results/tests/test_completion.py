"""Who completed: decided when a class ends, anew after corrections, counted by county and year."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from zhicai.admission.models import Registration
from zhicai.audit.models import Entry
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import OutOfScope, Refused
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results.actions import decide_class
from zhicai.results.announcements import Completed
from zhicai.results.models import Completion
from zhicai.results.queries import completed, completed_people
from zhicai.results.queries.counts import counts_of
from zhicai.results.queries.law import results_law
from zhicai.results.rules.completion import Hours, decide_completion
from zhicai.results.tests.scenes import XILING, YILING, at
from zhicai.training.actions import take_step

ON = date(2022, 6, 1)


def test_enough_hours_complete_and_too_few_name_what_is_missing():
    enough = decide_completion(Hours(Decimal("9.6"), Decimal(12), 80), "HB-1.h")
    few = decide_completion(Hours(Decimal(9), Decimal(12), 80), "HB-1.h")
    none = decide_completion(Hours(Decimal(0), Decimal(0), 80), "HB-1.h")
    assert enough
    assert not few
    assert not none
    assert "还差 0.6 学时" in few.reasons[0].says.zh
    assert few.reasons[0].clause == "HB-1.h"


def test_a_class_that_ends_decides_all_its_trainees_at_once(
    scene, django_capture_on_commit_callbacks
):
    told = []
    subscribe(Completed, told.append)
    found = scene.class_()
    whole, part = scene.trainee(found), scene.trainee(found, lessons=3)
    with django_capture_on_commit_callbacks(execute=True):
        scene.end(found)
    rows = {row.registration_id: row for row in Completion.objects.all()}
    assert rows[whole.pk].completed
    assert rows[whole.pk].hours == 12
    assert not rows[part.pk].completed
    assert rows[part.pk].needed == Decimal("9.6")
    assert told[-1].registrations == (whole.pk,)
    assert list(completed(scene.year, "preparatory")) == [rows[whole.pk]]
    assert list(completed_people([scene.year.pk], ["preparatory"])) == [whole.person]


def test_the_step_that_finishes_a_class_decides_it(scene):
    found = scene.class_(starts_on=date(2022, 5, 9))
    row = scene.trainee(found)
    take_step(found, "finished", by=scene.county(), at=at("05-11"))
    assert Completion.objects.get().registration == row


def test_corrected_hours_are_decided_anew_by_the_office_that_runs_the_class(scene):
    found = scene.class_()
    row = scene.trainee(found, lessons=3)
    scene.end(found)
    scene.attend(row, 4)
    assert decide_class(found, by=scene.county(), at=at("05-20")) == 1
    done = Completion.objects.get()
    assert done.completed
    assert done.completed_on == date(2022, 5, 10)
    assert Entry.objects.filter(verb="results.completion_decided").count() == 2
    assert decide_class(found, by=scene.county(), at=at("05-21")) == 0


def test_a_class_still_running_or_of_another_county_is_not_decided(scene):
    found = scene.class_()
    scene.trainee(found)
    with pytest.raises(Refused) as no:
        decide_class(found, by=scene.county(), at=at("05-10"))
    assert no.value.reasons[0].clause == "HB-1.h"
    scene.end(found)
    with pytest.raises(OutOfScope):
        decide_class(found, by=scene.county(XILING), at=at("05-20"))


def test_the_setting_says_which_share_of_hours_completes(scene):
    """A-HB-03: ``preparatory-completion-share``."""
    found = scene.class_()
    row = scene.trainee(found, lessons=3)
    scene.hubei.decide("preparatory-completion-share", 75)
    scene.end(found)
    assert Completion.objects.get(registration=row).completed


def _counted(scene, name="results.preparatory_people", on=ON):
    counting = Counting(scene.year.pk, 2022, settings_of(scene.year, on=on))
    counts = measure(metric(name), counting, [on])
    return {pk: int(days[on]) for pk, days in counts.items()}


def test_people_count_by_enrolment_attendance_or_completion_as_the_setting_says(scene):
    """A-HB-03: ``preparatory-quota-basis``."""
    found = scene.class_()
    for lessons in (4, 4, 2, 0):
        scene.trainee(found, lessons=lessons)
    scene.end(found)
    place = scene.hubei.places[YILING].pk
    assert _counted(scene) == {place: 3}
    scene.hubei.decide("preparatory-quota-basis", "enrolled")
    assert _counted(scene) == {place: 4}
    scene.hubei.decide("preparatory-quota-basis", "completed")
    assert _counted(scene) == {place: 2}
    assert _counted(scene, on=date(2022, 5, 9)) == {}


def test_someone_in_two_classes_counts_once_or_twice_as_the_setting_says(scene):
    """A-HB-03: ``preparatory-quota-people``."""
    first, second = scene.class_(), scene.class_()
    scene.trainee(first, n=7)
    scene.trainee(second, n=7)
    place = scene.hubei.places[YILING].pk
    assert _counted(scene) == {place: 1}
    scene.hubei.decide("preparatory-quota-people", "attendances")
    assert _counted(scene) == {place: 2}


@pytest.mark.clause("HB-1.h")
def test_completed_people_are_counted_by_county_city_and_year(scene):
    for code, n in ((YILING, 3), (XILING, 2)):
        found = scene.class_(code)
        for _ in range(n):
            scene.trainee(found)
        scene.trainee(found, lessons=1)
        scene.end(found)
    law = results_law(scene.year, on=ON)
    counts = counts_of(scene.city(), law)
    by_county = {line.code: line.completed for line in counts.counties if line.completed}
    assert by_county == {YILING: 3, XILING: 2}
    assert [line.completed for line in counts.cities] == [5]
    assert counts.completed == 5
    own = counts_of(scene.county(), law)
    assert (own.completed, [line.code for line in own.counties]) == (3, [YILING])
    assert counts_of(scene.province(), law).completed == 5


@pytest.mark.clause("HB-2.2.1.f")
def test_a_county_with_fewer_people_than_the_law_asks_sees_how_many_are_missing(scene, visit):
    found = scene.class_()
    for _ in range(4):
        scene.trainee(found)
    law = results_law(scene.year, on=ON)
    line = counts_of(scene.county(), law).counties[0]
    assert (line.trained, line.needed, line.missing) == (4, int(law.quota.at_least), 96)
    page = visit(scene.county()).get("/results/").content.decode()
    assert "差 96 人" in page
    assert law.quota.clause in page


def test_many_trainees_are_decided_in_few_statements(scene, django_assert_max_num_queries):
    found = scene.class_()
    rows = [scene.trainee(found) for _ in range(12)]
    with django_assert_max_num_queries(25):
        scene.end(found)
    assert Completion.objects.aggregate(n=Sum("hours"))["n"] == 12 * len(rows)
    assert Registration.objects.filter(completion__completed=True).count() == 12
