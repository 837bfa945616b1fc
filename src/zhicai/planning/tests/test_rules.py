"""The rules of plans on facts alone: reading, checks, editing, differences."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.foundation.text import Text
from zhicai.law.dates import Span
from zhicai.law.schema import Effect
from zhicai.planning.rules.asked import Asked, Item, Quota, Theme
from zhicai.planning.rules.checks import checks, decide, section_states
from zhicai.planning.rules.content import (
    ClassFacts,
    CourseFacts,
    Form,
    PlanContent,
    from_json,
    to_json,
)
from zhicai.planning.rules.differences import Kind, differences
from zhicai.planning.rules.drafts import (
    clean,
    draft_of,
    empty_course,
    empty_draft,
    moved_on,
    with_class,
    with_course,
    without_class,
    without_course,
)
from zhicai.planning.rules.labels import label_of
from zhicai.planning.rules.reading import (
    read_count,
    read_day,
    read_draft,
    read_hours,
    read_money,
)
from zhicai.planning.rules.rollup import Summary, decide_summary, line_changes, line_of
from zhicai.planning.tests.scenes import course, good_draft, lesson

ASKED = Asked(
    year=2022,
    classes=Quota(Decimal(1), "HB-3.1.7.1.a", Effect.REFUSE),
    people=Quota(Decimal(100), "HB-3.1.7.1.b", Effect.FLAG),
    window=Span(date(2022, 4, 1), date(2022, 11, 30)),
    window_clause="HB-3.1.1.a",
    items=(
        Item("know-1", "knows", Text("四知一", "Know 1"), Text("甲", "a"), "HB-2.3.ZHI.1", False),
        Item("practical-1", "p", Text("实战一", "P 1"), Text("乙", "b"), "HB-2.3.SHI.1", True),
    ),
    themes=(Theme("patent", Text("专利", "Patents")),),
)
NAMES = {item.id: item.label for item in ASKED.items}
GOOD = read_draft(good_draft())[0]

words = st.text(max_size=8)
days = st.dates(date(2022, 1, 1), date(2023, 12, 31))
courses = st.builds(
    CourseFacts, key=st.sampled_from(["k1", "k2", "k3"]), title=words,
    hours=st.none() | st.integers(1, 40).map(Decimal), form=st.sampled_from(Form), lecturer=words,
    items=st.lists(st.sampled_from(["know-1", "practical-1", "gone"]), unique=True).map(tuple),
    local=st.booleans(), themes=st.just(()),
)  # fmt: skip
classes = st.builds(
    ClassFacts, key=st.sampled_from(["c1", "c2", "c3", "c4"]), title=words, starts=st.none() | days,
    ends=st.none() | days, venue=words, people=st.none() | st.integers(1, 500),
    budget=st.none() | st.integers(0, 10**9),
    courses=st.lists(courses, max_size=3, unique_by=lambda c: c.key).map(tuple),
)  # fmt: skip
plans = st.builds(
    PlanContent, unit=words, leader=words, contact=words, phone=words, goals=words, needs=words,
    classes=st.lists(classes, max_size=4, unique_by=lambda c: c.key).map(tuple), source=words,
    lecturers=words, practical=words, notes=words, reason=words,
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2022-04-18", date(2022, 4, 18)), ("2022/4/18", date(2022, 4, 18)),
        ("2022.4.18", date(2022, 4, 18)), ("２０２２年４月１８日", date(2022, 4, 18)),
        ("20220418", date(2022, 4, 18)), (" 2022 年 4 月 18 ", date(2022, 4, 18)),
        ("2022-02-30", None), ("四月", None), ("", None), ("18/4/2022", None), ("99999999", None),
    ],
)  # fmt: skip
def test_days_are_read_as_officers_write_them(typed, day):
    assert read_day(typed) == day


def test_people_money_and_hours_are_read_as_officers_write_them():
    assert [read_count(t) for t in ("１２０", "1,200 人", "120人次", "-3", "1.5", "很多")] == [
        120, 1200, 120, None, None, None,
    ]  # fmt: skip
    assert [read_money(t) for t in ("5.2", "52000元", "5.2万元", "０", "1.2345678", "x")] == [
        5_200_000, 5_200_000, 5_200_000, 0, None, None,
    ]  # fmt: skip
    assert [read_hours(t) for t in ("4", "1.5学时", "0", "0.3", "401", "四")] == [
        4, Decimal("1.5"), None, None, None, None,
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_named_and_never_breaks(typed):
    everywhere = good_draft(
        lesson(starts=typed, ends=typed, people=typed, budget=typed, courses=[course(hours=typed)])
    )
    content, faults = read_draft(everywhere)
    assert len(checks(content, faults, ASKED)) > 0
    for fault in faults:
        assert fault.field.startswith("c1-")


@given(plans)
def test_a_version_keeps_every_fact(plan):
    assert from_json(to_json(plan)) == plan


@given(plans)
def test_facts_written_as_a_draft_are_read_back(plan):
    tidy = replace(plan, **{n: getattr(plan, n).strip() for n in ("unit", "goals", "reason")})
    content, faults = read_draft(clean(draft_of(tidy)))
    assert not [f for f in faults if "ends" not in f.field]
    assert [one.key for one in content.classes] == [one.key for one in plan.classes]
    assert content.people == plan.people
    assert content.budget == plan.budget


def test_a_good_plan_may_be_sent_and_nothing_is_wrong_with_it():
    found = checks(GOOD, (), ASKED)
    assert {check.state for check in found} == {"ok"}
    assert decide(found, reason="").allowed
    assert set(section_states(found, GOOD).values()) == {"done", "todo"}


@given(plans)
def test_a_plan_with_anything_wrong_is_refused_with_a_reason_for_each(plan):
    found = checks(plan, (), ASKED)
    wrong = [check for check in found if check.state == "error"]
    decision = decide(found, reason="写明了")
    assert decision.allowed == (not wrong)
    assert len(decision.reasons) >= len(wrong)


@given(plans, st.integers(1, 400))
def test_more_people_never_turn_a_plan_that_may_be_sent_into_one_that_may_not(plan, more):
    if not plan.classes:
        return
    before = decide(checks(plan, (), ASKED), reason="").allowed
    first = replace(plan.classes[0], people=(plan.classes[0].people or 0) + more)
    grown = replace(plan, classes=(first, *plan.classes[1:]))
    after = decide(checks(grown, (), ASKED), reason="").allowed
    assert after >= before


def test_the_own_plan_of_a_city_has_no_quota():
    asked = replace(ASKED, classes=None, people=None)
    assert decide(checks(replace(GOOD, classes=()), (), asked), reason="").allowed


def test_the_law_decides_whether_falling_short_is_refused_or_flagged():
    few = replace(GOOD, classes=(replace(GOOD.classes[0], people=60),))
    strict = replace(ASKED, people=Quota(Decimal(100), "HB-3.1.7.1.b", Effect.REFUSE))
    assert decide(checks(few, (), ASKED), reason="人少").allowed
    assert not decide(checks(few, (), strict), reason="人少").allowed


def test_lines_keep_their_key_whatever_is_added_and_removed():
    draft = with_class(with_class(empty_draft("局")))
    draft = with_course(draft, "c2", empty_course())
    draft = with_course(draft, "c2", empty_course())
    draft = without_course(without_class(draft, "c1"), "c2", "k1")
    draft = with_class(draft)
    assert [one["key"] for one in draft["classes"]] == ["c2", "c3"]
    assert [one["key"] for one in draft["classes"][0]["courses"]] == ["k2"]


def test_a_plan_moved_on_keeps_what_cannot_be_read_and_leaves_out_what_is_no_longer_taught():
    old = good_draft(lesson(starts="2024-02-29", ends="月底", courses=[course(items=["gone"])]))
    (one,) = moved_on(old, years=1, items=["know-1"])["classes"]
    assert (one["starts"], one["ends"], one["courses"][0]["items"]) == ("2025-02-28", "月底", [])


@given(plans)
def test_nothing_differs_from_itself(plan):
    assert differences(plan, plan, NAMES) == ()


@given(plans, plans)
def test_differences_are_none_only_between_equal_plans(old, new):
    found = differences(old, new, NAMES)
    same = {one.key: one for one in old.classes} == {one.key: one for one in new.classes}
    if found == ():
        assert replace(old, classes=()) == replace(new, classes=())
        assert {one.key for one in old.classes} == {one.key for one in new.classes}
    if same and replace(old, classes=()) == replace(new, classes=()):
        assert found == ()


def test_a_change_says_what_it_was_and_what_it_is():
    first = GOOD.classes[0]
    now = replace(first, people=130, courses=first.courses[:1])
    fresh = replace(first, key="c2", title="第二期")
    found = differences(GOOD, replace(GOOD, goals="新", classes=(now, fresh)), NAMES)
    kinds = [(change.kind, change.field) for change in found]
    assert kinds == [
        (Kind.CHANGED, "goals"), (Kind.CHANGED, "c1-people"), (Kind.REMOVED, "c1-k2"),
        (Kind.ADDED, "c2"),
    ]  # fmt: skip
    assert (found[1].before.zh, found[1].after.zh) == ("120", "130")


@given(plans, st.text(max_size=12))
def test_every_field_has_words_also_one_that_is_gone(plan, field):
    for name in (field, "c1-people", "c9-k1-hours", "goals"):
        assert label_of(name, plan).zh is not None


def test_a_summary_needs_something_in_it_and_a_reason_for_what_is_missing():
    line = line_of(GOOD, code="420506", name="夷陵区", plan=1, version=1, digest="a")
    whole = Summary("420500", "宜昌市", (line,))
    assert decide_summary(whole, ASKED).allowed
    assert not decide_summary(replace(whole, lines=()), ASKED)
    short = replace(whole, missing=(("420502", "西陵区"),))
    assert not decide_summary(short, ASKED)
    assert decide_summary(replace(short, reason="后补"), ASKED)


def test_a_later_summary_says_whose_line_is_new_or_changed():
    line = line_of(GOOD, code="420506", name="夷陵区", plan=1, version=1, digest="a")
    other = replace(line, code="420502", name="西陵区", plan=2)
    old, new = (
        Summary("420500", "宜昌市", (line,)),
        Summary("420500", "宜昌市", (replace(line, digest="b"), other)),
    )
    assert [change.name for change in line_changes(old, new)] == ["夷陵区", "西陵区"]
