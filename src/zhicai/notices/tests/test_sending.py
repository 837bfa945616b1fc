"""Drafts survive, sending freezes and reaches everyone at once, corrections keep what was sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.messages.models import Message
from zhicai.notices import actions
from zhicai.notices.models import Notice, Receipt
from zhicai.notices.queries import own_drafts, receipts_owed
from zhicai.notices.rules.content import digest_of, paper_of
from zhicai.notices.rules.drafts import FIELDS, clean
from zhicai.notices.tests.scenes import (
    LATER,
    NOON,
    TODAY,
    WUHAN,
    XIANTAO,
    YICHANG,
    YILING,
    drafted,
    sent,
)
from zhicai.programmes.tests import scenes

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def places(notice):
    return sorted(notice.receipts.values_list("place__code", "level"))


def fields(error):
    return [fault.field for fault in error.value.faults]


def test_a_draft_keeps_what_is_typed_right_or_wrong_and_the_same_again_is_no_revision(year):
    notice = drafted(year, due="下周", number="第5号")
    assert (notice.draft["due"], notice.revision) == ("下周", 1)
    officer = scenes.province_officer()
    again = actions.save_draft(notice, by=officer, draft=notice.draft, revision=1, at=LATER)
    assert again.revision == 1


def test_two_officers_on_one_draft_the_second_is_told_and_nothing_is_lost(year):
    notice = drafted(year)
    keeper = scenes.keeper()
    theirs = {**notice.draft, "title": "另一个标题"}
    actions.save_draft(notice, by=keeper, draft=theirs, revision=1, at=LATER)
    with pytest.raises(Stale) as error:
        actions.save_draft(
            notice, by=scenes.province_officer(), draft=notice.draft, revision=1, at=LATER
        )
    assert error.value.by == keeper.name
    assert Notice.objects.get().draft["title"] == "另一个标题"


def test_sending_names_everything_to_mend_at_once_and_sends_nothing(year):
    notice = drafted(year, title="", text=" ", to=[], sign="鄂〔", due="2022-01-01",
                     dated="三月", clauses="HB-0.a XX-9", issuer="")  # fmt: skip
    with pytest.raises(BadInput) as error:
        actions.send_notice(notice, by=scenes.province_officer(), revision=1, at=NOON)
    assert fields(error) == ["title", "text", "issuer", "to", "sign", "dated", "due", "clauses"]
    assert "XX-9" in error.value.faults[-1].says.zh
    assert not Receipt.objects.exists()


def test_sending_reaches_every_addressee_with_a_message_in_the_same_transaction(year, base):
    notice = sent(year, to=["all:city", "kind:base"])
    assert places(notice) == [("420100", "city"), ("420500", ""), ("420500", "city"),
                              ("429004", "city")]  # fmt: skip
    assert Message.objects.filter(about=f"notices-{notice.pk}").count() == 4
    assert notice.content["addressed"] == ["各市州知识产权局，三峡大学知识产权培训基地"]
    entry = Entry.objects.get(verb="notices.sent")
    assert entry.values["digest"] == digest_of(notice.content)
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            notice=notice, place=scenes.place(WUHAN), level="city", delivered_on=TODAY
        )


def test_single_offices_and_a_whole_group_count_once(year):
    notice = sent(year, to=["office:420100:city", "all:city", "office:420506:county"])
    assert places(notice) == [("420100", "city"), ("420500", "city"), ("420506", "county"),
                              ("429004", "city")]  # fmt: skip


def test_a_city_reaches_its_own_counties_and_bases_and_nobody_else(year, base):
    officer = scenes.city_officer()
    notice = sent(
        year, by=officer, sign="宜知函",
        to=["all:county", "kind:base", "all:city", "office:420100:city", "office:420102:county"],
    )  # fmt: skip
    assert places(notice) == [("420500", ""), ("420502", "county"), ("420506", "county")]
    with pytest.raises(BadInput):
        sent(year, by=officer, sign="宜知函", to=["office:420102:county"])


def test_numbers_run_on_for_each_sign_and_year_and_a_taken_one_is_refused(year):
    first, second = sent(year), sent(year, number="鄂知发[2022]8号")
    third, other = sent(year), sent(year, sign="鄂知函")
    assert [one.content["number"] for one in (first, second, third, other)] == [
        "鄂知发〔2022〕1号", "鄂知发〔2022〕8号", "鄂知发〔2022〕9号", "鄂知函〔2022〕1号",
    ]  # fmt: skip
    with pytest.raises(BadInput) as error:
        sent(year, number="鄂知发〔2022〕8号")
    assert fields(error) == ["number"]
    assert sent(year, dated="2021-12-30").content["number"] == "鄂知发〔2021〕1号"
    city = sent(year, by=scenes.city_officer(), to=["all:county"])
    assert city.content["number"] == "鄂知发〔2022〕1号"


def test_the_next_notice_of_an_office_takes_over_its_head_and_sign(year):
    sent(year, contact="林处")
    fresh = actions.open_draft(year, by=scenes.keeper(), at=NOON)
    assert (fresh.draft["sign"], fresh.draft["contact"]) == ("鄂知发", "林处")
    assert fresh.draft["mark"] == "湖北省知识产权局文件"
    assert fresh.draft["title"] == ""
    city = actions.open_draft(year, by=scenes.city_officer(), at=NOON)
    assert city.draft["issuer"] == "宜昌市知识产权局"


def test_what_was_sent_is_frozen(year):
    notice = sent(year)
    with pytest.raises(OutOfScope):
        actions.save_draft(notice, by=scenes.province_officer(), draft={}, revision=1, at=LATER)
    with pytest.raises(OutOfScope):
        actions.send_notice(notice, by=scenes.province_officer(), revision=1, at=LATER)
    assert not own_drafts(scenes.province_officer()).exists()


def test_recalling_asks_a_reason_tells_everyone_and_keeps_the_text(year):
    notice = sent(year)
    officer = scenes.province_officer()
    with pytest.raises(BadInput):
        actions.recall_notice(notice, by=officer, reason=" ", at=LATER)
    city = scenes.city_officer()
    assert receipts_owed(city).count() == 1
    actions.recall_notice(notice, by=officer, reason="时间有变，另行通知", at=LATER)
    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.state, kept.reason) == ("recalled", "时间有变，另行通知")
    assert kept.content == notice.content
    assert Message.objects.filter(key__startswith="notices-ended-").count() == 3
    assert not receipts_owed(city).exists()
    with pytest.raises(Refused):
        actions.acknowledge_notice(kept, by=city, on=TODAY)
    with pytest.raises(Refused):
        actions.recall_notice(kept, by=officer, reason="再撤回", at=LATER)


def test_a_notice_that_replaces_another_ends_it_when_it_is_sent_and_not_before(year):
    notice, officer = sent(year), scenes.province_officer()
    fresh = actions.supersede_notice(notice, by=officer, at=LATER)
    assert actions.supersede_notice(notice, by=officer, at=LATER).pk == fresh.pk
    assert Notice.objects.get(pk=notice.pk).state == "sent"
    done = actions.send_notice(fresh, by=officer, revision=0, at=LATER)
    old = Notice.objects.get(pk=notice.pk)
    assert old.state == "superseded"
    assert done.content["number"] in old.reason
    assert receipts_owed(scenes.city_officer()).get().notice_id == done.pk


def test_a_city_passes_a_notice_on_with_its_text_and_files_as_annexes(year):
    officer, city = scenes.province_officer(), scenes.city_officer()
    notice = drafted(year)
    upload = SimpleUploadedFile("名额.png", PICTURE)
    actions.attach_file(notice, upload, by=officer, at=NOON)
    notice = actions.send_notice(notice, by=officer, revision=1, at=NOON)
    passed = actions.forward_notice(notice, year, by=city, at=LATER)
    draft = {**passed.draft, "sign": "宜知函", "to": ["all:county"]}
    passed = actions.save_draft(passed, by=city, draft=draft, revision=0, at=LATER)
    passed = actions.send_notice(passed, by=city, revision=1, at=LATER)
    titles = [annex.title for annex in paper_of(passed.content).annexes]
    assert titles[0] == "关于举办师资班的通知（鄂知发〔2022〕1号）"
    assert titles[1] == "报名回执"
    assert [one.title for one in passed.attachments.all()] == ["名额"]
    with pytest.raises(OutOfScope):
        actions.forward_notice(passed, year, by=scenes.city_officer(WUHAN), at=LATER)


def test_files_are_taken_out_of_a_draft_only(year):
    officer = scenes.province_officer()
    notice = drafted(year)
    made = actions.attach_file(notice, SimpleUploadedFile("表.png", PICTURE), by=officer, at=NOON)
    with pytest.raises(OutOfScope):
        actions.detach_file(notice, made.pk + 1, by=officer)
    actions.detach_file(notice, made.pk, by=officer)
    made = actions.attach_file(notice, SimpleUploadedFile("表.png", PICTURE), by=officer, at=NOON)
    notice = actions.send_notice(notice, by=officer, revision=1, at=NOON)
    with pytest.raises(OutOfScope):
        actions.detach_file(notice, made.pk, by=officer)


def test_an_office_with_two_seats_acknowledges_once_for_both(year):
    person = scenes.user("both", XIANTAO, scenes.Level.CITY, scenes.Level.COUNTY)
    both = scenes.acting(person)
    notice = sent(year, to=["all:city", "all:county"])
    assert receipts_owed(both).count() == 2
    actions.open_notice(notice, by=both, on=TODAY)
    actions.acknowledge_notice(notice, by=both, on=TODAY)
    assert not receipts_owed(both).exists()
    mine = notice.receipts.filter(place__code=XIANTAO)
    assert {(one.opened_by, one.acknowledged_by) for one in mine} == {(both.name, both.name)}


def test_nobody_acknowledges_for_another_and_readers_write_nothing(year):
    notice = sent(year, to=["office:420500:city"])
    with pytest.raises(OutOfScope):
        actions.acknowledge_notice(notice, by=scenes.city_officer(WUHAN), on=TODAY)
    with pytest.raises(NotYourPage):
        actions.acknowledge_notice(notice, by=scenes.keeper(), on=TODAY)
    with pytest.raises(OutOfScope):
        actions.recall_notice(notice, by=scenes.city_officer(), reason="不是我的", at=LATER)
    actions.open_notice(notice, by=scenes.province_officer(), on=TODAY)
    assert notice.receipts.get().opened_on is None


def test_reminding_goes_to_those_who_have_not_confirmed_once_a_day(year):
    notice, officer = sent(year), scenes.province_officer()
    actions.acknowledge_notice(notice, by=scenes.city_officer(), on=TODAY)
    assert actions.remind_addressees(notice, by=officer, at=NOON) == 2
    assert actions.remind_addressees(notice, by=officer, at=NOON) == 0
    assert Message.objects.filter(kind=Message.Kind.REMINDER).count() == 2
    assert actions.remind_addressees(notice, by=officer, at=LATER) == 2


def test_dropping_a_draft_hides_it(year):
    notice, officer = drafted(year), scenes.province_officer()
    with pytest.raises(OutOfScope):
        actions.drop_draft(notice, by=scenes.city_officer(YICHANG))
    actions.drop_draft(notice, by=officer)
    assert not own_drafts(officer).exists()
    with pytest.raises(OutOfScope):
        actions.drop_draft(notice, by=officer)


def test_cleaning_keeps_only_the_fields_of_a_draft():
    made = clean({"title": "甲\x00乙", "evil": "x", "to": ["a", "a", "b"], "text": "x" * 99_999})
    assert set(made) == {*FIELDS, "to"}
    assert (made["title"], made["to"], len(made["text"])) == ("甲乙", ["a", "b"], 60_000)


def test_a_county_writes_to_its_organisations_only(year, base):
    with pytest.raises(BadInput):
        sent(year, by=scenes.county_officer(YILING), sign="夷", to=["all:county"])
