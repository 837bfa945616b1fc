"""Issuing: only to who qualified, all of a run or none, numbers without a gap, keys once."""

import re

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.certificates import actions
from zhicai.certificates.announcements import CertificateIssued
from zhicai.certificates.models import Certificate, CertificateEvent, IssueRun
from zhicai.certificates.queries import (
    by_code,
    by_number,
    certificate_law,
    certificates,
    certified_by_industry,
    certified_people,
    leads_to_certificate,
    valid_count,
)
from zhicai.certificates.queries.issuing import closed_as_failed, late, waiting
from zhicai.certificates.tests.scenes import ISSUED, at
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, NotYourPage, Refused
from zhicai.people.models import Specialist
from zhicai.results import actions as results
from zhicai.results.models import Outcome

ON = ISSUED.date()


def refused(act):
    with pytest.raises(Refused) as no:
        act()
    return no.value.reasons


@pytest.mark.clause("HB-3.2.6.5.d")
def test_exactly_those_with_hours_examination_and_practical_get_one_singly_or_as_a_class(scene):
    found = scene.class_()
    failed = scene.results.failed(found)
    short = scene.results.trainee(found, lessons=3)
    scene.results.mark(short, 90, 90)
    first, *others = scene.published(found, 3)
    scene.issue([first], key="one")
    assert Certificate.objects.get().outcome == first
    law = certificate_law(scene.year, on=ON)
    assert set(waiting(law)) == set(others)
    scene.issue(waiting(law), key="class", of_class=found)
    assert set(Certificate.objects.values_list("outcome", flat=True)) == {
        first.pk, *(one.pk for one in others)
    }  # fmt: skip
    for row, clause in ((failed, "HB-3.2.6.5.b"), (short, "HB-3.2.6.5.a")):
        outcome = scene.results.outcome(row)
        reasons = refused(lambda outcome=outcome: scene.issue([outcome], key="no"))
        assert clause in {one.clause for one in reasons}
        assert all(one.says.zh.startswith(row.person.name) for one in reasons)
    assert Certificate.objects.count() == 3


@pytest.mark.clause("HB-3.2.6.5.f")
def test_who_failed_the_make_up_is_closed_as_not_qualified_and_refused_with_that_reason(scene):
    found = scene.class_()
    failed, passed = scene.results.failed(found), scene.results.failed(found)
    scene.results.offer(found)
    for row, mark in ((failed, 50), (passed, 75)):
        scene.results.mark(row, mark, turn="makeup", when=at("06-20"))
    results.publish(found, by=scene.results.unit(), at=at("06-20"))
    law = certificate_law(scene.year, on=ON)
    outcome = scene.results.outcome(failed)
    assert outcome.state == Outcome.State.NOT_QUALIFIED
    assert list(closed_as_failed(law)) == [outcome]
    reasons = refused(lambda: scene.issue([outcome]))
    assert reasons[0].clause == "HB-3.2.6.5.f"
    assert "补考后仍不合格" in reasons[0].says.zh
    assert not Certificate.objects.exists()
    assert [one.registration for one in waiting(law)] == [passed]
    scene.issue([scene.results.outcome(passed)])
    assert Certificate.objects.get().person == passed.person


def test_one_who_may_not_keeps_the_whole_run_from_being_issued(scene):
    found = scene.class_()
    failed = scene.results.failed(found)
    good = scene.published(found, 2)
    refused(lambda: scene.issue([*good, scene.results.outcome(failed)]))
    assert not IssueRun.objects.exists()
    run = scene.issue(good)
    assert run.total == 2
    assert [one.number for one in Certificate.objects.all()] == [
        "鄂知专〔2022〕第0001号", "鄂知专〔2022〕第0002号",
    ]  # fmt: skip


def test_before_the_results_are_published_nobody_is_given_one(scene):
    found = scene.class_()
    rows = scene.qualified(found)
    assert "公布" in refused(lambda: scene.issue(rows))[0].says.zh
    scene.publish(found)
    assert scene.issue(rows).total == 1


def test_the_same_key_is_the_same_run_and_a_second_is_refused(scene):
    rows = scene.published(scene.class_(), 2)
    run = scene.issue(rows, key="page-1")
    assert scene.issue(rows, key="page-1") == run
    assert "已有一张有效的证书" in refused(lambda: scene.issue(rows, key="page-2"))[0].says.zh
    assert Certificate.objects.count() == 2
    with pytest.raises(BadInput):
        scene.issue([], key="nobody")
    with pytest.raises(BadInput):
        scene.issue(rows, key="")


def test_each_has_a_code_without_meaning_and_a_place_in_the_list_of_states(scene):
    made = scene.issued(scene.class_(), 5)
    assert len({one.code for one in made}) == 5
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{12}", one.code) for one in made)
    assert [one.status_index for one in made] == [1, 2, 3, 4, 5]
    one = made[0]
    assert by_code(f" {one.code[:4]}-{one.code[4:].lower()}") == one
    assert by_number(one.number, one.name) == one
    assert by_number(one.number, "别人") is None
    assert by_code("") is None


def test_the_facts_are_those_of_the_day_and_who_gets_one_is_a_specialist(scene):
    told = []
    subscribe(CertificateIssued, told.append, within=True)
    (one,) = scene.issued(scene.class_())
    assert (one.title, one.issuer) == ("知识产权专员证书", "湖北省知识产权局")
    assert (one.class_title, str(one.hours)) == ("宜昌考核班", "24.0")
    assert (one.issued_on, one.expires_on) == (ON, None)
    spell = Specialist.objects.get(person=one.person)
    assert (spell.valid_from, spell.basis) == (ON, one.number)
    assert [event.kind for event in one.events.all()] == ["issued"]
    assert Entry.objects.filter(verb="certificates.issued").count() == 1
    assert (one.pk,) in [event.certificate_ids for event in told]
    assert valid_count([scene.year.pk]) == 1
    assert list(certified_people(ON)) == [one.person_id]
    assert certified_by_industry("420000", ON) == []


@pytest.mark.clause("HB-3.2.0.a")
def test_only_a_class_of_the_assessment_leads_to_a_certificate(scene):
    found = scene.class_()
    (row,) = scene.published(found)
    law = certificate_law(scene.year, on=ON)
    assert leads_to_certificate(found, on=ON)
    found.track = "preparatory"
    assert not leads_to_certificate(found, on=ON)
    Outcome.objects.filter(pk=row.pk).update(track="preparatory")
    assert not waiting(law).exists()
    assert refused(lambda: scene.issue([row]))[0].clause == "HB-3.2.0.a"
    Outcome.objects.filter(pk=row.pk).update(track="assessment")
    assert waiting(law).exists()
    assert scene.issue([row]).total == 1


def test_two_kinds_are_two_certificates_with_different_numbers(scene):
    scene.hubei.decide("certificate-types", "two")
    made = scene.issued(scene.class_())
    assert [(one.kind, one.number) for one in made] == [
        ("specialist", "鄂知专〔2022〕第0001号"), ("completion", "鄂知结〔2022〕第0001号"),
    ]  # fmt: skip
    assert made[1].title == "知识产权专员结业证书"
    assert valid_count([scene.year.pk]) == 1


def test_issuer_validity_and_pattern_are_settings_and_what_is_issued_stays(scene):
    (first,) = scene.issued(scene.class_())
    scene.hubei.decide("certificate-issuer", "undertaking")
    scene.hubei.decide("certificate-validity-years", 3)
    scene.hubei.decide("certificate-number-pattern", "{province}-{year}-{serial}")
    found = scene.class_(number="2022-420500-02")
    (second,) = scene.issued(found)
    assert second.issuer == found.run_by.name
    assert second.expires_on.isoformat() == "2025-06-20"
    assert second.number == "42-2022-0002"
    first.refresh_from_db()
    assert first.number == "鄂知专〔2022〕第0001号"
    scene.hubei.decide("certificate-number-pattern", "证{serial}")
    row = scene.published(scene.class_(number="2022-420500-03"))
    assert "{year}" in refused(lambda: scene.issue(row, key="3"))[0].says.zh


def test_a_programme_that_issues_none_has_no_list_and_refuses(scene):
    row = scene.published(scene.class_())
    scene.hubei.decide("rule-certificate", False)
    law = certificate_law(scene.year, on=ON)
    assert not waiting(law).exists()
    assert refused(lambda: scene.issue(row))[0].clause == "HB-3.2.0.c"


def test_who_waits_longer_than_the_setting_says_is_late(scene):
    scene.published(scene.class_())
    assert not late(certificate_law(scene.year, on=at("07-03").date())).exists()
    assert late(certificate_law(scene.year, on=at("07-04").date())).count() == 1


def test_the_issuer_of_the_notice_issues_and_nobody_else(scene):
    row = scene.published(scene.class_())
    refused(lambda: scene.issue(row, by=scene.group()))
    with pytest.raises(NotYourPage):
        scene.issue(row, by=scene.hubei.county())
    assert scene.issue(row, by=scene.province()).total == 1


def test_each_office_reads_those_of_its_employers_and_the_person_the_own(scene):
    found = scene.class_()
    (mine,) = scene.issued(found)
    for acting in (scene.province(), scene.group(), scene.hubei.city(), scene.hubei.county()):
        assert list(certificates(acting, on=ON)) == [mine]
    assert not certificates(scene.hubei.county("420502"), on=ON).exists()
    own = scene.results.account(mine.outcome.registration)
    assert list(certificates(own, on=ON)) == [mine]


# --- what the database itself refuses -------------------------------------------------------------


def copied(one, **changes):
    """Write a certificate past every rule."""
    fields = {
        field.attname: getattr(one, field.attname)
        for field in Certificate._meta.concrete_fields
        if not field.primary_key
    }
    known = {"number": "x", "code": "222222222222", "status_index": 99}
    with transaction.atomic():
        return Certificate.objects.create(**(fields | known | changes))


def test_the_database_takes_none_without_the_three_facts_published_of_the_same_person(scene):
    found = scene.class_()
    (one,) = scene.issued(found)
    failed = scene.results.failed(found)
    scene.results.decide(found)
    unmet = scene.results.outcome(failed)
    (unpublished,) = scene.qualified(found)
    for outcome in (unmet, unpublished):
        with pytest.raises(DatabaseError, match="nobody qualified"):
            copied(one, outcome_id=outcome.pk, person_id=outcome.registration.person_id)
    results.publish(found, by=scene.results.unit(), at=ISSUED)
    with pytest.raises(DatabaseError, match="nobody qualified"):
        copied(one, outcome_id=unpublished.pk, person_id=one.person_id)
    with pytest.raises(DatabaseError, match="a new one is valid"):
        copied(one, state="revoked", ended_at=ISSUED, ended_on=ON, ended_reason="x")
    with pytest.raises(IntegrityError):
        copied(one)
    person = unpublished.registration.person_id
    assert copied(one, outcome_id=unpublished.pk, person_id=person).pk


@pytest.mark.parametrize(
    "change",
    [{"name": "别人"}, {"number": "1"}, {"issued_on": at("06-01").date()}, {"code": "3" * 12},
     {"hours": 99}, {"status_index": 7}],
)  # fmt: skip
def test_the_database_changes_no_fact_of_one(scene, change):
    (one,) = scene.issued(scene.class_())
    with pytest.raises(DatabaseError, match="facts are frozen"), transaction.atomic():
        Certificate.objects.filter(pk=one.pk).update(**change)
    assert Certificate.objects.filter(pk=one.pk).update(needs_hand=True, needs_hand_says="字") == 1


def test_the_database_deletes_none_and_its_trail_is_only_added_to(scene):
    (one,) = scene.issued(scene.class_())
    for act in (
        one.delete, one.run.delete, one.events.get().delete,
        lambda: CertificateEvent.objects.update(by="x"),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_database_keeps_who_holds_one_qualified_until_it_is_revoked(scene):
    (one,) = scene.issued(scene.class_())
    row = Outcome.objects.filter(pk=one.outcome_id)
    with pytest.raises(DatabaseError, match="revoked first"), transaction.atomic():
        row.update(state=Outcome.State.MAKE_UP)
    actions.revoke(one, reason="冒名顶替", by=scene.province(), at=ISSUED)
    assert row.update(state=Outcome.State.MAKE_UP) == 1
