"""The database behind a served demo: a SQLite file of its folder, or a database of the PostgreSQL
on which the suite runs.
"""

import os
import sqlite3
from contextlib import closing
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.migrated import put_migrated, template_on

SERVER = os.environ.get("ZHICAI_DATABASE", "")


class FileDatabase:
    """SQLite in the site's folder; a copy of the folder copies it."""

    environment: dict[str, str] = {}

    def __init__(self, folder):
        self._file = folder / "zhicai.sqlite3"

    def copy(self, folder):
        return FileDatabase(folder)

    def rows(self, query):
        """Read beside the running site."""
        with closing(sqlite3.connect(f"file:{self._file}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def whole(self):
        """Say whether the file is sound, and every reference leads somewhere."""
        sound = self.rows("PRAGMA integrity_check") == [("ok",)]
        return sound and self.rows("PRAGMA foreign_key_check") == []

    def drop(self):
        """Nothing to do: the folder goes with the session."""


class ServerDatabase:
    """A database of its own on the suite's PostgreSQL, made from a template where it is a copy."""

    def __init__(self, template=None):
        self._name = f"zhicai_site_{uuid4().hex[:12]}"
        made = f' TEMPLATE "{template}"' if template else ""
        self._at_the_server(f'CREATE DATABASE "{self._name}"{made}')
        parts = urlsplit(SERVER)
        self._address = urlunsplit(parts._replace(path=f"/{self._name}"))
        self.environment = {"ZHICAI_DATABASE": self._address}

    @staticmethod
    def _at_the_server(command):
        with psycopg.connect(SERVER, autocommit=True) as connection:
            connection.execute(command)

    def copy(self, folder):
        return ServerDatabase(template=self._name)

    def rows(self, query):
        with psycopg.connect(self._address) as connection:
            return connection.execute(query).fetchall()

    def whole(self):
        """PostgreSQL answers for its own files; references are checked as they are written."""
        return True

    def drop(self):
        self._at_the_server(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')


def fresh_database(folder):
    """Return an empty, if possible migrated, database of the kind that the suite runs on."""
    if SERVER:
        return ServerDatabase(template=template_on(SERVER))
    put_migrated(folder)
    return FileDatabase(folder)
