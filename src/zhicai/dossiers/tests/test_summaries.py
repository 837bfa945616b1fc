"""The city's summary: figures from the records, words by hand, sent, taken in, late ones listed."""

from decimal import Decimal

import pytest

from zhicai.accounts.waiting import sources
from zhicai.dossiers import actions
from zhicai.dossiers.models import ClassSummary
from zhicai.dossiers.queries.gathering import gather
from zhicai.dossiers.queries.summaries import city_for, city_rows, shown_of, summary_for
from zhicai.dossiers.rules.changes import changes
from zhicai.dossiers.rules.figures import figures_json, figures_of, lines_behind
from zhicai.dossiers.tests.scenes import (
    DECEMBER,
    HUBEI,
    NOVEMBER,
    WAN,
    WORDS,
    XIANTAO,
    XILING,
    YICHANG,
    YILING,
    at,
)
from zhicai.filing.actions import Note
from zhicai.filing.rules import State
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.law.engine import State as Duty
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import settings_of

RULE = "city-sends-class-summary"


def figures(world, code=YICHANG, on=NOVEMBER):
    return gather(city_for(world.city(code), code, on=on), world.year, on=on)


def rows_on(world, on, by=None):
    settings = settings_of(world.year, on=on)
    return city_rows(by or world.province(), world.year, settings, on=on)


def row_of(world, on, code=YICHANG):
    return next(row for row in rows_on(world, on) if row.code == code)


# --- figures ------------------------------------------------------------------------------------


def test_figures_come_from_the_records_beside_the_plan(world):
    found = figures(world)
    held = found.row("classes-held")
    assert (held.value, held.plan) == (1, 2)
    assert found.row("classes-places").value == 1
    assert found.row("people-registered").plan == 240
    assert found.row("hours").value == sum(
        Decimal(line.hours) for line in found.classes if line.held
    )
    assert found.row("score").value == Decimal("4.5")
    assert found.row("people-registered").value == 3
    assert found.row("people-completed").value == 2
    assert (found.row("money-budget").value, found.row("money-spent").value) == (3 * WAN, 2 * WAN)
    assert [line.place for line in found.classes] == ["夷陵区"]


def test_every_figure_is_the_sum_of_the_lines_behind_it(world):
    found = figures(world)
    for key in ("classes-held", "classes-ended", "classes-waiting", "classes-cancelled"):
        row = found.row(key)
        assert len(lines_behind(found, row)) == row.value, key
    for key in ("people-registered", "people-attended", "people-completed"):
        row = found.row(key)
        column = key.removeprefix("people-")
        assert sum(getattr(line, column) for line in lines_behind(found, row)) == row.value, key


def test_what_nobody_counts_is_not_nought(world):
    found = figures(world, XIANTAO)
    assert found.row("people-completed").value is None
    assert found.row("score").value is None
    assert found.row("classes-held").value == 0


def test_every_county_stands_in_the_table_with_or_without_a_class(world):
    lines = {line.code: line for line in figures(world).counties}
    assert len(lines) == 13
    assert (lines[YILING].held, lines[YILING].plan_classes) == (1, 1)
    assert (lines[XILING].held, lines[XILING].plan_classes) == (0, 1)
    assert [line.code for line in figures(world, XIANTAO).counties] == [XIANTAO]


def test_figures_survive_being_stored(world):
    found = figures(world)
    assert figures_of(figures_json(found)) == found


# --- generated, worded ----------------------------------------------------------------------------


def test_words_are_typed_and_numbers_are_not(world):
    found = world.generated()
    saved = actions.save_words(
        found, by=world.city(), revision=1, at=at("11-20"),
        words={"organisation": "分三片组织。", "figures": "伪造", "classes-held": "99"},
    )  # fmt: skip
    assert saved.words["organisation"] == "分三片组织。"
    assert set(saved.words) == {
        "organisation", "results", "shortfall", "problems", "practice", "next",
    }  # fmt: skip
    assert figures_of(saved.figures) == figures(world)


def test_generating_again_takes_over_new_records_and_keeps_the_words(world):
    found = world.worded()
    before = figures_of(found.figures)
    world.held(XILING, state="running")
    (change, *rest) = changes(before, figures(world))
    assert (change.before, change.after) == (1, 2)
    assert rest
    assert figures_of(ClassSummary.objects.get().figures) == before
    again = world.generated(on="11-21")
    assert again.pk == found.pk
    assert figures_of(again.figures).row("classes-held").value == 2
    assert again.words["organisation"] == WORDS["organisation"]


def test_another_officer_s_words_are_not_overwritten(world):
    found = world.worded()
    with pytest.raises(Stale):
        actions.save_words(found, by=world.city(), words={}, revision=1, at=at("11-20"))


def test_only_the_city_s_own_office_writes_its_summary(world):
    found = world.generated()
    with pytest.raises(NotYourPage):
        actions.generate(world.year, city=YICHANG, by=world.hubei.county(), at=at("11-20"))
    with pytest.raises(OutOfScope):
        actions.generate(world.year, city=YICHANG, by=world.city(XIANTAO), at=at("11-20"))
    with pytest.raises(OutOfScope):
        actions.save_words(found, by=world.city(XIANTAO), words={}, revision=1, at=at("11-20"))


# --- sent -----------------------------------------------------------------------------------------


def test_what_falls_short_of_the_plan_needs_its_reason(world):
    found = world.generated()
    with pytest.raises(Refused) as refusal:
        actions.send_summary(found, by=world.city(), at=at("11-20"))
    reasons = refusal.value.reasons
    assert {reason.clause for reason in reasons} == {"HB-4.5.k"}
    assert "西陵区" in reasons[0].says.zh
    assert reasons[-1].field == "words-shortfall"
    assert world.sent().filing.state == State.SENT


@pytest.mark.clause("HB-4.5.k")
def test_a_city_generates_edits_and_sends_its_summary_by_30_november_and_the_missing_are_listed(
    world,
):
    found = world.sent(on="11-28")
    version = found.filing.versions.get()
    assert version.content["figures"]["as_of"] == "2022-11-28"
    assert version.content["words"]["organisation"] == WORDS["organisation"]
    assert (found.filing.receiver.code, found.filing.first_sent_on.isoformat()) == (
        HUBEI, "2022-11-28",
    )  # fmt: skip
    in_time = rows_on(world, NOVEMBER.replace(day=30))
    assert [row.code for row in in_time if not row.missing] == [YICHANG]
    assert not any(row.late for row in in_time)
    late = {row.code for row in rows_on(world, DECEMBER) if row.late}
    assert len(late) == 16
    assert YICHANG not in late
    ledger = ledger_of(world.year, on=DECEMBER, rules=[RULE])
    assert ledger.find(RULE, YICHANG, Level.CITY).state is Duty.MET
    assert ledger.find(RULE, XIANTAO, Level.CITY).state is Duty.OVERDUE


def test_a_later_version_is_a_supplement_and_marked_late(world):
    found = world.sent(on="11-28")
    world.held(XILING, state="running")
    world.generated(on="12-03")
    actions.send_summary(ClassSummary.objects.get(), by=world.city(), at=at("12-03"))
    assert found.filing.versions.count() == 2
    assert found.filing.steps.filter(late=True).count() == 1
    assert not row_of(world, DECEMBER).late


def test_nothing_late_is_taken_where_the_province_says_so(world):
    world.hubei.decide("supplement-after-due", False)
    found = world.worded(on="12-02")
    with pytest.raises(Refused) as refusal:
        actions.send_summary(found, by=world.city(), at=at("12-02"))
    assert refusal.value.reasons[0].clause == "HB-4.5.k"
    assert actions.send_summary(found, by=world.city(), at=at("11-30")).state == State.SENT


# --- taken in, returned ---------------------------------------------------------------------------


def test_the_registry_takes_a_summary_in_and_the_city_reads_that_it_did(world):
    found = world.sent()
    (done,) = actions.take_in([found.filing], year=world.year, by=world.registry(), at=at("11-22"))
    assert (done.state, done.settled_on.isoformat()) == (State.RECORDED, "2022-11-22")
    letters = Message.objects.filter(place__code=YICHANG, kind=Message.Kind.FILING)
    assert letters.filter(title_zh__contains="已登记").exists()
    with pytest.raises(NotYourPage):
        actions.take_in([found.filing], year=world.year, by=world.city(), at=at("11-22"))


def test_a_summary_is_filed_with_a_number_where_that_is_set(world):
    world.hubei.decide("handling-city-class-summary", "filing")
    found = world.sent()
    (done,) = actions.take_in([found.filing], year=world.year, by=world.registry(), at=at("11-22"))
    assert done.state == State.FILED
    assert "2022" in done.number


def test_a_returned_summary_comes_back_with_remarks_at_its_sections(world):
    world.hubei.decide("handling-city-class-summary", "acceptance")
    found = world.sent()
    with pytest.raises(Refused):
        world.generated(on="11-21")
    actions.return_summary(
        found.filing, by=world.registry(), opinion="请补写成效。", at=at("11-22"),
        notes=[Note("words-results", "写一两个企业的例子。")],
    )  # fmt: skip
    source = next(one for one in sources() if one.key == "dossiers.summaries")
    assert source.count(world.city(), NOVEMBER) == 1
    (waiting,) = source.items(world.city(), NOVEMBER, 5)
    assert waiting.clause == "HB-4.5.k"
    remark = found.filing.remarks.get()
    actions.answer_opinion(
        found, remark_id=remark.pk, by=world.city(), answer="已补两例。", at=at("11-23")
    )
    found = ClassSummary.objects.get()
    words = {**found.words, "results": "甲公司专利质量提高。"}
    actions.save_words(found, by=world.city(), words=words, revision=found.revision, at=at("11-23"))
    sent = actions.send_summary(ClassSummary.objects.get(), by=world.city(), at=at("11-23"))
    assert (sent.state, sent.versions.count()) == (State.SENT, 2)
    assert source.count(world.registry(), NOVEMBER) == 1


def test_what_decides_nothing_cannot_be_returned(world):
    found = world.sent()
    with pytest.raises(Refused):
        actions.return_summary(found.filing, by=world.registry(), opinion="改", at=at("11-22"))


# --- who sees what --------------------------------------------------------------------------------


def test_a_draft_is_nobody_else_s_and_a_version_is_read_as_it_was_sent(world):
    found = world.worded()
    with pytest.raises(OutOfScope):
        summary_for(world.province(), found.pk, on=NOVEMBER)
    actions.send_summary(found, by=world.city(), at=at("11-20"))
    world.held(XILING, state="running")
    world.generated(on="11-21")
    found = summary_for(world.province(), found.pk, on=NOVEMBER)
    assert shown_of(found, world.province()).figures.row("classes-held").value == 1
    assert shown_of(found, world.city()).figures.row("classes-held").value == 2
    with pytest.raises(OutOfScope):
        summary_for(world.city(XIANTAO), found.pk, on=NOVEMBER)


# --- reminders ------------------------------------------------------------------------------------


def test_the_province_reminds_the_missing_once_a_day(world):
    world.sent()
    rows = rows_on(world, DECEMBER)
    assert actions.remind_missing(rows, year=world.year, by=world.province(), at=at("12-05")) == 16
    assert actions.remind_missing(rows, year=world.year, by=world.province(), at=at("12-05")) == 0
    letters = Message.objects.filter(kind=Message.Kind.REMINDER, place__code=XIANTAO)
    assert "已逾期 5 天" in letters.get().body_zh
    assert not Message.objects.filter(kind=Message.Kind.REMINDER, place__code=YICHANG).exists()
    with pytest.raises(NotYourPage):
        actions.remind_missing(rows, year=world.year, by=world.city(), at=at("12-05"))


def test_a_return_needs_its_opinion(world):
    world.hubei.decide("handling-city-class-summary", "acceptance")
    found = world.sent()
    with pytest.raises(BadInput):
        actions.return_summary(found.filing, by=world.registry(), opinion=" ", at=at("11-22"))
