"""The core team of a programme year: each of its members runs calls and assessment classes."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.admission.actions import calls
from zhicai.admission.queries.calls import frame_of, runs
from zhicai.foundation.clock import standing_at
from zhicai.foundation.errors import OutOfScope
from zhicai.planning.tests import package_scenes
from zhicai.planning.tests.package_scenes import SHIYAN
from zhicai.planning.tests.scenes import WUHAN, YICHANG, at
from zhicai.programmes.queries.regions import is_core_team, regions_of
from zhicai.training.actions import open_from_package, take_step
from zhicai.training.queries.classes import may_run

pytestmark = pytest.mark.django_db

ON = date(2022, 4, 28)
CENTRE = "development-centre"


@pytest.fixture
def stage(db):
    return package_scenes.stage()


def member(stage, team):
    if team == CENTRE:
        return stage.hubei.body(CENTRE, serves=("420000",))
    return stage.hubei.body("base", home=team, serves=(team,))


@pytest.mark.clause("HB-2.2.2.b")
def test_the_base_in_wuhan_runs_admission_and_a_class(stage):
    runs_admission_and_a_class(stage, WUHAN, key="c1")


@pytest.mark.clause("HB-2.2.2.c")
def test_the_base_in_yichang_runs_admission_and_a_class(stage):
    runs_admission_and_a_class(stage, YICHANG, key="c2")


@pytest.mark.clause("HB-2.2.2.d")
def test_the_base_in_shiyan_runs_admission_and_a_class(stage):
    runs_admission_and_a_class(stage, SHIYAN, key="c3")


@pytest.mark.clause("HB-2.2.2.e")
def test_the_centre_runs_admission_and_a_class(stage):
    runs_admission_and_a_class(stage, CENTRE, key="c1")


def runs_admission_and_a_class(stage, team, *, key):
    user = member(stage, team)
    assert is_core_team(user, stage.year, on=ON)
    opens_a_call(stage, user)
    runs_a_class(stage, user, key=key)


def opens_a_call(stage, user):
    regions = regions_of(stage.year, on=ON)
    own = regions.of_team(user.organisation_id) or regions.regions
    facts = calls.CallFacts(date(2022, 4, 1), date(2022, 4, 30), seats=240)
    drafted = calls.draft_call(stage.year, own[0].key, facts, by=user, at=at("04-01"))
    call = calls.open_call(drafted, by=user, at=at("04-01"))
    assert (call.state, call.team_id) == ("open", user.organisation_id)
    assert runs(user, call, frame_of(stage.year, on=ON))
    stranger = stage.hubei.body("base", home="421000", serves=("421000",))
    assert not is_core_team(stranger, stage.year, on=ON)
    with pytest.raises(OutOfScope):
        calls.draft_call(stage.year, own[0].key, facts, by=stranger, at=at("04-01"))
    client = Client()
    account = User.objects.get(pk=user.user_id)
    client.force_login(account, backend="zhicai.accounts.backends.OfficeBackend")
    with standing_at(ON):
        for address in (
            reverse("admission:calls"),
            reverse("admission:call", args=[call.pk]),
            reverse("admission:screening", args=[call.pk]),
        ):
            assert client.get(address).status_code == 200, address


def runs_a_class(stage, user, key):
    draft = stage.draft()
    line = next(one for one in draft["classes"] if one["key"] == key)
    line["undertaking"] = str(user.organisation_id)
    package = stage.approved(draft)
    found = open_from_package(package.lines.get(key=key), by=user, at=at("04-28"))
    assert may_run(user, found)
    assert take_step(found, "open", by=user, at=at("04-28")).state == "open"
