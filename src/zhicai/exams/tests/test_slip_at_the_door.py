"""The code of an admission slip, read by whom: the candidate, the invigilator, anybody else."""

import pytest
from django.urls import reverse

from zhicai.exams.models import Sitting
from zhicai.exams.tests.room_scenes import browser, text
from zhicai.exams.tests.scenes import after
from zhicai.foundation import clock


@pytest.fixture(autouse=True)
def _before_the_hour():
    with clock.standing_at(after(-20)):
        yield


def test_an_invigilator_who_reads_a_slip_finds_its_candidate_alone_in_the_room(room):
    exam = room.set_up()
    mine, other = Sitting.objects.filter(exam=exam).order_by("pk")[:2]
    there = browser(room.base).get(reverse("exams:sitting", args=[mine.code]), follow=True)
    assert there.redirect_chain[-1][0] == f"{reverse('exams:room', args=[exam.pk])}?q={mine.code}"
    assert mine.person.name in text(there)
    assert other.person.name not in text(there)


def test_a_slip_of_another_base_looks_like_one_that_does_not_exist(room):
    exam = room.set_up()
    code = Sitting.objects.filter(exam=exam)[0].code
    for who in (room.outsider(), room.county):
        for wanted in (code, "NOSUCHSLIP"):
            answer = browser(who).get(reverse("exams:sitting", args=[wanted]))
            assert answer.status_code == 404
