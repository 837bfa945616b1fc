"""Every page: what it holds, in few queries, nothing for strangers, Excel out."""

from datetime import date

import pytest
from django.urls import reverse

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import give_membership, open_account
from zhicai.accounts.models import Role
from zhicai.accounts.queries import actings_of
from zhicai.people.exports import exports
from zhicai.results.home import growing
from zhicai.results.models import Completion
from zhicai.results.tests import scenes
from zhicai.results.tests.scenes import XILING, YILING


@pytest.fixture
def ended(scene):
    """A class of 60 trainees that ended; every third lacks hours."""
    found = scene.class_()
    for n in range(60):
        scene.trainee(found, lessons=2 if n % 3 == 0 else 4)
    return scene.end(found)


def test_the_tab_of_a_class_lists_hours_and_what_is_missing(
    ended, scene, visit, django_assert_max_num_queries
):
    client = visit(scene.county())
    url = reverse("results:class", args=[ended.pk])
    client.get(url)
    with django_assert_max_num_queries(45):
        page = client.get(url).content.decode()
    assert "已结业 40 人，未结业 20 人" in page
    assert "还差 3.6 学时" in page
    assert client.get(f"{url}?done=0").content.decode().count("还差 3.6") == 20
    assert client.get(f"{url}?export=xlsx")["Content-Type"].endswith("sheet")
    assert visit(scene.county(XILING)).get(url).status_code == 404


def test_the_office_decides_the_chosen_anew_on_the_tab(ended, scene, visit):
    rows = list(Completion.objects.filter(completed=False).select_related("registration")[:2])
    for row in rows:
        scene.attend(row.registration, 4)
    client = visit(scene.county())
    url = reverse("results:class", args=[ended.pk])
    assert "2 人的学时在认定以后有变动" in client.get(url).content.decode()
    client.post(f"{url}decide/", {"do": "decide", "selected": [rows[0].registration_id]})
    assert Completion.objects.filter(completed=True).count() == 41
    client.post(f"{url}decide/", {})
    assert Completion.objects.filter(completed=True).count() == 42


def test_each_number_opens_the_people_behind_it(ended, scene, visit, django_assert_max_num_queries):
    client = visit(scene.province())
    client.get("/results/")
    with django_assert_max_num_queries(45):
        page = client.get("/results/").content.decode()
    assert f"what=completed&amp;place={YILING}" in page
    with django_assert_max_num_queries(40):
        behind = client.get(f"/results/people/?what=completed&place={YILING}").content.decode()
    assert "40 人，40 人次，其中结业 40 人" in behind
    trained = client.get(f"/results/people/?what=trained&place={YILING}").content.decode()
    assert "60 人，60 人次，其中结业 40 人" in trained
    empty = client.get(f"/results/people/?what=trained&place={XILING}").content.decode()
    assert "没有符合条件的人员" in empty


@pytest.mark.parametrize(
    "url",
    [
        "/results/", "/results/people/", "/results/recommendations/", "/results/ladder/",
        "/results/ladder/preparatory/", "/results/reserve/", "/results/team/",
        "/results/candidates/",
    ],
)  # fmt: skip
def test_lists_take_any_filter_and_export_without_failing(url, ended, scene, visit):
    by = scene.county() if "candidates" in url else scene.province()
    client = visit(by)
    asked = {"q": "%'", "place": "x", "state": "?", "page": "99", "sort": "-zz", "skill": "none",
             "year": "999999", "target": "1", "for_year": "abc", "found": "x"}  # fmt: skip
    for more in ({}, {"export": "xlsx"}, asked):
        assert client.get(url, more).status_code == 200


def test_lists_stay_within_their_budget(ended, scene, visit, django_assert_max_num_queries):
    client = visit(scene.county())
    for url in ("/results/reserve/", "/results/candidates/", "/results/ladder/",
                "/results/recommendations/", "/results/ladder/preparatory/"):  # fmt: skip
        client.get(url)
        with django_assert_max_num_queries(45):
            client.get(url)


def test_the_record_of_a_person_leads_to_skills_and_path(ended, scene, visit):
    person = ended.registrations.first().person
    page = visit(scene.county()).get(reverse("people:person", args=[person.pk])).content.decode()
    assert reverse("results:record", args=[person.pk]) in page


def test_the_first_page_of_a_trainee_shows_the_own_path(ended, scene):
    person = ended.registrations.filter(completion__completed=True).first().person
    user = open_account("guo", name=person.name, by=SYSTEM)
    give_membership(user, Role.PERSON, place=person.home, by=SYSTEM, since=date(2022, 1, 1))
    acting = actings_of(user, on=date(2022, 6, 1))[0]
    assert growing(acting, scenes.at("06-01")) is None
    person.user = user
    person.save(update_fields=["user"])
    card = growing(acting, scenes.at("06-01"))
    assert [bool(one.reach) for one in card["path"]] == [True, *[False] * 4]
    assert card["skills"] == 4


def test_what_was_decided_stands_in_the_own_export(ended):
    person = ended.registrations.filter(completion__completed=True).first().person
    tables = {one.app: list(one.rows_for(person)) for one in exports()}
    assert tables["results.completion"][0]["completed"] is True
    assert tables["results.skills"] == []
