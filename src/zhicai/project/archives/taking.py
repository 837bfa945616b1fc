"""Take a backup of the whole site while it runs."""

import io
import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from zhicai import __version__
from zhicai.files import storage
from zhicai.files.storage import LostContent
from zhicai.foundation import keyring
from zhicai.foundation.passphrase import wrap
from zhicai.project.archives import postgresql, sqlite
from zhicai.project.archives.manifest import ArchiveError, Manifest, TableFacts
from zhicai.project.archives.packing import Packing, packing

KEYS = "keys.json"
FILES = "files"
_READY_PACKED = 4 * 2**20
"""Bytes above which an uploaded file is stored as it is: pictures, PDF and .docx are compressed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was written: what is inside, and the hash that proves its manifest."""

    manifest: Manifest
    proof: str


@dataclass(frozen=True, slots=True)
class _Database:
    member: str
    path: Path
    tables: dict[str, TableFacts]
    migrations: tuple[tuple[str, str], ...]
    contents: tuple[str, ...]


def vendor() -> str:
    """Return the kind of database of this site: ``sqlite`` or ``postgresql``."""
    engine = str(settings.DATABASES["default"]["ENGINE"])
    return "sqlite" if engine.endswith("sqlite3") else "postgresql"


def database_file() -> Path:
    """Return the file of a site on SQLite."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def take(path: Path, *, at: datetime, passphrase: str | None = None) -> Taken:
    """Write the archive at ``path``: database, every file that it knows, and the manifest.

    The keys are inside only with a ``passphrase``. ArchiveError where something is missing or
    damaged; nothing is left at ``path`` then.
    """
    with (
        packing(path) as archive,
        tempfile.TemporaryDirectory(prefix=".zhicai-", dir=path.absolute().parent) as scratch,
    ):
        taken = _database(Path(scratch))
        with taken.path.open("rb") as dump:
            archive.add(taken.member, dump)
        for digest in taken.contents:
            _add_content(archive, digest)
        ring = _ring()
        if passphrase is not None:
            archive.add(KEYS, io.BytesIO(_wrapped_keys(passphrase).encode()))
        manifest = Manifest(
            made_at=at,
            software=__version__,
            vendor=vendor(),
            migrations=taken.migrations,
            tables=taken.tables,
            members=archive.members,
            keys=tuple(key.id for key in ring.keys) if ring else (),
            with_keys=passphrase is not None,
        )
        return Taken(manifest, archive.close_with(manifest))


def _database(scratch: Path) -> _Database:
    if vendor() == "postgresql":
        dump = scratch / "zhicai.dump"
        server = postgresql.Server(settings.DATABASES["default"])
        return _Database(postgresql.MEMBER, dump, *server.snapshot(dump))
    copy = scratch / "zhicai.sqlite3"
    sqlite.snapshot(database_file(), copy)
    return _Database(
        sqlite.MEMBER, copy, sqlite.tables_of(copy), sqlite.migrations_of(copy),
        sqlite.contents_of(copy),
    )  # fmt: skip


def _add_content(archive: Packing, digest: str) -> None:
    try:
        with storage.open_content(digest) as content:
            packs = storage.path_of(digest).stat().st_size < _READY_PACKED
            member = archive.add(f"{FILES}/{digest[:2]}/{digest}", content, packs=packs)
    except LostContent as error:
        raise _lost(digest) from error
    if member.sha256 != digest:
        raise _lost(digest)


def _lost(digest: str) -> ArchiveError:
    return ArchiveError(
        f"附件 {digest} 不见了或被改动过，没有写出备份。"
        "请用 zhicai files check 列出全部，从上一份备份补回。",
        f"The uploaded file {digest} is gone or was changed; no backup was written. zhicai files "
        "check lists them all; bring them back from the backup before.",
    )


def _ring() -> keyring.Ring | None:
    path = keyring.ring_path()
    return keyring.read_ring(path) if path.exists() else None


def _wrapped_keys(passphrase: str) -> str:
    secret = Path(settings.DATA) / "secret.key"
    told = {
        "ring": keyring.ring_as_json(keyring.present_ring()),
        "secret": secret.read_text("ascii") if secret.is_file() else "",
    }
    return wrap(json.dumps(told), passphrase)
