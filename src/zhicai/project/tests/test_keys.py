"""Keys are backed up, brought back and rotated; a rotation that is killed is finished later."""

import json
import shutil
import sqlite3
from collections import Counter
from contextlib import closing

import pytest

from zhicai.foundation import keyring
from zhicai.project.keys import main
from zhicai.project.tests.processes import HERE, TODAY, Site

LATER = "2023-06-20"
VALUES = 3000


class SealedSite(Site):
    """A site with one table of sealed values."""

    def __init__(self, folder, on=TODAY):
        super().__init__(folder, on, program=(str(HERE / "sealed_site.py"),))

    def later(self, on):
        return SealedSite(self.folder, on)

    @property
    def ring(self):
        return self.folder / "keys" / "ring.json"

    def tokens(self):
        with closing(sqlite3.connect(self.database)) as connection:
            rows = connection.execute("SELECT text FROM audit_secret ORDER BY id")
            return [row[0] for row in rows]

    def texts(self):
        ring = keyring.read_ring(self.ring)
        return [ring.open_sealed(token) for token in self.tokens()]

    def by_key(self):
        return Counter(token.split(".")[1] for token in self.tokens())

    def key_count(self):
        return len(keyring.read_ring(self.ring).keys)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated") / "site"
    folder.mkdir()
    Site(folder).run("manage", "migrate", "-v0")
    shutil.rmtree(folder / "keys", ignore_errors=True)
    return folder


@pytest.fixture
def site(migrated, tmp_path):
    return SealedSite(shutil.copytree(migrated, tmp_path / "site"))


def test_a_rotation_killed_in_the_middle_is_finished_by_the_next(site):
    site.run("fill", VALUES)
    said, (old,) = site.texts(), site.by_key()
    later = site.later(LATER)
    running = later.start("rotate", "--batch", "100")
    for line in running.stdout:
        if "500 of" in line:
            break
    running.kill()
    running.wait()
    halfway = site.by_key()
    assert 0 < halfway[old] < VALUES
    assert len(halfway) == 2
    assert later.texts() == said
    (new,) = set(halfway) - {old}
    finished = later.run("rotate")
    assert f"sealing them with {new}" in finished
    assert site.by_key() == {new: VALUES}
    assert later.texts() == said
    assert f"{VALUES} values open" in later.run("check")


def test_a_rotation_run_twice_on_a_day_adds_one_key(site):
    site.run("fill", 3)
    later = site.later(LATER)
    later.run("rotate")
    before = site.tokens()
    assert "made today" in later.run("rotate")
    assert site.tokens() == before
    later.run("rotate", "--again")
    assert site.key_count() == 3


def test_a_lost_ring_comes_back_from_its_backup_and_opens_everything(site, tmp_path):
    site.run("fill", 3)
    said = site.texts()
    backup = tmp_path / "keys.json"
    site.run("backup", backup, "--passphrase-file", site.phrase)
    assert backup.stat().st_mode & 0o777 == 0o600
    site.run("backup", backup, "--passphrase-file", site.phrase, fails=True)
    ring = site.ring
    secret = ring.read_text()
    assert not any(part in backup.read_text() for part in secret.split('"') if len(part) == 44)
    ring.unlink()
    assert "3 sealed values do not open" in site.run("check", fails=True)
    said_no = site.run("restore", backup, "--passphrase-file", site.phrase, fails=True)
    assert "--instead" in said_no
    site.run("restore", backup, "--passphrase-file", site.phrase, "--instead")
    assert site.texts() == said
    assert site.key_count() == 2
    ring.unlink()
    site.run("restore", backup, "--passphrase-file", site.phrase)
    assert ring.read_text() == secret


def test_a_wrong_passphrase_and_a_changed_backup_open_nothing(site, tmp_path):
    site.run("fill", 0)
    site.run("status")
    backup = tmp_path / "keys.json"
    site.run("backup", backup, "--passphrase-file", site.phrase)
    ring = site.ring
    before = ring.read_text()
    site.phrase.write_text("another passphrase\n")
    args = ("restore", backup, "--passphrase-file", site.phrase)
    assert "passphrase is wrong" in site.run(*args, fails=True)
    site.phrase.write_text("short\n")
    assert "12" in site.run(
        "backup", tmp_path / "b.json", "--passphrase-file", site.phrase, fails=True
    )
    assert not (tmp_path / "b.json").exists()
    site.phrase.write_text("correct horse battery\n")
    told = json.loads(backup.read_text())
    told["hidden"] = ("B" if told["hidden"][0] == "A" else "A") + told["hidden"][1:]
    backup.write_text(json.dumps(told))
    assert "passphrase is wrong" in site.run(*args, fails=True)
    assert ring.read_text() == before


def test_a_mounted_ring_is_never_made_by_accident(site, tmp_path):
    mounted = tmp_path / "secret.json"
    site.run("fill", 0)
    site.given["ZHICAI_KEYS"] = str(mounted)
    assert "zhicai keys make" in site.run("status", fails=True)
    assert not mounted.exists()
    site.run("make")
    assert "was there already" in site.run("make")
    site.run("status")


def test_the_key_that_signs_is_rotated_apart_from_those_that_seal(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("ZHICAI_KEYS", raising=False)
    monkeypatch.setenv("ZHICAI_DATA", str(tmp_path))
    before = keyring.present_ring()
    assert main(["rotate", "--signing"]) == 0
    after = keyring.present_ring()
    assert after.keys == before.keys
    assert after.signing_keys[:-1] == before.signing_keys
    assert after.signing_keys[-1].id in capsys.readouterr().out
