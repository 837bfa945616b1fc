"""Offices are told when a document moves."""

import pytest

from zhicai.filing.actions import Note
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.messages.queries import inbox_of
from zhicai.planning.actions import accept_plan, return_plan, send_plan
from zhicai.planning.tests.scenes import YICHANG, YILING, at, hubei

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return hubei()


def titles(acting):
    return [message.title_zh for message in inbox_of(acting)]


def test_the_city_is_told_that_a_plan_has_come(scene, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        plan = scene.sent()
    letter = inbox_of(scene.city()).get()
    assert letter.title_zh == f"夷陵区局报送《{plan.filing.title}》"
    assert letter.link == f"/plans/{plan.pk}/review/"
    assert titles(scene.county()) == []


def test_a_county_is_told_that_its_plan_came_back_with_the_opinion_and_the_day(
    scene, django_capture_on_commit_callbacks
):
    plan = scene.sent()
    with django_capture_on_commit_callbacks(execute=True):
        return_plan(
            plan,
            by=scene.city(),
            opinion="人数不足",
            at=at("03-20"),
            until=at("03-25").date(),
            notes=[Note("c1-people", "请补足 100 人")],
        )
    came_back = inbox_of(scene.county()).get(title_zh__contains="退回修改")
    assert "人数不足" in came_back.body_zh
    assert "2022-03-25" in came_back.body_zh
    assert came_back.title_en.endswith("returned")


def test_a_county_is_told_that_its_plan_was_accepted_and_another_county_is_not(
    scene, django_capture_on_commit_callbacks
):
    plan = scene.sent()
    with django_capture_on_commit_callbacks(execute=True):
        accept_plan(plan, by=scene.city(), at=at("03-20"))
    assert any("已通过" in title for title in titles(scene.county()))
    assert titles(scene.county("420502")) == []


def test_sending_the_same_plan_twice_writes_one_letter(scene, django_capture_on_commit_callbacks):
    plan = scene.plan()
    with django_capture_on_commit_callbacks(execute=True):
        send_plan(plan, by=scene.county(), at=at("03-18"))
        send_plan(plan, by=scene.county(), at=at("03-18", 11))
    letters = Message.objects.filter(place=scene.places[YICHANG], level=Level.CITY)
    assert letters.count() == 1
    assert not Message.objects.filter(place=scene.places[YILING]).exists()
