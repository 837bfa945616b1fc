"""A site is backed up while it writes and comes back equal; a tampered archive comes back never."""

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

from zhicai.foundation import keyring
from zhicai.project.archives.packing import packing
from zhicai.project.tests.processes import HERE, Site

WRITER = (str(HERE / "writing_site.py"),)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A migrated site with a few files, from which each test takes a copy."""
    folder = tmp_path_factory.mktemp("told") / "site"
    folder.mkdir()
    Site(folder).run("manage", "migrate", "-v0")
    Site(folder, program=WRITER).run("once", 5)
    return folder


@pytest.fixture(scope="module")
def backup(told, tmp_path_factory):
    """Its backup, and the proof that was printed."""
    path = tmp_path_factory.mktemp("backup") / "backup.zip"
    return path, Site(told).run("backup", path).splitlines()[-1].split()[1]


@pytest.fixture
def site(told, tmp_path):
    return Site(shutil.copytree(told, tmp_path / "site"))


@pytest.fixture
def empty(tmp_path):
    (tmp_path / "empty").mkdir()
    return Site(tmp_path / "empty")


def rows(site, query):
    with closing(sqlite3.connect(site.database)) as connection:
        return connection.execute(query).fetchall()


def dump(site):
    with closing(sqlite3.connect(site.database)) as connection:
        return list(connection.iterdump())


def contents(site):
    shelves = (site.folder / "files").glob("??/*")
    return {path.name: path.read_bytes() for path in shelves}


def altered(archive, target, change):
    """Write the archive anew with what ``change`` makes of its members."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(target, "w") as made:
        members = {name: source.read(name) for name in source.namelist()}
        for name, content in (change(members) or members).items():
            made.writestr(name, content)
    return target


def test_what_is_backed_up_comes_back_equal(site, empty, tmp_path):
    archive = tmp_path / "backup.zip"
    said = site.run("backup", archive)
    assert "5 files, without keys" in said
    assert archive.stat().st_mode & 0o777 == 0o600
    answer = empty.run("restore", archive)
    assert "equal to the backup of 2022-06-20" in answer
    assert dump(empty) == dump(site)
    assert contents(empty) == contents(site)
    assert len(contents(empty)) == 5
    told = json.loads(zipfile.ZipFile(archive).read("manifest.json"))
    assert told["tables"]["files_storedfile"]["rows"] == 5
    assert ["audit", "0002_append_only"] in told["migrations"]
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []
    assert not list(empty.folder.glob(".restoring*"))


def test_a_backup_under_a_steady_load_is_one_moment_of_it(site, empty, tmp_path):
    writer = Site(site.folder, program=WRITER)
    writing = writer.start()
    archive = tmp_path / "backup.zip"
    try:
        for line in writing.stdout:
            if int(line) >= 10:
                break
        site.run("backup", archive)
        after_backup = rows(site, "SELECT count(*) FROM files_storedfile")[0][0]
        assert writing.poll() is None
    finally:
        writing.kill()
        writing.wait()
    empty.run("restore", archive)
    ((files,),) = rows(empty, "SELECT count(*) FROM files_storedfile")
    ((entries,),) = rows(empty, "SELECT count(*) FROM audit_entry WHERE verb = 'files.kept'")
    assert 15 <= files <= after_backup
    assert entries == files
    known = {row[0] for row in rows(empty, "SELECT sha256 FROM files_storedfile")}
    assert set(contents(empty)) == known
    assert rows(empty, "PRAGMA integrity_check") == [("ok",)]


def test_a_site_with_data_is_put_aside_only_when_that_is_asked_for(site, tmp_path):
    archive = tmp_path / "backup.zip"
    site.run("backup", archive)
    Site(site.folder, program=WRITER).run("once", 7)
    assert "--force" in site.run("restore", archive, fails=True)
    assert rows(site, "SELECT count(*) FROM files_storedfile") == [(12,)]
    said = site.run("restore", archive, "--force")
    assert rows(site, "SELECT count(*) FROM files_storedfile") == [(5,)]
    before = site.folder / "before-restore-20220620"
    (kept,) = site.folder.glob("before-restore-*")
    assert str(kept) in said
    assert str(kept).startswith(str(before))
    with closing(sqlite3.connect(kept / "zhicai.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM files_storedfile").fetchall() == [(12,)]
    assert len(list((kept / "files").glob("??/*"))) == 7


def database_with_one_byte_changed(members):
    content = bytearray(members["database/zhicai.sqlite3"])
    content[len(content) // 2] ^= 1
    return members | {"database/zhicai.sqlite3": bytes(content)}


def a_file_with_one_byte_changed(members):
    name = next(name for name in members if name.startswith("files/"))
    return members | {name: members[name][:-1] + b"!"}


def a_file_less(members):
    name = next(name for name in members if name.startswith("files/"))
    return {key: content for key, content in members.items() if key != name}


def a_file_more(members):
    return {"files/../../evil": b"x"} | members


def a_row_changed_and_the_hash_with_it(members):
    """What somebody does who knows the format: the digest of the table gives them away."""
    manifest = json.loads(members["manifest.json"])
    manifest["tables"]["files_storedfile"]["digest"] = "0" * 64
    return members | {"manifest.json": json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (database_with_one_byte_changed, "database/zhicai.sqlite3"),
        (a_file_with_one_byte_changed, "files/"),
        (a_file_less, "files/"),
        (a_file_more, "files/../../evil"),
        (a_row_changed_and_the_hash_with_it, "files_storedfile"),
        (lambda members: members | {"manifest.json": b"{}"}, "manifest.json"),
        (lambda members: {"a": b"b"}, "manifest.json"),
    ],
)
def test_a_tampered_archive_is_refused_by_the_name_of_the_member(
    backup, empty, tmp_path, change, named
):
    tampered = altered(backup[0], tmp_path / "tampered.zip", change)
    assert named in empty.run("restore", tampered, fails=True)
    assert not empty.database.exists()
    assert not (empty.folder / "files").exists()
    assert not (tmp_path / "evil").exists()


def test_half_an_archive_and_another_one_than_proven_are_refused(backup, empty, tmp_path):
    archive, proof = backup
    half = tmp_path / "half.zip"
    half.write_bytes(archive.read_bytes()[:-200])
    assert "not a whole archive" in empty.run("restore", half, fails=True)
    assert "no file" in empty.run("restore", tmp_path / "none.zip", fails=True)
    assert proof in empty.run("restore", archive, "--proof", "0" * 64, fails=True)
    empty.run("restore", archive, "--proof", proof)


def test_keys_are_inside_only_when_asked_for_and_then_under_a_passphrase(site, empty, tmp_path):
    site.run("keys", "status")
    ring = site.folder / "keys" / "ring.json"
    plain, keyed = tmp_path / "plain.zip", tmp_path / "keyed.zip"
    site.run("backup", plain)
    site.run("backup", keyed, "--with-keys", "--passphrase-file", site.phrase)
    assert "keys.json" not in zipfile.ZipFile(plain).namelist()
    key_id = keyring.read_ring(ring).newest.id
    assert f"Keys are missing: {key_id}" in empty.run("restore", plain)
    other = Site(empty.folder.parent / "other")
    other.folder.mkdir()
    assert "missing" not in other.run("restore", keyed, "--passphrase-file", site.phrase)
    assert keyring.read_ring(other.folder / "keys" / "ring.json") == keyring.read_ring(ring)
    secret = "secret.key"
    assert (other.folder / secret).read_text() == (site.folder / secret).read_text()
    third = Site(empty.folder.parent / "third")
    third.folder.mkdir()
    third.phrase.write_text("wrong passphrase\n")
    said = third.run("restore", keyed, "--passphrase-file", third.phrase, fails=True)
    assert "passphrase is wrong" in said
    assert not third.database.exists()


def test_a_backup_that_lacks_a_file_is_not_written(site, tmp_path):
    archive = tmp_path / "backup.zip"
    lost = next((site.folder / "files").glob("??/*"))
    lost.unlink()
    assert lost.name in site.run("backup", archive, fails=True)
    assert not archive.exists()
    assert lost.name in site.run("files", "check", fails=True)


def test_an_archive_that_stands_is_not_written_over(site, tmp_path):
    archive = tmp_path / "backup.zip"
    archive.write_text("something")
    assert "another name" in site.run("backup", archive, fails=True)
    assert archive.read_text() == "something"
    assert "no folder" in site.run("backup", tmp_path / "none" / "b.zip", fails=True)


def test_half_a_backup_has_no_name(tmp_path):
    with pytest.raises(RuntimeError), packing(tmp_path / "backup.zip"):
        raise RuntimeError("killed")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_of_a_later_version_asks_for_an_upgrade(site, empty, tmp_path):
    archive = tmp_path / "backup.zip"
    with closing(sqlite3.connect(site.database)) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('files', '0999_x', '2030')"
        )
    site.run("backup", archive)
    assert "files.0999_x" in empty.run("restore", archive, fails=True)
    assert not empty.database.exists()


# --- PostgreSQL ----------------------------------------------------------------------------------


@pytest.fixture
def server(tmp_path):
    """Sites on databases of their own on the suite's PostgreSQL."""
    at = settings.DATABASES["default"]
    user = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@"
    address = f"postgresql://{user}{at['HOST']}:{at['PORT']}"
    made = []

    def fresh():
        name = f"zhicai_backup_{uuid4().hex[:12]}"
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        made.append(name)
        (tmp_path / name).mkdir()
        return Site(tmp_path / name, ZHICAI_DATABASE=f"{address}/{name}")

    yield fresh
    with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
        for name in made:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def count(site, query):
    with psycopg.connect(site.given["ZHICAI_DATABASE"]) as connection:
        return connection.execute(query).fetchone()[0]


@pytest.mark.postgresql
def test_postgresql_is_backed_up_under_load_and_comes_back_equal(server, tmp_path):
    site, empty = server(), server()
    site.run("manage", "migrate", "-v0")
    writer = Site(site.folder, program=WRITER, ZHICAI_DATABASE=site.given["ZHICAI_DATABASE"])
    writing = writer.start()
    archive = tmp_path / "backup.zip"
    try:
        for line in writing.stdout:
            if int(line) >= 10:
                break
        site.run("backup", archive)
        assert writing.poll() is None
    finally:
        writing.kill()
        writing.wait()
    assert "equal to the backup" in empty.run("restore", archive)
    files = count(empty, "SELECT count(*) FROM files_storedfile")
    assert files >= 10
    assert count(empty, "SELECT count(*) FROM audit_entry") == files
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        count(empty, "DELETE FROM audit_entry RETURNING id")
    assert "--force" in empty.run("restore", archive, fails=True)
    again = Site(empty.folder, program=WRITER, ZHICAI_DATABASE=empty.given["ZHICAI_DATABASE"])
    again.run("once", 3)
    empty.run("restore", archive, "--force")
    assert count(empty, "SELECT count(*) FROM files_storedfile") == files

    def other_digest(members):
        manifest = json.loads(members["manifest.json"])
        manifest["tables"]["files_storedfile"]["digest"] = "0" * 64
        return members | {"manifest.json": json.dumps(manifest).encode()}

    tampered = altered(archive, tmp_path / "tampered.zip", other_digest)
    assert "files_storedfile" in empty.run("restore", tampered, "--force", fails=True)
    assert count(empty, "SELECT count(*) FROM files_storedfile") == files


@pytest.mark.postgresql
def test_without_the_client_a_clear_sentence_says_what_to_install(server, tmp_path):
    site = server()
    site.given["PATH"] = str(tmp_path / "nothing")
    said = site.run("backup", tmp_path / "backup.zip", fails=True)
    assert "postgresql-client" in said
    assert not (tmp_path / "backup.zip").exists()
