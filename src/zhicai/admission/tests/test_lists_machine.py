"""Whatever order people act in: a sealed list stays, nobody has two places, no class too many."""

import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.admission.actions import (
    draft_list,
    move_trainees,
    place_list,
    publish_list,
    reopen_screening,
    screen,
    seal_list,
    set_bounds,
    settle_classes,
    swap_trainees,
    take_off,
    withdraw,
    withdraw_candidate,
)
from zhicai.admission.models import (
    AdmissionList,
    Call,
    Candidate,
    ListEntry,
    Placement,
    Registration,
)
from zhicai.admission.queries.lists import seals_of
from zhicai.admission.queries.placing import Term
from zhicai.admission.queries.rosters import LIVE
from zhicai.admission.rules.placement import CITY, Quota
from zhicai.admission.tests import list_scenes
from zhicai.admission.tests.call_scenes import picks
from zhicai.admission.tests.list_scenes import YICHANG, at
from zhicai.foundation.errors import ZhicaiError

pytestmark = pytest.mark.django_db
SEATS = 3
STEPS = (
    "draft", "place", "anew", "bounds", "move", "swap", "seal", "seal-by-another", "settle",
    "publish", "take-off", "withdraw", "leave", "reopen", "refuse", "begin",
)  # fmt: skip
WHY = "按实际情况调整"


@pytest.fixture
def lists(db):
    scene = list_scenes.lists()
    for number in ("YC-1", "YC-2"):
        found = scene.classes.get(number) or scene.class_(number)
        found.capacity = SEATS
        found.save()
    scene.screened(accepted=5, reserved=2)
    assert scene.group.name
    return scene


def take(lists, step, n, moment):
    call, team = Call.objects.get(), lists.team
    entries = list(ListEntry.objects.order_by("position"))
    some = entries[n % len(entries)].pk if entries else 0
    other = entries[(n + 2) % len(entries)].pk if entries else 0
    found = lists.classes[("YC-1", "YC-2")[n % 2]]
    by = {"by": team, "at": moment}
    if step == "draft":
        draft_list(call, **by)
    elif step in ("place", "anew"):
        place_list(call, keep=step == "place", **by)
    elif step == "bounds":
        set_bounds(call, classes=[], terms=[Term(found.pk, Quota(CITY, YICHANG, 1, 2))], **by)
    elif step == "move":
        move_trainees(call, [some], found.pk, reason=WHY, **by)
    elif step == "swap":
        swap_trainees(call, some, other, reason=WHY, **by)
    elif step == "seal":
        seal_list(call, **by)
    elif step == "seal-by-another":
        seal_list(call, by=lists.stage.centre, at=moment)
    elif step == "settle":
        settle_classes(call, by=lists.group, at=moment)
    elif step == "publish":
        publish_list(call, **by)
    elif step == "take-off":
        take_off(call, some, reason=WHY, **by)
    elif step == "withdraw":
        rows = list(Registration.objects.filter(state="accepted").order_by("pk"))
        if rows:
            withdraw(rows[n % len(rows)], reason=WHY, **by)
    elif step == "leave":
        rows = list(Candidate.objects.filter(state="confirmed").order_by("pk"))
        withdraw_candidate(rows[n % len(rows)], reason=WHY, **by)
    elif step == "reopen":
        reopen_screening(call, reason=WHY, **by)
    elif step == "refuse":
        rows = list(Candidate.objects.filter(state="confirmed").order_by("pk"))
        screen(call, picks(rows[n % len(rows) :][:1]), "refuse", reason=WHY, **by)
    else:
        found.state = "running"
        found.save()


def sealed_content():
    """What a sealed list holds, None before there is one."""
    row = AdmissionList.objects.filter(state="sealed").first()
    if row is None:
        return None
    rows = ListEntry.objects.filter(admission_list=row, addendum=0).order_by("position")
    people = list(rows.values_list("position", "candidate", "candidate__person"))
    return json.dumps([row.sha256, str(row.sealed_at), row.sealed_by, people])


def checked(sealed):
    now = sealed_content()
    assert sealed is None or now == sealed
    for row in AdmissionList.objects.filter(state="sealed"):
        assert seals_of(row).hold
    twice = Placement.objects.filter(until=None).values("entry__candidate__person")
    assert not twice.annotate(n=Count("pk")).filter(n__gt=1).exists()
    full = Placement.objects.filter(until=None).values("training_class").annotate(n=Count("pk"))
    assert not full.filter(n__gt=SEATS).exists()
    live = Registration.objects.filter(state__in=LIVE)
    assert not live.values("person").annotate(n=Count("pk")).filter(n__gt=1).exists()
    seated = live.values("training_class").annotate(n=Count("pk"))
    assert not seated.filter(n__gt=SEATS).exists()
    settled = AdmissionList.objects.exclude(placed_sha256="").first()
    if settled is not None:
        placed = Placement.objects.filter(until=None, entry__admission_list=settled)
        begun = Registration.objects.filter(training_class__state="running").values("person")
        rows = placed.exclude(entry__candidate__person__in=begun)
        for person, found in rows.values_list("entry__candidate__person", "training_class"):
            assert live.filter(person=person, training_class=found).count() == 1
    return now


@pytest.mark.parametrize("placed_by", ["core-team", "working-group"])
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=4, max_size=14)
)
def test_no_path_changes_a_sealed_list_or_gives_anyone_two_places(lists, placed_by, steps):
    begin = [("draft", 0), ("place", 0), ("seal", 0), ("place", 0), ("settle", 0)]
    with transaction.atomic():
        lists.stage.hubei.decide("trainees-placed-by", placed_by)
        sealed = None
        for count, (step, n) in enumerate([*steps[:4], *begin, *steps[4:]]):
            try:
                with transaction.atomic():
                    take(lists, step, n, at("05-10") + timedelta(minutes=count))
            except ZhicaiError:
                pass
            sealed = checked(sealed)
        transaction.set_rollback(True)
