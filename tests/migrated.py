"""A migrated SQLite database, kept from run to run, so that a run of one file begins at once.

It holds as long as no migration, model or trigger changes. CI begins from nothing every time.
"""

import os
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from django.db.backends.sqlite3.creation import DatabaseCreation

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "zhicai"
SHAPING = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "*/guarding.py", "audit/*.py",
           "project/settings.py")  # fmt: skip


def keep_migrated(folder):
    """Let test databases begin as copies of the one that an earlier run has migrated."""
    if os.environ.get("CI"):
        return
    file = folder / f"migrated-{_shape()}.sqlite3"
    DatabaseCreation._create_test_db = _begun(DatabaseCreation._create_test_db, file)
    DatabaseCreation.create_test_db = _kept(DatabaseCreation.create_test_db, file)


def _shape():
    found = sha256()
    for pattern in SHAPING:
        for path in sorted(PACKAGE.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _begun(create, file):
    def begun(self, *args, **kwargs):
        name = create(self, *args, **kwargs)
        if file.exists() and self.is_in_memory_db(name):
            # Kept open: an in-memory database lives as long as somebody is connected.
            self.first = sqlite3.connect(name, uri=True)
            with closing(sqlite3.connect(file)) as kept:
                kept.backup(self.first)
        return name

    return begun


def _kept(create, file):
    def kept(self, *args, **kwargs):
        name = create(self, *args, **kwargs)
        if not file.exists() and self.is_in_memory_db(name):
            half = file.with_suffix(f".{os.getpid()}")
            with closing(sqlite3.connect(half)) as fresh:
                self.connection.connection.backup(fresh)
            half.replace(file)
        return name

    return kept
