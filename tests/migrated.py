"""A migrated database of this run's kind, kept, so that whoever needs an empty site begins at once.

On SQLite it is a file in pytest's cache, on PostgreSQL a template beside the test databases. It
holds as long as no migration, model or trigger changes, and is itself made by the migrations: the
first test database of a fresh clone, CI's too, is migrated from nothing and then kept.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.creation import DatabaseCreation as ServerCreation
from django.db.backends.sqlite3.creation import DatabaseCreation as FileCreation
from psycopg.errors import DuplicateDatabase, UniqueViolation

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "zhicai"
SHAPING = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/guarding.py", "audit/*.py",
           "project/settings.py")  # fmt: skip


def _shape():
    found = sha256()
    for pattern in SHAPING:
        for path in sorted(PACKAGE.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


NAME = f"zhicai_migrated_{_shape()}"
FILE = ROOT / ".pytest_cache" / f"{NAME}.sqlite3"


def keep_migrated():
    """Let test databases begin as copies of the one that has been migrated."""
    FILE.parent.mkdir(exist_ok=True)
    FileCreation._create_test_db = _begun(FileCreation._create_test_db)
    FileCreation.create_test_db = _kept(FileCreation.create_test_db, keep_file)
    ServerCreation.create_test_db = _kept(ServerCreation.create_test_db, keep_template)
    server = os.environ.get("ZHICAI_DATABASE")
    if server and template_on(server):
        settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = NAME


def put_migrated(folder):
    """Put the migrated file into a site's folder, if a test database has been kept by now."""
    if FILE.exists():
        shutil.copyfile(FILE, folder / "zhicai.sqlite3")


def template_on(server):
    """Return the name of the migrated template on a PostgreSQL server, None before it is made."""
    with psycopg.connect(server, autocommit=True) as at:
        known = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
        return NAME if at.execute(known, [NAME]).fetchone() else None


def keep_file(creation):
    """Keep a freshly migrated in-memory database as a file."""
    if FILE.exists() or not creation.is_in_memory_db(creation._get_test_db_name()):
        return
    half = FILE.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(half)) as fresh:
        creation.connection.connection.backup(fresh)
    half.replace(FILE)


def keep_template(creation):
    """Keep a freshly migrated database as a template; whoever comes second finds it there."""
    server = os.environ["ZHICAI_DATABASE"]
    if template_on(server):
        return
    own = creation.connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies only what nobody is connected to
    with psycopg.connect(server, autocommit=True) as at:
        try:
            at.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{own}" IS_TEMPLATE true')
        except (DuplicateDatabase, UniqueViolation):
            return


def _begun(create):
    def begun(self, *args, **kwargs):
        name = create(self, *args, **kwargs)
        if FILE.exists() and self.is_in_memory_db(name):
            # Kept open: an in-memory database lives as long as somebody is connected.
            self.first = sqlite3.connect(name, uri=True)
            with closing(sqlite3.connect(FILE)) as kept:
                kept.backup(self.first)
        return name

    return begun


def _kept(create, keep):
    def kept(self, *args, **kwargs):
        name = create(self, *args, **kwargs)
        keep(self)
        return name

    return kept
