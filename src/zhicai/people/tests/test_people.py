"""One person, one record: entered once, found by a number that nobody can read, masked."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope
from zhicai.law.schema import Level
from zhicai.people.actions import (
    change_contact,
    change_employer,
    enter_people,
    enter_person,
    unmask,
)
from zhicai.people.models import Employment, Person
from zhicai.people.queries import (
    employment_of,
    find_by_number,
    looks_at,
    person_for,
    visible_people,
)
from zhicai.people.rules import (
    EmployerFacts,
    PersonFacts,
    cleaned_name,
    masked_name,
    masked_number,
    masked_phone,
)
from zhicai.planning.tests.scenes import WUHAN, XILING, YILING, hubei

pytestmark = pytest.mark.django_db
AT = datetime(2022, 4, 2, 2, tzinfo=UTC)
ON = date(2022, 4, 2)
NUMBER = "420506198803124526"
OTHER = "420502199011078911"


def _check(digits):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
    return digits[:17] + "10X98765432"[total % 11]


NUMBER, OTHER = _check(NUMBER), _check(OTHER)


@pytest.fixture
def scene(db):
    return hubei()


def facts(scene, **changes):
    known = {
        "name": "郭建军", "home_id": scene.places[YILING].pk, "id_kind": "resident",
        "id_number": NUMBER, "phone": "138 0717 1234",
        "employer": EmployerFacts(name="宜化集团有限公司", kind="high-tech", post="知识产权主管"),
    }  # fmt: skip
    return PersonFacts(**(known | changes))


def test_someone_entered_twice_is_one_record(scene):
    county = scene.county(YILING)
    first = enter_person(facts(scene), by=county, at=AT)
    again = enter_person(facts(scene, id_number=f" {NUMBER[:6]} {NUMBER[6:]} "), by=county, at=AT)
    assert (again.pk, Person.objects.count()) == (first.pk, 1)
    assert find_by_number("resident", NUMBER) == first
    assert find_by_number("passport", NUMBER) is None


def test_the_database_itself_refuses_a_second_record_of_one_number(scene):
    person = enter_person(facts(scene), by=scene.county(YILING), at=AT)
    person.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save(force_insert=True)


def test_the_number_does_not_lie_in_the_database_in_the_clear(scene):
    enter_person(facts(scene), by=scene.county(YILING), at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        stored = str(cursor.fetchall())
    assert NUMBER not in stored
    assert NUMBER not in str(list(Entry.objects.values_list("values", "reason")))


def test_many_are_entered_with_few_queries_and_a_known_one_is_not_doubled(
    scene, django_assert_max_num_queries
):
    county = scene.county(YILING)
    known = enter_person(facts(scene), by=county, at=AT)
    home = scene.places[YILING].pk
    born = [_check(f"4205061990010{n:04d}") for n in range(1000, 1900)]
    rows = (
        [facts(scene)]
        + [
            PersonFacts(f"张{n}", home, id_kind="resident", id_number=one)
            for n, one in enumerate(born)
        ]
        + [PersonFacts("无证件", home), PersonFacts("张重", home, "resident", born[0])]
    )
    with django_assert_max_num_queries(30):
        keys = enter_people(rows, by=county, at=AT)
    assert keys[0] == known.pk
    assert keys[-1] == keys[1]
    assert len(set(keys)) == len(rows) - 1
    assert Person.objects.get(pk=keys[-2]).name == "无证件"


def test_every_fault_of_every_row_is_named_at_once_and_nobody_is_entered(scene):
    rows = [
        facts(scene),
        facts(scene, id_number=NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1"), phone="12345"),
        facts(scene, name=" ", id_number=OTHER),
        facts(scene, id_kind="", id_number="E1234567", employer=EmployerFacts(post="专员")),
    ]
    with pytest.raises(BadInput) as refused:
        enter_people(rows, by=scene.county(YILING), at=AT)
    found = [(fault.row, fault.field) for fault in refused.value.faults]
    assert found == [
        (2, "id_number"), (2, "phone"), (3, "name"), (4, "id_number"), (4, "employer"),
    ]  # fmt: skip
    assert not any(NUMBER[:10] in fault.says.zh for fault in refused.value.faults)
    assert not Person.objects.exists()


def test_an_office_sees_the_people_of_its_place_and_no_others(scene):
    person = enter_person(facts(scene), by=scene.county(YILING), at=AT)
    for acting in (scene.county(YILING), scene.city(), scene.province()):
        assert person_for(acting, person.pk, on=ON) == person
    for acting in (scene.county(XILING), scene.county(WUHAN)):
        assert not visible_people(acting, on=ON).exists()
        with pytest.raises(OutOfScope):
            person_for(acting, person.pk, on=ON)


def test_an_employer_sees_its_own_people_only_as_long_as_they_work_there(scene):
    firm = scene.body("enterprise", home=YILING)
    person = enter_person(
        facts(scene, employer=EmployerFacts(organisation_id=firm.organisation_id)),
        by=scene.county(YILING), at=AT,
    )  # fmt: skip
    assert person_for(firm, person.pk, on=ON) == person
    change_employer(
        person, EmployerFacts(name="三峡新材"), place=scene.places[XILING],
        by=scene.county(YILING), at=AT,
    )  # fmt: skip
    with pytest.raises(OutOfScope):
        person_for(firm, person.pk, on=ON)


def test_a_new_employer_keeps_the_one_before_on_the_record_and_moves_it_to_the_new_county(scene):
    person = enter_person(facts(scene), by=scene.county(YILING), at=AT)
    later = datetime(2022, 9, 1, 2, tzinfo=UTC)
    change_employer(
        person, EmployerFacts(name="三峡新材", post="主任"), place=scene.places[XILING],
        by=scene.county(YILING), at=later,
    )  # fmt: skip
    assert [e.employer_name for e in person.employments.all()] == ["三峡新材", "宜化集团有限公司"]
    assert employment_of(person, on=date(2022, 5, 1)).employer_name == "宜化集团有限公司"
    assert employment_of(person, on=date(2022, 9, 2)).employer_name == "三峡新材"
    assert person_for(scene.county(XILING), person.pk, on=date(2022, 9, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.create(
            person=person, employer_name="第三家", place=scene.places[XILING], valid_from=ON
        )


def test_the_whole_number_needs_a_right_and_a_reason_and_the_look_is_on_the_record(scene):
    county = scene.county(YILING)
    person = enter_person(facts(scene), by=county, at=AT)
    with pytest.raises(BadInput):
        unmask(person, by=county, reason=" ", on=ON)
    assert not looks_at(person).exists()
    assert unmask(person, by=county, reason="核对报名表原件", on=ON) == NUMBER
    (look,) = looks_at(person)
    assert (look.name, look.reason) == (county.name, "核对报名表原件")
    assert NUMBER not in str(look.values)
    with pytest.raises(OutOfScope):
        unmask(person, by=scene.county(XILING), reason="核对报名表原件", on=ON)
    reader = scene.officer(YILING, Level.COUNTY, role=Role.READER)
    with pytest.raises((NotYourPage, OutOfScope)):
        unmask(person, by=reader, reason="核对报名表原件", on=ON)


def test_a_wrong_phone_changes_nothing(scene):
    county = scene.county(YILING)
    person = enter_person(facts(scene), by=county, at=AT)
    with pytest.raises(BadInput):
        change_contact(person, phone="1380717", email="", by=county, at=AT)
    person.refresh_from_db()
    assert person.phone == "13807171234"
    change_contact(person, phone="+86 139-0717-0000", email="g@x.cn", by=county, at=AT)
    person.refresh_from_db()
    assert person.phone == "13907170000"


def test_names_and_numbers_are_shown_masked():
    assert [masked_name(n) for n in ("郭建军", "李娜", "欧阳修文", "买买提·吐尔逊")] == [
        "郭*军", "李*", "欧**文", "买*****逊",
    ]  # fmt: skip
    assert masked_number(NUMBER) == f"4205************{NUMBER[-2:]}"
    assert masked_phone("13807171234") == "138****1234"
    assert masked_number("E1234567") == "********"


def test_middle_dots_are_one_and_blanks_stand_between_latin_words_only():
    assert cleaned_name(" 买买提•吐尔逊 ") == "买买提·吐尔逊"
    assert cleaned_name("张 三") == "张三"
    assert cleaned_name("Anna  Maria") == "Anna Maria"
