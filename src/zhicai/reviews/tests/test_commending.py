"""Commendation (HB-2.4.1.g): opened, nominated for, selected, objected to, shown on the file."""

from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from openpyxl import load_workbook

from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.people.actions import answer_purposes, end_specialist
from zhicai.people.models import Incentive
from zhicai.publicity.actions import answer_objection, object_to
from zhicai.reviews.actions import commending as actions
from zhicai.reviews.models import Nomination
from zhicai.reviews.queries.commending import awards_of
from zhicai.reviews.tests.scenes import AT, AWARDS, HOW, ON, client_of, moment

AFTER, OVER = moment(4, 21), moment(4, 28)


@pytest.fixture
def round_(scene):
    """An open commendation without conditions."""
    return scene.commendation()


def nominated(scene, round_, *people, award="excellent", by=None):
    keys = [one.pk for one in people or (scene.guo,)]
    return actions.nominate(round_, award, keys, reason="服务企业", by=by or scene.county, at=AT)


def selected(scene, round_, *rows, **more):
    keys = [one.pk for one in rows]
    given = {"votes": {}, "order": {}} | more
    return actions.select_winners(round_, keys, by=scene.group, at=AFTER, **given)


@pytest.mark.clause("HB-2.4.1.g")
def test_it_is_opened_by_setting_and_criteria_and_else_refused_with_the_clause(scene):
    with pytest.raises(Refused) as no:
        actions.open_commendation(scene.law, AWARDS, by=scene.province, at=AT)
    assert [one.clause for one in no.value.reasons] == ["HB-2.4.1.g"] * 2
    scene.open("commendation-open")
    scene.enact("commendation")
    made = actions.open_commendation(scene.law, AWARDS, by=scene.province, at=AT)
    scene.hubei.decide("commendation-open", False, since=ON)
    with pytest.raises(Refused) as no:
        nominated(scene, made)
    assert no.value.reasons[0].clause == "HB-2.4.1.g"
    with pytest.raises(NotYourPage):
        actions.open_commendation(scene.law, AWARDS, by=scene.county, at=AT)


@pytest.mark.clause("HB-2.4.1.g")
def test_nominated_selected_published_and_commended_the_award_stands_on_file_and_public_list(
    scene, round_
):
    county, group = client_of(scene.county), client_of(scene.group)
    url = f"/reviews/commendations/{round_.pk}/"
    sent = {"award": "excellent", "reason": "服务企业", "selected": [scene.guo.pk, scene.yang.pk]}
    assert county.post(f"{url}nominate/", sent).status_code == 302
    first, second = (Nomination.objects.get(person=one) for one in (scene.guo, scene.yang))
    with clock.standing_at(AFTER.date()):
        picked = {"do": "select", "selected": [first.pk], f"votes-{first.pk}": "7",
                  f"votes-{second.pk}": "3"}  # fmt: skip
        assert group.post(url, picked).status_code == 302
        province = client_of(scene.province)
        assert province.post(url, {"do": "publish", "days": 5, "contact": "1"}).status_code == 302
        round_.refresh_from_db()
        assert [row.name for row in round_.public_list.rows.all()] == ["郭*军"]
        assert "郭" not in Client().get("/commended/").content.decode()
    with clock.standing_at(OVER.date()):
        assert province.post(url, {"do": "commend"}).status_code == 302
        given = Incentive.objects.get(person=scene.guo)
        assert (given.kind, given.honour) == ("honour", "优秀知识产权专员")
        text = province.get(f"/archive/{scene.guo.pk}/").content.decode()
        assert text.count("优秀知识产权专员") >= 2
        assert "优秀知识产权专员" in client_of(scene.own).get("/reviews/me/").content.decode()
        public = Client().get("/commended/", {"year": "2022"}).content.decode()
        assert "郭*军" in public
        assert "郭建军" not in public
        answer_purposes(scene.guo, ("publicity",), by=scene.own, at=AT)
        assert "郭建军" in Client().get("/commended/").content.decode()
        assert "郭建军" in province.get(f"{url}print/").content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.votes, second.state) == ("won", 7, "not-selected")
    assert [one.pk for one in awards_of(scene.guo)] == [first.pk]


def test_offices_nominate_their_own_people_within_the_quota_and_the_days(scene, round_):
    with pytest.raises(OutOfScope):
        nominated(scene, round_, by=scene.other)
    with pytest.raises(NotYourPage):
        nominated(scene, round_, by=scene.province)
    with pytest.raises(BadInput):
        actions.nominate(round_, "none", [], reason="", by=scene.county, at=AT)
    with pytest.raises(Refused) as no:
        nominated(scene, round_, scene.guo, scene.yang, award="newcomer", by=scene.city)
    assert "最多提名 1 人" in no.value.reasons[0].says.zh
    with pytest.raises(Refused) as no:
        nominated(scene, round_, award="newcomer")
    assert "由市州、培训基地提名" in no.value.reasons[0].says.zh
    with pytest.raises(Refused):
        actions.nominate(round_, "excellent", [scene.guo.pk], reason="x", by=scene.county, at=AFTER)
    (made,) = nominated(scene, round_)
    assert nominated(scene, round_) == []
    with pytest.raises(OutOfScope):
        actions.withdraw_nomination(made, by=scene.city, at=AT)
    actions.withdraw_nomination(made, by=scene.county, at=AT)
    assert len(nominated(scene, round_)) == 1


def test_a_base_nominates_who_joined_its_classes(scene, round_):
    with pytest.raises(OutOfScope):
        nominated(scene, round_, by=scene.hubei.body("base", home="420600"))
    scene.class_.run_by_id = scene.base.organisation_id
    scene.class_.save(update_fields=["run_by"])
    assert len(nominated(scene, round_, by=scene.base)) == 1


def test_unmet_conditions_are_refused_by_name(scene):
    round_ = scene.commendation([{"of": "excellent", "fact": "achievements", "at_least": "1"}])
    scene.achieve(scene.guo, "专利")
    with pytest.raises(Refused) as no:
        nominated(scene, round_, scene.guo, scene.yang)
    assert [one.says.zh.partition("：")[0] for one in no.value.reasons] == ["杨岚"]
    assert not Nomination.objects.exists()


def test_the_selection_keeps_the_quota_and_comes_after_the_nominations(scene):
    scene.open()
    scene.enact("commendation", lambda content: content | {
        "conditions": [], "awards": [content["awards"][0] | {"quota": 1}]})  # fmt: skip
    round_ = actions.open_commendation(scene.law, AWARDS, by=scene.province, at=AT)
    rows = nominated(scene, round_, scene.guo, scene.yang)
    with pytest.raises(Refused):
        actions.select_winners(round_, [rows[0].pk], votes={}, order={}, by=scene.group, at=AT)
    with pytest.raises(Refused):
        selected(scene, round_, *rows)
    assert selected(scene, round_, rows[1], order={rows[1].pk: 1}) == 1
    with pytest.raises(NotYourPage):
        actions.publish_winners(round_, HOW, by=scene.group, at=AFTER)


def test_an_objection_upheld_strikes_and_who_is_no_specialist_any_more_gets_nothing(scene, round_):
    nominated(scene, round_, scene.guo, scene.yang)
    rows = [Nomination.objects.get(person=one) for one in (scene.guo, scene.yang)]
    selected(scene, round_, *rows, order={rows[0].pk: 1, rows[1].pk: 2})
    actions.publish_winners(round_, HOW, by=scene.province, at=AFTER)
    round_.refresh_from_db()
    with pytest.raises(Refused):
        actions.commend(round_, by=scene.province, at=AFTER)
    line = round_.public_list.rows.get(number=1)
    against = object_to(round_.public_list, row=line, name="李", contact="1", says="不实", at=AFTER)
    answer_objection(against, upheld=True, answer="属实", by=scene.province, at=OVER)
    with pytest.raises(Refused):
        actions.commend(round_, by=scene.province, at=OVER)
    actions.strike_nomination(rows[0], reason="不实", by=scene.province, at=OVER)
    end_specialist(scene.yang, on=AFTER.date(), reason="x", by=scene.province)
    actions.commend(round_, by=scene.province, at=OVER)
    assert sorted(Nomination.objects.values_list("state", flat=True)) == ["struck", "struck"]
    assert not Incentive.objects.exists()


def test_a_winner_without_the_honour_is_refused_by_the_database(scene, round_):
    (row,) = nominated(scene, round_)
    with pytest.raises(DatabaseError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(state="won")
    with pytest.raises(DatabaseError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(state="struck")


def test_lists_stay_within_their_queries_and_reach(scene, round_, django_assert_max_num_queries):
    (row,) = nominated(scene, round_)
    client, url = client_of(scene.province), f"/reviews/commendations/{round_.pk}/"
    client.get(url)
    with django_assert_max_num_queries(40):
        assert "郭建军" in client.get(url).content.decode()
    far = client_of(scene.other)
    assert "郭建军" not in far.get(url).content.decode()
    assert far.get(f"/reviews/nominations/{row.pk}/").status_code == 404
    assert "郭建军" not in far.get(f"{url}print/").content.decode()
    sheet = client.get(url, {"export": "xlsx"})
    assert "郭建军" in str(list(load_workbook(BytesIO(sheet.content)).active.values))
