"""Publishing, opening, inviting, answering; what an anonymous round knows of whom."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.foundation.clock import midday
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.planning.tests import scenes
from zhicai.surveys.actions import (
    Guest,
    answer,
    begin,
    close_round,
    draft_questionnaire,
    invite,
    publish,
    save_answers,
    save_draft,
)
from zhicai.surveys.models import Answer, Invitation, Version
from zhicai.surveys.queries import (
    compare,
    invitation_by_token,
    previous_round,
    results,
    round_for,
    rounds_visible_to,
    scores,
)
from zhicai.surveys.rules.written import parse
from zhicai.surveys.tests.scene import AFTER, DAY, END, WRITTEN

GOOD = {"q1": "yes", "q2": "4", "q3": "7"}


def given(round_, answers, place=None, on=DAY):
    """Let someone come by the link and answer."""
    if place is not None:
        round_.asks_place = True
    token = begin(round_, place=place, on=on)
    answer(invitation_by_token(token), answers, on=on)


def test_a_published_version_never_changes(version, hubei):
    with transaction.atomic(), pytest.raises(DatabaseError, match="append-only"):
        Version.objects.filter(pk=version.pk).update(content={})
    draft = version.questionnaire
    assert publish(draft, by=hubei.province(), at=midday(DAY)) == version
    changed = parse(WRITTEN.replace("建议", "意见"))[0]
    save_draft(
        draft, title=draft.title, content=changed, revision=1, by=hubei.province(), at=midday(DAY)
    )
    second = publish(draft, by=hubei.province(), at=midday(DAY))
    assert (second.number, version.number) == (2, 1)
    version.refresh_from_db()
    assert version.content == parse(WRITTEN)[0]


def test_the_later_writer_is_told_and_an_unfinished_questionnaire_is_not_published(version, hubei):
    draft, by = version.questionnaire, hubei.province()
    save_draft(draft, title="改", content={}, revision=1, by=by, at=midday(DAY))
    with pytest.raises(Stale):
        save_draft(draft, title="再改", content={}, revision=1, by=by, at=midday(DAY))
    with pytest.raises(BadInput):
        publish(draft, by=by, at=midday(DAY))
    with pytest.raises(BadInput, match="同名"):
        draft_questionnaire("改", place=draft.place, content={}, by=by, at=midday(DAY))


def test_an_office_asks_only_within_its_reach(hubei, version, opened):
    county = hubei.county()
    place = hubei.places[scenes.WUHAN]
    with pytest.raises(OutOfScope):
        draft_questionnaire("甲", place=place, content={}, by=county, at=midday(DAY))
    registrar = hubei.registry()
    with pytest.raises(NotYourPage):
        publish(version.questionnaire, by=registrar, at=midday(DAY))
    round_ = opened()
    assert list(rounds_visible_to(county, on=DAY)) == []
    with pytest.raises(OutOfScope):
        round_for(county, round_.pk, on=DAY)
    assert round_for(hubei.province(), round_.pk, on=DAY).expected == 30


def test_terms_that_make_no_sense_are_all_named(opened):
    with pytest.raises(BadInput) as refused:
        opened(title=" ", closes_on=DAY - timedelta(days=1))
    assert [fault.field for fault in refused.value.faults] == ["title", "closes_on"]


def test_everyone_answers_once_and_only_while_the_round_is_open(opened):
    round_ = opened()
    token = begin(round_, on=DAY)
    answer(invitation_by_token(token), GOOD, on=DAY)
    with pytest.raises(Refused, match="只能答一次"):
        answer(invitation_by_token(token), GOOD, on=DAY)
    late = begin(round_, on=END)
    with pytest.raises(Refused, match="现在不能"):
        answer(invitation_by_token(late), GOOD, on=AFTER)
    with pytest.raises(Refused):
        begin(round_, on=AFTER)
    assert Answer.objects.count() == 1


def test_a_draft_is_kept_on_the_server_and_checked_as_a_whole_when_handed_in(opened):
    invitation = invitation_by_token(begin(opened(), on=DAY))
    save_answers(invitation, {"q1": "yes", "q2": "4", "strange": "x"}, step=2, on=DAY)
    again = Invitation.objects.get(pk=invitation.pk)
    assert (again.draft, again.step) == ({"q1": "yes", "q2": "4"}, 2)
    with pytest.raises(BadInput) as refused:
        answer(again, {"q3": "11"}, on=DAY)
    assert [fault.field for fault in refused.value.faults] == ["q3"]
    answer(again, {"q3": "10"}, on=DAY)
    assert Answer.objects.get().answers == {"q1": "yes", "q2": "4", "q3": "10"}
    again.refresh_from_db()
    assert (again.used, again.draft) == (True, {})


def test_of_an_anonymous_answer_nobody_can_tell_who_gave_it(opened, hubei):
    round_ = opened()
    tokens = invite(round_, [Guest("甲公司"), Guest("乙公司")], by=hubei.province(), on=DAY)
    for token in tokens:
        answer(invitation_by_token(token), GOOD, on=DAY, by=hubei.county())
    assert Invitation.objects.filter(round=round_, used=True).count() == Answer.objects.count() == 2
    assert {(a.invitation_id, a.given_on) for a in Answer.objects.all()} == {(None, None)}
    kept = {str(value) for row in Answer.objects.values() for value in row.values()}
    assert not any("公司" in value or token in value for value in kept for token in tokens)
    entries = Entry.objects.filter(verb="surveys.answered")
    assert {(e.username, e.office, str(e.values)) for e in entries} == {("", "", "{}")}


def test_the_database_refuses_an_anonymous_answer_with_a_day_and_any_change(opened):
    round_ = opened()
    given(round_, GOOD)
    with transaction.atomic(), pytest.raises(IntegrityError):
        Answer.objects.create(round=round_, answers={}, given_on=DAY)
    with transaction.atomic(), pytest.raises(DatabaseError, match="append-only"):
        Answer.objects.update(answers={})


def test_a_round_by_name_keeps_who_answered(opened, hubei):
    round_ = opened(anonymous=False)
    (token,) = invite(
        round_, [Guest("甲公司", hubei.places[scenes.YICHANG])], by=hubei.province(), on=DAY
    )
    answer(invitation_by_token(token), GOOD, on=DAY)
    found = Answer.objects.get()
    assert (found.invitation.label, found.given_on, found.place.code) == ("甲公司", DAY, "420500")


def test_a_user_is_invited_once(opened, hubei):
    round_ = opened()
    user = next(iter(hubei.users.values()))
    first = invite(round_, [Guest(user=user)], by=hubei.province(), on=DAY)
    assert invite(round_, [Guest(user=user)], by=hubei.province(), on=DAY) == [""]
    assert first != [""]


def test_an_unknown_token_or_link_is_nothing(opened):
    opened()
    with pytest.raises(OutOfScope):
        invitation_by_token("x")


def test_a_round_ends_early_with_a_reason(opened, hubei):
    round_ = opened()
    with pytest.raises(Refused):
        close_round(round_, reason="够了", by=hubei.province(), on=DAY)
    with pytest.raises(BadInput):
        close_round(round_, reason=" ", by=hubei.province(), on=END)
    closed = close_round(round_, reason="份数已够", by=hubei.province(), on=END)
    assert closed.closes_on == END - timedelta(days=1)


def test_results_count_rates_and_scores_by_place_and_hide_small_places(opened, hubei):
    round_ = opened()
    yichang, wuhan = hubei.places[scenes.YICHANG], hubei.places[scenes.WUHAN]
    for _ in range(5):
        given(round_, GOOD, yichang)
    for _ in range(4):
        given(round_, {"q1": "no", "q3": "1"}, wuhan)
    open_ = results(round_, on=END)
    assert (open_.withheld, open_.answered, open_.tallies, open_.scores) == (True, 9, (), {})
    found = results(round_, on=AFTER)
    assert found.rate == Decimal(9) / 30
    rows = {row.place.code: row for row in found.places}
    assert rows["420500"].rate == Decimal("0.5")
    assert rows["420500"].scores == {"认知度": Decimal("75.0"), "认可度": Decimal("66.7")}
    assert rows["420100"].scores["认知度"] is None
    assert found.tallies[0].count == 9


def test_a_place_with_two_answers_is_hidden_with_the_next_smallest(opened, hubei):
    round_ = opened()
    for code, times in ((scenes.YICHANG, 2), (scenes.WUHAN, 4), (scenes.XIANTAO, 6)):
        for _ in range(times):
            given(round_, GOOD, hubei.places[code])
    rows = {row.place.code: row for row in results(round_, on=AFTER).places}
    assert [rows[code].answered for code in (scenes.YICHANG, scenes.WUHAN, scenes.XIANTAO)] == [
        None, None, 6,
    ]  # fmt: skip
    assert rows[scenes.YICHANG].scores == {}


def test_scores_stand_beside_the_round_before(opened, hubei, version):
    before = opened(opens_on=DAY - timedelta(days=365), closes_on=DAY - timedelta(days=350))
    yichang = hubei.places[scenes.YICHANG]
    for _ in range(3):
        given(before, GOOD | {"q2": "3"}, yichang, on=before.opens_on)
    now = opened()
    for _ in range(3):
        given(now, GOOD, yichang)
    assert previous_round(now) == before
    assert previous_round(before) is None
    found, old = results(now, on=AFTER), results(before, on=AFTER)
    first = scores(found, old)[0]
    assert (first.score, first.before, first.change) == (
        Decimal("75.0"),
        Decimal("50.0"),
        Decimal("25.0"),
    )
    ((_, of_yichang),) = [c for c in compare(found, old) if c[0].place.code == scenes.YICHANG]
    assert of_yichang[0].change == Decimal("25.0")
    assert scores(found, None)[0].change is None


def test_results_ask_the_database_as_often_for_many_answers(
    opened, hubei, django_assert_max_num_queries
):
    round_ = opened()
    for _ in range(30):
        given(round_, GOOD, hubei.places[scenes.YICHANG])
    with django_assert_max_num_queries(6):
        results(round_, on=AFTER)
    assert replace(results(round_, on=AFTER), answered=30).answered == 30
