"""The yearly follow-up: a specialist's own work (HB-2.4.1.c), the employer's (HB-2.4.1.d)."""

from datetime import date

import pytest

from zhicai.accounts.waiting import sources
from zhicai.archive.actions.surveying import send_follow_up
from zhicai.archive.models import FollowUp
from zhicai.archive.tests.scenes import AT, client_of
from zhicai.foundation.errors import BadInput, NotYourPage, Refused
from zhicai.people.models import Employment, Person
from zhicai.people.tests.scene import ON
from zhicai.surveys.actions import answer
from zhicai.surveys.models import Invitation

OWN = {"q1": "专利布局和预警", "q2": "3", "q4": "解决一起纠纷"}
EMPLOYERS = {"q5": "12", "q6": "5", "q7": "yes", "q8": "一件专利获奖"}


def send(scene, **more):
    known = {"year": 2022, "closes": date(2022, 4, 30), "by": scene.group, "at": AT}
    return send_follow_up(scene.law, **(known | more))


def answered(scene):
    """Guo answers what he was asked."""
    send(scene)
    found = Invitation.objects.get(user=scene.own.user_id)
    answer(found, OWN | EMPLOYERS, on=ON, by=scene.own)


@pytest.mark.clause("HB-2.4.1.c")
def test_the_working_group_sends_the_survey_and_the_answers_stand_in_the_file_by_year(scene):
    group = client_of(scene.group)
    sent = group.post("/archive/surveys/", {"year": "2022", "closes": "2022-04-30"})
    assert sent.status_code == 302
    asked = next(one for one in sources() if one.key == "surveys.asked")
    assert asked.count(scene.own, ON) == 1
    found = Invitation.objects.get(user=scene.own.user_id)
    answer(found, OWN | EMPLOYERS, on=ON, by=scene.own)
    text = group.get("/archive/surveys/").content.decode().split("<tbody>")[1]
    assert text.count('<td class="zc-num">1</td>') == 2
    for by in (scene.group, scene.county):
        page = client_of(by).get(f"/archive/{scene.guo.pk}/").content.decode()
        part = page.split('id="followed"')[1]
        assert all(words in part for words in ("2022 年", "专利布局和预警", "解决一起纠纷"))
    assert "专利布局和预警" in client_of(scene.own).get("/archive/me/").content.decode()
    scene.consent("employer-file")
    firm = client_of(scene.firm).get(f"/archive/{scene.guo.pk}/").content.decode()
    assert "专利布局和预警" not in firm


@pytest.mark.clause("HB-2.4.1.d")
def test_the_employers_results_stand_on_its_record_by_year_without_the_name(scene):
    answered(scene)
    unit = scene.firm.organisation_id
    county = client_of(scene.county)
    assert f"/archive/employers/{unit}/" in county.get(f"/archive/{scene.guo.pk}/").content.decode()
    text = county.get(f"/archive/employers/{unit}/").content.decode()
    assert all(words in text for words in ("2022 年", "12", "一件专利获奖", "是"))
    assert "郭建军" not in text
    assert "专利布局和预警" not in text
    assert client_of(scene.other).get(f"/archive/employers/{unit}/").status_code == 404
    Employment.objects.filter(person=scene.guo).update(valid_from=date(2022, 4, 7))
    assert "一件专利获奖" not in county.get(f"/archive/employers/{unit}/").content.decode()


def test_sent_again_in_a_year_it_asks_only_who_was_not_asked(scene):
    first = send(scene)
    assert send(scene).pk == first.pk
    assert Invitation.objects.filter(round=first.round).count() == 1
    assert FollowUp.objects.count() == 1
    assert send(scene, year=2023).round.version == first.round.version


def test_it_is_the_working_groups_needs_somebody_to_ask_and_a_day_to_come(scene):
    with pytest.raises(NotYourPage):
        send(scene, by=scene.county)
    with pytest.raises(BadInput):
        send(scene, closes=date(2022, 4, 1))
    Person.objects.filter(pk=scene.guo.pk).update(user=None)
    with pytest.raises(Refused) as refused:
        send(scene)
    assert refused.value.reasons[0].clause == scene.law.cites["survey"]
