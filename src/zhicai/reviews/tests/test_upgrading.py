"""The upgrade review (HB-2.4.1.f): opened by criteria alone, applied for, scored blind, granted."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from zhicai.accounts.waiting import sources
from zhicai.archive.tests.scenes import paper
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.merits.actions import give_grade
from zhicai.merits.queries.standing import grade_of
from zhicai.messages.models import Message
from zhicai.people.actions import end_specialist
from zhicai.publicity.actions import answer_objection, object_to
from zhicai.reviews.actions import applying, concluding, reviewing
from zhicai.reviews.models import Application, CriteriaSet, Review
from zhicai.reviews.tests.scenes import AT, HOW, ON, TERMS, client_of, moment

GOOD = {"skill-2": Decimal(80), "work-2": Decimal(70), "service-2": Decimal(90)}
"""78 in all."""
POOR = {key: Decimal(40) for key in GOOD}
AFTER, OVER = moment(4, 21), moment(4, 28)


@pytest.fixture
def round_(scene):
    """A review with Guo's achievement in the file."""
    found = scene.upgrade()
    scene.achieve(scene.guo, "发明专利申请")
    return found


def applied(scene, round_, **more):
    return applying.apply_for_upgrade(scene.guo, round_, by=scene.own, at=AT, **more)


def reviewed(scene, round_, first=GOOD, second=GOOD):
    """Guo's application, accepted and scored by two."""
    row = applied(scene, round_)
    applying.check_application(row, accept=True, by=scene.group, at=AT)
    reviewing.assign_reviewers(
        [row.pk], [scene.centre.user_id, scene.group.user_id], by=scene.group, at=AT
    )
    for by, scores in ((scene.centre, first), (scene.group, second)):
        review = Review.objects.get(reviewer=by.user_id)
        reviewing.hand_in_scores(review, scores=scores, opinion="实绩突出", by=by, at=AT)
    row.refresh_from_db()
    return row


@pytest.mark.clause("HB-2.4.1.f")
def test_without_the_setting_or_without_criteria_it_cannot_be_opened_and_the_clause_says_so(scene):
    page = client_of(scene.province).get("/reviews/").content.decode()
    assert "标准待定" in page
    assert 'name="opens_on"' not in page
    with pytest.raises(Refused) as no:
        applying.open_upgrade(scene.law, TERMS, by=scene.province, at=AT)
    assert [one.clause for one in no.value.reasons] == ["HB-2.4.1.f"] * 2
    scene.open("upgrade-review-open")
    with pytest.raises(Refused) as no:
        applying.open_upgrade(scene.law, TERMS, by=scene.province, at=AT)
    assert len(no.value.reasons) == 1
    scene.enact("upgrade")
    made = applying.open_upgrade(scene.law, TERMS, by=scene.province, at=AT)
    assert applying.open_upgrade(scene.law, TERMS, by=scene.province, at=AT).pk == made.pk
    with pytest.raises(NotYourPage):
        applying.open_upgrade(scene.law, TERMS, by=scene.county, at=AT)


def test_with_grades_not_in_use_it_cannot_be_opened_either(scene):
    scene.open()
    scene.enact("upgrade")
    scene.hubei.decide("grades-open", False, since=ON)
    with pytest.raises(Refused) as no:
        applying.open_upgrade(scene.law, TERMS, by=scene.province, at=AT)
    assert no.value.reasons[0].clause == "HB-2.4.1.h"


@pytest.mark.clause("HB-2.4.1.f")
def test_a_specialist_applies_on_the_phone_is_evaluated_and_gets_the_grade(scene, round_):
    own, group = client_of(scene.own), client_of(scene.group)
    text = own.get("/reviews/me/").content.decode()
    assert "发明专利申请" in text
    sent = own.post(f"/reviews/me/apply/{round_.pk}/", {"says": "三年实务", "files": [paper()]})
    assert sent.status_code == 302
    row = Application.objects.get()
    assert row.conditions[0]["met"]
    waiting = {one.key: one for one in sources()}
    assert waiting["reviews.checks"].count(scene.group, ON) == 1
    assert waiting["reviews.checks"].items(scene.group, ON, 5)[0].place_code == row.person.home.code
    assert group.post(f"/reviews/applications/{row.pk}/", {"do": "accept"}).status_code == 302
    centre = scene.centre
    chosen = {
        "do": "assign",
        "selected": [row.pk],
        "reviewers": [centre.user_id, scene.group.user_id],
    }
    assert group.post(f"/reviews/upgrades/{round_.pk}/", chosen).status_code == 302
    assert waiting["reviews.reviews"].count(centre, ON) == 1
    for by in (centre, scene.group):
        review = Review.objects.get(reviewer=by.user_id)
        client, url = client_of(by), f"/reviews/scoring/{review.pk}/"
        assert "实绩突出" not in client.get(url).content.decode()
        marks = {f"score-{key}": str(value) for key, value in GOOD.items()}
        assert client.post(url, marks | {"opinion": ""}).status_code == 422
        assert client.post(url, marks | {"opinion": "实绩突出"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.score) == ("passed", Decimal(78))
    assert "评定通过" not in own.get(f"/reviews/me/applications/{row.pk}/").content.decode()
    with clock.standing_at(AFTER.date()):
        published = client_of(scene.province).post(
            f"/reviews/upgrades/{round_.pk}/", {"do": "publish", "days": 5, "contact": "027-1"}
        )
        assert published.status_code == 302
        round_.refresh_from_db()
        listed = client_of(scene.own).get(f"/lists/{round_.public_list_id}/")
        assert listed.status_code == 200
        assert "郭*军" in listed.content.decode()
        assert "郭建军" not in listed.content.decode()
        text = own.get(f"/reviews/me/applications/{row.pk}/").content.decode()
        assert all(words in text for words in ("78.00", "实绩突出", "评审人 1"))
        assert centre.name not in text
    with clock.standing_at(OVER.date()):
        url = f"/reviews/upgrades/{round_.pk}/"
        assert client_of(scene.province).post(url, {"do": "conclude"}).status_code == 302
    assert grade_of(scene.guo.pk, on=OVER.date()) == 2
    assert scene.guo.grade_spells.first().cause == "review"
    assert "得分" in client_of(scene.province).get(f"/archive/{scene.guo.pk}/").content.decode()


def test_every_unmet_condition_is_refused_with_the_clause_and_shown_beforehand(scene):
    found = scene.upgrade(
        [{"of": "2", "fact": "achievements", "at_least": "2"},
         {"of": "2", "fact": "titles", "kinds": ["senior"], "at_least": "1"},
         {"of": "2", "fact": "certificate-years", "at_least": "0"}]
    )  # fmt: skip
    text = client_of(scene.own).get("/reviews/me/").content.decode()
    assert "还有 2 项不符合" in text
    with pytest.raises(Refused) as no:
        applied(scene, found)
    assert [one.clause for one in no.value.reasons] == ["HB-2.4.1.f"] * 2
    assert "正高级" in no.value.reasons[1].says.zh
    sent = client_of(scene.own).post(f"/reviews/me/apply/{found.pk}/", {})
    assert sent.status_code == 422
    assert not Application.objects.exists()


def test_one_applies_for_oneself_within_the_days_while_it_is_open_and_only_as_a_specialist(
    scene, round_
):
    with pytest.raises(OutOfScope):
        applying.apply_for_upgrade(scene.yang, round_, by=scene.own, at=AT)
    with pytest.raises(Refused):
        applying.apply_for_upgrade(scene.guo, round_, by=scene.own, at=AFTER)
    row = applied(scene, round_)
    assert applied(scene, round_).pk == row.pk
    applying.withdraw_application(row, by=scene.own)
    scene.hubei.decide("upgrade-review-open", False, since=ON)
    with pytest.raises(Refused):
        applied(scene, round_)
    scene.hubei.decide("upgrade-review-open", True, since=ON)
    end_specialist(scene.guo, on=ON.replace(day=1), reason="x", by=scene.province)
    with pytest.raises(Refused):
        applied(scene, round_)


def test_what_is_returned_says_why_and_is_handed_in_anew(scene, round_):
    row = applied(scene, round_)
    with pytest.raises(BadInput):
        applying.check_application(row, accept=False, reason=" ", by=scene.group, at=AT)
    with pytest.raises(NotYourPage):
        applying.check_application(row, accept=True, by=scene.county, at=AT)
    applying.check_application(row, accept=False, reason="补充证明", by=scene.group, at=AT)
    assert (
        "补充证明"
        in client_of(scene.own).get(f"/reviews/me/applications/{row.pk}/").content.decode()
    )
    again = applied(scene, round_, says="已补充", uploads=[paper()])
    assert (again.pk, again.state, again.evidence.count()) == (row.pk, "submitted", 1)
    evidence = f"/reviews/evidence/{again.evidence.get().pk}/"
    assert client_of(scene.own).get(evidence).status_code == 200
    assert client_of(scene.firm).get(evidence).status_code == 404


def test_nobody_reviews_oneself_or_the_own_employers_people_and_nobody_thrice(scene, round_):
    row = applied(scene, round_)
    with pytest.raises(Refused):
        reviewing.assign_reviewers([row.pk], [scene.centre.user_id], by=scene.group, at=AT)
    applying.check_application(row, accept=True, by=scene.group, at=AT)
    with pytest.raises(BadInput):
        reviewing.assign_reviewers([row.pk], [scene.own.user_id], by=scene.group, at=AT)
    scene.guo.employments.update(organisation=scene.centre.organisation_id)
    with pytest.raises(Refused) as no:
        reviewing.assign_reviewers([row.pk], [scene.centre.user_id], by=scene.group, at=AT)
    assert "本单位" in no.value.reasons[0].says.zh
    scene.guo.employments.update(organisation=scene.firm.organisation_id)
    two = [scene.centre.user_id, scene.group.user_id]
    assert reviewing.assign_reviewers([row.pk], two, by=scene.group, at=AT) == 2
    assert reviewing.assign_reviewers([row.pk], two, by=scene.group, at=AT) == 0
    with pytest.raises(Refused):
        reviewing.assign_reviewers([row.pk], [scene.base.user_id], by=scene.group, at=AT)


def test_a_wide_gap_asks_for_a_third_whose_nearer_decides(scene, round_):
    row = reviewed(scene, round_, second=POOR)
    assert (row.state, row.score) == ("reviewing", None)
    third = scene.province
    reviewing.assign_reviewers([row.pk], [third.user_id], by=scene.group, at=AT)
    review = Review.objects.get(number=3)
    reviewing.hand_in_scores(
        review, scores={key: Decimal(70) for key in GOOD}, opinion="可以", by=third, at=AT
    )
    row.refresh_from_db()
    assert (row.state, row.score) == ("passed", Decimal(74))


def test_scores_handed_in_stand_for_good_and_are_the_reviewers_alone(scene, round_):
    row = reviewed(scene, round_, first=POOR, second=POOR)
    assert (row.state, row.score) == ("failed", Decimal(40))
    review = Review.objects.get(number=1)
    again = reviewing.hand_in_scores(review, scores=GOOD, opinion="x", by=scene.centre, at=AT)
    assert again.total == Decimal(40)
    with pytest.raises(OutOfScope):
        reviewing.hand_in_scores(review, scores=GOOD, opinion="x", by=scene.base, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(total=99)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=row.pk).update(state="passed", score=None)


def test_an_objection_that_is_upheld_strikes_the_name_before_it_is_concluded(scene, round_):
    row = reviewed(scene, round_)
    with pytest.raises(Refused):
        concluding.publish_results(round_, HOW, by=scene.province, at=AT)
    with pytest.raises(NotYourPage):
        concluding.publish_results(round_, HOW, by=scene.group, at=AFTER)
    concluding.publish_results(round_, HOW, by=scene.province, at=AFTER)
    round_.refresh_from_db()
    listed = round_.public_list
    assert [one.name for one in listed.rows.all()] == ["郭*军"]
    with pytest.raises(Refused):
        concluding.conclude_upgrade(round_, by=scene.province, at=AFTER)
    objection = object_to(
        listed, row=listed.rows.get(), name="李某", contact="1", says="业绩不实", at=AFTER
    )
    with pytest.raises(Refused):
        concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    answer_objection(objection, upheld=True, answer="属实", by=scene.province, at=OVER)
    with pytest.raises(Refused) as no:
        concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    assert "异议成立" in no.value.reasons[0].says.zh
    concluding.strike_application(row, reason="业绩不实", by=scene.province, at=OVER)
    concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    row.refresh_from_db()
    assert row.state == "struck"
    assert grade_of(scene.guo.pk, on=OVER.date()) == 1


def told(acting):
    """The titles of the messages that someone has got, the latest first."""
    rows = Message.objects.filter(user=acting.user_id).order_by("-pk")
    return list(rows.values_list("title_zh", flat=True))


def test_who_has_the_grade_already_hears_that_the_review_is_over(scene, round_):
    row = reviewed(scene, round_)
    concluding.publish_results(round_, HOW, by=scene.province, at=AFTER)
    give_grade(scene.guo, 2, cause="review", says="上一轮评定", on=ON, by=scene.province, at=AFTER)
    concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    row.refresh_from_db()
    assert row.state == "granted"
    assert told(scene.own)[0] == f"{round_.title}：已办结，级别不变"


def test_who_is_no_specialist_any_more_is_struck_at_the_end_and_hears_why(scene, round_):
    row = reviewed(scene, round_)
    concluding.publish_results(round_, HOW, by=scene.province, at=AFTER)
    end_specialist(scene.guo, on=AFTER.date(), reason="离职", by=scene.province)
    concluding.conclude_upgrade(round_, by=scene.province, at=OVER)
    row.refresh_from_db()
    assert row.state == "struck"
    assert told(scene.own)[0] == "升级评定结果已取消"
    assert grade_of(scene.guo.pk, on=OVER.date()) == 1


def test_lists_stay_within_their_queries_and_a_far_county_sees_nothing(
    scene, round_, django_assert_max_num_queries
):
    row = applied(scene, round_)
    client = client_of(scene.province)
    client.get(f"/reviews/upgrades/{round_.pk}/")
    with django_assert_max_num_queries(40):
        assert "郭建军" in client.get(f"/reviews/upgrades/{round_.pk}/").content.decode()
    far = client_of(scene.other)
    assert far.get(f"/reviews/applications/{row.pk}/").status_code == 404
    assert "郭建军" not in far.get(f"/reviews/upgrades/{round_.pk}/").content.decode()
    assert client_of(scene.county).get(f"/reviews/applications/{row.pk}/").status_code == 200
    sheet = client.get(f"/reviews/upgrades/{round_.pk}/", {"export": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    assert CriteriaSet.objects.filter(state="in-force").exists()
    assert timezone.is_aware(row.applied_at)
