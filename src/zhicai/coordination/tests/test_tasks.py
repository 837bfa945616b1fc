from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhicai.accounts.waiting import sources
from zhicai.coordination.actions import (
    close_assignment,
    finish_copy,
    name_owner,
    remind_copies,
    reopen_copy,
    send_assignment,
)
from zhicai.coordination.actions.tasks import Letter
from zhicai.coordination.models import Assignment, Copy
from zhicai.coordination.queries.waiting import counts_of
from zhicai.foundation.errors import BadInput, OutOfScope, Refused
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.planning.tests.scenes import WUHAN, XILING, YICHANG, YILING, at

DUE = date(2022, 3, 30)
LETTER = Letter("摸清专员需求", "逐家走访规上企业。", DUE)


@pytest.fixture
def city(hubei, desk):
    return desk(hubei.city())


def counties(desk):
    home = desk.tree.by_code[YICHANG]
    return [place.code for place, _ in desk.below(home, Level.CITY)]


def send(desk, codes=None, letter=LETTER, day="03-01"):
    home = desk.tree.by_code[desk.acting.place_code]
    to = counties(desk) if codes is None else codes
    return send_assignment(desk, (home, desk.own_levels[0]), letter, to, by=desk.acting, at=at(day))


def do_it(hubei, task, code, day="03-10"):
    copy = task.copies.get(place__code=code)
    acting = hubei.county(code)
    name_owner(copy, unit="知识产权股", person="陈立群", by=acting, at=at(day))
    return finish_copy(copy, note="走访 24 家。", by=acting, at=at(day))


@pytest.mark.clause("HB-4.5.d")
def test_a_city_sends_tasks_and_guidance_to_one_or_all_counties_and_sees_who_has_done_them(
    hubei, city, browse
):
    task = send(city)
    send(city, [YILING], Letter("指导意见", "实战课程排在下午。", None, guidance=True))
    assert Message.objects.filter(about=f"task:{task.pk}").count() == 13
    do_it(hubei, task, YILING)
    client = browse(city.acting)
    listed = client.get("/coordination/tasks/").content.decode()
    assert "1 / 13" in listed
    page = client.get(f"/coordination/tasks/{task.pk}/").content.decode()
    assert "12 个未完成，共 13 个" in page
    assert "走访 24 家。" in page
    theirs = browse(hubei.county(XILING)).get("/coordination/tasks/").content.decode()
    assert "摸清专员需求" in theirs
    assert "指导意见" not in theirs


def test_the_province_sends_to_its_cities_the_same_way(hubei, desk):
    province = desk(hubei.province())
    home = province.own
    below = [place.code for place, level in province.below(home, Level.PROVINCE)]
    assert len(below) == 17
    task = send(province, below)
    assert set(task.copies.values_list("level", flat=True)) == {"city"}


def test_a_task_says_what_is_missing_all_at_once(city):
    with pytest.raises(BadInput) as refused:
        send(city, [], Letter(" ", "", None))
    assert {fault.field for fault in refused.value.faults} == {"title", "due", "to"}
    with pytest.raises(BadInput, match="已经过去"):
        send(city, None, Letter("晚了", "", date(2022, 2, 1)))
    assert not Assignment.objects.exists()


def test_nothing_is_sent_beside_or_above(hubei, city):
    with pytest.raises(OutOfScope):
        send(city, ["420102"])
    with pytest.raises(OutOfScope):
        send(city, [WUHAN])


def test_who_sees_to_it_is_named_before_it_is_done(hubei, city):
    task = send(city)
    copy = task.copies.get(place__code=YILING)
    with pytest.raises(BadInput, match="责任单位"):
        finish_copy(copy, note="做完了", by=hubei.county(), at=at("03-10"))
    with pytest.raises(OutOfScope):
        name_owner(copy, unit="股", person="人", by=hubei.county(XILING), at=at("03-10"))
    assert do_it(hubei, task, YILING).done_on == date(2022, 3, 10)


def test_what_is_done_may_be_sent_back_with_a_reason(hubei, city):
    task = send(city)
    copy = do_it(hubei, task, YILING)
    with pytest.raises(BadInput):
        reopen_copy(copy, reason="", by=city.acting, at=at("03-12"))
    reopen_copy(copy, reason="企业名单没有附。", by=city.acting, at=at("03-12"))
    copy.refresh_from_db()
    assert copy.done_on is None
    assert Message.objects.filter(title_zh__contains="退回", place__code=YILING).exists()


def test_only_those_who_have_not_done_it_are_reminded_and_once_a_day(hubei, city):
    task = send(city)
    do_it(hubei, task, YILING)
    assert remind_copies(task, by=city.acting, at=at("03-21")) == 12
    assert remind_copies(task, by=city.acting, at=at("03-21", 15)) == 0
    assert remind_copies(task, by=city.acting, at=at("03-22")) == 12
    with pytest.raises(OutOfScope):
        remind_copies(task, by=hubei.city(WUHAN), at=at("03-22"))


def test_a_task_is_closed_with_a_note_where_somebody_has_not_done_it(hubei, city):
    task = send(city, [YILING, XILING])
    with pytest.raises(BadInput, match="还有 2 个单位没有完成"):
        close_assignment(task, note="", by=city.acting, at=at("04-01"))
    close_assignment(task, note="转入下半年。", by=city.acting, at=at("04-01"))
    with pytest.raises(Refused):
        do_it(hubei, task, YILING, "04-02")


def test_the_inbox_of_a_county_shows_what_is_to_be_done_until_it_is(hubei, city):
    task = send(city)
    mine = next(source for source in sources() if source.key == "coordination.tasks")
    acting = hubei.county()
    assert mine.count(acting, hubei.on) == 1
    (line,) = mine.items(acting, hubei.on, 10)
    assert line.due == DUE
    assert line.url == f"/coordination/tasks/{task.pk}/"
    do_it(hubei, task, YILING)
    assert mine.count(acting, hubei.on) == 0
    assert mine.items(acting, hubei.on, 10) == []


def test_a_county_answers_in_the_browser_with_evidence_that_its_city_can_fetch(hubei, city, browse):
    task = send(city)
    client = browse(hubei.county())
    here = f"/coordination/tasks/{task.pk}/answer/"
    assert client.post(here, {"do": "done", "note": "完成"}).status_code == 422
    sent = {"do": "done", "note": "完成", "unit": "知识产权股", "person": "陈立群"}
    assert client.post(here, sent).status_code == 302
    copy = Copy.objects.get(place__code=YILING)
    upload = SimpleUploadedFile("名单.png", PNG)
    client.post(f"/coordination/files/copy/{copy.pk}/", {"file": upload})
    page = browse(city.acting).get(f"/coordination/tasks/{task.pk}/").content.decode()
    assert "名单.png" in page
    address = page.split('href="/coordination/files/')[1].split('"')[0]
    url = f"/coordination/files/{address}"
    assert browse(city.acting).get(url).status_code == 200
    assert browse(hubei.county(XILING)).get(url).status_code == 404
    upload = SimpleUploadedFile("名单.png", PNG)
    again = f"/coordination/files/copy/{copy.pk}/"
    assert browse(city.acting).post(again, {"file": upload}).status_code == 404


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def test_a_county_sees_neither_its_neighbour_s_copy_nor_other_cities_tasks(hubei, city, browse):
    task = send(city, [YILING])
    assert browse(hubei.county(XILING)).get(f"/coordination/tasks/{task.pk}/").status_code == 404
    assert browse(hubei.city(WUHAN)).get(f"/coordination/tasks/{task.pk}/").status_code == 404
    assert browse(hubei.province()).get(f"/coordination/tasks/{task.pk}/").status_code == 200


def test_the_list_of_many_tasks_costs_few_queries(city, browse, django_assert_max_num_queries):
    for number in range(30):
        send(city, None, Letter(f"任务 {number}", "", DUE))
    client = browse(city.acting)
    client.get("/coordination/tasks/")
    with django_assert_max_num_queries(60):
        assert client.get("/coordination/tasks/").status_code == 200


def test_the_form_sends_to_everyone_below(city, browse):
    client = browse(city.acting)
    assert client.get("/coordination/tasks/new/").status_code == 200
    sent = {"title": "报名动员", "due": "2022-03-31", "everyone": "1"}
    assert client.post("/coordination/tasks/new/", sent).status_code == 302
    assert Assignment.objects.get().copies.count() == 13
    wrong = client.post("/coordination/tasks/new/", {"title": "x", "due": "31/02/2022"})
    assert wrong.status_code == 422


def test_what_waits_is_counted_in_one_query(hubei, city, django_assert_num_queries):
    send(city)
    acting = hubei.county()
    with django_assert_num_queries(1):
        assert counts_of(acting) == (1, 0, 0)
    assert counts_of(hubei.body("working-group", serves=("420000",))) == (0, 0, 0)
