"""Consent by purpose, own data taken away, requests with a clock, erasure that erases."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from zhicai.audit.models import Entry
from zhicai.foundation.announcements import _within, subscribe
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused
from zhicai.foundation.text import Text
from zhicai.law.dates import Holidays
from zhicai.people.actions import (
    answer_purposes,
    ask,
    decide_request,
    hand_export,
    record_incentive,
    unmask,
    withdraw_request,
)
from zhicai.people.announcements import PersonErased
from zhicai.people.exports import _exports, register_export
from zhicai.people.models import Consent, Person, RightsRequest
from zhicai.people.queries import (
    find_by_number,
    has_consented,
    must_be_asked,
    requests_for,
    visible_people,
    waiting_requests,
)
from zhicai.people.queries.privacy import privacy
from zhicai.people.rules.incentives import IncentiveFacts
from zhicai.people.rules.requests import due_after
from zhicai.people.tests.scene import AT, NUMBER, ON, OTHER, certified, people_of_yiling
from zhicai.planning.tests.scenes import XILING

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    return people_of_yiling()


# --- consent -------------------------------------------------------------------------------------


def test_optional_purposes_can_be_refused_and_taken_back_needed_ones_are_taken_note_of(scene):
    assert must_be_asked(scene.guo)
    answer_purposes(scene.guo, ["contact"], by=scene.own, at=AT)
    assert not must_be_asked(scene.guo)
    assert has_consented(scene.guo, "contact")
    assert has_consented(scene.guo, "identity")
    assert not has_consented(scene.guo, "publicity")
    answer_purposes(scene.guo, [], by=scene.own, at=AT)
    assert not has_consented(scene.guo, "contact")
    rows = Consent.objects.filter(person=scene.guo, purpose="contact")
    assert [row.given for row in rows.order_by("pk")] == [True, False]
    assert {row.version for row in rows} == {privacy().version}


def test_new_words_of_the_notice_ask_everyone_anew_and_do_not_speak_for_anyone(
    scene, settings, tmp_path
):
    answer_purposes(scene.guo, ["contact"], by=scene.own, at=AT)
    from_package = privacy()
    words = (
        "version: '2023-01'\nfrom: 2023-01-01\nnotice: {zh: 新版, en: new}\n"
        "response: {working_days: 10, basis: {zh: 省里规定, en: own rule}}\n"
        "purposes:\n- id: contact\n  name: {zh: 联系, en: contact}\n"
        "  data: {zh: 手机, en: phone}\n  basis: {zh: 同意, en: consent}\n"
        "  retention: {zh: 一年, en: a year}\n"
    )
    (tmp_path / "privacy.yaml").write_text(words, encoding="utf-8")
    settings.ZHICAI_LAW_FOLDERS = [tmp_path]
    assert privacy().version != from_package.version
    assert must_be_asked(scene.guo)


def test_nobody_answers_for_somebody_else(scene):
    with pytest.raises(OutOfScope):
        answer_purposes(scene.yang, ["contact"], by=scene.own, at=AT)
    with pytest.raises(OutOfScope):
        answer_purposes(scene.guo, ["contact"], by=scene.county, at=AT)


# --- own data ------------------------------------------------------------------------------------


def test_the_own_parcel_holds_everything_also_of_apps_above_and_taking_it_is_recorded(scene):
    unmask(scene.guo, by=scene.county, reason="核对原件", on=ON)
    register_export(
        "test.hours", Text("学时", "Hours"), {"hours": Text("学时", "hours")},
        lambda person: [{"hours": Decimal("7.5") if person.pk == scene.guo.pk else 0}],
    )  # fmt: skip
    try:
        content = hand_export(scene.guo, by=scene.own, at=AT, language="zh-hans")
    finally:
        _exports.pop("test.hours")
    archive = zipfile.ZipFile(io.BytesIO(content))
    tables = json.loads(archive.read("data.json"))["tables"]
    assert tables["people"]["rows"][0]["id_number"] == NUMBER
    assert tables["people.looks"]["rows"][0]["reason"] == "核对原件"
    assert tables["test.hours"]["rows"] == [{"hours": "7.5"}]
    page = archive.read("我的个人信息.html").decode()
    assert NUMBER in page
    assert OTHER not in page
    taken = Entry.objects.get(verb="people.exported")
    assert taken.subject_id == str(scene.guo.pk)
    with pytest.raises(OutOfScope):
        hand_export(scene.yang, by=scene.own, at=AT, language="zh-hans")


# --- requests ------------------------------------------------------------------------------------


def test_the_clock_counts_working_days():
    assert due_after(date(2022, 3, 18), 15, Holidays()) == date(2022, 4, 8)
    spring = Holidays(frozenset({date(2022, 4, 4), date(2022, 4, 5)}), frozenset(), frozenset())
    assert due_after(date(2022, 3, 18), 15, spring) == date(2022, 4, 12)


def test_an_approved_correction_writes_the_field_and_a_refused_one_does_not(scene):
    asked = ask(
        scene.guo, "correction", field="name", proposed="郭建钧", says="登记时写错", by=scene.own,
        at=AT,
    )  # fmt: skip
    assert asked.due > ON
    assert list(waiting_requests(scene.county)) == [asked]
    with pytest.raises(OutOfScope):
        decide_request(asked, grant=True, answer="已核对", by=scene.hubei.county(XILING), at=AT)
    with pytest.raises(BadInput):
        decide_request(asked, grant=True, answer=" ", by=scene.county, at=AT)
    decide_request(asked, grant=True, answer="已核对户口本", by=scene.county, at=AT)
    scene.guo.refresh_from_db()
    assert scene.guo.name == "郭建钧"
    with pytest.raises(Refused):
        decide_request(asked, grant=False, answer="再办一次", by=scene.county, at=AT)
    other = ask(
        scene.guo, "correction", field="name", proposed="郭大", says="想换个名字", by=scene.own,
        at=AT,
    )  # fmt: skip
    decide_request(other, grant=False, answer="与身份证不符", by=scene.county, at=AT)
    scene.guo.refresh_from_db()
    assert scene.guo.name == "郭建钧"
    assert "郭建钧" not in str(list(Entry.objects.values_list("values", "reason", "name")))


def test_a_corrected_number_is_found_by_and_another_persons_number_is_refused(scene):
    wrong = NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")
    with pytest.raises(BadInput) as refused:
        ask(scene.guo, "correction", field="id_number", proposed=wrong, says="写错了", by=scene.own,
            at=AT)  # fmt: skip
    assert refused.value.faults[0].field == "proposed" or refused.value.faults[0].field == "says"
    asked = ask(scene.guo, "correction", field="id_number", proposed=OTHER, says="身份证写错",
                by=scene.own, at=AT)  # fmt: skip
    with pytest.raises(Refused):
        decide_request(asked, grant=True, answer="已核对原件", by=scene.county, at=AT)
    asked.refresh_from_db()
    assert asked.state == RightsRequest.State.OPEN
    assert find_by_number("resident", NUMBER) == scene.guo


def test_one_open_request_of_a_kind_and_it_can_be_taken_back(scene):
    asked = ask(scene.guo, "access", by=scene.own, at=AT)
    with pytest.raises(BadInput):
        ask(scene.guo, "access", by=scene.own, at=AT)
    with pytest.raises(OutOfScope):
        withdraw_request(asked, by=scene.county, at=AT)
    withdraw_request(asked, by=scene.own, at=AT)
    assert ask(scene.guo, "access", by=scene.own, at=AT).pk != asked.pk


def test_an_employer_does_not_answer_requests(scene):
    asked = ask(scene.guo, "contest", says="单位类型不对", by=scene.own, at=AT)
    assert not requests_for(scene.firm, on=ON).exists()
    with pytest.raises((OutOfScope, NotYourPage)):
        decide_request(asked, grant=True, answer="已改", by=scene.firm, at=AT)


# --- erasure -------------------------------------------------------------------------------------


def test_erasure_really_erases_and_the_log_keeps_no_personal_data(scene):
    told = []
    subscribe(PersonErased, told.append, within=True)
    try:
        asked = ask(scene.guo, "erasure", by=scene.own, at=AT)
        decide_request(asked, grant=True, answer="符合条件，已删除", by=scene.county, at=AT)
    finally:
        _within[PersonErased].remove(told.append)
    left = Person.objects.get(pk=scene.guo.pk)
    assert left.erased_at == AT
    assert (left.name, left.id_number, left.id_hash, left.phone, left.user_id) == (
        "已删除", "", "", "", None,
    )  # fmt: skip
    assert [work.post for work in left.employments.all()] == [""]
    assert find_by_number("resident", NUMBER) is None
    assert not visible_people(scene.county, on=ON).filter(pk=left.pk).exists()
    scene.user.refresh_from_db()
    assert (scene.user.is_active, scene.user.name) == (False, "已删除")
    assert [one.person_id for one in told] == [left.pk]
    about = Entry.objects.filter(verb__startswith="people.")
    assert "郭建军" not in str(list(about.values_list("values", "reason", "name", "username")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person WHERE id = %s", [left.pk])
        assert "郭建军" not in str(cursor.fetchall())


def test_legal_holds_refuse_erasure_and_are_named(scene):
    certified(scene)
    record_incentive(
        scene.guo,
        IncentiveFacts("reward", date(2022, 4, 1), "区奖励办法", amount=500_000),
        by=scene.county, at=AT,
    )  # fmt: skip
    asked = ask(scene.guo, "erasure", by=scene.own, at=AT)
    with pytest.raises(Refused) as refused:
        decide_request(asked, grant=True, answer="同意删除", by=scene.county, at=AT)
    says = [reason.says.zh for reason in refused.value.reasons]
    assert len(says) == 2
    assert any("证书" in one for one in says)
    assert any("会计凭证" in one for one in says)
    scene.guo.refresh_from_db()
    assert scene.guo.name == "郭建军"
    asked.refresh_from_db()
    assert asked.state == "open"
    decide_request(asked, grant=False, answer="依法须保留", by=scene.county, at=AT)
    asked.refresh_from_db()
    assert asked.answer == "依法须保留"
