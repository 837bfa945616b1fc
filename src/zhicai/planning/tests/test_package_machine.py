"""Whatever order people act in, no class is in force or may start before an approval stands."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.filing.rules import State
from zhicai.foundation.errors import ZhicaiError
from zhicai.planning.actions import (
    approve_package,
    return_package,
    save_package,
    send_package,
    withdraw_package,
)
from zhicai.planning.models import Package
from zhicai.planning.queries.packages import blocks_start, content_of, lines_in_force
from zhicai.planning.tests import package_scenes as scenes
from zhicai.planning.tests.scenes import at

pytestmark = pytest.mark.django_db

STEPS = ("edit", "send", "withdraw", "return", "approve", "approve-by-group")


@pytest.fixture
def stage(db):
    made = scenes.stage()
    made.package()
    assert made.registry.name
    return made


def take(stage, step, number, moment):
    package = Package.objects.select_related("filing").get()
    if step == "edit":
        draft = stage.draft()
        draft["classes"][0]["seats"] = str(240 + number)
        save_package(package, by=stage.group, draft=draft, revision=package.revision, at=moment)
    elif step == "send":
        send_package(package, by=stage.group, at=moment)
    elif step == "withdraw":
        withdraw_package(package, by=stage.group, at=moment)
    elif step == "return":
        return_package(package, by=stage.registry, opinion="请改", at=moment)
    elif step == "approve":
        approve_package(package, by=stage.registry, at=moment)
    else:
        approve_package(package, by=stage.group, at=moment)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=3, max_size=9))
def test_nothing_is_in_force_without_an_approval_that_stands(stage, steps):
    with transaction.atomic():
        number, approved = "", False
        for count, step in enumerate(steps):
            moment = at("04-20") + timedelta(minutes=count)
            sent = Package.objects.get().filing.state == State.SENT
            try:
                with transaction.atomic():
                    take(stage, step, count, moment)
            except ZhicaiError:
                continue
            assert step != "approve-by-group"
            assert step not in ("approve", "return", "withdraw") or sent
            approved = approved or step == "approve"
            filing = Package.objects.select_related("filing__in_force").get().filing
            lines = list(lines_in_force(stage.year))
            assert bool(lines) == approved
            assert blocks_start(stage.year, on=moment.date()) != approved
            if filing.in_force is not None:
                held = {one.key: one.seats for one in content_of(filing.in_force).classes}
                assert {line.key: line.seats for line in lines} == held
            assert number in ("", filing.number)
            number = filing.number
        transaction.set_rollback(True)
