"""The disclosure sheet and the declaration of open licence: what is found, what a person scores."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicai.exams.practical.disclosure import kind as disclosure
from zhicai.exams.practical.licence import kind as licence
from zhicai.exams.practical.licence.corrections import RULES, is_sound, mends
from zhicai.exams.practical.licence.sheet import DEFECT_KEYS, FIELD_KEYS
from zhicai.exams.practical.registry import task_kind, task_kinds
from zhicai.exams.rules.saving import LONGEST

SHEET = {
    "interview": [{"who": "专员", "says": "改了什么？"}, {"who": "老陈", "says": "加热分三段。"}],
    "rubric": [{"point": "名称", "marks": 2}, {"point": "方案", "marks": 3.5}],
}  # fmt: skip
DECLARATION = {
    "facts": ["专利权人为甲公司和乙大学。", "申请日 2020-05-12，发明。"],
    "declaration": {
        "number": "ZL202010000001.1", "patentees": "甲公司", "royalty": "净销售额的 35%",
        "term": "至 2045-05-11", "fees": "已缴", "notes": "全国领先",
    },
    "defects": [
        {"field": "patentees", "kind": "not-as-registered", "model": "甲公司、乙大学",
         "right": [{"rule": "names", "names": ["甲公司", "乙大学"]}]},
        {"field": "royalty", "kind": ["royalty-too-high", "royalty-unclear"],
         "right": [{"rule": "percent", "most": 20}]},
        {"field": "term", "kind": "beyond-term",
         "right": [{"rule": "day", "latest": "2040-05-12"}]},
        {"field": "notes", "kind": "advertising", "right": [{"rule": "without", "none": ["领先"]}]},
    ],
}  # fmt: skip
RIGHT = {
    "found[]": ["patentees", "royalty", "term", "notes"],
    "kind.patentees": "not-as-registered", "fix.patentees": "乙大学 和 甲公司",
    "kind.royalty": "royalty-unclear", "fix.royalty": "净销售额的５％",
    "kind.term": "beyond-term", "fix.term": "2040年5月11日",
    "kind.notes": "advertising", "fix.notes": "提供说明书",
}  # fmt: skip
ANSWERS = st.one_of(
    st.none(), st.text(max_size=5),
    st.dictionaries(
        st.sampled_from(["found[]", "title", "solution", *(f"fix.{one}" for one in FIELD_KEYS),
                         *(f"kind.{one}" for one in FIELD_KEYS)]),
        st.one_of(st.none(), st.integers(), st.text(max_size=9), st.sampled_from(DEFECT_KEYS),
                  st.lists(st.one_of(st.sampled_from(FIELD_KEYS), st.text(max_size=3)))),
    ),
)  # fmt: skip


class TestDeclaration:
    def test_defects_found_named_and_mended_earn_everything(self):
        assert licence.score(DECLARATION, RIGHT) == 1

    def test_finding_alone_earns_half_and_each_of_kind_and_mending_a_quarter(self):
        found = {"found[]": RIGHT["found[]"]}
        assert licence.score(DECLARATION, found) == Decimal("0.5")
        named = {key: one for key, one in RIGHT.items() if not key.startswith("fix.")}
        assert licence.score(DECLARATION, named) == Decimal("0.75")
        unmarked = {key: one for key, one in RIGHT.items() if key != "found[]"}
        assert licence.score(DECLARATION, unmarked) == 0

    def test_a_false_alarm_takes_off_and_marking_everything_earns_little(self):
        alarm = RIGHT | {"found[]": [*RIGHT["found[]"], "fees", "fees", "unknown"]}
        assert licence.score(DECLARATION, alarm) == Decimal("0.875")
        every = {"found[]": list(DECLARATION["declaration"])}
        assert licence.score(DECLARATION, every) == Decimal("0.25")

    def test_nobody_falls_below_nothing(self):
        assert licence.score(DECLARATION, {"found[]": ["number", "fees"]}) == 0

    def test_evidence_says_of_each_defect_what_was_made_of_it_and_names_false_alarms(self):
        answer = {"found[]": ["patentees", "fees"], "kind.patentees": "pledged"}
        says = [one.says.zh for one in licence.evidence(DECLARATION, answer)]
        assert says[0] == "专利权人：与专利登记簿不一致，已找出，种类不对，没有改正到位"
        assert says[3].endswith("没有找出")
        assert says[4] == "年费缴纳情况：没有缺陷，误判一处"

    def test_the_page_shows_the_declaration_without_its_defects(self):
        page = licence.page(DECLARATION, RIGHT)
        assert [one["field"].key for one in page["fields"]][:2] == ["number", "patentees"]
        assert page["fields"][1]["given"].marked
        assert "defects" not in page
        assert "甲公司、乙大学" not in str(page)

    @pytest.mark.parametrize(
        ("rule", "good", "bad"),
        [
            ({"rule": "same", "text": "ZL2020 1"}, "ｚｌ20201", "ZL20202"),
            ({"rule": "names", "names": ["甲公司", "乙大学"]}, "乙大学，甲公司", "甲公司、丙大学"),
            ({"rule": "day", "earliest": "2025-01-01", "latest": "2030-05-12"},
             "2025-03-01 至 2030.5.12", "至 2031-01-01"),
            ({"rule": "day", "latest": "2030-05-12"}, "2030年2月1日", "2030-02-31"),
            ({"rule": "percent", "most": 20}, "百分之20", "20.5%"),
            ({"rule": "percent", "most": 20}, "0.5 %", "面议"),
            ({"rule": "money", "most": 20000000}, "2,000 万元", "0.3 亿元"),
            ({"rule": "says", "all": [["补缴"], ["后", "再"]]}, "补缴后提出", "补缴"),
            ({"rule": "without", "none": ["首选"]}, "提供说明书", "您的 首 选"),
        ],
    )  # fmt: skip
    def test_corrections_are_held_against_rules(self, rule, good, bad):
        assert is_sound(rule)
        assert mends([rule], good)
        assert not mends([rule], bad)
        assert not mends([rule], " ")

    @pytest.mark.parametrize("key", RULES)
    def test_a_rule_without_its_values_cannot_be_applied(self, key):
        assert not is_sound({"rule": key})
        assert not is_sound({"rule": "guess"})

    @pytest.mark.parametrize(
        ("place", "value", "says"),
        [
            ("facts", [], "facts"),
            ("declaration", {"number": "1"}, "declaration"),
            ("declaration", DECLARATION["declaration"] | {"colour": "red"}, "declaration colour"),
            ("defects", [], "defects"),
            ("defects", [{"field": "colour", "kind": "pledged",
                          "right": [{"rule": "percent", "most": 5}]}], "defects 1：field"),
            ("defects", [{"field": "fees", "kind": "late",
                          "right": [{"rule": "percent", "most": 5}]}], "defects 1：kind"),
            ("defects", [{"field": "fees", "kind": "fees-unpaid", "right": []}],
             "defects 1：right"),
            ("defects", [{"field": "fees", "kind": "fees-unpaid", "model": "不缴",
                          "right": [{"rule": "says", "all": [["补缴"]]}]}], "defects 1：参考改正"),
            ("defects", [{"field": "fees", "kind": "fees-unpaid",
                          "right": [{"rule": "says", "all": [["已缴"]]}]}], "defects 1：原文"),
        ],
    )  # fmt: skip
    def test_a_wrong_config_says_what_is_wrong(self, place, value, says):
        assert licence.check(DECLARATION, Decimal(30)) == ()
        faults = licence.check(DECLARATION | {place: value}, Decimal(30))
        assert any(one.says.zh.startswith(says) for one in faults)
        assert {one.field for one in faults} == {"config"}


class TestDisclosure:
    def test_people_score_it_by_the_rubric_unless_it_is_empty(self):
        assert disclosure.score(SHEET, {"title": "杀青机"}) is None
        assert disclosure.score(SHEET, {"title": " ", "x": "1"}) == 0
        assert [(one.says, one.marks) for one in disclosure.points(SHEET)] == [
            ("名称", 2), ("方案", Decimal("3.5")),
        ]  # fmt: skip

    def test_the_machine_notes_only_how_complete_it_is(self):
        (found,) = disclosure.evidence(SHEET, {"title": "杀青", "solution": "三段加热" * 40})
        assert found.share == Decimal("0.125")
        assert "过短或没写的有发明名称、技术领域、背景技术" in found.says.zh
        assert "技术方案" not in found.says.zh

    def test_a_full_sheet_fits_into_one_answer(self):
        most = sum(part.most for part in disclosure.PARTS)
        assert most * 6 + 400 < LONGEST

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"interview": []}, "interview"), ({"interview": [{"who": "甲"}] * 2}, "interview 1"),
            ({"rubric": [{"point": "", "marks": 5.5}]}, "rubric 1"),
            ({"rubric": [{"point": "名称", "marks": "x"}]}, "rubric 1"),
            ({"rubric": [{"point": "名称", "marks": 5}]}, "rubric：各要点合计 5 分"),
            ({"model": "x"}, "model"),
        ],
    )  # fmt: skip
    def test_a_wrong_config_says_what_is_wrong(self, changes, says):
        assert disclosure.check(SHEET, Decimal("5.5")) == ()
        faults = disclosure.check(SHEET | changes, Decimal("5.5"))
        assert faults[0].says.zh.startswith(says)


@settings(max_examples=120, deadline=None)
@given(ANSWERS)
def test_whatever_is_handed_in_is_read(answer):
    assert 0 <= licence.score(DECLARATION, answer) <= 1
    assert disclosure.score(SHEET, answer) in (None, 0)
    for kind, config in ((licence.LICENCE, DECLARATION), (disclosure.DISCLOSURE, SHEET)):
        assert all(0 <= one.share <= 1 for one in kind.evidence(config, answer))
        kind.lines(config, answer)
        kind.page(config, answer)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["facts", "declaration", "defects", "interview", "rubric", "subject", "ipc",
                         "concepts", "runs", "x"]),
        st.recursive(
            st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=4)),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                st.sampled_from(["field", "kind", "right", "rule", "point", "marks", "who", "says",
                                 "most", "latest", "model", "fees"]), inner, max_size=4),
            max_leaves=8,
        ),
    )
)  # fmt: skip
def test_no_config_breaks_its_check(config):
    for kind in task_kinds():
        kind.check(config, Decimal(5))


def test_the_three_kinds_are_registered():
    assert {"search-strategy", "disclosure-sheet", "open-licence"} <= {
        one.key for one in task_kinds()
    }
    assert task_kind("juggling") is None
