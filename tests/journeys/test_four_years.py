"""What four told years left, as the specialist, two counties, the province and a visitor see it.

The site is that of ``./dev demo --on 2025-12-20``: the years after 2022 came by imports dated then
and by real actions, which no other test plays to their end.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.exam_steps import SIZES, whole
from tests.journeys.test_assessment_year import shows
from zhicai.demo.careers_story import HONOURS, NEW_FIRM, SURVEYS, WRITTEN
from zhicai.demo.people_story import FIRM

pytestmark = pytest.mark.browser

HOLDER, NAME = "guojianjun", "郭建军"
BEFORE, NOW, PROVINCE = "chenliqun", "u420504", "linhao"
YEARS = range(2022, 2026)


@pytest.fixture(scope="module")
def site(serve):
    return serve("2025-12-20")


def test_the_specialists_own_file_holds_four_years_and_two_employers(site, desk):
    phone = desk(site, HOLDER, viewport=SIZES["phone"])
    phone.goto("/archive/me/")
    career = phone.locator("section[aria-labelledby=career]")
    for year in YEARS:
        expect(career).to_contain_text(str(year))
    for words in (FIRM, NEW_FIRM, "2022-02-23 – 2023-08-20", "2023-08-21 – "):
        shows(phone, words)
    for _, who, facts in WRITTEN:
        if who == HOLDER:
            shows(phone, facts.name)
    for *_, honour in HONOURS:
        shows(phone, honour)
    for year in SURVEYS:
        shows(phone, f"{year} 年")
    whole(phone, phone=True)
    phone.goto("/merits/me/")
    for words in ("中级专员（2 级）", "初级专员（1 级）", "到期"):
        shows(phone, words)


def test_the_record_went_with_the_person_to_the_county_of_the_new_employer(site, desk):
    there = desk(site, NOW)
    there.goto(f"/archive/?q={NAME}")
    shows(there, "第 1–1 人，共 1 人")
    there.get_by_role("link", name=NAME).first.click()
    shows(there, NEW_FIRM)
    shows(there, "夷陵区")
    before = desk(site, BEFORE)
    before.goto(f"/archive/?q={NAME}")
    expect(before.get_by_role("link", name=NAME)).to_have_count(0)


def test_every_year_that_is_over_has_its_published_report(site, desk):
    page = desk(site, PROVINCE)
    page.goto("/reports/")
    for year in YEARS[:-1]:
        row = page.locator("tbody tr", has_text=f"（{year}年）")
        expect(row).to_contain_text(f"已发布 {year + 1}-")
    row.last.get_by_role("link").first.click()
    shows(page, "专员")
    whole(page)


def test_who_checks_a_replaced_certificate_is_led_to_the_new_one(site, desk):
    rows = site.database.rows(
        "SELECT old.code, fresh.number FROM certificates_certificate old "
        "JOIN certificates_certificate fresh ON fresh.replaces_id = old.id "
        f"WHERE old.name = '{NAME}'"
    )
    ((code, number),) = rows
    visitor = desk(site)
    visitor.goto(f"/v/{code}/")
    shows(visitor, "证书已换发")
    visitor.get_by_role("link", name="查验新证书").click()
    shows(visitor, "证书真实有效")
    shows(visitor, number)
