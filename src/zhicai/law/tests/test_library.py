"""A province's own folder: read anew, and kept at its last good version when it breaks."""

import shutil
import threading
from pathlib import Path

import pytest

from zhicai.law import library
from zhicai.law.library import PACKAGED, Library, read_programme
from zhicai.law.tests.making import OBLIGATIONS, write_programme

BROKEN = OBLIGATIONS.replace("at_least: 100", "at_least: 90")
CHANGED = OBLIGATIONS.replace("每县每年培训一百人。", "每县每年要培训一百人。")


@pytest.fixture
def own(tmp_path):
    write_programme(tmp_path / "own", "small-2024")
    write_programme(tmp_path / "own", "other-2024")
    return tmp_path / "own"


@pytest.fixture
def start(tmp_path, own):
    """Start the site: a library over the province's folder, as after every restart."""

    def starts(*folders):
        return Library(folders or [own], keep=tmp_path / "keep", packaged=tmp_path / "packaged")

    return starts


def says(site, name="small-2024"):
    return site.programme(name).obligations["county-trains-people"].says.zh


def test_every_folder_is_read(start):
    site = start()
    assert sorted(site.programmes) == ["other-2024", "small-2024"]
    assert site.problems == ()


def test_a_change_is_taken_at_the_next_reading(start, own):
    site = start()
    before = site.programme("small-2024").version
    write_programme(own, obligations=CHANGED)
    assert site.reload() == ()
    assert says(site) == "每县每年要培训一百人。"
    assert site.programme("small-2024").version != before


def test_what_did_not_change_is_not_read_again(start, own):
    site = start()
    before = site.programme("other-2024")
    write_programme(own, obligations=CHANGED)
    site.reload()
    assert site.programme("other-2024") is before


def test_a_broken_folder_stays_at_its_last_good_version(start, own):
    site = start()
    write_programme(own, obligations=BROKEN)
    (problem,) = site.reload()
    assert (problem.file, problem.line) == ("small-2024/obligations.yaml", 1)
    assert "differs from clause S-2" in problem.says.en
    assert says(site) == "每县每年培训一百人。"


def test_the_last_good_version_outlives_a_restart(start, own):
    start()
    write_programme(own, obligations=CHANGED)
    start()
    write_programme(own, obligations=BROKEN)
    site = start()
    assert len(site.problems) == 1
    assert says(site) == "每县每年要培训一百人。"


def test_what_stands_beside_the_rules_is_kept_with_them(start, own):
    (own / "small-2024" / "divisions.csv").write_text("code,name\n", encoding="utf-8")
    start()
    write_programme(own, obligations=BROKEN)
    kept = start().programme("small-2024").folder
    assert kept != own / "small-2024"
    assert (kept / "divisions.csv").read_text(encoding="utf-8") == "code,name\n"


def test_the_other_programmes_are_not_affected(start, own):
    write_programme(own, obligations=BROKEN)
    site = start()
    assert list(site.programmes) == ["other-2024"], "there never was a good small-2024"
    assert len(site.problems) == 1
    write_programme(own, "other-2024", obligations=CHANGED)
    site.reload()
    assert says(site, "other-2024") == "每县每年要培训一百人。"


def test_a_mended_folder_is_taken_again(start, own):
    start()
    write_programme(own, obligations=BROKEN)
    site = start()
    write_programme(own, obligations=CHANGED)
    assert site.reload() == ()
    assert says(site) == "每县每年要培训一百人。"


@pytest.mark.parametrize("file", ["programme.yaml", "obligations.yaml"])
def test_a_file_deleted_by_mistake_is_told_and_survived(start, own, file):
    start()
    (own / "small-2024" / file).unlink()
    site = start()
    (problem,) = site.problems
    assert problem.file == f"small-2024/{file}"
    assert "missing" in problem.says.en
    assert says(site)


def test_a_folder_that_is_gone_is_told_and_survived(start, own):
    start()
    shutil.rmtree(own / "small-2024")
    site = start()
    (problem,) = site.problems
    assert "its kept version stays in force" in problem.says.en
    assert says(site)


def test_a_disk_that_is_not_there_does_not_stop_the_site(start, tmp_path):
    start()
    site = start(tmp_path / "not-mounted")
    assert sorted(site.programmes) == ["other-2024", "small-2024"]
    assert len(site.problems) == 2


def test_a_kept_copy_that_is_spoilt_does_not_stop_the_site(start, own, tmp_path):
    start()
    write_programme(own, obligations=BROKEN)
    for copy in (tmp_path / "keep" / "small-2024").rglob("obligations.yaml"):
        copy.write_text("{", encoding="utf-8")
    site = start()
    assert list(site.programmes) == ["other-2024"]


def test_a_process_killed_while_it_keeps_leaves_the_old_copy(start, own, monkeypatch):
    start()
    write_programme(own, obligations=CHANGED)

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(library.Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        start()
    monkeypatch.undo()
    write_programme(own, obligations=BROKEN)
    assert says(start()) == "每县每年培训一百人。"


def test_several_processes_keep_the_same_copy(start, tmp_path):
    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = list((tmp_path / "keep" / "small-2024").iterdir())
    assert sorted(path.name == "current" for path in kept) == [False, True], kept


def test_a_full_disk_is_told_and_does_not_stop_the_site(start, tmp_path):
    (tmp_path / "keep").write_text("a file where the folder should be", encoding="utf-8")
    site = start()
    assert says(site)
    assert len(site.problems) == 2
    assert "no copy of it could be kept" in site.problems[0].says.en


def test_old_copies_are_forgotten(start, own, tmp_path):
    site = start()
    for number in range(9):
        write_programme(own, obligations=OBLIGATIONS + f"# {number}\n")
        site.reload()
    kept = [path for path in (tmp_path / "keep" / "small-2024").iterdir() if path.is_dir()]
    assert len(kept) == library.VERSIONS
    assert site.programme("small-2024").version in {path.name for path in kept}


def test_without_a_place_to_keep_the_site_still_runs(own, tmp_path):
    site = Library([own], packaged=tmp_path)
    write_programme(own, obligations=BROKEN)
    site.reload()
    assert says(site) == "每县每年培训一百人。"


def test_an_own_folder_replaces_the_packaged_one_of_the_same_name(tmp_path):
    write_programme(tmp_path / "packaged")
    write_programme(tmp_path / "own", obligations=CHANGED)
    site = Library([tmp_path / "own"], packaged=tmp_path / "packaged")
    assert says(site) == "每县每年要培训一百人。"


def test_what_is_no_programme_folder_is_passed_over(start, own):
    (own / ".git").mkdir()
    (own / ".git" / "x.yaml").write_text("{", encoding="utf-8")
    (own / "readme").mkdir()
    (own / "notes.yaml").write_text("{", encoding="utf-8")
    assert start().problems == ()


def test_a_programme_that_does_not_exist_is_a_key_error(start):
    with pytest.raises(KeyError):
        start().programme("henan-2030")


def test_the_package_ships_programmes_without_a_fault():
    site = Library()
    assert site.problems == ()
    assert {"hubei-2022", "zhejiang-2024"} <= set(site.programmes)


@pytest.mark.parametrize("folder", sorted(PACKAGED.iterdir()), ids=lambda path: path.name)
def test_every_thing_of_a_packaged_programme_knows_its_file_and_line(folder):
    programme = read_programme(folder)
    for kind, things in (
        ("Obligation", programme.obligations),
        ("Parameter", programme.parameters),
        ("Clause", programme.clauses),
        ("Body", programme.bodies),
        ("DocumentKind", programme.documents),
    ):
        for name in things:
            file, line = programme.files[f"{kind}:{name}"]
            text = (PACKAGED / file).read_text(encoding="utf-8").splitlines()[line - 1]
            assert text.strip() == f"- id: {name}"


def test_two_readings_of_a_folder_are_equal():
    folder = Path(PACKAGED / "zhejiang-2024")
    assert read_programme(folder) == read_programme(folder)
