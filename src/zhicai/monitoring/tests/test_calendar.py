"""The deadline calendar and the feed of an office."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from icalendar import Calendar

from zhicai.accounts.acting import SYSTEM
from zhicai.accounts.actions import leave_office
from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation.errors import OutOfScope
from zhicai.messages.models import Message
from zhicai.monitoring import actions
from zhicai.monitoring.models import CalendarFeed
from zhicai.monitoring.queries.feeds import feed_for, feed_of, token_of
from zhicai.monitoring.queries.lines import dues_of
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.tests import scene

YICHANG, YILING = "420500", "420506"
NOON = scene.clock.midday(scene.JUNE)


def open_feed(user):
    return actions.open_feed(by=scene.acting(user), at=NOON)


def events(feed, on=scene.JUNE):
    with scene.on(on):
        answer = Client().get(f"/cockpit/feeds/{token_of(feed)}.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def page_of(user, path="/cockpit/calendar/", on=scene.JUNE):
    with scene.on(on):
        answer = scene.browser(user).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_month_shows_what_falls_due_with_the_worst_state_of_the_day(busy):
    page = page_of(scene.provincial(), "/cockpit/calendar/?month=2022-03")
    assert "2022 年 3 月" in page
    day = re.search(r'<a href="([^"]*)" class="zc-day zc-day--red">31', page)
    assert day
    assert "due=2022-03-31" in day[1]
    assert "?month=2022-02" in page
    assert "?month=2022-04" in page


def test_the_day_leads_to_exactly_what_falls_due_on_it(busy):
    page = page_of(scene.provincial(), "/cockpit/obligations/?due=2022-03-31")
    total = int(re.search(r"共 (\d+) 项", page)[1])
    scope = scope_for(scene.acting(scene.provincial()), on=scene.JUNE)
    limits = [
        s
        for s in scope.standings
        if s.verdict.rule.only_limits and s.verdict.span and s.verdict.span.due == date(2022, 3, 31)
    ]
    dues = [due for due in dues_of(scope) if due.due == date(2022, 3, 31)]
    assert total == sum(len(due.standings) for due in dues) + len(limits)


def test_a_county_sees_its_own_deadlines_and_how_many_days_are_left(busy):
    page = page_of(scene.of_county())
    assert "剩 163 天" in page
    assert "个单位" not in page.split("已过期限")[0]


def test_an_extension_moves_the_day(busy):
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 7, 8))
    page = page_of(scene.of_county(), "/cockpit/calendar/?month=2022-07")
    assert "07-08" in page
    assert "剩 18 天" in page


# --- the feed ----------------------------------------------------------------------------------


def test_a_feed_parses_and_holds_the_days_of_the_county(busy):
    found = events(open_feed(scene.of_county()))
    plan = found[f"{scene.PLAN}@{YILING}@county@hubei-2022-2022.zhicai"]
    assert plan["dtstart"].dt == date(2022, 3, 31)
    assert "班次计划" in plan["summary"]
    assert "HB-3.1.7.2.a" in plan["description"]
    assert all("@420506@" in uid for uid in found)


def test_the_feed_of_the_province_has_one_event_for_many_and_one_for_each_that_was_moved(busy):
    feed = open_feed(scene.provincial())
    shared = f"{scene.PLAN}@420000@hubei-2022-2022.zhicai"
    single = f"{scene.PLAN}@{YILING}@county@hubei-2022-2022.zhicai"
    before = events(feed)
    assert shared in before
    assert single not in before
    assert "103 个县" in before[shared]["summary"]
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 7, 8))
    after = events(feed)
    assert after[single]["dtstart"].dt == date(2022, 7, 8)
    assert "102 个县" in after[shared]["summary"]


def test_ids_stay_when_the_date_moves_and_a_waiver_cancels(busy):
    feed = open_feed(scene.of_county())
    uid = f"{scene.PLAN}@{YILING}@county@hubei-2022-2022.zhicai"
    before = set(events(feed))
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 7, 8))
    moved = events(feed)
    assert set(moved) == before
    assert moved[uid]["dtstart"].dt == date(2022, 7, 8)
    scene.decide(busy, "waived", YILING, "county")
    assert events(feed)[uid]["status"] == "CANCELLED"


def test_an_organisation_has_the_deadlines_of_what_it_does(busy):
    base = scene.organisation("base", "三峡大学", YICHANG, YICHANG)
    lan = scene.person("xiaolan", YICHANG, role=Role.MEMBER, organisation=base)
    found = events(open_feed(lan))
    assert {uid.split("@")[0] for uid in found} == {"venue-holds-assessment-class"}


def test_the_address_is_secret_and_a_forged_or_revoked_one_does_not_exist(busy):
    chen = scene.of_county()
    feed = open_feed(chen)
    token = token_of(feed)
    assert len(feed.nonce) >= 40
    for wrong in (feed.nonce, f"{feed.nonce}~forged", token[:-1], "x", "~"):
        with pytest.raises(OutOfScope):
            feed_for(wrong)
    actions.revoke_feed(by=scene.acting(chen), at=NOON)
    with scene.on(scene.JUNE):
        assert Client().get(f"/cockpit/feeds/{token}.ics").status_code == 404
    assert feed_of(scene.acting(chen)) is None


def test_a_new_address_ends_the_old_one_and_both_are_in_the_audit_log(busy):
    chen = scene.of_county()
    old, new = open_feed(chen), open_feed(chen)
    with pytest.raises(OutOfScope):
        feed_for(token_of(old))
    assert feed_for(token_of(new)) == new
    verbs = Entry.objects.filter(verb__startswith="monitoring.feed").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "monitoring.feed_opened", "monitoring.feed_revoked", "monitoring.feed_opened",
    ]  # fmt: skip


def test_the_database_itself_keeps_one_feed_an_office(busy):
    feed = open_feed(scene.of_county())
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(
            nonce="other", place=feed.place, office="", created_at=NOON, created_by=""
        )


def test_the_office_opens_renews_and_revokes_its_feed_on_the_page(busy):
    chen = scene.browser(scene.of_county())
    with scene.on(scene.JUNE):
        assert "开通日历地址" in chen.get("/cockpit/calendar/").content.decode()
        chen.post("/cockpit/calendar/feed/", {"do": "open"})
        page = chen.get("/cockpit/calendar/").content.decode()
        address = re.search(r'value="(http[^"]+\.ics)"', page)[1]
        assert Client().get(address).status_code == 200
        chen.post("/cockpit/calendar/feed/", {"do": "revoke"})
        assert Client().get(address).status_code == 404
        assert chen.get("/cockpit/calendar/feed/").status_code == 405
        assert Client().post(address).status_code == 405


def test_the_feed_asks_few_questions(busy, django_assert_max_num_queries):
    token = token_of(open_feed(scene.provincial()))
    with scene.on(scene.JUNE), django_assert_max_num_queries(18):
        Client().get(f"/cockpit/feeds/{token}.ics")


def test_the_address_that_a_leaver_may_have_saved_ends_and_those_who_stay_are_told(busy):
    chen, stays = scene.of_county(), scene.of_county("420506", "tan")
    token = token_of(open_feed(stays))
    other = token_of(open_feed(scene.of_county("420102", "wu")))
    with scene.on(scene.JUNE):
        assert Client().get(f"/cockpit/feeds/{token}.ics").status_code == 200
        leave_office(
            list(chen.memberships.all()), successor=stays, by=SYSTEM, at=NOON, reason="调离"
        )
        assert Client().get(f"/cockpit/feeds/{token}.ics").status_code == 404
        assert Client().get(f"/cockpit/feeds/{other}.ics").status_code == 200
    told = Message.objects.get(title_zh__contains="订阅地址已停用")
    assert told.place.code == "420506"
