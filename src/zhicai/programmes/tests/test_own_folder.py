"""A province's own folder: a fault in it is shown with file and line, the site stays up."""

import shutil

import pytest
from django.urls import reverse

from zhicai.audit.models import Entry
from zhicai.foundation.errors import LawError, NotYourPage
from zhicai.law.library import PACKAGED
from zhicai.programmes.actions import reload_law
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import forget_library, law_of, library
from zhicai.programmes.tests import scenes

RULE = "county-files-class-plan"


@pytest.fixture
def folder(tmp_path, settings, hubei):
    """The province's own copy of its programme, beside the package."""
    settings.ZHICAI_LAW_FOLDERS = [tmp_path / "law"]
    settings.DATA = tmp_path / "data"
    own = tmp_path / "law" / "hubei-2022"
    shutil.copytree(PACKAGED / "hubei-2022", own)
    forget_library()
    yield own
    forget_library()


@pytest.fixture
def year(folder):
    return scenes.opened()


def edit(folder, before, after, file="obligations.yaml"):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_changed_rule_holds_after_reloading(folder, year):
    edit(folder, "每个县（市）区交出当年的预科班次计划", "每个县每年交一份预科计划")
    assert "每个县每年交" not in law_of(year).obligations[RULE].says.zh
    found = reload_law(by=scenes.keeper())
    assert (found.changed, found.problems) == (("hubei-2022",), ())
    assert "每个县每年交" in law_of(year).obligations[RULE].says.zh
    entry = Entry.objects.get(verb="programmes.law_reloaded")
    assert entry.values["changed"] == ["hubei-2022"]


def test_a_fault_leaves_the_site_on_the_last_good_version_and_names_file_and_line(folder, year):
    edit(folder, "  at_least: 1\n", "  at_leest: 1\n")
    found = reload_law(by=scenes.keeper())
    (problem,) = found.problems
    assert problem.file == "hubei-2022/obligations.yaml"
    line = (folder / "obligations.yaml").read_text("utf-8").splitlines()[problem.line - 1]
    assert "at_leest" in line
    assert law_of(year).obligations[RULE]

    keeper = scenes.browser(scenes.keeper())
    page = keeper.get(reverse("programmes:overview")).content.decode()
    assert f"obligations.yaml 第 {problem.line} 行" in page
    assert "at_least" in keeper.get(reverse("programmes:rules")).content.decode()
    county = scenes.browser(scenes.county_officer()).get(reverse("programmes:overview"))
    assert county.status_code == 200
    assert "obligations.yaml" not in county.content.decode()


def test_after_a_restart_the_kept_copy_is_in_force(folder, year):
    law_of(year)
    edit(folder, "- id: ", "- idd: ", file="clauses.yaml")
    forget_library()
    assert law_of(year).obligations[RULE]
    assert library().problems[0].file == "hubei-2022/clauses.yaml"


def test_a_mended_file_ends_the_warning(folder, year):
    edit(folder, "  at_least: 1\n", "  at_leest: 1\n")
    keeper = scenes.browser(scenes.keeper())
    reload = reverse("programmes:reload_rules")
    assert "读不出来" in keeper.post(reload, follow=True).content.decode()
    edit(folder, "  at_leest: 1\n", "  at_least: 1\n")
    assert "所有规则文件都已读好" in keeper.post(reload, follow=True).content.decode()


def test_another_process_follows_on_its_next_request(folder, year):
    """Another process is one whose library was read before the stamp was set."""
    other = library()
    edit(folder, "每个县（市）区交出当年的预科班次计划", "每个县每年交一份预科计划")
    stamp = folder.parent.parent / "data" / "law" / "reloaded"
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.touch()
    assert library() is other
    assert "每个县每年交" in law_of(year).obligations[RULE].says.zh


def test_only_rule_keepers_reload(year):
    for officer in (scenes.province_officer(), scenes.county_officer()):
        with pytest.raises(NotYourPage):
            reload_law(by=officer)


def test_a_programme_whose_rules_are_nowhere_is_told_and_no_failure(year):
    lost = ProgrammeYear(programme="hunan-2023", year=2023, province=scenes.place(scenes.HUBEI))
    with pytest.raises(LawError):
        law_of(lost)
