"""The other notice on the same engine: pillars, measures, targets, and nothing green uncounted."""

from datetime import date

import pytest

from zhicai.foundation.clock import standing_at
from zhicai.law.engine import State
from zhicai.law.schema import Level
from zhicai.programmes.actions import decide_setting
from zhicai.programmes.ledger import ledger_of
from zhicai.programmes.queries import library
from zhicai.programmes.registry import metric
from zhicai.programmes.tests import scenes

pytestmark = pytest.mark.django_db
OCTOBER = date(2024, 10, 8)


@pytest.fixture
def year():
    return scenes.opened_zhejiang()


@pytest.fixture
def office(year):
    with standing_at(OCTOBER):
        yield scenes.browser(scenes.zhejiang_keeper())


def read(office, page):
    answer = office.get(f"/programme/{page}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_both_notices_load_without_fault():
    assert {"hubei-2022", "zhejiang-2024"} <= set(library().programmes)
    assert library().problems == ()


def test_its_seats_are_eleven_cities_and_ninety_counties(year):
    ledger = ledger_of(year, on=OCTOBER)
    assert len(ledger.of_rule("city-reports-tasks")) == 11
    assert len(ledger.of_rule("county-reports-tasks")) == 90


def test_what_nothing_counts_yet_is_grey_to_the_last_year(year):
    ledger = ledger_of(year, on=date(2027, 12, 31))
    uncounted = [s for s in ledger.standings if metric(s.verdict.rule.metric) is None]
    assert {s.state for s in uncounted} == {State.NOT_MEASURED}
    assert len(uncounted) > 500


@pytest.mark.clause("ZJ-0.e", "ZJ-4.b")
def test_the_action_is_one_record_with_name_issuer_date_and_period(office):
    page = read(office, "")
    for words in ("知识产权人才集聚行动", "2024 年 9 月 11 日", "2024–2027", "（代章）"):
        assert words in page


def test_the_page_unfolds_by_pillars_and_measures(office):
    page = read(office, "")
    assert "支柱与举措" in page
    assert "课程清单" not in page
    measures = read(office, "measures/")
    assert measures.count("未计量") == 16
    for pillar in ("体系提升", "能级提升", "素质提升", "活力提升"):
        assert pillar in measures
    assert "省领导小组办公室" in measures


@pytest.mark.clause("ZJ-0.c")
def test_the_overview_lists_the_decisions_on_which_the_action_rests(office, year):
    page = read(office, "")
    for basis in library().programme("zhejiang-2024").head.policy_basis:
        assert basis.name.zh in page


def test_the_targets_are_shown_with_figure_date_and_force_and_are_not_green(office):
    page = read(office, "targets/")
    row = page[page.index('id="talent-total-2024"') :][:2500]
    for words in ("不少于 86000 人", "2024-12-31", "力争", "未计量"):
        assert words in row
    assert "zc-green" not in row


def test_lines_without_a_date_wait_for_the_province(office, year):
    assert "/programme/points/promotion-plan-due/" in read(office, "calendar/")
    decide_setting(
        year,
        "promotion-plan-due",
        "11-30",
        reason="年内出计划",
        in_force_from=OCTOBER,
        by=scenes.zhejiang_keeper(),
        at=scenes.NOON,
    )
    page = read(office, "calendar/")
    assert "省局定为 11-30" in page


@pytest.mark.clause("ZJ-4.a")
def test_the_office_and_the_bureau_that_acts_for_it_own_the_action_and_change_it(office, year):
    page = read(office, "")
    assert "省领导小组办公室" in page
    assert "省市场监督管理局" in page
    sent = {"value": "3", "in_force_from": "2024-10-08", "reason": "放宽"}
    address = "/programme/points/due-dates-grace-days/"
    person = scenes.user("hang", scenes.HANGZHOU, Level.CITY, since=date(2024, 1, 1))
    assert scenes.browser(scenes.acting(person, OCTOBER)).post(address, sent).status_code == 403
    assert office.post(address, sent).status_code == 302


@pytest.mark.clause("ZJ-1.a")
def test_the_guiding_text_of_the_action_is_kept_in_versions(office):
    sent = {"zh": "第一版", "en": "", "reason": "按省委部署", "version": "0"}
    assert office.post("/programme/texts/guiding-principles/", sent).status_code == 302
    assert "第 1 版" in read(office, "texts/guiding-principles/")


@pytest.mark.parametrize(
    "page", ["clauses/", "bodies/", "curriculum/", "points/", "deadlines/", "organisations/"]
)
def test_every_page_stands(office, page):
    read(office, page)
