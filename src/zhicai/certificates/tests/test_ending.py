"""Replaced, reprinted, revoked: with a reason, in the trail, and what follows for the person."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from zhicai.audit.models import Entry
from zhicai.certificates import actions
from zhicai.certificates.announcements import CertificateEnded
from zhicai.certificates.certifying import by_class
from zhicai.certificates.models import Certificate
from zhicai.certificates.queries import certificate_law, certified_people, successor_of, valid_count
from zhicai.certificates.queries.issuing import waiting
from zhicai.certificates.tests.scenes import ISSUED, at
from zhicai.foundation.announcements import subscribe
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.people.exports import exports
from zhicai.people.holds import holds_on
from zhicai.people.models import Specialist
from zhicai.results import actions as results
from zhicai.results.costs import people_of_classes
from zhicai.results.models import Mark
from zhicai.results.queries.assessing import CERTIFIED
from zhicai.results.rules.decision import Score
from zhicai.results.tests.test_marks import counted

ON = ISSUED.date()


@pytest.fixture
def one(scene):
    (found,) = scene.issued(scene.class_())
    return found


def done(act, one, scene, *, reason="证书遗失", when=ISSUED, by=None):
    return act(one, reason=reason, by=by or scene.province(), at=when)


def test_a_replaced_one_is_ended_and_another_stands_for_it_under_the_name_of_now(scene, one):
    scene.named(one.outcome, "郭建钧")
    fresh = done(actions.replace, one, scene, reason="姓名有误")
    one.refresh_from_db()
    assert (one.state, one.name, one.ended_reason) == ("replaced", "郭建军", "姓名有误")
    assert (fresh.state, fresh.name, fresh.replaces_id) == ("valid", "郭建钧", one.pk)
    assert fresh.number == "鄂知专〔2022〕第0002号"
    assert (fresh.code != one.code, fresh.status_index) == (True, 2)
    assert successor_of(one) == fresh
    assert [event.kind for event in one.events.all()] == ["issued", "replaced"]
    assert Specialist.objects.filter(person=one.person, valid_to=None).count() == 1
    assert valid_count([scene.year.pk]) == 1
    with pytest.raises(Refused):
        done(actions.replace, one, scene)


def test_a_reprint_keeps_the_number_and_leaves_its_reason(scene, one):
    assert done(actions.reprint, one, scene, reason="纸质件破损").number == one.number
    last = one.events.last()
    assert (last.kind, last.reason, last.by) == ("reprinted", "纸质件破损", "林浩")
    assert Entry.objects.filter(verb="certificates.reprinted", reason="纸质件破损").exists()
    assert Certificate.objects.count() == 1


def test_revoked_it_counts_no_more_and_the_person_is_no_specialist(scene, one):
    told = []
    subscribe(CertificateEnded, told.append, within=True)
    assert list(certified_people(ON)) == [one.person_id]
    assert counted_certified(scene, one) == (1, 1)
    done(actions.revoke, one, scene, reason="他人代考", when=at("07-01"))
    one.refresh_from_db()
    assert (one.state, one.ended_on.isoformat()) == ("revoked", "2022-07-01")
    assert list(certified_people(ON)) == [one.person_id]
    assert not certified_people(at("07-01").date()).exists()
    assert not Specialist.objects.filter(valid_to=None).exists()
    assert counted_certified(scene, one) == (0, 0)
    assert ("revoked", one.pk) in [(event.state, event.certificate_id) for event in told]
    with pytest.raises(DatabaseError, match="ended ones stay ended"), transaction.atomic():
        Certificate.objects.filter(pk=one.pk).update(
            state="valid", ended_at=None, ended_on=None, ended_reason=""
        )


def counted_certified(scene, one):
    """What finance and the year count as certified."""
    key = f"training.class:{one.outcome.registration.training_class_id}"
    people = people_of_classes([key])[key].certified
    assert people == by_class([one.outcome.registration.training_class_id]).get(
        one.outcome.registration.training_class_id, 0
    )
    return people, counted(scene.results, CERTIFIED)


def test_after_it_is_revoked_who_still_qualifies_may_get_another(scene, one):
    law = certificate_law(scene.year, on=ON)
    assert not waiting(law).exists()
    done(actions.revoke, one, scene, reason="打印错误")
    assert list(waiting(law)) == [one.outcome]
    run = scene.issue([one.outcome], key="again")
    assert run.certificates.get().number == "鄂知专〔2022〕第0002号"
    assert Specialist.objects.filter(valid_to=None).count() == 1


def test_each_act_asks_for_a_reason_and_for_who_issues(scene, one):
    for act in (actions.reprint, actions.replace, actions.revoke):
        with pytest.raises(BadInput):
            done(act, one, scene, reason="  ")
        with pytest.raises(BadInput):
            done(act, one, scene, reason="长" * 401)
        with pytest.raises(NotYourPage):
            done(act, one, scene, by=scene.group())
    scene.hubei.decide("rule-certificate", False)
    with pytest.raises(OutOfScope):
        done(actions.revoke, one, scene)
    one.refresh_from_db()
    assert (one.state, one.events.count()) == ("valid", 1)


def test_a_mark_that_would_undo_a_certificate_is_refused_until_it_is_revoked(scene, one):
    mark = Mark.objects.get(registration=one.outcome.registration, part="exam")

    def correct():
        return results.correct_mark(
            mark, Score(Decimal(40)), reason="登分有误", by=scene.results.unit(), at=ISSUED
        )  # fmt: skip

    with pytest.raises(Refused) as no:
        correct()
    assert one.number in no.value.reasons[0].says.zh
    assert no.value.reasons[0].clause == "HB-3.2.6.5.d"
    assert not Mark.objects.filter(supersedes=mark).exists()
    done(actions.revoke, one, scene, reason="登分有误")
    correct()
    one.outcome.refresh_from_db()
    assert one.outcome.state == "makeup"


def test_the_person_takes_it_along_and_the_register_is_kept(scene, one):
    table = next(table for table in exports() if table.app == "certificates.certificate")
    (row,) = table.rows_for(one.person)
    assert (row["number"], row["code"]) == (one.number, one.code)
    assert set(row) == set(table.columns)
    assert any("证书登记" in reason.says.zh for reason in holds_on(one.person))
    other = scene.results.trainee(one.outcome.registration.training_class)
    assert not list(table.rows_for(other.person))
    assert not holds_on(other.person)
