"""The practical test of an assessment class: on its timetable, and in every result."""

import pytest

from zhicai.finance.tests.assessment_scenes import AssessmentMoney
from zhicai.planning.tests.scenes import at
from zhicai.results.tests.outcome_scenes import assessment
from zhicai.training.models import Lesson
from zhicai.training.queries.frames import frame_of
from zhicai.training.queries.steps import decision_on

pytestmark = pytest.mark.django_db


@pytest.mark.clause("HB-3.2.5.e")
def test_no_class_starts_without_a_practical_test_and_no_result_passes_without_its_mark(db):
    money = AssessmentMoney()
    found = money.class_("c1", opened=True)
    money.budget("c1")
    frame = frame_of(money.year, on=at("05-16").date())
    tests = found.lessons.filter(kind=Lesson.Kind.PRACTICAL_TEST)
    assert tests.count() == 1
    assert decision_on(found, "running", frame).allowed
    tests.update(cancelled=True)
    refused = decision_on(found, "running", frame)
    assert not refused.allowed
    assert [reason.clause for reason in refused.reasons if "实操" in reason.says.zh] == [
        "HB-3.2.5.e"
    ]


@pytest.mark.clause("HB-3.2.5.e")
def test_a_result_without_a_practical_mark_is_no_pass(db):
    scene = assessment()
    found = scene.class_()
    row = scene.trainee(found)
    scene.mark(row, exam=95)
    stands = scene.outcome(row)
    assert stands.state != "qualified"
    assert "HB-3.2.5.e" in {reason["clause"] for reason in stands.reasons}
    scene.mark(row, practical=80)
    assert scene.outcome(row).state == "qualified"
