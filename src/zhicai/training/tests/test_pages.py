"""The pages: through the browser's requests, with a budget of queries, in both languages."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils.translation import override

from zhicai.foundation import clock
from zhicai.planning.models import PlannedClass
from zhicai.training.models import Lecturer, Lesson, TrainingClass
from zhicai.training.sheets import lessons_sheet
from zhicai.training.tests.scenes import SUIXIAN, XILING, at


@pytest.fixture(autouse=True)
def april():
    with clock.standing_at(date(2022, 4, 1)):
        yield


@pytest.fixture
def visit(hubei, client):
    """Sign someone in and return the client."""

    def sign_in(acting):
        user = next(u for u in hubei.hubei.users.values() if u.pk == acting.user_id)
        client.force_login(user, backend="zhicai.accounts.backends.OfficeBackend")
        return client

    return sign_in


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def text(answer):
    return answer.content.decode()


def grid(found, **changes):
    """The lessons of a class as the grid posts them."""
    fields = {"revision": str(found.revision), "lesson": [], "do": "save"}
    for one in found.lessons.filter(cancelled=False):
        key = str(one.pk)
        fields["lesson"].append(key)
        fields |= {
            f"{key}-day": str(one.day), f"{key}-starts": f"{one.starts:%H:%M}",
            f"{key}-ends": f"{one.ends:%H:%M}", f"{key}-title": one.title,
            f"{key}-hours": str(one.hours), f"{key}-room": one.room, f"{key}-form": one.form,
            f"{key}-breadth": one.breadth, f"{key}-items": one.items,
        }  # fmt: skip
    return fields | changes


def test_a_county_opens_its_class_from_the_plan_in_the_browser(hubei, visit):
    planned = hubei.planned()
    client = visit(hubei.county())
    page = client.get(url("classes"))
    assert "按计划建班" in text(page)
    assert url("open", planned.pk) in text(page)
    form = client.get(url("open", planned.pk))
    assert 'value="第一期预科班"' in text(form)
    fields = {
        "title": planned.title, "starts_on": "2022-04-18", "ends_on": "2022-04-19",
        "venue": planned.venue, "venue_place": "420506", "capacity": "120",
        "registration_opens": "2022-04-01", "registration_closes": "2022-04-15",
        "audience": "professional",
    }  # fmt: skip
    wrong = client.post(url("open", planned.pk), fields | {"capacity": "0", "venue": ""})
    assert wrong.status_code == 422
    assert not TrainingClass.objects.exists()
    made = client.post(url("open", planned.pk), fields)
    found = TrainingClass.objects.get()
    assert made.headers["Location"] == url("class", found.pk)
    page = client.get(url("class", found.pk))
    assert "开放报名" in text(page)
    client.post(url("step", found.pk), {"step": "open"})
    found.refresh_from_db()
    assert found.state == "open"
    early = client.post(url("step", found.pk), {"step": "running"})
    assert early.status_code == 409
    assert "到当天再开班" in text(early)


def test_the_pages_of_a_class_ask_few_questions(hubei, visit, django_assert_max_num_queries):
    found = hubei.opened()
    for acting in (hubei.county(), hubei.city(), hubei.base(), hubei.province()):
        client = visit(acting)
        for name in ("class", "timetable", "lecturers", "evaluation", "print"):
            with django_assert_max_num_queries(60):
                assert client.get(url(name, found.pk)).status_code == 200


def test_the_lists_do_not_ask_more_for_more_rows(hubei, visit, django_assert_max_num_queries):
    found = hubei.opened()
    rows = TrainingClass.objects.filter(pk=found.pk).values().get()
    del rows["id"]
    TrainingClass.objects.bulk_create(
        TrainingClass(**rows | {"number": f"x{n}", "planned_id": None}) for n in range(120)
    )
    client = visit(hubei.city())
    for name in ("classes", "gaps", "report"):
        with django_assert_max_num_queries(40):
            page = client.get(url(name))
        assert page.status_code == 200
        assert "121" in text(page) or name != "classes"


def test_lists_filter_print_and_export(hubei, visit):
    hubei.opened()
    hubei.class_(XILING)
    client = visit(hubei.city())
    assert "西陵区" not in text(client.get(url("classes"), {"state": "open"})).split("<tbody>")[1]
    queries = ({"place": "420502"}, {"month": "4"}, {"q": "预科"}, {"month": "x"}, {"unit": "9"})
    for query in queries:
        assert client.get(url("classes"), query).status_code == 200
    assert client.get(url("classes"), {"print": "1"}).status_code == 200
    for name in ("classes", "gaps", "report"):
        answer = client.get(url(name), {"export": "xlsx"})
        assert answer.content[:2] == b"PK"


def test_the_timetable_is_edited_in_a_grid_and_says_what_is_wrong(hubei, visit):
    found = hubei.class_()
    client = visit(hubei.county())
    page = client.get(url("timetable_edit", found.pk))
    assert text(page).count('name="lesson"') == 4
    first = str(hubei.lessons(found)[0].pk)
    wrong = {f"{first}-day": "2022-05-01"}
    bad = client.post(url("timetable_edit", found.pk), grid(found, **wrong))
    assert bad.status_code == 422
    assert "不在培训时间" in text(bad)
    added = client.post(url("timetable_edit", found.pk), grid(found, do="add"))
    assert text(added).count('name="lesson"') > 4
    room = {f"{first}-room": "报告厅"}
    saved = client.post(url("timetable_edit", found.pk), grid(found, **room))
    assert saved.status_code == 302
    assert Lesson.objects.get(pk=first).room == "报告厅"
    stale = client.post(url("timetable_edit", found.pk), grid(found, **room))
    assert stale.status_code == 409
    found.refresh_from_db()
    client.post(url("timetable_edit", found.pk), grid(found, remove=[first]))
    assert not Lesson.objects.filter(pk=first).exists()


def test_broken_posts_are_no_server_error(hubei, visit):
    found = hubei.class_()
    client = visit(hubei.county())
    nonsense = {
        "lesson": ["n1", "x", "99999999999"], "n1-title": "x" * 999, "n1-hours": "NaN",
        "n1-day": "32", "n1-starts": "99:99", "n1-items": "zzz", "revision": "１",
    }  # fmt: skip
    assert client.post(url("timetable_edit", found.pk), nonsense).status_code in (409, 422)
    for name in ("postpone", "move", "cancel", "partner"):
        assert client.post(url(name, found.pk), {"organisation": "9" * 30}).status_code == 422
    assert client.post(url("step", found.pk), {"step": "x"}).status_code == 404
    city = visit(hubei.city())
    for fields in ({"kind": "planning", "score-needs": "9"}, {"kind": ""}):
        assert city.post(url("evaluate", found.pk), fields).status_code in (404, 422)
    lesson = hubei.theory(found)
    answer = city.post(url("assign", found.pk), {f"lecturer-{lesson.pk}": "999999999"})
    assert answer.status_code == 422


def test_a_timetable_comes_in_from_excel(hubei, visit):
    found = hubei.class_()
    content = lessons_sheet(hubei.lessons(found), hubei.frame(), found.title).content
    found.lessons.all().delete()
    client = visit(hubei.county())
    assert client.get(url("timetable_template", found.pk)).content[:2] == b"PK"
    assert client.get(url("timetable_import", found.pk)).status_code == 200
    upload = BytesIO(content)
    upload.name = "课表.xlsx"
    assert client.post(url("timetable_import", found.pk), {"file": upload}).status_code == 302
    assert found.lessons.count() == 2
    junk = BytesIO(b"junk")
    junk.name = "x.xlsx"
    assert client.post(url("timetable_import", found.pk), {"file": junk}).status_code == 422
    found.lessons.all().delete()
    client.post(url("timetable_copy", found.pk))
    assert found.lessons.count() == 2


def test_the_province_keeps_the_pool_in_the_browser(hubei, visit):
    client = visit(hubei.province())
    fields = {"name": "王立新", "employer": "三峡大学", "items": ["know-1"], "proven": ["skill-4"]}
    assert client.post(url("lecturer_new"), fields).status_code == 422
    client.post(url("lecturer_new"), fields | {"evidence": "办案 30 件", "serves": ["420500"]})
    row = Lecturer.objects.get()
    assert row.state == "active"
    assert "宜昌市" in text(client.get(url("lecturer", row.pk)))
    assert "王立新" in text(client.get(url("pool"), {"proven": "skill-4"}))
    assert "王立新" not in text(client.get(url("pool"), {"proven": "skill-1"}))


def test_the_province_filters_by_proven_experience_and_marks_the_team(hubei, visit):
    row = hubei.lecturer(proven=("skill-4",), evidence="办案 30 件")
    other = hubei.lecturer("赵丹", proven=("skill-1",), evidence="检索 10 年")
    client = visit(hubei.province())
    page = client.get(url("pool"), {"proven": "skill-4"})
    assert [one["row"] for one in page.context["rows"]] == [row]
    client.post(url("team") + "?proven=skill-4", {"selected": [row.pk, other.pk], "do": "team"})
    assert list(Lecturer.objects.filter(team=True)) == [row]
    assert [one["row"] for one in client.get(url("pool"), {"team": "on"}).context["rows"]] == [row]


def test_requests_are_answered_in_the_browser(hubei, visit):
    found = hubei.class_(SUIXIAN)
    lecturer = hubei.lecturer()
    client = visit(hubei.province())
    request = hubei.request(found)
    assert found.title in text(client.get(url("requests")))
    assert client.post(url("request", request.pk), {"do": "send"}).status_code == 422
    client.post(url("request", request.pk), {"do": "send", "lecturer": lecturer.pk})
    assert hubei.practical(found).lecturer == lecturer
    expert = hubei.request(found, "expert")
    assert client.get(url("request", expert.pk)).status_code == 404
    group = visit(hubei.group())
    assert group.get(url("request", expert.pk)).status_code == 200
    group.post(url("request", expert.pk), {"do": "decline", "says": "暂无合适专家"})
    expert.refresh_from_db()
    assert expert.state == "declined"


def test_evaluations_are_entered_in_the_browser(hubei, visit):
    found = hubei.finished()
    client = visit(hubei.base())
    assert "提交评估" in text(client.get(url("evaluation", found.pk)))
    scores = {f"score-{key}": "4" for key in hubei.scores("effect")}
    answer = client.post(url("evaluate", found.pk), {"kind": "effect", **scores})
    assert answer.status_code == 302
    assert "4.0" in text(visit(hubei.city()).get(url("evaluation", found.pk)))


def test_the_notice_of_a_class_is_a_docx_that_says_what_one_pays(hubei, visit):
    found = hubei.opened()
    answer = visit(hubei.county()).get(url("notice", found.pk))
    assert answer.headers["Content-Type"].endswith("wordprocessingml.document")
    with ZipFile(BytesIO(answer.content)) as package:
        body = package.read("word/document.xml").decode()
        assert any(name.endswith(".png") for name in package.namelist())
    assert "往返交通费" in body
    assert "不向学员收取任何费用" in body
    assert "HB-4.3.c" in body


def test_open_classes_are_seen_before_signing_in(hubei, client, django_assert_max_num_queries):
    found = hubei.opened()
    hidden = hubei.class_(XILING)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("classes:list"))
    assert found.title in text(page)
    assert f"/classes/{found.number}/" in text(page)
    assert f"/classes/{hidden.number}/" not in text(page)
    shown = client.get(reverse("classes:class", args=[found.number]))
    assert "学员只承担本人往返交通费" in text(shown)
    assert client.get(reverse("classes:class", args=[hidden.number])).status_code == 404
    assert found.title in text(client.get(reverse("classes:list"), {"q": found.place.name}))
    assert found.title not in text(client.get(reverse("classes:list"), {"q": "没有这个"}))


def test_english_pages_are_english(hubei, visit):
    found = hubei.opened()
    client = visit(hubei.county())
    client.cookies["zhicai_language"] = "en"
    with override("en"):
        for name in ("class", "timetable", "lecturers", "evaluation"):
            assert client.get(url(name, found.pk)).status_code == 200
        assert "Classes of 2022" in text(client.get(url("classes")))


def test_a_province_allows_dates_outside_in_the_browser(hubei, visit):
    found = hubei.class_()
    TrainingClass.objects.update(starts_on=date(2022, 12, 1), ends_on=date(2022, 12, 2))
    assert "同意窗口外办班" not in text(visit(hubei.county()).get(url("class", found.pk)))
    client = visit(hubei.province())
    assert "同意窗口外办班" in text(client.get(url("class", found.pk)))
    client.post(url("allow", found.pk), {"reason": "疫情"})
    found.refresh_from_db()
    assert found.allowed_for == "疫情"


def test_a_class_put_off_held_elsewhere_and_cancelled_in_the_browser(hubei, visit):
    found = hubei.opened()
    client = visit(hubei.county())
    later = {"starts_on": "2022-04-20", "ends_on": "2022-04-21", "reason": "检修"}
    assert client.post(url("postpone", found.pk), later).status_code == 302
    away = {"venue": "三峡大学", "venue_place": XILING, "reason": "机房"}
    assert client.post(url("move", found.pk), away).status_code == 302
    assert "不在本辖区" in text(client.get(url("class", found.pk)))
    assert client.post(url("cancel", found.pk), {"reason": "报名不足"}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.away) == ("cancelled", True)
    assert PlannedClass.objects.exists()
    assert at("04-01").year == 2022


def test_a_problem_of_a_class_is_logged_from_its_page_and_shown_there(hubei, visit):
    found = hubei.opened()
    client = visit(hubei.county())
    page = text(client.get(url("class", found.pk)))
    assert f"/coordination/problems/new/?about=class:{found.pk}" in page
    sent = {
        "title": "讲师临时不能来",
        "text": "请尽快换人。",
        "about": f"class:{found.pk}",
        "office": f"{found.place.code}@county",
    }
    answer = client.post(f"/coordination/problems/new/?about=class:{found.pk}", sent)
    assert answer.status_code == 302
    assert "讲师临时不能来" in text(client.get(url("class", found.pk)))
