"""From recommendation to candidacy: what the year's rules ask, and which condition fails."""

from datetime import date

import pytest

from zhicai.admission.actions import enter_candidate
from zhicai.admission.checks import reasons_against
from zhicai.admission.models import Candidate
from zhicai.admission.tests import call_scenes, scenes
from zhicai.foundation.errors import Refused
from zhicai.people.models import Person
from zhicai.planning.tests.scenes import YILING, at
from zhicai.programmes.queries import law_of, settings_of
from zhicai.results.actions.forwarding import forward
from zhicai.results.models import Joining, Recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(db):
    made = call_scenes.stage()
    made.call()
    return made


def enter(stage, n):
    """A county enters one of its people for the year's assessment."""
    application = scenes.application(stage.hubei, n, employer=f"第{n}新材料有限公司")
    return enter_candidate(stage.year, application, by=stage.hubei.county(), at=at("04-08"))


def recommended(stage, person):
    """A recommendation that county, city and base have joined."""
    row = Recommendation.objects.create(
        person=person, programme_year=stage.year, for_year=stage.year.year, state="confirmed",
        place=stage.places[YILING], sent_at=at("04-01"), sent_by="x", office="夷陵区",
    )  # fmt: skip
    for body in ("county", "city", "base"):
        Joining.objects.create(
            recommendation=row, body=body, place=stage.places[YILING], joined=True,
            on=date(2022, 4, 2), at=at("04-02"), by="x", office=body,
        )  # fmt: skip
    return row


@pytest.mark.clause("HB-3.1.BZ.c")
def test_2022_admits_by_registration_and_later_years_ask_for_the_recommendation(stage):
    later = settings_of(stage.year, on=date(2023, 4, 1))
    assert later.get("admission-way") == "recommendation"
    assert set(later.get("recommendation-by")) == {"city", "county", "base"}
    row = enter(stage, 11)
    assert (row.state, row.recommended_by) == ("confirmed", "")
    assert forward([recommended(stage, row.person).pk], at=at("04-09")) == 1
    shown = Candidate.objects.get(pk=row.pk)
    assert "夷陵区推荐，县（市、区）、市州、基地确认" in shown.recommended_by
    stage.hubei.decide("admission-way", "recommendation")
    with pytest.raises(Refused):
        enter(stage, 12)
    other = Person.objects.create(
        name="李晓", home=stage.places[YILING], entered_at=at("03-01"), entered_by="x"
    )
    against = reasons_against(stage.year, [row.person_id, other.pk], on=date(2022, 4, 9))
    assert [reason.clause for reason in against[other.pk]] == ["HB-3.1.BZ.c"]
    assert row.person_id not in against


def test_a_recommendation_that_all_confirmed_makes_a_candidate(stage):
    person = Person.objects.create(
        name="郭建军", home=stage.places[YILING], entered_at=at("03-01"), entered_by="x"
    )
    row = recommended(stage, person)
    assert forward([row.pk], at=at("04-09")) == 1
    made = Candidate.objects.get(person=person)
    assert (made.source, made.state, made.recommendation) == ("recommendation", "confirmed", row.pk)


@pytest.mark.clause("HB-3.1.BZ.d")
def test_who_completed_no_preparatory_class_is_refused_with_the_condition_that_fails(stage):
    assert settings_of(stage.year, on=date(2023, 4, 1)).get("preparatory-completion-required")
    assert enter(stage, 21).state == "confirmed"
    stage.hubei.decide("preparatory-completion-required", True)
    with pytest.raises(Refused) as told:
        enter(stage, 22)
    assert [reason.clause for reason in told.value.reasons] == [
        law_of(stage.year).parameters["preparatory-completion-required"].clause[0]
    ]
    assert "没有预科结业记录" in told.value.reasons[0].says.zh
