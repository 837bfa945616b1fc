"""SQLite: a copy through the online backup API, and its proof, while others go on writing."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from zhicai.project.archives.manifest import ArchiveError, TableFacts

MEMBER = "database/zhicai.sqlite3"


def snapshot(source: Path, target: Path) -> None:
    """Copy the database as it stands at one moment; writers are not stopped, readers neither.

    All pages in one step: under WAL the copy reads one snapshot, and a writer between two steps
    would make it begin anew, for ever under a steady load.
    """
    if not source.is_file():
        raise ArchiveError(
            f"没有数据库 {source}，没有可备份的内容。",
            f"There is no database {source}: nothing to back up.",
        )
    with closing(_readable(source)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
    prove(target)


def prove(path: Path) -> None:
    """Raise ArchiveError unless the file is sound and every reference leads somewhere."""
    with closing(_readable(path)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if not sound or connection.execute("PRAGMA foreign_key_check").fetchall():
            raise ArchiveError(
                "数据库文件本身有损坏，没有写出备份。请先用上一份备份核对。",
                "The database file itself is damaged; no backup was written. Look at the backup "
                "before.",
            )


def tables_of(path: Path) -> dict[str, TableFacts]:
    """Return rows and digest of every table."""
    with closing(_readable(path)) as connection:
        connection.text_factory = bytes
        return {name: _facts(connection, name) for name in _names(connection)}


def migrations_of(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the migrations that are applied, as (app, name)."""
    with closing(_readable(path)) as connection:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return tuple((app, name) for app, name in rows)


def contents_of(path: Path) -> tuple[str, ...]:
    """Return the hash of every uploaded file that the database knows."""
    with closing(_readable(path)) as connection:
        try:
            rows = connection.execute("SELECT DISTINCT sha256 FROM files_storedfile ORDER BY 1")
        except sqlite3.OperationalError:  # a database from before files were kept
            return ()
        return tuple(row[0] for row in rows)


def is_empty(path: Path) -> bool:
    """Say whether nothing is at ``path`` that a restoration would replace."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with closing(_readable(path)) as connection:
        return not _names(connection)


def _readable(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=60)


def _names(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
        "ESCAPE '\\' ORDER BY name"
    )
    return [row[0].decode() if isinstance(row[0], bytes) else row[0] for row in rows]


def _facts(connection: sqlite3.Connection, table: str) -> TableFacts:
    columns = connection.execute("SELECT name, pk FROM pragma_table_info(?)", [table]).fetchall()
    names = sorted(name.decode() for name, _ in columns)
    keys = [name.decode() for name, position in columns if position] or names
    listed = ", ".join(f'"{name}"' for name in names)
    order = ", ".join(f'"{name}"' for name in keys)
    rows = connection.execute(f'SELECT {listed} FROM "{table}" ORDER BY {order}')
    return _digest(names, rows)


def _digest(names: list[str], rows: Iterator[tuple[Any, ...]] | sqlite3.Cursor) -> TableFacts:
    chain, count = sha256("\x1f".join(names).encode()), 0
    for row in rows:
        chain.update(b"".join(_stored(value) for value in row))
        count += 1
    return TableFacts(count, chain.hexdigest())


def _stored(value: int | float | bytes | None) -> bytes:
    """A value with its kind and length, so that no two rows are written alike."""
    if value is None:
        return b"n"
    if isinstance(value, bytes):
        return b"t%d:" % len(value) + value
    if isinstance(value, float):
        return b"f" + struct.pack(">d", value)
    written = b"%d" % value
    return b"i%d:" % len(written) + written
