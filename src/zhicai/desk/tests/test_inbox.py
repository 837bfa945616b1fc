"""The one inbox: everything that waits for an office, and for nobody else."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhicai.accounts.models import Role, User
from zhicai.accounts.waiting import Source, Waiting, sources
from zhicai.desk.queries import MOST, Entry, Inbox, Pile, inbox_of, waiting_count
from zhicai.foundation import clock
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.planning.actions import return_plan, send_plan
from zhicai.planning.tests.scenes import XILING, YICHANG, YILING, at, hubei
from zhicai.programmes.registry import metrics

pytestmark = pytest.mark.django_db
ON = date(2022, 3, 18)


def _browser(acting):
    client = Client()
    client.force_login(User.objects.get(pk=acting.user_id))
    return client


def _titles(acting, kind="planning.documents"):
    inbox = inbox_of(acting, on=ON)
    return [e.waiting.title.zh for e in inbox.entries if e.source.key == kind]


def test_a_plan_that_was_sent_waits_for_the_city_and_for_nobody_else():
    scene = hubei()
    plan = scene.plan(YILING)
    assert _titles(scene.city()) == []
    send_plan(plan, by=scene.county(YILING), at=at("03-18"))
    assert _titles(scene.city()) == [f"办理《{plan.filing.title}》"]
    assert _titles(scene.county(YILING)) == []
    assert _titles(scene.county(XILING)) == []
    assert _titles(scene.province()) == []


def test_a_plan_that_came_back_waits_for_its_county_until_the_day_it_is_wanted_again():
    scene = hubei()
    plan = scene.plan(YILING)
    send_plan(plan, by=scene.county(YILING), at=at("03-18"))
    return_plan(
        plan,
        by=scene.city(),
        opinion="请补充企业需求。",
        until=date(2022, 3, 25),
        at=at("03-18", 11),
    )
    assert _titles(scene.city()) == []
    inbox = inbox_of(scene.county(YILING), on=ON)
    mine = [e for e in inbox.entries if e.source.key == "planning.documents"]
    assert [(e.waiting.due, e.left) for e in mine] == [(date(2022, 3, 25), 7)]
    assert mine[0].waiting.url == f"/plans/{plan.pk}/"


def test_what_the_programme_asks_stands_in_the_inbox_with_its_clause_until_it_is_done():
    scene = hubei()
    plan = scene.plan(YILING)
    asked = [
        e.waiting
        for e in inbox_of(scene.county(YILING), on=ON).entries
        if e.source.key == "monitoring.obligations"
    ]
    rule = next(one for one in asked if one.due == date(2022, 3, 31))
    assert rule.clause == "HB-3.1.7.2.a"
    send_plan(plan, by=scene.county(YILING), at=at("03-18"))
    later = inbox_of(scene.county(YILING), on=ON).entries
    assert rule.title not in [e.waiting.title for e in later]


def test_the_nearest_due_date_comes_first_and_what_has_none_last():
    def items(acting, on, limit):
        days = (None, 9, -2, 0)
        return [
            Waiting(
                Text(str(n), str(n)), "/", since=on, due=None if n is None else on + timedelta(n)
            )
            for n in days
        ]

    source = Source("desk.test", Text("测试", "test"), "inbox", lambda a, o: 4, items)
    listed = items(None, ON, MOST)
    found = [Entry(source, one, (one.due - ON).days if one.due else None) for one in listed]
    entries = sorted(found, key=lambda e: e.order)
    assert [e.left for e in entries] == [-2, 0, 9, None]
    inbox = Inbox(tuple(entries), (Pile(source, 4),))
    assert (inbox.total, inbox.late, inbox.soon(7)) == (4, 1, 1)


def test_the_page_narrows_to_one_kind_and_leads_to_where_it_is_done():
    scene = hubei()
    plan = scene.plan(YILING)
    send_plan(plan, by=scene.county(YILING), at=at("03-18"))
    with clock.standing_at(ON):
        client = _browser(scene.city())
        page = client.get("/desk/").content.decode()
        assert f"/plans/{plan.pk}/review/" in page
        narrowed = client.get("/desk/?kind=planning.documents").content.decode()
        assert f"/plans/{plan.pk}/review/" in narrowed
        assert "方案要求</p>" not in narrowed.replace("</svg> ", "")
        unknown = client.get("/desk/?kind=nothing.here")
        assert unknown.status_code == 200


def test_the_page_asks_as_few_questions_for_many_counties_as_for_one(
    django_assert_max_num_queries,
):
    scene = hubei()
    counties = [p.code for p in scene.places.values() if p.code.startswith(YICHANG[:4])][1:]
    for code in [c for c in counties if c != YICHANG][:6]:
        scene.sent(code)
    with clock.standing_at(ON):
        client = _browser(scene.city())
        with django_assert_max_num_queries(30 + len(sources()) + len(metrics())):
            page = client.get("/desk/").content.decode()
    assert page.count("办理《") >= 6


def test_an_office_for_which_nothing_waits_reads_so():
    scene = hubei()
    client = _browser(scene.body("development-centre"))
    with clock.standing_at(ON):
        page = client.get("/desk/").content.decode()
    assert "没有等您办理的事项" in page


def test_someone_who_only_reads_has_no_inbox():
    scene = hubei()
    with clock.standing_at(ON):
        answer = _browser(scene.officer(YILING, Level.COUNTY, role=Role.READER)).get("/desk/")
    assert answer.status_code == 403


def test_the_sidebar_asks_for_its_count_which_is_what_waits():
    scene = hubei()
    scene.sent(YILING)
    with clock.standing_at(ON):
        client = _browser(scene.city())
        assert 'hx-get="/desk/count/"' in client.get("/desk/").content.decode()
        answer = client.get("/desk/count/").content.decode()
        assert f">{inbox_of(scene.city(), on=ON).total}<" in answer
        assert "<html" not in answer
        nothing = _browser(scene.body("development-centre")).get("/desk/count/")
        assert nothing.content.decode().strip() == ""


def test_the_count_of_the_sidebar_agrees_with_the_inbox_the_dear_kinds_included():
    scene = hubei()
    scene.sent(YILING)
    with clock.standing_at(date(2022, 12, 20)):
        city = scene.city()
        inbox = inbox_of(city, on=clock.today())
        assert any(pile.source.dear for pile in inbox.piles)
        assert waiting_count(city, on=clock.today()) == inbox.total


def test_what_is_dear_is_not_counted_on_every_page_and_anew_when_the_inbox_is_opened():
    scene = hubei()
    scene.sent(YILING)
    with clock.standing_at(date(2022, 12, 20)):
        client = _browser(scene.city())
        client.get("/desk/count/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/desk/count/")
        with CaptureQueriesContext(connection) as opened:
            page = client.get("/desk/").content.decode()
        assert len(counted) < len(opened)
        total = inbox_of(scene.city(), on=clock.today()).total
        assert f"全部 <span>{total}</span>" in page or f"{total} 件" in page
        assert f">{total}<" in client.get("/desk/count/").content.decode()
