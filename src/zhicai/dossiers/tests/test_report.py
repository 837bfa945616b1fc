"""The effect evaluation and the report: words by hand, figures from records, papers of both."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicai.documents.pdf import write_pdf
from zhicai.documents.writing import write_paper
from zhicai.dossiers import actions
from zhicai.dossiers.closing_papers import make_files, report_paper
from zhicai.dossiers.closing_presenters import FIGURE_PAGES
from zhicai.dossiers.models import EffectEvaluation
from zhicai.dossiers.queries.class_figures import gather_class, people_behind
from zhicai.dossiers.queries.closing_text import text_of
from zhicai.dossiers.rules.class_figures import KINDS, PEOPLE, differences, from_json, to_json
from zhicai.dossiers.rules.report import SECTIONS, Facts, clean, leads, unwritten
from zhicai.dossiers.tests import closing_scenes
from zhicai.dossiers.tests.closing_scenes import JULY, at
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope, Refused, Stale
from zhicai.foundation.text import Text
from zhicai.training.models import Feedback


@pytest.fixture
def world(db):
    return closing_scenes.world()


def lines_of(content):
    return [line.text for line in docx.Document(BytesIO(content)).paragraphs]


# --- figures --------------------------------------------------------------------------------------


def test_every_figure_of_people_is_the_number_of_rows_it_opens_to(world):
    found = world.class_()
    figures = gather_class(found, on=JULY)
    assert (figures["qualified"], figures["not-qualified"], figures["pass-rate"]) == (3, 1, 75)
    for key in ("registered", "attended", "decided", "qualified", "made-up", "make-up",
                "not-qualified"):  # fmt: skip
        assert people_behind(found, key).count() == figures[key], key
    assert figures["budget"] == 300_000_000
    assert figures["spent"] == 290_000_000
    assert figures["exam"] == Decimal("74.5")


def test_each_figure_names_its_query_and_has_a_page_of_rows():
    assert all(kind.query.count(".") == 1 for kind in KINDS)
    assert {kind.key for kind in KINDS} == {*PEOPLE, *FIGURE_PAGES}


def test_what_nobody_has_counted_is_not_nought(world):
    found = world.class_(decided=False, settled=False)
    figures = gather_class(found, on=JULY)
    assert figures["qualified"] is figures["pass-rate"] is figures["exam"] is None
    assert figures["budget"] is figures["rating"] is None
    assert figures["registered"] == 0


def test_figures_survive_being_stored_and_differ_only_where_they_do(world):
    figures = gather_class(world.class_(), on=JULY)
    stored = from_json(to_json(figures))
    assert stored == figures
    (one,) = differences(stored, {**stored, "qualified": Decimal(4)})
    assert (one.kind.key, one.before, one.after) == ("qualified", 3, 4)


def test_the_questions_do_not_grow_with_the_people(world, django_assert_max_num_queries):
    found = world.class_(people=9, failed=0)
    with django_assert_max_num_queries(32):
        gather_class(found, on=JULY)


# --- the effect evaluation ------------------------------------------------------------------------


@pytest.mark.clause("HB-3.2.6.6.a")
def test_the_working_group_evaluates_a_class_that_is_over_from_feedback_and_results(world):
    found = world.class_()
    for n in range(4):
        Feedback.objects.create(
            training_class=found, scores={"trainee-content": 4 + n % 2}, says="案例很实用"
        )
    dossier = world.opened(found)
    with pytest.raises(BadInput) as wrong:
        actions.evaluate_effect(dossier, {}, {}, by=world.group(), at=at("07-11"))
    assert len(wrong.value.faults) == len(world.scores(found))
    made = world.evaluated(dossier)
    figures = from_json(made.figures)
    assert (figures["answered"], figures["rating"]) == (4, Decimal("4.5"))
    assert (figures["qualified"], figures["pass-rate"]) == (3, 75)
    assert (made.scores, made.office) == (world.scores(found), world.group().office)
    with pytest.raises(NotYourPage):
        actions.evaluate_effect(dossier, {}, {}, by=world.scene.unit(), at=at("07-11"))


def test_a_low_score_needs_words(world):
    dossier = world.opened()
    low = world.scores(dossier.training_class, 2)
    with pytest.raises(BadInput):
        actions.evaluate_effect(dossier, low, {}, by=world.group(), at=at("07-11"))
    actions.evaluate_effect(
        dossier, low, {"problems": "机位不足"}, by=world.group(), at=at("07-11")
    )
    assert EffectEvaluation.objects.get().words["problems"] == "机位不足"


def test_an_evaluation_is_mended_before_and_not_after_it_is_sent(world):
    dossier = world.complete()
    world.evaluated(dossier, "07-14", strengths="能独立检索和布局")
    assert EffectEvaluation.objects.count() == 1
    actions.send_dossier(dossier, by=world.group(), at=at("07-20"))
    with pytest.raises(Refused):
        world.evaluated(dossier, "07-21")
    with pytest.raises(Refused):
        world.worded(dossier, "07-21", next="别的")


def test_the_first_evaluation_begins_that_section_of_the_report(world):
    dossier = world.opened()
    world.evaluated(dossier)
    dossier.refresh_from_db()
    assert dossier.words["effect"] == "学员能独立检索。"
    world.evaluated(dossier, "07-12", strengths="别的话")
    dossier.refresh_from_db()
    assert dossier.words["effect"] == "学员能独立检索。"


# --- the report -----------------------------------------------------------------------------------


@pytest.mark.clause("HB-3.2.6.6.d")
def test_the_report_is_written_from_a_template_with_figures_and_exported(world):
    dossier = world.complete()
    text = text_of(dossier, on=JULY)
    paper = report_paper(text)
    lines = lines_of(write_paper(paper))
    assert any("录取 4 人" in line and "宜昌考核班于2022年5月30日" in line for line in lines)
    assert any("合格 3 人" in line and "合格率 75%" in line for line in lines)
    assert any("支出 290.00 万元" in line for line in lines)
    assert "企业最需要检索和布局课程。" in lines
    pdf = write_pdf(paper)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"pdfaid" in pdf
    assert (write_paper(paper), pdf) == (write_paper(paper), write_pdf(paper))


def test_words_are_typed_and_figures_are_not(world):
    dossier = world.opened()
    before = dossier.figures
    saved = actions.save_report(
        dossier, by=world.group(), words={"next": "增加机位", "figures": "伪造"}, revision=1,
        at=at("07-12"),
    )  # fmt: skip
    assert saved.words == clean({"next": "增加机位"})
    assert (saved.figures, saved.revision) == (before, 2)
    same = actions.save_report(
        saved, by=world.group(), words=saved.words, revision=2, at=at("07-12")
    )
    assert same.revision == 2


def test_another_one_s_words_are_not_overwritten(world):
    dossier = world.opened()
    world.worded(dossier)
    with pytest.raises(Stale):
        actions.save_report(dossier, by=world.group(), words={}, revision=1, at=at("07-13"))


def test_nobody_else_writes_it(world):
    dossier = world.opened()
    for other in (world.registry(), world.scene.unit(), world.hubei.city()):
        with pytest.raises((NotYourPage, OutOfScope)):
            actions.save_report(dossier, by=other, words={}, revision=1, at=at("07-13"))


def test_the_sections_that_need_words_are_named_until_they_have_them():
    assert [one.key for one in unwritten({})] == ["organisation", "survey", "problems", "next"]
    assert unwritten({one.key: "写了" for one in SECTIONS}) == []
    assert [one.key for one in unwritten({"survey": " ", "organisation": "有", "next": "有",
                                          "problems": "有"})] == ["survey"]  # fmt: skip


@given(
    st.text(max_size=30),
    st.dictionaries(st.sampled_from([kind.key for kind in KINDS]), st.decimals(0, 9999, places=1)),
)
def test_no_title_and_no_figure_breaks_a_sentence(title, figures):
    facts = Facts(title, "{seats}", "{", Text("5月", "May"), Text("6月", "June"))
    said = leads(figures, facts)
    assert title in said["overview"].zh
    assert "{seats}" in said["overview"].zh


def test_every_paper_of_a_dossier_is_made_the_same_again(world):
    dossier = world.complete()
    text = text_of(dossier, on=JULY)
    made = make_files(text)
    assert [one.name for one in made] == [
        "1-培训效果评估.pdf", "2-经费核定表.pdf", "3-合格专员名册.pdf", "3-合格专员名册.xlsx",
        "4-调研评估报告.docx", "4-调研评估报告.pdf",
    ]  # fmt: skip
    assert made == make_files(text_of(dossier, on=JULY))
    assert made != make_files(text_of(dossier, on=date(2022, 7, 21)))
