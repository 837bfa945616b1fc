"""Filing in the database: five kinds of handling on one mechanism, frozen versions."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.filing import actions
from zhicai.filing.actions import Note, Sending
from zhicai.filing.announcements import FilingReturned, FilingSent, FilingSettled
from zhicai.filing.models import Filing, Version
from zhicai.filing.queries import current_version, history_of, waiting_at
from zhicai.filing.rules import SETTLING, blocks, handling_of, long_unanswered, takes_supplements
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.law.schema import Handling, Level
from zhicai.planning.tests.scenes import HUBEI, XIANTAO, YICHANG, YILING, at, hubei
from zhicai.programmes.queries import law_of, settings_of


@pytest.fixture
def scene(db):
    return hubei()


def opened(scene, handling, *, kind="county-class-plan", code=YILING):
    return actions.open_filing(
        kind=kind, series="hubei-2022/2022", title="材料", sender=scene.places[code],
        sender_level=Level.COUNTY, receiver=scene.places[YICHANG], receiver_level=Level.CITY,
        handling=handling, by=scene.county(code),
    )  # fmt: skip


def sent(scene, handling, content="甲", **terms):
    filing = opened(scene, handling)
    return actions.send(
        filing, by=scene.county(), content={"says": content}, at=at("03-18"),
        terms=Sending(handling=handling, **terms),
    )  # fmt: skip


def settled(scene, filing, on="03-20"):
    if filing.handling == Handling.FILING:
        (done,) = actions.put_on_file([filing], by=scene.city(), at=at(on), year=2022)
        return done
    return actions.settle(filing, by=scene.city(), at=at(on))


@pytest.mark.parametrize("handling", Handling)
def test_every_handling_comes_to_its_own_end(scene, handling):
    """A-HB-17."""
    filing = sent(scene, handling)
    assert blocks(handling, filing.state) == (handling is Handling.APPROVAL)
    filing = settled(scene, filing)
    assert filing.state == SETTLING[handling][1]
    assert (filing.settled_on, filing.in_force.number) == (date(2022, 3, 20), 1)
    assert not blocks(handling, filing.state)


@pytest.mark.parametrize("handling", [Handling.FILING, Handling.SUBMISSION])
def test_what_only_files_or_records_cannot_return(scene, handling):
    filing = sent(scene, handling)
    with pytest.raises(Refused):
        actions.return_for_changes(filing, by=scene.city(), opinion="改", at=at("03-19"))
    filing.refresh_from_db()
    assert filing.state == "sent"


def test_what_is_archived_is_read_only(scene):
    filing = settled(scene, sent(scene, Handling.REVIEW))
    with pytest.raises(Refused):
        actions.send(
            filing, by=scene.county(), content={"says": "乙"}, at=at("03-21"),
            terms=Sending(handling=Handling.REVIEW),
        )  # fmt: skip
    assert filing.versions.count() == 1


def test_the_same_content_twice_is_one_version_and_one_step(scene):
    sent(scene, Handling.ACCEPTANCE)
    filing = sent(scene, Handling.ACCEPTANCE)
    assert filing.versions.count() == 1
    assert history_of(filing).count() == 1


def test_an_unchanged_answer_to_a_return_is_the_same_version_sent_again(scene):
    filing = sent(scene, Handling.ACCEPTANCE)
    actions.return_for_changes(filing, by=scene.city(), opinion="请核实", at=at("03-19"))
    filing = sent(scene, Handling.ACCEPTANCE)
    assert filing.versions.count() == 1
    assert [step.what for step in history_of(filing)] == ["sent", "returned", "sent"]


def test_other_content_waits_while_a_version_is_under_review(scene):
    sent(scene, Handling.ACCEPTANCE)
    with pytest.raises(Refused):
        sent(scene, Handling.ACCEPTANCE, content="乙")
    assert sent(scene, Handling.ACCEPTANCE).versions.count() == 1


def test_versions_and_steps_cannot_be_changed_by_anyone(scene):
    version = sent(scene, Handling.ACCEPTANCE).versions.get()
    for change in (
        lambda: Version.objects.filter(pk=version.pk).update(content={}),
        lambda: version.steps.all().update(by="别人"),
        lambda: version.steps.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_one_document_an_office_and_year_and_one_document_a_number(scene):
    filing = sent(scene, Handling.FILING)
    assert opened(scene, Handling.FILING).pk == filing.pk
    settled(scene, filing)
    copy = Filing.objects.get(pk=filing.pk)
    copy.pk, copy.sender = None, scene.places["420502"]
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_only_sender_and_receiver_act_each_in_their_part(scene):
    filing = sent(scene, Handling.ACCEPTANCE)
    stranger, other_city = scene.county("420502"), scene.city("420100")
    with pytest.raises(OutOfScope):
        actions.withdraw(filing, by=stranger, at=at("03-19"))
    for outsider in (other_city, scene.county()):
        with pytest.raises(OutOfScope):
            actions.accept(filing, by=outsider, at=at("03-19"))
    reader = scene.body("national-base")
    with pytest.raises(NotYourPage):
        actions.accept(filing, by=reader, at=at("03-19"))
    assert current_version(filing).number == 1


def test_what_was_sent_comes_back_until_somebody_has_commented(scene):
    filing = actions.withdraw(
        sent(scene, Handling.ACCEPTANCE), by=scene.county(), at=at("03-18", 11)
    )
    assert (filing.state, filing.first_sent_on, current_version(filing)) == ("draft", None, None)
    filing = sent(scene, Handling.ACCEPTANCE)
    assert filing.versions.count() == 1
    actions.remark(filing, by=scene.city(), notes=[Note("says", "太短")], at=at("03-19"))
    with pytest.raises(Refused):
        actions.withdraw(filing, by=scene.county(), at=at("03-19"))


def test_a_withdrawn_later_version_leaves_the_settled_one(scene):
    filing = settled(scene, sent(scene, Handling.ACCEPTANCE))
    filing = sent(scene, Handling.ACCEPTANCE, content="乙")
    assert (filing.state, filing.in_force.number) == ("sent", 1)
    filing = actions.withdraw(filing, by=scene.county(), at=at("03-22"))
    assert (filing.state, filing.in_force.number) == ("accepted", 1)
    assert current_version(filing).number == 1


def test_an_empty_opinion_and_an_empty_answer_are_asked_for(scene):
    filing = sent(scene, Handling.ACCEPTANCE)
    with pytest.raises(BadInput):
        actions.remark(filing, by=scene.city(), notes=[Note("says", " ")], at=at("03-19"))
    (remark,) = actions.remark(
        filing, by=scene.city(), notes=[Note("says", "太短")], at=at("03-19")
    )
    with pytest.raises(BadInput):
        actions.answer_remark(remark, by=scene.county(), answer=" ", at=at("03-19"))
    remark.refresh_from_db()
    assert remark.answered_at is None


def test_what_happened_is_announced_and_recorded(scene, django_capture_on_commit_callbacks):
    heard = []
    for kind in (FilingSent, FilingReturned, FilingSettled):
        subscribe(kind, heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        filing = sent(scene, Handling.ACCEPTANCE, due=date(2022, 3, 1), clause="HB-3.1.7.2.b")
        actions.return_for_changes(filing, by=scene.city(), opinion="改", at=at("03-19"))
    assert heard[0].late
    assert isinstance(heard[1], FilingReturned)
    entry = Entry.objects.get(verb="filing.sent")
    assert (entry.place, entry.clause, entry.values["late"]) == (YILING, "HB-3.1.7.2.b", True)


def test_what_waits_at_a_seat_is_what_was_sent_to_it(scene):
    filing = sent(scene, Handling.ACCEPTANCE)
    mine = {"kinds": ["county-class-plan"], "series": "hubei-2022/2022"}
    assert list(waiting_at(scene.city(), **mine)) == [filing]
    assert not waiting_at(scene.city(XIANTAO), **mine)
    assert not waiting_at(scene.county(), **mine)


def test_settings_say_how_a_document_is_handled_and_how_long_an_answer_may_take(scene):
    """A-HB-14, A-HB-17."""
    document = law_of(scene.year).documents["city-plan-summary"]

    def settings():
        return settings_of(scene.year, on=date(2022, 3, 31))

    assert handling_of(document, settings()) is Handling.FILING
    assert takes_supplements(settings())
    assert not long_unanswered(date(2022, 1, 1), date(2022, 3, 31), settings())
    scene.decide("handling-city-plan-summary", "approval")
    scene.decide("supplement-after-due", False)
    scene.decide("province-answer-days", "10")
    assert handling_of(document, settings()) is Handling.APPROVAL
    assert not takes_supplements(settings())
    assert long_unanswered(date(2022, 3, 20), date(2022, 3, 31), settings())
    assert not long_unanswered(date(2022, 3, 21), date(2022, 3, 31), settings())
    assert scene.places[HUBEI]
