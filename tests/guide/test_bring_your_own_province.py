"""Following ``docs/guide/bring-your-own-province.md`` word by word, in an empty folder."""

import re

import pytest

from tests.guide.reading import guide
from tests.guide.workplace import ROOT, Workplace

GUIDE = guide(ROOT / "docs" / "guide" / "bring-your-own-province.md")
EXPORTS, READ, WRONG, RIGHT, BEGIN, SERVE = GUIDE.commands
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


def test_the_rule_keeper_and_a_county_officer_can_sign_in(place, accounts):
    with place.serving(SERVE) as browser:
        for username in ("qingshi-rules", "990121"):
            visitor = browser()
            status, page = visitor.send(
                "/accounts/login/", username=username, password=accounts[username]
            )
            assert status == 200
