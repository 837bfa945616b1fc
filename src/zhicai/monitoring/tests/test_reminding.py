"""Reminders: down one's own scope, once a day, obeying reliefs; and by rule before a date."""

from datetime import date

import pytest

from zhicai.accounts.models import Role
from zhicai.audit.models import Entry
from zhicai.foundation.errors import BadInput, NotYourPage, OutOfScope
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.messages.models import Message
from zhicai.messages.queries import inbox_of, unread_count
from zhicai.monitoring import actions
from zhicai.monitoring.queries.lines import late_offices
from zhicai.monitoring.queries.scope import scope_for
from zhicai.monitoring.rules import DONE
from zhicai.monitoring.tests import scene

YICHANG, YILING, ENSHI = "420500", "420506", "422800"
LATE_PLAN = f"{scene.PLAN}@{YILING}@county"
LATE_SUMMARY = f"{scene.SUMMARY}@{YICHANG}@city"
MET_PLAN = f"{scene.PLAN}@420502@county"


def remind(user, *keys, on=scene.JUNE, hour=9, **more):
    by = scene.acting(user, on)
    at = scene.clock.midday(on).replace(hour=hour)
    return actions.remind(scope_for(by, on=on), keys, by=by, at=at, **more)


def inbox(user, on=scene.JUNE):
    return list(inbox_of(scene.acting(user, on)))


@pytest.fixture
def lin(busy):
    return scene.provincial()


@pytest.fixture
def zhang(busy):
    return scene.of_city()


@pytest.fixture
def chen(busy):
    return scene.of_county()


def test_a_reminder_reaches_the_owing_office_with_clause_days_and_the_way_on(zhang, chen):
    done = remind(zhang, LATE_PLAN, note="请于本周五前补报。")
    assert [standing.key for standing in done.sent] == [LATE_PLAN]
    (message,) = inbox(chen)
    assert message.title_zh == "宜昌市局催办：班次计划（夷陵，已逾期 81 天）"
    assert "HB-3.1.7.2.a" in message.body_zh
    assert "期限 2022 年 3 月 31 日" in message.body_zh
    assert "请于本周五前补报" in message.body_zh
    assert message.link == f"/cockpit/obligations/{scene.PLAN}/{YILING}/county/"
    assert inbox(zhang) == []


def test_the_same_thing_is_not_sent_twice_a_day_unless_forced(zhang, chen):
    remind(zhang, LATE_PLAN)
    again = remind(zhang, LATE_PLAN, hour=15)
    assert again.sent == ()
    assert [one.why.zh for one in again.skipped] == ["今天已经催办过"]
    assert remind(zhang, LATE_PLAN, hour=16, force=True).offices == 1
    assert remind(zhang, LATE_PLAN, on=date(2022, 6, 21)).offices == 1
    assert len(inbox(chen, date(2022, 6, 21))) == 3


def test_two_offices_that_remind_on_one_day_send_one_reminder(lin, zhang, chen):
    remind(zhang, LATE_PLAN)
    assert remind(lin, LATE_PLAN).sent == ()
    assert len(inbox(chen)) == 1


def test_what_calls_for_no_reminder_is_skipped_and_says_why(lin, busy):
    scene.decide(busy, "waived", "420302", "county")
    asked = [
        LATE_PLAN,
        MET_PLAN,
        f"{scene.PLAN}@420302@county",
        f"city-splits-targets@{YICHANG}@city",
        "province-opens-year@420000@province",
    ]
    done = remind(lin, *asked)
    assert [standing.key for standing in done.sent] == [LATE_PLAN]
    assert [one.why.zh for one in done.skipped] == [
        "已完成", "已免除", "还没有数据来源", "本单位自己的事项",
    ]  # fmt: skip


def test_an_extension_is_obeyed(lin, busy):
    scene.decide(busy, "extended", YILING, "county", due=date(2022, 12, 1))
    by = scene.acting(lin)
    assert (YILING, Level.COUNTY) not in late_offices(scope_for(by, on=scene.JUNE), by)
    remind(lin, LATE_PLAN)
    assert "2022 年 12 月 1 日，剩 164 天" in Message.objects.get().body_zh


def test_a_city_reminds_its_counties_and_neither_itself_nor_others(zhang):
    assert remind(zhang, LATE_SUMMARY).skipped[0].why.zh == "本单位自己的事项"
    with pytest.raises(OutOfScope):
        remind(zhang, f"{scene.SUMMARY}@{ENSHI}@city")
    with pytest.raises(OutOfScope):
        remind(zhang, f"{scene.PLAN}@420302@county")
    assert not Message.objects.exists()


def test_counties_readers_and_rule_keepers_remind_nobody(chen, busy):
    reader = scene.person("du", "420000", Level.PROVINCE, role=Role.READER)
    keeper = scene.person("zhoumin", "420000", Level.PROVINCE, role=Role.RULE_KEEPER)
    for user in (chen, reader, keeper):
        with pytest.raises(NotYourPage):
            remind(user, LATE_PLAN)


def test_nothing_chosen_and_a_note_too_long_are_told(zhang):
    with pytest.raises(BadInput):
        remind(zhang)
    with pytest.raises(BadInput):
        remind(zhang, LATE_PLAN, note="催" * 301)
    assert not Message.objects.exists()


def test_a_batch_is_in_the_audit_log_with_what_was_sent_and_what_was_not(lin):
    remind(lin, LATE_PLAN, MET_PLAN)
    entry = Entry.objects.get(verb="monitoring.reminded")
    assert entry.values["sent"] == [LATE_PLAN]
    assert entry.values["skipped"] == {MET_PLAN: "已完成"}
    assert (entry.username, entry.place) == ("linhao", "420000")


def test_hundreds_of_reminders_take_a_handful_of_queries(lin, django_assert_max_num_queries):
    by = scene.acting(lin)
    scope = scope_for(by, on=scene.JUNE)
    owing = [s for s in scope.standings if s.verdict.rule.id == scene.PEOPLE]
    keys = [s.key for s in owing]
    unmet = sum(s.state not in DONE for s in owing)
    with django_assert_max_num_queries(14):
        done = actions.remind(scope, keys, by=by, at=scene.clock.midday(scene.JUNE))
    assert len(done.sent) == Message.objects.count() == unmet > 90


def test_what_an_organisation_does_for_a_place_is_told_to_the_organisation(busy, lin, metrics):
    base = scene.organisation("base", "三峡大学", YICHANG, YICHANG)
    lan = scene.person("xiaolan", YICHANG, role=Role.MEMBER, organisation=base)
    metrics["training.assessment_classes_per_place"] = scene.metric(
        "training.assessment_classes_per_place"
    )
    keys = [f"venue-holds-assessment-class@{code}@city" for code in (YICHANG, "420100")]
    assert len(remind(lin, *keys).sent) == 2
    assert [one.organisation_id for one in inbox(lan)] == [base.pk]
    assert Message.objects.filter(place=scene.place("420100"), level="city").count() == 1


# --- by rule -----------------------------------------------------------------------------------


def remind_due(on):
    return actions.remind_due(on, at=scene.clock.midday(on))


def test_before_a_date_the_owing_offices_are_told_at_fourteen_seven_and_one_day(hubei):
    days = [date(2022, 3, day) for day in (16, 17, 18, 24, 25, 30, 31)]
    assert [remind_due(on) for on in days] == [0, 120, 0, 120, 0, 120, 0]


def test_a_second_run_on_the_same_day_sends_nothing(hubei):
    assert remind_due(date(2022, 3, 17)) == 120
    assert remind_due(date(2022, 3, 17)) == 0
    assert Entry.objects.filter(verb="monitoring.reminded_of_due").count() == 1


def test_who_is_done_or_waived_is_not_told_and_who_has_longer_is_told_later(hubei):
    scene.fact("planning.county_plans_filed", YILING, date(2022, 3, 10))
    scene.decide(hubei, "waived", "420302", "county")
    scene.decide(hubei, "extended", "420303", "county", due=date(2022, 4, 30))
    remind_due(date(2022, 3, 17))
    for code in (YILING, "420302", "420303"):
        assert not Message.objects.filter(place=scene.place(code), level="county").exists()
    assert remind_due(date(2022, 4, 16)) == 1
    (message,) = Message.objects.filter(place=scene.place("420303"))
    assert "剩 14 天" in message.title_zh


@pytest.mark.clause("HB-3.1.7.2.b")
def test_a_city_is_reminded_of_its_summary_before_31_march_and_late_cities_are_listed(hubei):
    zhang, lin = scene.of_city(), scene.provincial()
    for on in (date(2022, 3, 17), date(2022, 3, 24), date(2022, 3, 30)):
        remind_due(on)
    told = [m for m in inbox(zhang, date(2022, 3, 31)) if scene.SUMMARY in m.about]
    assert [m.title_zh.rsplit("，", 1)[1] for m in told] == ["剩 1 天）", "剩 7 天）", "剩 14 天）"]
    for code in ("420100", "420200"):
        scene.fact("planning.city_summaries_filed", code, date(2022, 3, 30))
    late = "/cockpit/obligations/?rule=city-files-plan-summary&state=overdue"
    with scene.on(date(2022, 4, 1)):
        page = scene.browser(lin).get(late).content.decode()
    assert "共 15 项" in page
    assert "宜昌市" in page
    assert 'aria-label="武汉市' not in page


def test_reminders_go_out_for_the_running_years_of_every_province(hubei):
    scene.load_province("330000")
    scene.open_year("zhejiang-2024", 2024, "330000")
    scene.open_year("hubei-2022", 2024, "420000")
    years = [(year.programme, year.year) for year in actions.reminding.running_years(scene.JUNE)]
    assert years == [("hubei-2022", 2022)]
    later = actions.reminding.running_years(date(2024, 3, 17))
    assert [(y.programme, y.year) for y in later] == [("hubei-2022", 2024), ("zhejiang-2024", 2024)]


# --- pages -------------------------------------------------------------------------------------


def post(user, data, path="/cockpit/remind/", status=200):
    with scene.on(scene.JUNE):
        answer = scene.browser(user).post(path, data)
    assert answer.status_code == status
    return answer.content.decode()


def test_all_late_offices_are_reminded_with_one_button_and_the_answer_counts_them(lin):
    page = post(lin, {"late": "1"})
    assert "已催办 5 个单位，共 5 项" in page
    page = post(lin, {"late": "1"})
    assert "没有发出催办" in page
    assert "今天已经催办过" in page
    assert "再催办今天已催的 5 项" in page
    keys = Message.objects.values_list("about", flat=True)
    again = [about.rsplit("/", 1)[1] for about in keys]
    assert "已催办 5 个单位" in post(lin, {"selected": again, "force": "1"})


@pytest.mark.clause("HB-4.5.j")
def test_a_city_sees_all_open_tasks_by_due_date_and_reminds_of_those_it_ticks(zhang, chen):
    with scene.on(scene.JUNE):
        page = scene.browser(zhang).get("/cockpit/tasks/").content.decode()
    below = page[page.index('aria-labelledby="below"') :]
    days = [below.index(day) for day in ("2022-03-31", "2022-11-30")]
    assert days == sorted(days)
    assert f'value="{LATE_PLAN}"' in below
    assert MET_PLAN not in below
    assert "已催办 1 个单位，共 1 项" in post(zhang, {"selected": [LATE_PLAN]})
    assert unread_count(scene.acting(chen)) == 1


def test_the_rows_of_a_filtered_list_are_reminded_as_a_whole(lin):
    path = "/cockpit/remind/?rule=county-trains-preparatory-people&state=at_risk"
    scope = scope_for(scene.acting(lin), on=scene.JUNE)
    behind = {
        standing.key
        for standing in scope.standings
        if standing.verdict.rule.id == scene.PEOPLE and standing.state is State.AT_RISK
    }
    page = post(lin, {"everything": "1"}, path)
    assert f"已催办 {len(behind)} 个单位" in page
    told = Message.objects.values_list("about", flat=True)
    assert {about.rsplit("/", 1)[1] for about in told} == behind


def test_bad_posts_change_nothing(zhang, chen, lin):
    post(zhang, {}, status=422)
    post(zhang, {"selected": ["nonsense"]}, status=404)
    post(zhang, {"selected": [LATE_PLAN], "place": "420100"}, status=404)
    post(chen, {"selected": [LATE_PLAN]}, status=403)
    with scene.on(scene.JUNE):
        assert scene.browser(lin).get("/cockpit/remind/").status_code == 405
    assert not Message.objects.exists()
