"""The search task: its query language, its corpus, what a strategy is worth."""

from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhicai.exams.practical.registry import Step
from zhicai.exams.practical.search import kind as search
from zhicai.exams.practical.search.corpus import corpus, known_answer, subjects
from zhicai.exams.practical.search.finding import find
from zhicai.exams.practical.search.query import (
    DEEPEST,
    LONGEST,
    MOST_TERMS,
    Mistake,
    Term,
    parse,
    words_of,
)
from zhicai.exams.tests.scenes import START

CONFIG = {
    "subject": "battery-liquid-cooling", "ipc": ["H01M10/6", "B60L58"],
    "concepts": [["电池", "电芯", "储能"], ["液冷", "水冷", "冷却液"]],
}  # fmt: skip
BEST = (
    "(电池 OR 电芯) AND (液冷 OR 水冷 OR 冷却液) AND (IPC=H01M10/6* OR IPC=B60L58*)"
    " NOT TI=(风冷 OR 导风)"
)
CONTENTS = "e43c9d7e7c496b37"


def numbers(written):
    return {one.number for one in find(parse(written))}


def mistake(written):
    found = parse(written)
    assert isinstance(found, Mistake), found
    return found


class TestQueries:
    def test_not_binds_before_and_and_and_before_or(self):
        whole = {one.number for one in corpus()}
        assert numbers("TI=风冷 OR TI=液冷板 AND PD<2018") == numbers("TI=风冷") | numbers(
            "(TI=液冷板) AND (PD<2018)"
        )
        assert numbers("NOT TI=电池") == whole - numbers("TI=电池")
        assert (
            numbers("电池 NOT 液冷")
            == numbers("电池 AND NOT 液冷")
            == numbers("电池") - numbers("液冷")
        )

    def test_a_field_holds_for_the_words_in_its_brackets(self):
        assert numbers("TI=(液冷 OR 水冷)") == numbers("TI=液冷") | numbers("TI=水冷")
        assert numbers("液冷") == numbers("TI=液冷 OR AB=液冷")

    def test_words_are_looked_for_whatever_their_width_and_case(self):
        assert (
            numbers("（ti＝电池）　and　ipc＝h01m10＊")
            == numbers("TI=电池 AND IPC=H01M10*")
            != set()
        )
        assert numbers('TI="电池"') == numbers("TI=电池")

    def test_a_class_is_whole_unless_it_is_truncated(self):
        assert numbers("IPC=H01M10") == set()
        assert numbers("IPC=H01M10/613") < numbers("IPC=H01M10/6*") < numbers("IPC=H01M*")

    def test_truncation_inside_a_word_spans_a_few_characters(self):
        assert numbers("TI=电池*液冷板") >= numbers("TI=电池组液冷板")
        assert numbers("电*EX") == set()

    @pytest.mark.parametrize(
        ("written", "same"),
        [("PD>=2019", "PD>2018"), ("PD<2019-05", "PD<=2019-04"), ("PD≥2019", "PD>=2019"),
         ("AD=2019.05", "AD=201905")],
    )  # fmt: skip
    def test_dates_are_compared_as_far_as_they_are_written(self, written, same):
        assert numbers(written) == numbers(same)

    def test_applicants_and_filing_dates_are_found_too(self):
        assert all("大学" in one.applicant for one in find(parse("PA=大学")))
        assert all(one.filed > "2020" for one in find(parse("AD>=2020")))

    @pytest.mark.parametrize(
        ("written", "at", "says"),
        [
            ("", 0, "还没有写"),
            ("TI=", 3, "缺少要找的内容"),
            ("(TI=电池", 0, "没有右括号"),
            ("TI=电池)", 5, "没有左括号"),
            ("电池 液冷", 3, "缺少 AND、OR 或 NOT"),
            ("名称=电池", 0, "没有“名称”这个字段"),
            ("PD>=2019-13", 4, "日期写成"),
            ("TI>液冷", 2, "只能用等号"),
            ('TI="电池', 3, "引号没有成对"),
            ("电池 OR *", 6, "要和字一起写"),
            ("电池 AND", 6, "AND 后面缺少"),
            ("AND 电池", 0, "前面缺少检索词"),
            ("TI:电池", 2, "不写冒号"),
            ("TI=(AB=液冷)", 4, "不能再写字段"),
            ("x" * (LONGEST + 1), LONGEST, "最长"),
            ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), DEEPEST, "最多套"),
            (" OR ".join(["a"] * (MOST_TERMS + 1)), MOST_TERMS * 5, "最多 60 个"),
        ],
    )
    def test_a_mistake_is_named_with_its_place(self, written, at, says):
        found = mistake(written)
        assert found.at == at
        assert says in found.says.zh

    def test_what_stands_behind_not_is_not_asked_for(self):
        asked = [term.text for term in words_of(parse("电池 AND (液冷 OR 水冷) NOT TI=风冷"))]
        assert asked == ["电池", "液冷", "水冷"]

    @settings(max_examples=300, deadline=None)
    @given(
        st.one_of(
            st.text(max_size=80),
            st.lists(
                st.sampled_from(["TI", "IPC", "PD", "=", ">", "<=", "(", ")", "AND", "OR", "NOT",
                                 "电池", "H01M*", "2019", '"', "*", " ", "＝", "（", "≥", ":"]),
                max_size=40,
            ).map("".join),
        )
    )  # fmt: skip
    @example("(" * 5000)
    @example("NOT " * 140)
    @example("PD=٢٠١٩")
    def test_whatever_is_written_is_a_query_or_a_mistake_within_it(self, written):
        found = parse(written)
        if isinstance(found, Mistake):
            assert 0 <= found.at <= len(written)
        else:
            find(found)


class TestCorpus:
    def test_records_are_many_distinct_and_say_that_they_are_made_up(self):
        found = corpus()
        assert 280 <= len(found) <= 320
        assert len({one.number for one in found}) == len(found)
        assert all(one.number.startswith("EX") and "示例" in one.applicant for one in found)
        assert all(one.filed < one.published and one.ipc for one in found)

    def test_a_method_is_never_a_utility_model(self):
        assert not [one for one in corpus() if one.number[-1] == "U" and one.title.endswith("方法")]

    def test_the_records_are_those_that_papers_were_written_on(self):
        written = sha256(repr(corpus()).encode()).hexdigest()
        assert written[:16] == CONTENTS, "papers rest on this corpus: add another, leave this one"

    def test_every_subject_has_an_answer_of_twenty_and_more(self):
        assert all(len(known_answer(one)) >= 20 for one in subjects())


class TestWorth:
    def test_a_good_strategy_earns_everything_a_narrow_one_part_an_empty_one_nothing(self):
        worth = [search.score(CONFIG, {"query": one}) for one in (BEST, "电池 AND 液冷", "天文")]
        assert worth[0] == 1
        assert Decimal("0.5") < worth[1] < Decimal("0.9")
        assert worth[2] == 0

    def test_everything_at_once_is_found_but_hardly_precise(self):
        whole = search.reached(CONFIG, "NOT 天文")
        assert whole.recall == 1
        assert whole.share < Decimal("0.3")

    def test_classes_and_synonyms_earn_nothing_without_anything_found(self):
        found = search.reached(CONFIG, "IPC=H01M10* AND 电池 AND 电芯 AND 液冷 AND 水冷 AND 天文")
        assert (found.classes, found.synonyms, found.share) == (1, 1, 0)

    def test_synonyms_count_by_idea_and_what_is_excluded_counts_for_nothing(self):
        assert search.reached(CONFIG, "(电池 OR 电芯) AND 液冷").synonyms == Decimal("0.5")
        assert search.reached(CONFIG, "电池 AND 液冷 NOT IPC=H01M10*").classes == 0

    def test_the_picked_try_counts_before_what_stands_in_the_box(self):
        both = {"query": "天文", "pick": BEST}
        assert search.score(CONFIG, both) == 1
        assert search.chosen({"query": BEST}) == BEST

    def test_evidence_says_what_was_found_or_why_the_query_cannot_run(self):
        found = search.evidence(CONFIG, {"query": BEST})
        assert [one.share for one in found][2:] == [1, 1]
        assert "应找到 26 件" in found[0].says.zh
        (broken,) = search.evidence(CONFIG, {"query": "TI="})
        assert "不能运行" in broken.says.zh

    @given(st.one_of(st.none(), st.text(), st.dictionaries(
        st.sampled_from(["query", "pick", "x"]), st.one_of(st.text(), st.lists(st.text()))
    )))  # fmt: skip
    @settings(max_examples=60, deadline=None)
    def test_whatever_is_handed_in_is_worth_something_between_nothing_and_everything(self, answer):
        assert 0 <= search.score(CONFIG, answer) <= 1
        search.evidence(CONFIG, answer)
        search.lines(CONFIG, answer)
        search.page(CONFIG, answer)

    def test_tries_are_shown_without_what_is_right(self):
        taken = search.take(CONFIG, {"query": "电池 AND 液冷"})
        shown = search.show(CONFIG, [Step(taken, START)] * 3)
        assert taken["hits"] == shown["count"] > 0
        assert (shown["left"], [one["n"] for one in shown["tried"]]) == (27, [3, 2, 1])
        (fault,) = search.take(CONFIG, {"query": "TI=电池 AND"})
        assert "第 10 个字处" in fault.says.zh

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"subject": "drones"}, "subject"), ({"subject": None}, "subject"),
            ({"ipc": []}, "ipc"), ({"concepts": [["电池"]]}, "concepts"),
            ({"concepts": [["电池", "电池"]]}, "concepts"), ({"runs": 0}, "runs"),
            ({"recall": "90"}, "recall"), ({"precison": 70}, "precison"),
        ],
    )  # fmt: skip
    def test_a_wrong_config_says_what_is_wrong(self, changes, says):
        assert search.check(CONFIG, Decimal(40)) == ()
        (fault,) = search.check(CONFIG | changes, Decimal(40))
        assert fault.says.zh.startswith(says)

    def test_every_fault_of_a_config_is_named_at_once(self):
        assert len(search.check({}, Decimal(40))) == 3

    def test_a_term_keeps_its_field(self):
        assert parse("pa=大学") == Term("PA", "=", "大学")
