"""Skills, path, ladder, reserve, team."""

from datetime import date

import pytest
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.foundation.errors import BadInput, OutOfScope
from zhicai.people.models import Employment
from zhicai.places.actions import OrganisationFacts, enter_organisations
from zhicai.places.models import Organisation
from zhicai.results.actions import enter_skill, mark_team, withdraw_skill
from zhicai.results.models import SkillEntry, TeamMember
from zhicai.results.queries.law import results_law
from zhicai.results.queries.people import everyone_at, ladder, path_of_person, standing_at
from zhicai.results.queries.reserve import proven
from zhicai.results.queries.skills import people_with, record_of
from zhicai.results.tests.scenes import XILING, YILING, at
from zhicai.training.actions import LecturerFacts, enter_lecturer

ON = date(2022, 6, 1)


def trained(scene, code=YILING, lessons=4, **more):
    """Someone who was in a class that ended."""
    found = scene.class_(code)
    row = scene.trainee(found, lessons=lessons, **more)
    scene.end(found)
    return row.person


def enter(scene, person, by=None, **changes):
    known = {
        "item": "skill-1", "level": "intermediate", "evidence": "独立完成查新报告 3 份",
        "shown_on": date(2022, 5, 20), "practical": True,
    }  # fmt: skip
    return enter_skill(
        person, scene.year, **(known | changes), by=by or scene.base(), at=at("05-25")
    )


def levels(scene, person):
    law = results_law(scene.year, on=ON)
    return {one.item: one.level for one in record_of(person.pk, law)}


@pytest.mark.clause("HB-3.1.0.a")
def test_a_completed_preparatory_class_gives_elementary_ability_in_what_it_taught(scene):
    person, absent = trained(scene), trained(scene, lessons=1)
    found = levels(scene, person)
    assert {item for item, level in found.items() if level == "elementary"} == {
        "know-1", "know-2", "skill-1", "practical-1",
    }  # fmt: skip
    assert found["skill-5"] == ""
    assert set(levels(scene, absent).values()) == {""}


@pytest.mark.clause("HB-2.1.f")
def test_the_skills_record_shows_the_level_in_each_of_the_four_knows_and_five_skills(scene, visit):
    person = trained(scene)
    scene.certify(person)
    enter(scene, person)
    found = levels(scene, person)
    assert found["skill-1"] == "intermediate"
    assert found["know-1"] == "elementary"
    page = visit(scene.county()).get(reverse("results:record", args=[person.pk])).content.decode()
    for item in results_law(scene.year, on=ON).skills:
        assert item.label.zh in page
    assert "中级" in page
    assert "独立完成查新报告 3 份" in page


def test_the_base_enters_skills_of_its_area_alone_and_takes_a_mistake_back(scene):
    person, other = trained(scene), trained(scene, "421321")
    entry = enter(scene, person)
    with pytest.raises(OutOfScope):
        enter(scene, other)
    with pytest.raises(BadInput):
        enter(scene, person, evidence=" ", item="nothing", shown_on=date(2022, 9, 1))
    with pytest.raises(BadInput):
        withdraw_skill(entry, reason="", by=scene.base(), at=at("05-26"))
    withdraw_skill(entry, reason="登记错人", by=scene.base(), at=at("05-26"))
    assert levels(scene, person)["skill-1"] == "elementary"
    assert SkillEntry.objects.get().evidence


@pytest.mark.clause("HB-2.2.e")
def test_the_record_of_a_trainee_shows_the_path_in_order(scene, visit):
    person = trained(scene)
    assert [bool(one.reach) for one in path_of_person(person)] == [True, *[False] * 4]
    assess = scene.class_(track="assessment", title="考核班第一期", day=date(2022, 5, 20))
    scene.trainee(assess, n=1)
    scene.certify(person, since=date(2022, 5, 30))
    path = path_of_person(person)
    assert [one.step.key for one in path] == [
        "preparatory", "recommendation", "assessment", "qualified", "certificate",
    ]  # fmt: skip
    assert path[2].reach.says.zh == "考核班第一期"
    assert path[4].reach.on == date(2022, 5, 30)
    page = visit(scene.county()).get(reverse("results:record", args=[person.pk])).content.decode()
    places = [page.index(f"<b>{word}") for word in ("预科结业", "推荐", "考核班", "专员证书")]
    assert places == sorted(places)


@pytest.mark.clause("HB-3.1.0.b")
def test_the_ladder_counts_everyone_at_the_highest_step_the_preparatory_at_the_bottom(scene, visit):
    first = trained(scene)
    for n in range(20, 23):
        trained(scene, n=n)
    scene.certify(first, since=date(2022, 5, 30))
    rungs = ladder(scene.province(), on=ON)
    assert [(rung.step.key, rung.stands, rung.reached) for rung in rungs] == [
        ("preparatory", 3, 4), ("recommendation", 0, 0), ("assessment", 0, 0),
        ("qualified", 0, 0), ("certificate", 1, 1),
    ]  # fmt: skip
    assert standing_at(everyone_at(scene.county(XILING), on=ON))["preparatory"] == set()
    client = visit(scene.province())
    assert "人才梯队" in client.get("/results/ladder/").content.decode()
    step = client.get(reverse("results:step", args=["certificate"])).content.decode()
    assert first.name in step


@pytest.mark.clause("HB-2.2.f")
def test_the_reserve_is_searched_by_county_industry_skill_and_certificate(scene, visit):
    person, other = trained(scene), trained(scene, n=30)
    facts = OrganisationFacts("enterprise", "湖北某某药业有限公司", scene.hubei.places[YILING].pk)
    firm = enter_organisations([facts], since=date(2022, 1, 1), by=SYSTEM)[0]
    Organisation.objects.filter(pk=firm.pk).update(industry="医药制造")
    Employment.objects.filter(person=person, valid_to=None).update(organisation=firm)
    scene.certify(person, since=date(2022, 5, 30))
    enter(scene, person)
    client = visit(scene.county())

    def found(**asked):
        page = client.get("/results/reserve/", asked).content.decode()
        return [one.name for one in (person, other) if f">{one.name}<" in page]

    assert found() == [person.name, other.name]
    assert found(place=YILING, industry="医药制造") == [person.name]
    assert found(skill="skill-1", level="intermediate") == [person.name]
    assert found(skill="skill-1") == [person.name, other.name]
    assert found(certificate="none") == [other.name]
    assert found(certificate="now") == [person.name]
    assert client.get("/results/reserve/?export=xlsx").status_code == 200
    stranger = visit(scene.county(XILING)).get("/results/reserve/").content.decode()
    assert person.name not in stranger
    base = visit(scene.base())
    assert person.name not in base.get("/results/reserve/").content.decode()
    assert base.get("/results/reserve/?export=xlsx").status_code == 403


@pytest.mark.clause("HB-2.1.g")
def test_the_province_marks_lecturers_and_specialists_with_proven_experience(scene, visit):
    person, plain = trained(scene), trained(scene, n=40)
    for one in (person, plain):
        scene.certify(one, since=date(2022, 5, 30))
    enter(scene, person)
    enter(scene, plain, practical=False)
    lecturer = LecturerFacts(
        "王立新",
        "三峡大学",
        items=("skill-1", "know-1"),
        proven=("skill-1",),
        evidence="办案 20 件",
    )
    enter_lecturer(lecturer, by=scene.province(), at=at("03-20"))
    idle = LecturerFacts("李蔓", "事务所", items=("know-1",))
    enter_lecturer(idle, by=scene.province(), at=at("03-20"))
    rows = proven(scene.province(), on=ON)
    assert {(one.kind, one.name) for one in rows} == {
        ("specialist", person.name), ("lecturer", "王立新"),
    }  # fmt: skip
    client = visit(scene.province())
    client.post("/results/team/mark/?skill=skill-1", {"do": "team", "everything": "1"})
    assert TeamMember.objects.get(until=None).person == person
    assert all(one.member for one in proven(scene.province(), on=ON))
    nobody = client.get("/results/team/?skill=skill-4").content.decode()
    assert "王立新" not in nobody
    mark_team(proven(scene.province(), on=ON), False, by=scene.province(), at=at("06-01"))
    assert not TeamMember.objects.filter(until=None).exists()
    assert visit(scene.city()).get("/results/team/").status_code == 403


def test_a_trainee_sees_the_own_skills_and_path_and_nobody_elses(scene, client):
    person, other = trained(scene), trained(scene, n=50)
    user = open_account("guo", name=person.name, by=SYSTEM)
    give_membership(user, Role.PERSON, place=person.home, by=SYSTEM, since=date(2022, 1, 1))
    person.user = user
    person.save(update_fields=["user"])
    assert actings_of(user, on=ON)
    client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
    page = client.get(reverse("results:mine")).content.decode()
    assert "初级" in page
    assert "预科结业" in page
    assert client.get(reverse("results:record", args=[other.pk])).status_code == 403


def test_who_has_what_skill_is_found_by_level(scene):
    person, other = trained(scene), trained(scene, n=60)
    enter(scene, person)
    assert people_with("skill-1", "elementary") == {person.pk, other.pk}
    assert people_with("skill-1", "intermediate") == {person.pk}
    assert people_with("skill-1", "", practical=True) == {person.pk}
    assert people_with("skill-5", "") == set()
