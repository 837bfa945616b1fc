"""People are found by index: by any end of a name, initials, the end of a phone, an employer."""

import pytest

from zhicai.foundation import clock
from zhicai.people.actions import change_contact, enter_people
from zhicai.people.models import Employment, Person, SearchKey
from zhicai.people.queries.searching import MOST, found_by_employer, found_by_name, found_by_words
from zhicai.people.rules import EmployerFacts, PersonFacts
from zhicai.people.rules.pinyin import initials
from zhicai.people.tests.scene import AT, NUMBER, ON, certified, people_of_yiling
from zhicai.people.tests.test_pages import client_of
from zhicai.places.models import Place
from zhicai.planning.tests.scenes import XILING, YILING

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    with clock.standing_at(ON):
        yield people_of_yiling()


@pytest.mark.parametrize("typed", ["郭建军", "建军", "军", "GJJ", "gj", "1234", NUMBER])
def test_every_end_of_a_name_initials_phone_and_number_find_the_person(scene, typed):
    homes = [scene.guo.home_id]
    found = found_by_words(typed, homes)
    assert (found.people, found.more) == ({scene.guo.pk}, False)
    assert scene.guo.pk not in found_by_name(typed, [scene.hubei.places[XILING].pk]).people


def test_keys_follow_name_phone_home_and_file_whoever_writes_them(scene):
    certified(scene)
    assert found_by_name("军", [scene.guo.home_id], only_files=True).people == {scene.guo.pk}
    change_contact(scene.guo, phone="13900009999", email="", by=scene.county, at=AT)
    place = Place.objects.get(code=XILING)
    Person.objects.filter(pk=scene.guo.pk).update(name="Anna·李", pinyin="annal", home=place)
    assert not found_by_words("郭", [scene.guo.home_id, place.pk]).people
    for typed in ("anna·李", "李", "ANNA", "9999"):
        assert found_by_words(typed, [place.pk]).people == {scene.guo.pk}
    Person.objects.filter(pk=scene.guo.pk).update(erased_at=AT)
    assert not SearchKey.objects.filter(person=scene.guo).exists()


def test_an_employer_is_found_in_the_middle_of_its_name_listed_or_not(scene):
    home = scene.guo.home_id
    enter_people(
        [PersonFacts("陈晨", home, employer=EmployerFacts(name="宜昌化工某某厂"))],
        by=scene.county, at=AT,
    )  # fmt: skip
    (chen,) = found_by_employer("化工", [home]).people
    assert Person.objects.get(pk=chen).name == "陈晨"
    assert found_by_employer("terpris", [home]).people == {scene.guo.pk, scene.yang.pk}
    Employment.objects.filter(person=chen).update(employer_name="荆州纺织厂")
    assert found_by_employer("纺织", [home]).people == {chen}
    assert not found_by_employer("化工", [home]).people


def test_a_search_ends_at_a_thousand_and_says_so(scene):
    home = scene.hubei.places[YILING].pk
    Person.objects.bulk_create(
        Person(name=f"周{n}", home_id=home, entered_at=AT, entered_by="x") for n in range(MOST + 1)
    )
    found = found_by_name("周", [home])
    assert (len(found.people), found.more) == (MOST, True)
    page = client_of(scene.county).get("/people/?q=周").content.decode()
    assert "超过 1,000 人" in page


@pytest.mark.parametrize(
    ("name", "letters"),
    [("王婷", "wt"), ("李昊睿", "lhr"), ("单雯煜", "swy"), ("曾琪", "zq"), ("尉迟恭", "ycg"),
     ("欧阳娜娜", "oynn"), ("A·李", "al"), ("𠮷", "")],
)  # fmt: skip
def test_initials_know_the_signs_of_names_and_surnames(name, letters):
    assert initials(name) == letters
