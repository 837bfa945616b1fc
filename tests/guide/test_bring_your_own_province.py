"""Following ``docs/guide/bring-your-own-province.md`` word by word, in an empty folder."""

import json
import re

import pytest

from tests.guide.reading import guide
from tests.guide.workplace import ROOT, Workplace

GUIDE = guide(ROOT / "docs" / "guide" / "bring-your-own-province.md")
EXPORTS, READ, WRONG, RIGHT, BEGIN, SERVE, OWES, DECIDED = GUIDE.commands
PASSWORD = re.compile(r"\b(?:\w{5}-){3}\w{5}\b")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder after the guide's first part: every file is written."""
    place = Workplace(tmp_path_factory.mktemp("province"))
    assert place.run(EXPORTS).returncode == 0
    place.write("rules/qingshi-2026", GUIDE.files)
    return place


def test_the_rules_are_read(place):
    done = place.run(READ)
    assert (done.returncode, done.stdout) == (0, GUIDE.output("what was read"))


def test_a_wrong_figure_is_named_with_file_line_and_what_is_expected(place):
    done = place.run(WRONG)
    assert (done.returncode, done.stdout) == (1, GUIDE.output("a wrong figure"))
    assert place.run(RIGHT).returncode == 0
    assert place.run(READ).returncode == 0


@pytest.fixture(scope="module")
def accounts(place):
    """The accounts that ``begin`` prints: user name → password."""
    done = place.run(BEGIN)
    assert done.returncode == 0, done.stderr
    assert PASSWORD.sub("xxxxx-xxxxx-xxxxx-xxxxx", done.stdout) == GUIDE.output("accounts")
    rows = [line.split() for line in done.stdout.splitlines() if PASSWORD.search(line)]
    return {row[0]: row[1] for row in rows}


def test_beginning_prints_an_account_for_each_role_and_office(accounts):
    assert len(set(accounts.values())) == 12


def test_beginning_again_changes_nothing_and_says_so(place, accounts):
    done = place.run(BEGIN)
    assert done.returncode == 0
    assert "什么也没有改动" in done.stdout
    assert "nothing was changed" in done.stdout
    assert not PASSWORD.search(done.stdout)


@pytest.fixture(scope="module")
def site(place, accounts):
    """The site as served; gives a function that signs someone in and returns their browser."""
    with place.serving(SERVE) as browser:

        def signed_in(username):
            visitor = browser()
            visitor.send("/accounts/login/", username=username, password=accounts[username])
            return visitor

        yield signed_in


@pytest.fixture(scope="module")
def year(site):
    """The rule keeper, led to it by signing in, has opened the first year."""
    keeper = site("qingshi-rules")
    status, offered = keeper.open("/")
    assert status == 200
    assert "开启年度" in offered
    assert "2026年青石省知识产权培训工作方案" in offered
    status, opened = keeper.send("/programme/open-year/", choice="qingshi-2026/2026")
    assert status == 200
    assert "已开启 2026 年度" in opened


def test_each_account_signs_in_and_acts_for_its_office(site, accounts):
    for username in accounts:
        _, page = site(username).open("/messages/")
        assert ("石桥县" if username == "990121" else "") in page
        assert 'name="password"' not in page, username


def test_a_county_is_told_what_it_owes_by_when_under_which_clause(place, year):
    done = place.run(OWES)
    assert done.returncode == 0, done.stderr
    assert as_read(done.stdout) == as_read(GUIDE.output("what a county owes"))


def test_the_same_comes_as_json(place, year):
    done = place.run("./dev zhicai obligations --on 2026-04-02 --place 990121 --json")
    owed = {row["obligation"]: row for row in json.loads(done.stdout)["obligations"]}
    plan = owed["county-sends-plan"]
    assert (plan["state"], plan["due"], plan["clause"]) == ("overdue", "2026-03-31", "QS-2.a")
    assert owed["county-trains-preparatory-people"]["state"] == "on_track"


def test_a_unit_that_is_city_and_county_owes_as_both(place, year):
    done = place.run("./dev zhicai obligations --on 2026-03-15 --place 999001 --json")
    owed = {(row["obligation"], row["level"]) for row in json.loads(done.stdout)["obligations"]}
    assert ("city-sends-summary", "city") in owed
    assert ("county-sends-plan", "county") in owed


@pytest.mark.parametrize("username", ["qingshi-officer", "990100", "990121", "999001"])
def test_every_office_has_its_cockpit(site, year, username):
    status, page = site(username).open("/cockpit/")
    assert status == 200
    assert "班次计划" in page


def test_the_programme_page_shows_the_provinces_own_clauses(site, year):
    status, page = site("990121").open("/programme/clauses/")
    assert status == 200
    assert "每个县每年至少培训80人。" in page


def test_deciding_an_open_point_changes_what_the_guide_says(place, site, year):
    status, decided = site("qingshi-rules").send(
        "/programme/points/due-dates-inclusive/",
        value="false",
        in_force_from="2026-02-10",
        reason="省局会议定",
    )
    assert status == 200
    assert "省局会议定" in decided
    done = place.run(DECIDED)
    assert as_read(done.stdout) == as_read(GUIDE.output("after the decision"))


def test_a_mistake_leaves_the_running_site_on_the_last_good_version(place, site, year):
    keeper = site("qingshi-rules")
    place.run(WRONG)
    _, told = keeper.send("/programme/rules/reload/", shown_on="/programme/rules/")
    (row,) = re.findall(r"<tr(?:(?!</tr>).)*obligations\.yaml.*?</tr>", told)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
    assert cells[:2] == ["qingshi-2026/obligations.yaml", "43"]
    assert "QS-3.b" in cells[2]
    status, page = site("990121").open("/cockpit/")
    assert status == 200
    assert "班次计划" in page
    place.run(RIGHT)
    _, told = keeper.send("/programme/rules/reload/", shown_on="/programme/rules/")
    assert "obligations.yaml" not in told


def test_a_changed_rule_is_in_force_after_reading_it_anew_without_a_restart(place, site, year):
    keeper, county = site("qingshi-rules"), site("990121")
    place.run("sed -i.bak 's/至少培训80人/至少培训90人/' rules/qingshi-2026/clauses.yaml")
    assert "至少培训80人" in county.open("/programme/clauses/")[1]
    keeper.send("/programme/rules/reload/", shown_on="/programme/rules/")
    assert "至少培训90人" in county.open("/programme/clauses/")[1]


def as_read(table):
    """A table without the spaces that line it up."""
    return [line.split() for line in table.strip().splitlines()]
