"""The county recommends by results, city and base join in or send back (A-HB-07, A-HB-08)."""

from datetime import date

import pytest
from django.urls import reverse

from zhicai.accounts.waiting import sources
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import settings_of
from zhicai.programmes.registry import Counting, measure, metric
from zhicai.results.actions import answer, recommend, withdraw
from zhicai.results.models import Recommendation
from zhicai.results.queries import recommended
from zhicai.results.queries.law import ways_for
from zhicai.results.queries.recommendations import locally_recommended
from zhicai.results.rules.recommending import Candidate, decide_candidate
from zhicai.results.tests.scenes import XILING, YICHANG, YILING, at

ON = date(2022, 6, 1)


def ended(scene, code=YILING, lessons=(4, 4)):
    """People of a class that ended, by how many of its lessons they were at."""
    found = scene.class_(code)
    rows = [scene.trainee(found, lessons=n) for n in lessons]
    scene.end(found)
    return found, [row.person for row in rows]


def inbox(acting):
    """Titles of what waits for someone in results."""
    found = []
    for source in sources():
        if source.key.startswith("results."):
            rows = list(source.items(acting, ON, 50))
            assert len(rows) == source.count(acting, ON)
            found += [row.title.zh for row in rows]
    return found


def send(scene, people, year=2023, by=None):
    return recommend(
        [one.pk for one in people], scene.year, year, by=by or scene.county(), at=at("05-20")
    )


def confirm(scene, by, joins=True, says=""):
    return answer(Recommendation.objects.all(), joins, says=says, by=by, at=at("05-22"))


@pytest.mark.clause("HB-2.2.1.g")
def test_a_county_sees_results_and_sends_a_list_to_the_assessment_stage(scene, visit):
    found, people = ended(scene, lessons=(4, 4, 2))
    scene.evaluate(found, score=4)
    client = visit(scene.county())
    page = client.get("/results/candidates/").content.decode()
    assert "12 / 9.6" in page
    assert "6 / 9.6" in page
    assert "4.0" in page
    rows = found.registrations.filter(completion__completed=True)
    asked = {"do": "recommend", "target": "2023", "selected": [row.pk for row in rows]}
    assert client.post("/results/candidates/recommend/", asked).status_code == 302
    assert Recommendation.objects.filter(state="sent", for_year=2023).count() == 2
    confirm(scene, scene.city())
    assert not recommended(_next_year(scene)).exists()
    confirm(scene, scene.base())
    assert {row.person for row in recommended(_next_year(scene))} == set(people[:2])


def _next_year(scene):
    return ProgrammeYear(programme=scene.year.programme, year=2023, province=scene.year.province)


def test_the_rules_of_the_coming_year_hold_for_its_assessment(scene):
    """A-HB-07: ``admission-way``: 2022 by registration, from 2023 by recommendation."""
    now, then = (ways_for(scene.year, year, on=ON) for year in (2022, 2023))
    assert (now.needed, then.needed) == (False, True)
    assert (now.completion, then.completion) == (False, True)
    assert then.by == {"city", "county", "base"}


def test_without_completion_there_is_no_recommendation_where_the_year_asks_for_it(scene):
    """A-HB-07: ``preparatory-completion-required``."""
    _found, people = ended(scene, lessons=(1, 4))
    with pytest.raises(Refused) as no:
        send(scene, people)
    assert [one.clause for one in no.value.reasons] == ["HB-3.1.BZ.d"]
    assert not Recommendation.objects.exists()
    assert len(send(scene, people, year=2022)) == 2


def test_a_completion_counts_for_the_years_that_the_setting_says(scene):
    """A-HB-08: ``preparatory-validity-years``."""
    ways = ways_for(scene.year, 2023, on=ON)
    assert decide_candidate(Candidate("郭建军", (2022,)), ways)
    old = decide_candidate(Candidate("郭建军", (2020,)), ways)
    assert not old
    assert old.reasons[0].clause == "HB-2.2.e"
    scene.hubei.decide("preparatory-validity-years", 0)
    assert not decide_candidate(Candidate("郭建军", (2022,)), ways_for(scene.year, 2023, on=ON))


def test_the_base_is_not_awaited_where_the_setting_leaves_it_out(scene):
    """A-HB-07: ``recommendation-by``."""
    scene.hubei.decide("recommendation-by", ["city", "county"])
    _found, people = ended(scene)
    send(scene, people, year=2022)
    assert not Recommendation.objects.filter(awaits_base=True).exists()
    confirm(scene, scene.city())
    assert recommended(scene.year).count() == 2


def test_county_recommendations_leave_the_local_number_where_the_setting_says(scene):
    """A-HB-31: ``local-recommenders``."""
    _found, people = ended(scene)
    send(scene, people, year=2022)
    assert locally_recommended(scene.year, 2022, on=ON) == 2
    scene.hubei.decide("local-recommenders", ["city"])
    assert locally_recommended(scene.year, 2022, on=ON) == 0
    confirm(scene, scene.city())
    assert locally_recommended(scene.year, 2022, on=ON) == 2


def test_a_list_sent_back_says_why_and_can_be_sent_again(scene):
    _found, people = ended(scene)
    send(scene, people)
    with pytest.raises(BadInput):
        confirm(scene, scene.city(), joins=False)
    assert confirm(scene, scene.city(), joins=False, says="请核对工作单位") == 2
    assert set(Recommendation.objects.values_list("state", "says")) == {
        ("returned", "请核对工作单位")
    }
    told = Message.objects.filter(place__code=YILING, level="county")
    assert "退回" in told.order_by("-pk").first().title_zh
    assert len(send(scene, people)) == 2


def test_nobody_is_recommended_twice_for_a_year_nor_by_another_county(scene):
    _found, people = ended(scene)
    send(scene, people)
    with pytest.raises(Refused):
        send(scene, people)
    with pytest.raises(BadInput):
        send(scene, people, by=scene.county(XILING))
    with pytest.raises(BadInput):
        confirm(scene, scene.city("421300"))


def test_a_recommendation_is_taken_back_by_its_own_office_with_a_reason(scene):
    _found, people = ended(scene)
    row = send(scene, people)[0]
    with pytest.raises(BadInput):
        withdraw(row, reason=" ", by=scene.county(), at=at("05-21"))
    with pytest.raises(OutOfScope):
        withdraw(row, reason="调离", by=scene.county(XILING), at=at("05-21"))
    assert withdraw(row, reason="调离", by=scene.county(), at=at("05-21")).state == "withdrawn"


def test_an_office_of_both_seats_joins_in_as_city_and_county_at_once(scene):
    _found, people = ended(scene, code="429004")
    row = send(scene, people, by=scene.county("429004"))[0]
    assert sorted(row.joinings.values_list("body", flat=True)) == ["city", "county"]
    assert not row.awaits_city


def test_city_and_base_find_the_list_in_their_inbox_and_are_told(scene):
    _found, people = ended(scene)
    send(scene, people)
    for by in (scene.city(), scene.base()):
        titles = inbox(by)
        assert any("推荐的 2 人" in title for title in titles)
    assert inbox(scene.county(XILING)) == []
    assert Message.objects.filter(place__code=YICHANG, level="city").count() == 1
    confirm(scene, scene.base(), joins=False, says="学时不符")
    titles = inbox(scene.county())
    assert any("被退回的 2 人" in title for title in titles)


def test_recommendations_count_for_the_county_that_sends_and_the_city_that_joins_in(scene):
    _found, people = ended(scene)
    send(scene, people, year=2022)
    counting = Counting(scene.year.pk, 2022, settings_of(scene.year, on=ON))
    found = metric("results.people_recommended")

    def counted(level):
        return {
            pk: int(days[ON]) for pk, days in measure(found, counting, [ON], level=level).items()
        }

    assert counted(Level.COUNTY) == {scene.hubei.places[YILING].pk: 2}
    assert counted(Level.CITY) == {}
    confirm(scene, scene.city())
    assert counted(Level.CITY) == {scene.hubei.places[YICHANG].pk: 2}


def test_a_batch_is_confirmed_on_the_page_and_sent_back_with_a_reason(scene, visit):
    _found, people = ended(scene)
    send(scene, people)
    city = visit(scene.city())
    assert "2 人的推荐等待本单位确认" in city.get("/results/recommendations/").content.decode()
    missing = city.post("/results/recommendations/answer/", {"do": "return", "everything": "1"})
    assert missing.status_code == 422
    done = city.post("/results/recommendations/answer/", {"do": "join", "everything": "1"})
    assert done.status_code == 302
    row = Recommendation.objects.first()
    page = city.get(reverse("results:recommendation", args=[row.pk])).content.decode()
    assert "待基地确认" in page
