"""An enterprise's own desk: its people, the classes it can send them to, lists, needs, letters."""

from datetime import date

import pytest
from django.urls import reverse

from zhicai.accounts.models import User
from zhicai.admission.models import Registration
from zhicai.admission.tests.scenes import member_of
from zhicai.foundation import clock
from zhicai.outreach.models import Opinion
from zhicai.people.models import Employment
from zhicai.places.models import Organisation
from zhicai.registers.tests import scenes as lists
from zhicai.results.actions.coverage import write_letters
from zhicai.results.queries.coverage import coverage_law
from zhicai.results.tests import scenes

pytestmark = pytest.mark.django_db
ON = date(2022, 6, 1)


@pytest.fixture(autouse=True)
def june():
    with clock.standing_at(scenes.at("06-01")):
        yield


@pytest.fixture
def scene(db):
    return scenes.results()


@pytest.fixture
def firm(scene):
    lists.bring_in([lists.line(n) for n in (1, 2)], by=scene.province())
    return Organisation.objects.get(code=lists.code(1))


@pytest.fixture
def enter(client):
    def sign_in(acting):
        user = User.objects.get(pk=acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def employ(row, firm, post="专利工程师"):
    Registration.objects.filter(pk=row.pk).update(organisation=firm)
    Employment.objects.filter(person=row.person).delete()
    Employment.objects.create(
        person=row.person, organisation=firm, place=firm.home, post=post,
        valid_from=date(2022, 1, 1),
    )  # fmt: skip


def test_the_enterprise_lands_on_its_desk_and_sees_its_own(
    scene, firm, enter, django_assert_max_num_queries
):
    done, other = scene.class_(), scene.class_()
    row = scene.trainee(done, name="王小明")
    employ(row, firm)
    scene.end(done)
    scene.certify(row.person, since=date(2022, 5, 20))
    scene.trainee(other, name="外人甲")
    ahead = scene.class_(state="open", day=date(2022, 6, 20), title="六月预科班")
    client = enter(member_of(scene.hubei, firm))
    assert client.get("/").url == reverse("desk:enterprise")
    with django_assert_max_num_queries(60):
        page = client.get(reverse("desk:enterprise")).content.decode()
    for words in ("王小明", "专利工程师", "已结业", "持证", "高新技术企业", "六月预科班"):
        assert words in page
    assert "外人甲" not in page
    assert reverse("admission:import", args=[ahead.pk]) in page
    assert client.get(reverse("admission:import", args=[ahead.pk])).status_code == 200
    assert client.get(reverse("admission:registration", args=[row.pk])).status_code == 200


def test_letters_needs_and_missing_training_are_said(scene, firm, enter):
    contact = member_of(scene.hubei, firm)
    law = coverage_law(scene.year, on=ON)
    county = scene.county()
    write_letters(law, law.kinds[0], [firm.pk], by=county, at=scenes.at("06-01"))
    Opinion.objects.create(
        place=firm.home, organisation=firm, sort="need", topic="t", says="希望开专利导航课",
        sender=firm.name, contact="田野", phone="1", source="account", sent_on=ON,
        sent_at=scenes.at("06-01"), holder_place=firm.home, holder_level="county",
    )  # fmt: skip
    page = enter(contact).get(reverse("desk:enterprise")).content.decode()
    assert "关于选派人员参加知识产权培训的函" in page
    assert "希望开专利导航课" in page
    assert "还没有 1 人受训" in page


def test_no_other_office_has_such_a_desk(scene, firm, enter):
    client = enter(scene.county())
    assert client.get(reverse("desk:enterprise")).status_code == 403
    base = enter(scene.base())
    assert base.get(reverse("desk:enterprise")).status_code == 403
