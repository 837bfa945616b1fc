"""The questionnaire of a call: built, sent, answered, its response rate."""

from datetime import date

import pytest

from zhicai.admission.actions import (
    keep_questionnaire,
    send_questionnaire,
)
from zhicai.admission.models import Candidate
from zhicai.admission.queries.screening import has_answered
from zhicai.admission.tests import call_scenes
from zhicai.admission.tests.call_scenes import (
    WUHAN,
    YICHANG,
    at,
)
from zhicai.foundation.errors import OutOfScope
from zhicai.surveys.actions import answer, save_answers
from zhicai.surveys.queries import results
from zhicai.surveys.rules.written import parse


@pytest.fixture
def stage(db):
    return call_scenes.stage()


WRITTEN = "1. 能全程参加吗？【是非】【必答】\n2. 有几年经验？【数字】\n"


@pytest.mark.clause("HB-2.2.2.j")
def test_the_core_team_builds_a_questionnaire_sends_it_and_sees_answers_and_rate(stage):
    call = stage.call()
    stage.entered(4)
    team = stage.teams[YICHANG]
    content, faults = parse(WRITTEN)
    assert faults == []
    call = keep_questionnaire(call, title="需求问卷", content=content, by=team, at=at("04-20"))
    with pytest.raises(OutOfScope):
        keep_questionnaire(call, title="别的", content=content, by=stage.teams[WUHAN],
                           at=at("04-20"))  # fmt: skip
    assert send_questionnaire(call, closes_on=date(2022, 5, 3), by=team, at=at("04-22")) == 4
    stage.entered(1, day="04-25")
    call.refresh_from_db()
    assert send_questionnaire(call, closes_on=date(2022, 5, 3), by=team, at=at("04-26")) == 1
    rows = list(Candidate.objects.select_related("invitation__round").order_by("pk"))
    assert all(row.token for row in rows)
    for row in rows[:2]:
        first, second = (q["id"] for q in questions_in(content))
        saved = save_answers(
            row.invitation, {first: "yes", second: "3"}, step=1, on=date(2022, 4, 28)
        )
        answer(saved, on=date(2022, 4, 28))
    call.refresh_from_db()
    found = results(call.round, on=date(2022, 5, 4))
    assert (found.answered, found.expected, f"{found.rate:.1f}") == (2, 5, "0.4")
    assert found.tallies[0].count == 2
    rows = list(Candidate.objects.select_related("invitation").order_by("pk"))
    assert [has_answered(row) for row in rows] == [True, True, False, False, False]


def questions_in(content):
    return [q for section in content["sections"] for q in section["questions"]]
