"""PostgreSQL: pg_dump inside a snapshot whose tables are counted by the same transaction."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from zhicai.project.archives.manifest import ArchiveError, TableFacts, differences

MEMBER = "database/zhicai.dump"
_BESIDE = "before_restore_"


class Server:
    """The database that the site's settings name, and the programs that dump and restore it."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        named = {
            "PGDATABASE": settings["NAME"],
            "PGUSER": settings.get("USER"),
            "PGPASSWORD": settings.get("PASSWORD"),
            "PGHOST": settings.get("HOST"),
            "PGPORT": settings.get("PORT"),
        }
        self._environment = os.environ | {name: str(v) for name, v in named.items() if v}
        self._address = {
            "dbname": settings["NAME"],
            "user": settings.get("USER") or None,
            "password": settings.get("PASSWORD") or None,
            "host": settings.get("HOST") or None,
            "port": settings.get("PORT") or None,
        }

    def snapshot(
        self, target: Path
    ) -> tuple[dict[str, TableFacts], tuple[tuple[str, str], ...], tuple[str, ...]]:
        """Dump the database as it stands at one moment; return tables, migrations, contents.

        Writers go on: dump and digests share one exported snapshot.
        """
        program = _program("pg_dump")
        with psycopg.connect(**self._address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            assert row is not None
            command = [
                program, "--format=custom", f"--snapshot={row[0]}", f"--file={target}",
                "--no-owner", "--no-privileges", f"--exclude-schema={_BESIDE}*",
            ]  # fmt: skip
            if not (names := _names(connection)):
                raise ArchiveError(
                    "数据库是空的，没有可备份的内容。", "The database is empty: nothing to back up."
                )
            self._run(command)
            migrations = connection.execute(
                "SELECT app, name FROM django_migrations ORDER BY app, name"
            ).fetchall()
            return _tables(connection), tuple(migrations), _contents(connection, names)

    def is_empty(self) -> bool:
        """Say whether the database has no table that a restoration would replace."""
        with psycopg.connect(**self._address) as connection:
            return not _names(connection)

    def tables(self) -> dict[str, TableFacts]:
        """Return rows and digest of every table."""
        with psycopg.connect(**self._address) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            return _tables(connection)

    def put_back(self, dump: Path, expected: Mapping[str, TableFacts], *, stamp: str) -> None:
        """Restore a dump and hold it against ``expected``; what was there stays beside it.

        The tables of before are kept in the schema ``before_restore_STAMP``. Where the dump cannot
        be restored, or is not what the manifest says, they are put back in their place.
        """
        program = _program("pg_restore")
        aside = sql.Identifier(f"{_BESIDE}{stamp}")
        self._do(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(aside))
        self._do(sql.SQL("CREATE SCHEMA public"))
        try:
            command = [
                program, "--single-transaction", "--exit-on-error", "--no-owner",
                "--no-privileges", f"--dbname={self._environment['PGDATABASE']}", str(dump),
            ]  # fmt: skip
            self._run(command)
            if wrong := differences(expected, self.tables()):
                raise ArchiveError(
                    f"恢复出的表与备份清单不一致：{wrong[0]}。原来的数据已放回。",
                    f"A restored table is not what the manifest says: {wrong[0]}. What was there "
                    "before stands again.",
                )
        except ArchiveError:
            self._do(sql.SQL("DROP SCHEMA public CASCADE"))
            self._do(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(aside))
            raise
        with psycopg.connect(**self._address) as connection:
            kept = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = %s", [f"{_BESIDE}{stamp}"]
            ).fetchone()
        if kept == (0,):
            self._do(sql.SQL("DROP SCHEMA {} CASCADE").format(aside))

    def _do(self, command: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(**self._address, autocommit=True) as connection:
            connection.execute(command)

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)
        if done.returncode != 0:
            says = done.stderr.strip().splitlines()[:3]
            raise ArchiveError(
                f"{Path(command[0]).name} 没有成功：{'；'.join(says)}",
                f"{Path(command[0]).name} failed: {'; '.join(says)}",
            )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ArchiveError(
            f"这台机器没有 {name}。请安装 PostgreSQL 客户端（Debian：postgresql-client）后再执行。",
            f"This machine has no {name}. Install the client of PostgreSQL (Debian: "
            "postgresql-client) and run this again.",
        )
    return found


def _names(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )
    return [row[0] for row in rows]


def _contents(connection: psycopg.Connection[Any], names: list[str]) -> tuple[str, ...]:
    if "files_storedfile" not in names:
        return ()
    rows = connection.execute("SELECT DISTINCT sha256 FROM files_storedfile ORDER BY 1")
    return tuple(row[0] for row in rows)


def _tables(connection: psycopg.Connection[Any]) -> dict[str, TableFacts]:
    # Written the same wherever the server's own settings differ.
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("SET LOCAL DateStyle = 'ISO, YMD'")
    connection.execute("SET LOCAL IntervalStyle = 'postgres'")
    connection.execute("SET LOCAL extra_float_digits = 1")
    return {name: _facts(connection, name) for name in _names(connection)}


def _facts(connection: psycopg.Connection[Any], table: str) -> TableFacts:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped ORDER BY attname",
        [f'public."{table}"'],
    )
    columns = [row[0] for row in rows]
    keys = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
        "AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary "
        "ORDER BY a.attname",
        [f'public."{table}"'],
    ).fetchall()
    order = sql.SQL(", ").join(
        sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(name))
        for name in ([row[0] for row in keys] or columns)
    )
    query = sql.SQL("COPY (SELECT {} FROM public.{} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), order
    )
    chain, count = sha256("\x1f".join(columns).encode()), 0
    with connection.cursor() as cursor, cursor.copy(query) as copied:
        for block in copied:
            chain.update(block)
            count += bytes(block).count(b"\n")
    return TableFacts(count, chain.hexdigest())
