"""The pure rules: what is missing, how editions differ, numbers of statements, searching."""

from datetime import date

import pytest

from zhicai.foundation.text import Text
from zhicai.handbooks.rules import content, differences, searching, standard
from zhicai.handbooks.rules.content import Part

PARTS = (
    Part("business-training", Text("业务培训", "Training"), Text("", ""), "QS-1"),
    Part("assessment", Text("考核", "Assessment"), Text("", ""), "QS-2"),
)


def draft(**bodies):
    rows = [{"key": key, "title": "", "body": body} for key, body in bodies.items()]
    return {"sections": rows, "note": ""}


def test_each_empty_part_is_a_reason_with_its_own_clause():
    nothing = content.laid_out(PARTS, draft(assessment=" 。— \n"))
    decision = content.may_publish(nothing, clause="QS-0")
    assert not decision.allowed
    assert [reason.clause for reason in decision.reasons] == ["QS-1", "QS-2"]
    both = {"sections": [{"key": p.key, "title": "", "body": "写好"} for p in PARTS]}
    assert content.may_publish(content.laid_out(PARTS, both), clause="QS-0").allowed


def test_a_document_without_asked_parts_still_needs_content():
    own = {"sections": [{"key": "s1", "title": "附", "body": ""}]}
    decision = content.may_publish(content.laid_out((), own), clause="QS-0")
    assert [reason.clause for reason in decision.reasons] == ["QS-0"]


def test_a_section_of_an_unknown_key_is_left_out():
    rows = content.laid_out(PARTS, draft(**{"s1": "有", "<script>": "没有", "sx": "没有"}))
    assert [row.key for row in rows] == ["business-training", "assessment", "s1"]


def test_own_sections_come_and_go_and_asked_parts_stay():
    grown = content.with_section(content.with_section(draft(assessment="甲")))
    assert [row["key"] for row in grown["sections"]] == ["assessment", "s1", "s2"]
    assert content.without_section(grown, "assessment") == grown
    less = content.without_section(grown, "s1")
    assert [row["key"] for row in less["sections"]] == ["assessment", "s2"]


@pytest.mark.parametrize(
    ("note", "since", "fields"),
    [
        ("改了", date(2022, 2, 10), []),
        ("", date(2022, 2, 10), ["note"]),
        ("改了", date(2022, 2, 9), ["in_force_from"]),
        (" ", date(2021, 1, 1), ["note", "in_force_from"]),
    ],
)
def test_a_version_has_a_note_and_a_day_that_has_not_passed(note, since, fields):
    faults = content.publishing_faults((), note, in_force_from=since, on=date(2022, 2, 10))
    assert [fault.field for fault in faults] == fields


def test_lines_with_a_dash_are_a_list():
    blocks = content.blocks_of("第一段\n\n- 甲\n- 乙\n最后")
    assert [(b.listed, b.lines) for b in blocks] == [
        (False, ("第一段",)), (True, ("甲", "乙")), (False, ("最后",)),
    ]  # fmt: skip


def test_a_statement_keeps_its_id_and_a_new_wording_gets_a_new_one():
    first = standard.numbered("know-1", "会查新法\n会解读政策", ())
    assert [s.id for s in first] == ["know-1.1", "know-1.2"]
    second = standard.numbered("know-1", "会解读政策\n会查并解释新法", first)
    assert [(s.id, s.says) for s in second] == [
        ("know-1.2", "会解读政策"), ("know-1.3", "会查并解释新法"),
    ]  # fmt: skip
    third = standard.numbered("know-1", "会查新法", (*first, *second))
    assert [s.id for s in third] == ["know-1.1"]


def test_only_the_version_in_force_and_its_items_may_be_named():
    def ask(items, version=2, in_force=2):
        return standard.may_name(
            items, version=version, in_force=in_force, held={"know-1": None}, clause="QS-5"
        )

    assert ask(["know-1"]).allowed
    for refused in (ask([]), ask(["know-9"]), ask(["know-1"], version=1), ask([], in_force=None)):
        assert [reason.clause for reason in refused.reasons] == ["QS-5"]


def section(key, body):
    return {"key": key, "title": key, "body": body}


def test_changes_say_what_came_went_and_changed():
    found = differences.changes(
        [section("a", "每班不少于两天\n不变"), section("b", "旧的")],
        [section("a", "每班不少于三天\n不变"), section("c", "新的")],
    )
    assert [(one.key, one.state) for one in found] == [
        ("a", "changed"), ("c", "added"), ("b", "removed"),
    ]  # fmt: skip
    pieces = [(p.sort, p.text) for p in found[0].lines[0]]
    assert ("removed", "两") in pieces
    assert ("added", "三") in pieces
    assert [p.sort for p in found[0].lines[1]] == ["same"]


def test_a_line_that_changed_altogether_is_shown_whole():
    found = differences.changes([section("a", "甲乙丙丁")], [section("a", "全新内容")])
    assert [p.sort for p in found[0].lines[0]] == ["removed", "added"]


def test_searching_needs_every_word_and_ranks_titles_first():
    rows = [section("检索", "会检索"), section("其他", "检索 检索 ＡＩ工具")]
    assert [hit.key for hit in searching.hits(["检索"], rows)] == ["检索", "其他"]
    assert [hit.key for hit in searching.hits(searching.terms_of("检索 ai"), rows)] == ["其他"]
    assert searching.hits(searching.terms_of("  "), rows) == []


def test_what_was_found_is_cut_out_of_the_text_as_written():
    (hit,) = searching.hits(["ai"], [section("甲", "可以用ＡＩ工具")])
    assert (hit.before, hit.found, hit.after) == ("可以用", "ＡＩ", "工具")
