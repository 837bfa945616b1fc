"""The pages of papers: a blueprint is written, tried, sealed; what is sealed is never shown."""

import re

import pytest
from django.urls import reverse

from zhicai.exams.actions.papers import open_paper
from zhicai.exams.models import Blueprint, Paper
from zhicai.exams.tests.scenes import CHOICE, START, add_item
from zhicai.exams.tests.test_papers import exam_with, make, sealed
from zhicai.foundation import clock
from zhicai.planning.tests.scenes import YILING, hubei


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(START):
        yield


@pytest.fixture
def world(db):
    found = hubei()
    for n in range(12):
        add_item(n, "single", CHOICE, 2, difficulty=n % 5 + 1)
    return found


@pytest.fixture
def visit(world, client):
    def sign_in(acting):
        user = next(one for one in world.users.values() if one.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


@pytest.fixture
def group(world):
    return world.body("working-group")


WRITTEN = {
    "do": "keep", "title": "2022 年考核考试", "part": "exam", "minutes": "90",
    "topic": ["know-1", ""], "kind": ["single", "single"], "easiest": ["1", "1"],
    "hardest": ["5", "5"], "count": ["5", ""], "marks": ["2", ""],
}  # fmt: skip


def test_a_blueprint_is_written_tried_and_its_papers_sealed(visit, group):
    client = visit(group)
    assert client.post(reverse("exams:blueprint_new"), WRITTEN).status_code == 302
    blueprint = Blueprint.objects.get()
    page = reverse("exams:blueprint", args=[blueprint.pk])
    tried = client.get(page, {"forms": 1}).content.decode()
    assert re.search(r"预计难度 [1-5]\.\d\d", tried)
    assert "还差 3 道" in client.get(page, {"forms": 3}).content.decode()
    wanted = {"label": ["A", "B", ""], "use": ["first", "makeup", "mock"]}
    assert client.post(page, wanted).status_code == 302
    assert [one.use for one in Paper.objects.order_by("label")] == ["first", "makeup"]
    shown = client.get(page).content.decode()
    assert "已密封" in shown
    assert CHOICE["stem"] not in shown


def test_what_is_wrong_is_told_by_row_and_nothing_is_kept(visit, group):
    answer = visit(group).post(
        reverse("exams:blueprint_new"), WRITTEN | {"count": ["500", ""], "title": ""}
    )
    assert answer.status_code == 422
    assert "第 1 行：题数是 1 到 200" in answer.content.decode()
    assert not Blueprint.objects.exists()


def test_more_rows_keep_what_was_written(visit, group):
    answer = visit(group).post(reverse("exams:blueprint_new"), WRITTEN | {"do": "more"})
    assert answer.content.decode().count('name="topic"') == 4
    assert "2022 年考核考试" in answer.content.decode()


def test_a_paper_is_printed_with_its_answer_sheet_only_once_it_is_open(world, visit, group):
    paper = sealed(make(world, group), group)[0]
    page = reverse("exams:paper_print", args=[paper.pk])
    assert visit(group).get(page).status_code == 404
    open_paper(exam_with(paper), by=group, at=START)
    answer = visit(group).get(page)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_a_paper_is_withdrawn_with_its_reason(world, visit, group):
    paper = sealed(make(world, group), group)[0]
    page = reverse("exams:paper_withdraw", args=[paper.pk])
    visit(group).post(page, {"reason": ""})
    assert Paper.objects.get(pk=paper.pk).state == "sealed"
    visit(group).post(page, {"reason": "疑似泄露"})
    assert Paper.objects.get(pk=paper.pk).withdrawn_for == "疑似泄露"


def test_nobody_but_who_composes_papers_sees_any_of_it(world, visit, group):
    blueprint = make(world, group)
    sealed(blueprint, group)
    for other in (world.county(YILING), world.province(), world.body("base")):
        for page in (reverse("exams:papers"), reverse("exams:blueprint", args=[blueprint.pk])):
            assert visit(other).get(page).status_code in (403, 404)


def test_the_list_shows_more_blueprints_than_a_screen_in_few_queries(
    world, visit, group, django_assert_max_num_queries
):
    for n in range(30):
        make(world, group, title=f"蓝图 {n}")
    client = visit(group)
    client.get(reverse("exams:papers"))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("exams:papers")).content.decode().count("蓝图 ") >= 30
