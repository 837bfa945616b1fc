"""The aim with the certified specialists, in total and by their employers' industry (HB-2.1.h)."""

from datetime import timedelta

import pytest
from django.test import Client

from zhicai.accounts.acting import SYSTEM
from zhicai.archive.tests.scenes import ON, Archive
from zhicai.foundation import clock
from zhicai.people.models import Employment, Person
from zhicai.places.actions import name_organisation
from zhicai.planning.tests.scenes import SINCE, YILING


@pytest.fixture
def scene(db):
    return Archive()


def employ(scene, number, industry, *, first):
    """So many more certified people at one employer of an industry."""
    home = scene.hubei.places[YILING]
    unit = name_organisation(
        kind="enterprise", name=f"{industry}公司", home=home, since=SINCE, by=SYSTEM
    )
    unit.industry = industry
    unit.save()
    for n in range(first, first + number):
        person = Person.objects.create(name=f"员工{n}", home=home, entered_at=clock.now(),
                                       entered_by="x")  # fmt: skip
        Employment.objects.create(person=person, organisation=unit, place=home, valid_from=SINCE)
        scene.certify(person, n)


def aim(on=ON):
    with clock.standing_at(on):
        page = Client().get("/").content.decode()
    return page.split('id="aim"')[1].split("</section>")[0]


@pytest.mark.clause("HB-2.1.h")
def test_the_aim_shows_the_specialists_in_total_and_by_industry_and_points_at_nobody(scene):
    before = aim()
    assert "人才高地" in before
    assert "2 人" in before
    employ(scene, 4, "新材料", first=10)
    employ(scene, 1, "珍珠养殖", first=20)
    now = aim()
    assert "7 人" in now
    assert "新材料 4 人" in " ".join(now.split())
    assert "珍珠养殖" not in now
    assert "其他和未登记行业 3 人" in " ".join(now.split())


def test_a_certificate_that_ended_counts_no_more(scene):
    found = scene.certificates[0]
    found.state, found.ended_on, found.ended_at = "revoked", ON, clock.now()
    found.ended_reason = found.ended_by = "x"
    found.save()
    assert "1 人" in aim()
    assert "2 人" in aim(ON - timedelta(days=1))
