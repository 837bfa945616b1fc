"""Before the next year opens: what goes on, what is decided anew, what the law asks otherwise."""

from datetime import date

from zhicai.foundation import clock
from zhicai.programmes.models import ProgrammeYear, SettingDecision
from zhicai.programmes.queries.next_year import differences_of, preview_of
from zhicai.programmes.tests import scenes

NEXT = date(2023, 1, 4)


def decide(year, parameter, value, since=date(2022, 1, 5)):
    SettingDecision.objects.create(
        programme_year=year, parameter=parameter, value=value, in_force_from=since,
        reason="试点", decided_at=scenes.NOON, decided_by="周敏", office="省局",
    )  # fmt: skip


def test_the_preview_names_what_the_law_asks_otherwise_in_2023(year):
    preview = preview_of(year, 2023)
    new = {rule.id for rule in preview.duties_new}
    gone = {rule.id for rule in preview.duties_gone}
    assert {"city-recommends-trainees", "county-recommends-trainees"} <= new
    assert {"city-organises-registration", "province-opens-registration"} <= gone
    assert {line.id for line in preview.lines_new} == {"recommendation"}
    assert {line.id for line in preview.lines_gone} == {"assessment-registration"}
    changed = {one.parameter.id: (one.before.zh, one.after.zh) for one in preview.changed}
    assert changed["admission-way"] == ("报名", "推荐")
    assert changed["preparatory-completion-required"] == ("否", "是")
    assert not ProgrammeYear.objects.filter(year=2023).exists()


def test_a_decision_goes_on_and_says_where_it_stands_in_the_way_of_a_new_start(year):
    decide(year, "admission-way", "registration")
    decide(year, "due-dates-grace-days", "3")
    decide(year, "first-year-plan-due", "2022-04-15")
    preview = preview_of(year, 2023)
    carried = {one.parameter.id: one for one in preview.carried}
    assert set(carried) == {"admission-way", "due-dates-grace-days"}
    assert carried["admission-way"].overrides.zh == "推荐"
    assert carried["due-dates-grace-days"].overrides is None
    assert preview.overriding == 1
    assert "admission-way" not in {one.parameter.id for one in preview.changed}
    dates = {one.parameter.id: one for one in preview.dates}
    assert dates["first-year-plan-due"].before.zh == "2022-04-15"
    assert dates["first-year-plan-due"].decided is None


def test_what_the_preview_says_is_what_opening_brings(year):
    decide(year, "admission-way", "registration")
    before = preview_of(year, 2023)
    following = scenes.opened(2023, on=NEXT)
    after = differences_of(following, on=NEXT)
    assert after == before
    assert differences_of(year, on=NEXT) is None
    decide(following, "admission-way", "recommendation", since=NEXT)
    now = {one.parameter.id for one in differences_of(following, on=NEXT).changed}
    assert "admission-way" in now


def test_the_rule_keeper_sees_the_preview_before_opening_and_the_list_stays_with_the_year(
    year, django_assert_max_num_queries
):
    with clock.standing_at(NEXT):
        keeper = scenes.browser(scenes.keeper(NEXT))
        with django_assert_max_num_queries(40):
            page = keeper.get("/programme/open-year/").content.decode()
        assert "不再要求" in page
        assert "首年的计划报送期限是否另定一天？" in page
        sent = keeper.post("/programme/open-year/", {"choice": "hubei-2022/2023"})
        assert sent.status_code == 302
        opened = ProgrammeYear.objects.get(year=2023)
        county = scenes.browser(scenes.county_officer())
        with django_assert_max_num_queries(40):
            shown = county.get(f"/programme/changes/?year={opened.pk}").content.decode()
        assert "推荐" in shown
        assert "/programme/changes/" in keeper.get(f"/programme/?year={opened.pk}").content.decode()
        first = county.get(f"/programme/changes/?year={year.pk}").content.decode()
        assert "这是第一个年度" in first


def test_where_years_do_not_repeat_there_is_no_preview_and_no_opening(year):
    decide(year, "years-repeat", False)
    with clock.standing_at(NEXT):
        page = scenes.browser(scenes.keeper(NEXT)).get("/programme/open-year/").content.decode()
    assert "不逐年沿用" in page
    assert "须重新决定的日期" not in page
