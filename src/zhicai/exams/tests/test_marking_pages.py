"""The markers' pages: blind, one answer after the other, by two and by a third, never lost."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhicai.exams.marks_waiting import appeals_waiting, exams_waiting
from zhicai.exams.models import AnswerFile, Exam, Marking, PaperItem, Score
from zhicai.exams.queries.marking import alias_of, next_to_mark
from zhicai.exams.rules.items import read_content
from zhicai.exams.rules.rubrics import points_of, suggested
from zhicai.exams.tests import marking_scenes
from zhicai.exams.tests.marking_scenes import WORDS, browser, standing
from zhicai.exams.tests.scenes import OTHER_KINDS, add_item, after
from zhicai.files.actions import keep_file
from zhicai.files.tests.samples import PNG
from zhicai.planning.tests.scenes import YILING

pytestmark = pytest.mark.django_db


@pytest.fixture
def marking():
    with standing(130):
        yield marking_scenes.Marking()


def desk(marking, **more):
    query = "&".join(f"{name}={value}" for name, value in more.items())
    return reverse("exams:marking_desk", args=[marking.exam.pk]) + (f"?{query}" if query else "")


def text(answer):
    return answer.content.decode()


def shown(client, marking):
    """The fields of the answer that the desk shows."""
    html = text(client.get(desk(marking)))
    return dict(re.findall(r'type="hidden" name="(answer|item|turn)" value="([^"]+)"', html))


def give(client, marking, fields, *marks, says=""):
    points = {f"point-{n}": value for n, value in enumerate(marks, start=1)}
    return client.post(desk(marking), fields | points | {"says": says})


def test_the_hub_says_what_remains_by_item_and_for_whom(marking):
    page = text(browser(marking.markers[0]).get(reverse("exams:marking")))
    assert "宜昌首考" in page
    assert "第 5 题 简答题" in page
    assert "待我评 2" in page
    for sitting in marking.sittings:
        marking.mark(0, sitting, "2", "2")
    page = text(browser(marking.markers[0]).get(reverse("exams:marking")))
    assert "等其他人评" in page


def test_nobody_else_sees_any_of_it(marking):
    county = browser(marking.hubei.county(YILING))
    pages = [reverse("exams:marking"), desk(marking), reverse("exams:appeals"),
             reverse("exams:marking_exam", args=[marking.exam.pk]),
             reverse("exams:marking_item", args=[marking.exam.pk, 1])]  # fmt: skip
    for page in pages:
        assert county.get(page).status_code in (403, 404)
    unit = browser(marking.results.unit())
    assert unit.get(desk(marking)).status_code == 200
    other = browser(marking.hubei.body("base", home="420100", serves=("420100",)))
    assert other.get(desk(marking)).status_code == 404
    assert "宜昌首考" not in text(other.get(reverse("exams:marking")))


def test_the_desk_shows_the_answer_and_nothing_of_the_candidate(marking):
    page = text(browser(marking.markers[0]).get(desk(marking)))
    assert WORDS in page
    assert "对比文件的数量" in page
    for sitting in marking.sittings:
        for secret in (sitting.person.name.strip("="), sitting.code, sitting.seed):
            assert secret not in page
    assert marking.class_.title not in page
    assert marking.exam.title not in page


def test_the_second_marker_is_blind_to_the_first(marking):
    first = browser(marking.markers[0])
    fields = shown(first, marking)
    give(first, marking, fields, "1.3", "2.6", says="概念清楚，标准写偏了")
    for page in (desk(marking), reverse("exams:marking_exam", args=[marking.exam.pk])):
        html = re.sub(r"<svg.*?</svg>", "", text(browser(marking.markers[1]).get(page)))
        for told in ("1.3", "2.6", "3.9", "概念清楚"):
            assert told not in html
    own = text(first.get(desk(marking, number=5, answer=fields["answer"])))
    assert 'value="1.3"' in own
    assert "概念清楚" in own


def test_one_answer_follows_the_other_and_nobody_gets_one_twice(marking):
    client, seen = browser(marking.markers[0]), set()
    for _n in range(2):
        fields = shown(client, marking)
        seen.add(fields["answer"])
        assert give(client, marking, fields, "2", "2").status_code == 302
    assert len(seen) == 2
    page = text(client.get(desk(marking)))
    assert "没有等您评的答案" in page
    assert "共 2 份" in page


def test_a_wide_gap_brings_the_answer_to_a_third_marker_alone(marking):
    one = marking.sittings[0]
    marking.mark(0, one, "0", "1")
    marking.mark(1, one, "2", "3")
    third = browser(marking.markers[2])
    page = text(third.get(reverse("exams:marking_exam", args=[marking.exam.pk])))
    assert "待三评" in page
    fields = {"answer": alias_of(one.pk), "item": "5", "turn": "3"}
    assert "三评" in text(third.get(desk(marking, number=5, skip=alias_of(marking.sittings[1].pk))))
    give(third, marking, fields, "2", "2")
    assert Score.objects.get(sitting=one).by_item["5"] == "4.5"


def test_two_who_mark_at_once_are_first_and_second_and_a_late_one_is_told_kindly(marking):
    clients = [browser(one) for one in marking.markers]
    fields = {"answer": alias_of(marking.sittings[0].pk), "item": "5", "turn": "1"}
    give(clients[0], marking, fields, "2", "2")
    told = give(clients[1], marking, fields, "2", "2.5")
    assert "没有丢失" in text(clients[1].get(told["Location"]))
    late = give(clients[2], marking, fields, "1", "1")
    assert late.status_code == 302
    assert "已由其他阅卷人评完定分" in text(clients[2].get(late["Location"]))
    turns = Marking.objects.order_by("turn").values_list("turn", "marks")
    assert list(turns) == [(1, Decimal(4)), (2, Decimal("4.5"))]


def test_what_is_wrong_is_told_point_by_point_and_what_was_typed_stays(marking):
    client = browser(marking.markers[0])
    answer = give(client, marking, shown(client, marking), "９", "", says="再看")
    assert answer.status_code == 422
    for told in ("第 1 点给 0 到 2 分", "第 2 点给 0 到 3 分", 'value="９"', "再看"):
        assert told in text(answer)
    assert not Marking.objects.exists()
    for odd in ("nan", "1e400", "一", "-0.1"):
        assert give(client, marking, shown(client, marking), odd, "1").status_code == 422


def test_own_marks_may_change_until_they_stand(marking):
    client, one = browser(marking.markers[0]), marking.sittings[0]
    fields = {"answer": alias_of(one.pk), "item": "5", "turn": "1"}
    give(client, marking, fields, "2", "2")
    give(client, marking, fields, "2", "3")
    marking.mark(1, one, "2", "3")
    assert Score.objects.get(sitting=one).by_item["5"] == "5.0"
    give(client, marking, fields, "0", "0")
    assert Score.objects.get(sitting=one).by_item["5"] == "5.0"
    page = text(client.get(desk(marking, number=5, answer=fields["answer"])))
    assert "已经定分，不能再改" in page


def test_a_file_is_handed_out_under_a_name_that_tells_nothing(marking):
    kind, content, marks = next(one for one in OTHER_KINDS if one[0] == "upload")
    PaperItem.objects.create(
        paper=marking.paper, number=6, item_version=add_item(6, kind, content, marks), marks=marks
    )
    one = marking.sittings[0]
    upload = SimpleUploadedFile("郭建军-交底书.png", PNG)
    stored = keep_file(upload, by=marking.markers[0], at=after(30))
    AnswerFile.objects.create(sitting=one, number=6, file=stored, at=after(30))
    one.answers.create(number=6, value=stored.pk, revision=1, saved_at=after(30))
    client, alias = browser(marking.markers[0]), alias_of(one.pk)
    page = reverse("exams:marking_file", args=[marking.exam.pk, alias, 6])
    answer = client.get(f"{page}?key={stored.pk}")
    assert answer.status_code == 200
    assert "郭建军" not in str(answer.headers)
    assert "sandbox" in answer["Content-Security-Policy"]
    for wrong in (f"{page}?key={stored.pk + 1}", f"{page}?key=x"):
        assert client.get(wrong).status_code == 404
    elsewhere = reverse(
        "exams:marking_file", args=[marking.exam.pk, alias_of(marking.sittings[1].pk), 6]
    )
    assert client.get(f"{elsewhere}?key={stored.pk}").status_code == 404


def test_a_case_asks_for_its_parts_and_fills_in_what_the_machine_knows():
    kind, content, marks = next(one for one in OTHER_KINDS if one[0] == "case")
    case = read_content(kind, content)
    assert [one.marks for one in points_of(case, Decimal(marks))] == [2, 3]
    assert suggested(case, [0, "答"], Decimal(marks), partial="share") == (2, None)
    assert suggested(case, [1, None], Decimal(marks), partial="share") == (0, 0)


def test_the_desk_and_the_hub_ask_little_of_the_database(marking, django_assert_max_num_queries):
    for n in range(2, 30):
        marking.sat(n)
    client = browser(marking.markers[0])
    client.get(desk(marking))
    with django_assert_max_num_queries(40):
        client.get(desk(marking))
    with django_assert_max_num_queries(30):
        client.get(reverse("exams:marking"))
    with django_assert_max_num_queries(45):
        client.get(reverse("exams:marking_exam", args=[marking.exam.pk]))


def test_the_hub_goes_beyond_a_page(marking, django_assert_max_num_queries):
    facts = {
        "part": "exam", "round": "first", "paper": marking.paper, "minutes": 60,
        "state": "published", "made_at": after(0), "made_by": "吴越", "office": "工作组",
    }  # fmt: skip
    Exam.objects.bulk_create(
        Exam(title=f"旧考试{n}", training_class=marking.class_, starts_at=after(-n), **facts)
        for n in range(1, 60)
    )
    client, page = browser(marking.markers[0]), reverse("exams:marking")
    client.get(page)
    with django_assert_max_num_queries(30):
        assert text(client.get(page)).count("旧考试") == 49
    assert text(client.get(page, {"page": 2})).count("旧考试") == 10


def test_what_waits_stands_in_the_inbox_of_those_who_have_it(marking):
    on = after(130).date()
    assert [exams_waiting(one, on) for one in marking.markers] == [1, 1, 1]
    marking.marked("2", "2")
    assert [exams_waiting(one, on) for one in marking.markers] == [0, 0, 0]
    assert exams_waiting(marking.hubei.county(YILING), on) == 0
    assert appeals_waiting(marking.hubei.county(YILING), on) == 0
    assert next_to_mark(marking.markers[0], marking.exam) is None
