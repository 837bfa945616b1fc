"""Practical tasks in a sitting, at the markers' and once published; with and without a script."""

import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from zhicai.exams.actions import marking
from zhicai.exams.actions.saving import keep
from zhicai.exams.actions.sittings import take_step
from zhicai.exams.models import Answer, Appeal, Exam, JournalEntry, Score, Sitting
from zhicai.exams.practical.search.corpus import known_answer
from zhicai.exams.presenters.tasks import evidence_of
from zhicai.exams.queries.papers import opened
from zhicai.exams.queries.sittings import steps_of
from zhicai.exams.rules.items import Task
from zhicai.exams.rules.saving import SUBMIT, Given
from zhicai.exams.tests.practical_scenes import (
    BEST,
    NARROW,
    SHEET,
    TaskScene,
    content_of,
    mended,
)
from zhicai.exams.tests.room_scenes import browser, text
from zhicai.exams.tests.scenes import START, after, message
from zhicai.foundation import clock

pytestmark = pytest.mark.django_db
BY_SCRIPT = {"HTTP_X_STEP": "1"}


@pytest.fixture(autouse=True)
def _five_past():
    with clock.standing_at(after(5)):
        yield


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The paper of tasks, built once for the module and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield TaskScene()
        transaction.set_rollback(True)


@pytest.fixture
def tasks(built, db):
    """The scene of the module; what a test changes in it is undone after it."""
    return built


@pytest.fixture
def row(tasks):
    who = tasks.candidate(1, state="present", started_at=None, deadline=None, device="",
                          checked_at=START)  # fmt: skip
    tasks.acting(who)
    return Sitting.objects.get(pk=who.sitting.pk)


@pytest.fixture
def own(client, row):
    """The candidate's browser, after the start."""
    client.force_login(row.person.user)
    client.post(url("start", row))
    return client


def url(name, row, *more):
    return reverse(f"exams:{name}", args=[row.code, *more])


def every(**fields):
    """What a browser without a script sends: every task is on the page."""
    return {f"at{n}": "1" for n in (1, 2, 3)} | fields


def answer(row, number):
    return Answer.objects.get(sitting=row, number=number).value


class TestWriting:
    def test_the_three_tasks_are_on_the_page_without_their_keys(
        self, own, row, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(17):
            page = text(own.get(url("write", row)))
        assert 'name="q1.query"' in page
        assert 'name="q2.found[]"' in page
        assert 'name="q3.solution"' in page
        assert "exams/task" in page
        for key in ("battery-liquid-cooling", "示例阀门厂、示例第一理工大学", "称重前馈"):
            assert key not in page

    def test_without_a_script_a_query_is_run_and_everything_written_is_kept(self, own, row):
        sent = every(**{"q1.query": NARROW, "q3.title": "一种杀青机"})
        assert own.post(url("step", row, 1), sent).url == url("write", row) + "#item-1"
        assert answer(row, 1) == {"query": NARROW}
        assert answer(row, 3) == {"title": "一种杀青机"}
        page = text(own.get(url("write", row)))
        hits = int(re.search(r"最近一次命中 (\d+) 件", page)[1])
        assert page.count("<details>") == hits > 10
        assert f'value="{NARROW}"' in page
        (step,) = steps_of(row)[1]
        assert (step.data["query"], step.data["hits"]) == (NARROW, hits)

    def test_a_script_gets_its_part_alone(self, own, row, django_assert_max_num_queries):
        own.post(url("step", row, 1), {"q1.query": BEST}, **BY_SCRIPT)
        with django_assert_max_num_queries(25):
            part = own.post(
                url("step", row, 1), {"q1.query": NARROW, "q1.pick": BEST}, **BY_SCRIPT
            )  # fmt: skip
        words = text(part)
        assert part.status_code == 200
        assert "<html" not in words
        assert re.search(rf'value="{re.escape(BEST)}" checked', words)
        assert "还可运行 28 次" in words
        assert not Answer.objects.exists()

    def test_no_hit_is_shown_as_right(self, own, row):
        words = text(own.post(url("step", row, 1), {"q1.query": "电池"}, **BY_SCRIPT))
        right = known_answer("battery-liquid-cooling")
        listed = re.findall(r"<li>(.*?)</li>", words, re.DOTALL)
        assert {any(one in line for one in right) for line in listed} == {True, False}
        shapes = {re.sub(r"(?<=>)[^<]+", "", line) for line in listed}
        assert len(shapes) == 1

    def test_a_mistake_is_named_with_its_place_and_counts_as_no_try(self, own, row):
        for headers in ({}, BY_SCRIPT):
            sent = every(**{"q1.query": "TI=电池 AND"})
            found = own.post(url("step", row, 1), sent, **headers)
            assert found.status_code == 422
            assert "第 10 个字处" in text(found)
        assert steps_of(row) == {}
        assert answer(row, 1)["query"] == "TI=电池 AND"

    def test_tries_come_to_an_end(self, own, row):
        JournalEntry.objects.bulk_create(
            JournalEntry(sitting=row, key=f"t{n}", kind="step", at=after(1),
                         data={"number": 1, "query": NARROW, "hits": 5}) for n in range(30)
        )  # fmt: skip
        found = own.post(url("step", row, 1), {"q1.query": BEST}, **BY_SCRIPT)
        assert found.status_code == 409
        assert "30 次机会已用完" in text(found)
        assert len(steps_of(row)[1]) == 30

    def test_a_pause_another_browser_and_the_end_of_the_time_stop_trying(self, own, row):
        Exam.objects.update(paused_at=after(4), state="paused")
        assert own.post(url("step", row, 1), {"q1.query": BEST}, **BY_SCRIPT).status_code == 409
        Exam.objects.update(paused_at=None, state="running")
        with clock.standing_at(after(70)):
            late = own.post(url("step", row, 1), {"q1.query": BEST}, **BY_SCRIPT)
        assert late.status_code == 409
        own.cookies.clear()
        own.force_login(row.person.user)
        assert own.post(url("step", row, 1), {"q1.query": BEST}, **BY_SCRIPT).status_code == 409
        assert steps_of(row) == {}

    def test_only_tasks_that_take_tries_do_and_only_ones_own(self, tasks, own, row, client):
        for number in (2, 3, 9):
            assert own.post(url("step", row, number), {"q2.query": BEST}).status_code == 404
        assert own.get(url("step", row, 1)).status_code == 405
        stranger = tasks.candidate(2)
        tasks.acting(stranger)
        client.force_login(stranger.sitting.person.user)
        assert client.post(url("step", row, 1), {"q1.query": BEST}).status_code == 404

    def test_after_handing_in_nothing_is_tried(self, own, row):
        own.post(url("write", row), {"do": "hand-in"})
        assert own.post(url("step", row, 1), {"q1.query": BEST}).url == url("sitting", row)
        assert steps_of(row) == {}

    def test_what_is_written_is_shown_as_text(self, own, row):
        own.post(url("step", row, 1), every(**{"q1.query": "<script>1</script>", "q1.pick": "<b>"}))
        own.post(url("step", row, 1), every(**{"q1.query": "<b>'\"&amp;"}))
        page = text(own.get(url("write", row)))
        assert "<script>1" not in page
        assert "<b>'" not in page

    def test_a_declaration_and_a_sheet_are_kept_as_they_were_filled_in(self, own, row):
        sent = every(**{f"q2.{key}": value for key, value in mended().items()})
        sent["q3.effects"] = "温度波动减小。"
        assert own.post(url("write", row), sent).status_code == 302
        assert answer(row, 2).items() >= mended().items()
        page = text(own.get(url("write", row)))
        assert page.count('name="q2.found[]"') == 14
        assert page.count(" checked") == 5
        assert "温度波动减小。" in page


@pytest.fixture
def handed_in(tasks):
    """Everything right but the sheet, which people have yet to score."""
    who = tasks.candidate(1)
    last = [Given(1, 1, {"query": "x", "pick": BEST}), Given(2, 1, mended()),
            Given(3, 1, {"title": "一种滚筒杀青机"})]  # fmt: skip
    me = tasks.acting(who)
    take_step(who.sitting, 1, {"query": NARROW}, device="desk", by=me, at=after(20))
    keep([message(who, *last, kind=SUBMIT)], now=after(30))
    return who.sitting


class TestMarking:
    def test_the_machine_scores_search_and_declaration_people_the_sheet_by_its_rubric(
        self, tasks, handed_in
    ):
        found = Score.objects.get(sitting=handed_in)
        assert (found.by_item, found.complete) == ({"1": "40.0", "2": "30.0", "3": None}, False)
        points = [Decimal(one["marks"]) for one in content_of(SHEET)["config"]["rubric"]]
        for n, given in enumerate((points, [points[0] - 2, *points[1:]]), start=1):
            marking.give_marks(handed_in, 3, given, by=tasks.marker(n), at=after(40 + n))
        found.refresh_from_db()
        assert (found.complete, found.marks) == (True, Decimal(99))

    def test_candidates_see_what_it_rests_on_once_it_is_published(self, tasks, handed_in, client):
        client.force_login(handed_in.person.user)
        page = text(client.get(url("result", handed_in)))
        assert "查全" not in page
        assert "已找出" not in page
        Exam.objects.update(state="published", objections_until=after(9000).date())
        page = text(client.get(url("result", handed_in)))
        assert "查全：应找到 26 件，找到 26 件" in page
        assert page.count("已找出，种类正确，改正可用") == 5
        assert "作答时试过 1 次" in page
        assert re.search(rf"<li>{NARROW}（\d+ 件）</li>", page)
        assert "8 个部分写了 1 个" in page

    def test_evidence_is_told_in_percent_and_only_of_tasks(self, tasks, handed_in):
        contents = [one.content for one in opened(tasks.paper.pk)]
        assert all(isinstance(one, Task) for one in contents)
        found = evidence_of(contents[0], {"query": NARROW})
        assert {one.tone for one in found} >= {"amber"}
        assert all(0 <= one.percent <= 100 for one in found)
        assert evidence_of(contents[0], None) == []

    def test_markers_read_the_sheet_part_by_part(self, tasks, handed_in):
        Exam.objects.update(state="ended", ended_at=after(60))
        desk = reverse("exams:marking_desk", args=[tasks.exam.pk])
        page = text(browser(tasks.marker(1)).get(f"{desk}?number=3"))
        assert "一种滚筒杀青机" in page
        assert "称重前馈" in page
        assert handed_in.person.name not in page

    def test_who_answers_an_appeal_sees_what_was_tried_in_that_task_alone(self, tasks, handed_in):
        Exam.objects.update(state="published", round="first", objections_until=after(9000).date())
        group, pages = browser(tasks.marker(1)), {}
        for number in (1, 2):
            asked = Appeal.objects.create(
                sitting=handed_in, number=number, says="请再看", at=after(61), due=after(61).date()
            )
            pages[number] = text(group.get(reverse("exams:appeal", args=[asked.pk])))
        assert re.search(rf"<li>{NARROW}（\d+ 件）</li>", pages[1])
        assert "作答时试过" not in pages[2]
