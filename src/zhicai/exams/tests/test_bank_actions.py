"""What may be done with items of the bank, by whom, and what never."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicai.audit.models import Entry
from zhicai.exams.actions.bank import load_items
from zhicai.exams.actions.bases import NewText, end_text, enter_text, review_outdated
from zhicai.exams.actions.items import (
    change_item,
    note_lawyer,
    propose_items,
    retire_items,
    write_item,
)
from zhicai.exams.actions.naming import end_member, name_member
from zhicai.exams.actions.reading import Read, answer_blind, judge, read_items
from zhicai.exams.interchange.shipped import read_folder
from zhicai.exams.models import BasisVersion, BlindAnswer, Item, ItemVersion, Reading
from zhicai.exams.queries.bank import is_named, item_for, latest_of, standings_of
from zhicai.exams.rules.bank import outdated
from zhicai.exams.tests.bank_scenes import CHOICE, LAW, NOW, SHORT
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.planning.tests.scenes import at

pytestmark = pytest.mark.django_db


class TestNaming:
    def test_only_people_of_the_group_and_of_units_are_named_and_by_the_group(self, bank):
        county = bank.hubei.county()
        with pytest.raises(BadInput, match="工作组"):
            name_member(bank.year, bank.user(county), by=bank.composer, at=NOW)
        with pytest.raises(NotYourPage):
            name_member(bank.year, bank.user(bank.unnamed), by=bank.writer, at=NOW)
        assert not is_named(bank.unnamed, bank.year.programme)
        bank.name(bank.unnamed)
        assert is_named(bank.unnamed, bank.year.programme)
        assert Entry.objects.filter(verb="exams.member_named").count() == 4

    def test_whoever_is_named_no_more_sees_nothing_any_more(self, bank):
        item = bank.item()
        assert item_for(bank.writer, item.pk) == item
        end_member(bank.year, bank.writer.user_id, by=bank.composer, at=NOW)
        with pytest.raises(OutOfScope):
            item_for(bank.writer, item.pk)
        with pytest.raises(NotYourPage):
            bank.item()
        with pytest.raises(OutOfScope):
            end_member(bank.year, bank.writer.user_id, by=bank.composer, at=NOW)

    def test_an_officer_of_a_county_cannot_tell_that_there_is_a_bank(self, bank):
        with pytest.raises(OutOfScope):
            bank.item(by=bank.hubei.county())


class TestWriting:
    def test_a_new_item_gets_the_next_number_of_its_topic(self, bank):
        assert [bank.item().code for _ in range(2)] == ["know-1-001", "know-1-002"]
        assert bank.item(code="甲-7").code == "甲-7"
        with pytest.raises(BadInput, match="题号"):
            bank.item(code="甲-7")

    def test_a_change_is_a_new_version_and_begins_its_way_anew(self, bank):
        item = bank.live()
        note_lawyer([item], says="王律师 2022-02-20", by=bank.composer, at=NOW)
        item.refresh_from_db()
        assert item.lawyer_checked
        changed = bank.draft(
            content={**CHOICE, "stem": "可以授予发明专利权的是哪一项？"}, code=item.code
        )
        item = change_item(
            item, changed, revision=item.revision, reason="题干更明确", by=bank.composer, at=NOW
        )
        assert (item.state, item.lawyer_checked, latest_of(item).number) == ("draft", False, 2)
        assert latest_of(item).reason == "题干更明确"

    def test_other_facts_leave_text_and_state_alone_and_nothing_new_is_no_version(self, bank):
        item = bank.live()
        for difficulty in (4, 4):
            item = change_item(
                item, bank.draft(difficulty=difficulty, code=item.code), revision=item.revision,
                reason="", by=bank.writer, at=NOW,
            )  # fmt: skip
        assert (item.state, item.difficulty, latest_of(item).number) == ("live", 4, 1)

    def test_whoever_comes_later_is_told_and_nothing_is_overwritten(self, bank):
        item = bank.item()
        draft = bank.draft(content={**CHOICE, "stem": "改了"}, code=item.code)
        change_item(item, draft, revision=item.revision, reason="", by=bank.writer, at=NOW)
        with pytest.raises(Stale):
            change_item(item, bank.draft(code=item.code), revision=item.revision, reason="",
                        by=bank.composer, at=NOW)  # fmt: skip

    def test_a_retired_item_stays_as_it_is_and_says_why(self, bank):
        item = bank.live()
        with pytest.raises(BadInput, match="原因"):
            retire_items([item], reason=" ", by=bank.writer, at=NOW)
        assert retire_items([item, item], reason="超出大纲", by=bank.writer, at=NOW) == 1
        item.refresh_from_db()
        assert (item.state, item.why_review) == ("retired", "超出大纲")
        with pytest.raises(Refused, match="停用"):
            change_item(item, bank.draft(code=item.code), revision=item.revision, reason="",
                        by=bank.writer, at=NOW)  # fmt: skip

    def test_an_item_without_a_basis_is_not_proposed(self, bank):
        item = bank.item(bases=())
        with pytest.raises(Refused, match="依据"):
            propose_items([item], by=bank.writer, at=NOW)


class TestSecondReader:
    def test_a_sound_reading_by_somebody_else_puts_an_item_in_use(self, bank):
        item = bank.proposed()
        with pytest.raises(Refused, match="另一个人"):
            bank.read(item, by=bank.writer)
        assert bank.read(item).state == "live"
        with pytest.raises(Refused, match="等待"):
            bank.read(item, by=bank.composer)

    def test_whoever_wrote_any_version_is_no_second_reader(self, bank):
        item = bank.proposed()
        draft = bank.draft(content={**CHOICE, "stem": "改了"}, code=item.code)
        item = change_item(item, draft, revision=item.revision, reason="", by=bank.composer, at=NOW)
        propose_items([item], by=bank.writer, at=NOW)
        for author in (bank.writer, bank.composer):
            with pytest.raises(Refused, match="另一个人"):
                bank.read(item, by=author)
        assert bank.read(item).state == "live"

    def test_another_key_is_never_sound_and_comes_back_with_words(self, bank):
        item = bank.proposed()
        version = latest_of(item)
        with pytest.raises(Refused, match="不同"):
            read_items([Read(version.pk, 0, sound=True)], by=bank.reader, at=NOW)
        answer_blind(version, 0, by=bank.reader, at=NOW)
        assert answer_blind(version, 1, by=bank.reader, at=NOW).answer == 0
        with pytest.raises(BadInput, match="写明"):
            judge(version, sound=False, says="", by=bank.reader, at=NOW)
        reading = judge(version, sound=False, says="科学发现也像答案", by=bank.reader, at=NOW)
        item.refresh_from_db()
        assert (reading.same_key, item.state) == (False, "draft")
        assert item.why_review == "科学发现也像答案"
        propose_items([item], by=bank.writer, at=NOW)
        assert bank.read(item, by=bank.composer).state == "live"

    def test_nobody_judges_before_answering(self, bank):
        version = latest_of(bank.proposed())
        with pytest.raises(OutOfScope):
            judge(version, sound=True, says="", by=bank.reader, at=NOW)
        with pytest.raises(BadInput, match="作答"):
            answer_blind(version, "", by=bank.reader, at=NOW)

    def test_words_are_compared_by_the_reader(self, bank):
        item = bank.proposed(kind="short", content=SHORT)
        blind = answer_blind(latest_of(item), "单独对比和结合对比", by=bank.reader, at=NOW)
        assert blind.same_key is None
        assert judge(latest_of(item), sound=True, says="", by=bank.reader, at=NOW).same_key
        item.refresh_from_db()
        assert item.state == "live"

    def test_a_shelf_is_read_at_once_in_a_number_of_queries_that_does_not_grow(
        self, bank, django_assert_max_num_queries
    ):
        items = [bank.proposed() for _ in range(12)]
        reads = [Read(latest_of(one).pk, 1, sound=True) for one in items]
        with django_assert_max_num_queries(32):
            read_items(reads, by=bank.reader, at=NOW)
        assert Item.objects.filter(state="live").count() == 12


class TestBases:
    def test_a_new_text_lays_what_rests_on_the_old_one_before_a_reviewer(self, bank):
        live, draft = bank.live(), bank.item()
        new = NewText("2022-03-01", date(2022, 3, 10))
        text, moved = enter_text(bank.year, bank.law, new, by=bank.writer, at=NOW)
        live.refresh_from_db()
        draft.refresh_from_db()
        assert (moved, live.state, draft.state) == (1, "review", "draft")
        assert "2022-03-10" in live.why_review
        old = BasisVersion.objects.get(version="2020-10-17")
        assert (old.until, text.until) == (date(2022, 3, 9), None)
        with pytest.raises(BadInput) as faults:
            enter_text(bank.year, bank.law, new, by=bank.writer, at=NOW)
        assert {one.field for one in faults.value.faults} == {"version", "since"}

    def test_the_nightly_look_finds_what_ended_and_nothing_twice(self, bank):
        live = bank.live()
        old = BasisVersion.objects.get(version="2020-10-17")
        assert end_text(bank.year, old, date(2022, 3, 9), by=bank.writer, at=NOW) == 0
        assert review_outdated(by=bank.composer, at=at("03-09")) == 0
        assert review_outdated(by=bank.composer, at=at("03-10")) == 1
        assert review_outdated(by=bank.composer, at=at("03-11")) == 0
        live.refresh_from_db()
        assert (live.state, "2022-03-09" in live.why_review) == ("review", True)
        with pytest.raises(Refused, match="复核"):
            propose_items([live], by=bank.writer, at=at("03-10"))

    def test_a_text_that_ends_while_an_item_waits_keeps_it_from_going_live(self, bank):
        item = bank.proposed()
        BasisVersion.objects.update(until=date(2022, 2, 19))
        assert bank.read(item).state == "review"


def test_the_database_itself_keeps_versions_readings_and_blind_answers(bank):
    bank.live()
    for rows in (ItemVersion.objects, Reading.objects, BlindAnswer.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete() if rows is not ItemVersion.objects else rows.update(plain="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(sound=False)


def test_what_was_changed_here_is_left_alone_and_what_changed_in_the_folder_is_a_version(
    bank, tmp_path
):
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "bases.yaml").write_text(
        "- id: patent-law\n  title: {zh: 中华人民共和国专利法}\n  kind: statute\n  versions:\n"
        "  - {version: '2020-10-17', from: 2021-06-01}\n", "utf-8")  # fmt: skip
    one = (
        "- id: k-{n}\n  kind: true-false\n  difficulty: 1\n  marks: 1\n  basis:\n"
        "  - {{of: patent-law, version: '2020-10-17', article: 第二条}}\n"
        "  stem: {stem}\n  right: true\n"
    )
    path = folder / "know-1.yaml"
    path.write_text(one.format(n=1, stem="甲") + one.format(n=2, stem="乙"), "utf-8")
    assert load_items(bank.year, folder, by=bank.composer, at=NOW).new == 2
    mine = Item.objects.get(code="k-2")
    draft = bank.draft(kind="true-false", content={"stem": "我改的", "right": True}, code="k-2")
    change_item(mine, draft, revision=1, reason="", by=bank.writer, at=NOW)
    path.write_text(one.format(n=1, stem="甲二") + one.format(n=2, stem="乙二"), "utf-8")
    read_folder.cache_clear()
    taken = load_items(bank.year, folder, by=bank.composer, at=NOW)
    assert (taken.changed, taken.left) == (1, 1)
    assert latest_of(Item.objects.get(code="k-1")).number == 2
    assert latest_of(Item.objects.get(code="k-2")).plain == "我改的"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "propose", "sound", "unsound", "wrong", "retire", "text", "end",
                         "night"]),
        st.sampled_from(["writer", "reader", "composer"]),
        st.integers(0, 2),
    ),
    max_size=14,
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_people_do_nothing_goes_live_unread_or_on_a_text_that_has_ended(bank, steps):
    point = transaction.savepoint()
    items = [bank.item(), bank.proposed(), bank.live()]
    now = NOW
    for what, who, which in steps:
        now += timedelta(days=1)
        items[which].refresh_from_db()
        try:
            with transaction.atomic():
                _act(bank, what, getattr(bank, who), items[which], now)
        except (BadInput, Refused, Stale):
            pass
        if what == "night":
            _nothing_outdated(now)
        _holds(now, loosely=what != "night")
    transaction.savepoint_rollback(point)


def _act(bank, what, by, item, now):
    version = latest_of(item)
    match what:
        case "change":
            content = {**CHOICE, "stem": f"改于 {now:%m-%d}"}
            latest = BasisVersion.objects.order_by("since").last()
            rest = bank.draft().bases[0]
            rests = (type(rest)(LAW, latest.version, "第二条"),)
            draft = bank.draft(content=content, code=item.code, bases=rests)
            change_item(item, draft, revision=item.revision, reason="", by=by, at=now)
        case "propose":
            propose_items([item], by=by, at=now)
        case "sound":
            read_items([Read(version.pk, 1, sound=True)], by=by, at=now)
        case "unsound":
            read_items([Read(version.pk, 1, sound=False, says="不清楚")], by=by, at=now)
        case "wrong":
            read_items([Read(version.pk, 2, sound=True)], by=by, at=now)
        case "retire":
            retire_items([item], reason="不用", by=by, at=now)
        case "text":
            since = now.date() + timedelta(days=2)
            enter_text(bank.year, bank.law, NewText(f"v{since}", since), by=by, at=now)
        case "end":
            last = BasisVersion.objects.order_by("since").last()
            end_text(bank.year, last, max(now.date(), last.since), by=by, at=now)
        case "night":
            review_outdated(by=by, at=now)


def _holds(now, *, loosely):
    """Whatever is live was found sound in its present version by somebody who wrote none of it."""
    live = Item.objects.filter(state="live")
    for standing in standings_of(live.values_list("pk", flat=True)).values():
        assert standing.sound_by - standing.writers
        assert standing.resting
    assert not Item.objects.filter(state="review", why_review="").exists()


def _nothing_outdated(now):
    live = Item.objects.filter(state="live")
    for standing in standings_of(live.values_list("pk", flat=True)).values():
        assert outdated(standing.resting, now.date()) is None


def test_writing_is_for_the_named(bank):
    with pytest.raises(NotYourPage, match="指定"):
        write_item(bank.year, bank.draft(), by=bank.unnamed, at=NOW)
