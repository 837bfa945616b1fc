"""Give a site back from its backup, proven equal to what was backed up."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from zhicai.files import storage
from zhicai.foundation import keyring
from zhicai.foundation.clock import CHINA
from zhicai.foundation.passphrase import unwrap
from zhicai.project.archives import postgresql, sqlite
from zhicai.project.archives.manifest import ArchiveError, Manifest, TableFacts, differences
from zhicai.project.archives.packing import opened_archive, unpack
from zhicai.project.archives.taking import FILES, KEYS, database_file, vendor
from zhicai.project.keys import restore_ring


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What stands again, where what stood before was put (if anything), and keys that lack."""

    manifest: Manifest
    files: int
    before: Path | None
    missing_keys: tuple[str, ...]


def give_back(
    path: Path, *, at: datetime, force: bool = False, passphrase: str | None = None, proof: str = ""
) -> GivenBack:
    """Restore the archive at ``path`` into an empty site; ``force`` puts aside what is there.

    Everything is proven before anything is switched: every member against the manifest, the
    manifest against ``proof`` if it is given, every table of the staged database against its
    digest. After the switch the digests are computed again from where the site will read.
    ArchiveError names what is wrong, and what stood before still stands.
    """
    data = Path(settings.DATA)
    with (
        opened_archive(path) as (opened, manifest, found),
        tempfile.TemporaryDirectory(prefix=".restoring-", dir=data) as scratch,
    ):
        if proof and proof != found:
            raise ArchiveError(
                f"备份的校验值是 {found}，与给出的不同：不是同一份备份，或被改动过。",
                f"The proof of the archive is {found}, not the one given: it is another archive, "
                "or it was changed.",
            )
        _refuse_foreign(manifest)
        occupied = not _is_empty()
        if occupied and not force:
            raise ArchiveError(
                "这个网站已有数据，没有恢复任何内容。请换一个空的 ZHICAI_DATA 或数据库；"
                "确要替换，先停止网站，再加 --force，原有数据会移到旁边保存。",
                "This site has data; nothing was restored. Take an empty ZHICAI_DATA or database. "
                "To replace it, stop the site and add --force: what is there is put aside.",
            )
        staged = Path(scratch)
        unpack(opened, manifest, staged)
        keys = _keys(staged, manifest, passphrase)
        stamp = f"{at.astimezone(CHINA):%Y%m%d%H%M%S}"
        before = data / f"before-restore-{stamp}" if occupied else None
        _switch(staged, manifest, before=before, stamp=stamp)
        if keys:
            _put_keys(keys, before=before)
    return GivenBack(manifest, _prove(manifest), before, _missing_keys(manifest))


def _refuse_foreign(manifest: Manifest) -> None:
    if manifest.vendor != vendor():
        raise ArchiveError(
            f"备份来自 {manifest.vendor}，这个网站使用 {vendor()}，不能直接恢复。",
            f"The archive is of {manifest.vendor}; this site runs on {vendor()}.",
        )
    known = set(MigrationLoader(None).disk_migrations)
    later = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if later:
        raise ArchiveError(
            f"备份由更新的版本（{manifest.software}）写出，含有本版本没有的 {later[0]}。"
            "请先升级软件。",
            f"A later version ({manifest.software}) wrote the archive: this one does not know "
            f"{later[0]}. Upgrade the software first.",
        )


def _is_empty() -> bool:
    if any(storage.contents()):
        return False
    if vendor() == "postgresql":
        return postgresql.Server(settings.DATABASES["default"]).is_empty()
    return sqlite.is_empty(database_file())


def _switch(staged: Path, manifest: Manifest, *, before: Path | None, stamp: str) -> None:
    """Prove the staged database, then put database and files where the site reads them."""
    if vendor() == "postgresql":
        connections.close_all()
        server = postgresql.Server(settings.DATABASES["default"])
        server.put_back(staged / postgresql.MEMBER, manifest.tables, stamp=stamp)
    else:
        copy = staged / sqlite.MEMBER
        sqlite.prove(copy)
        _insist(manifest, sqlite.tables_of(copy))
        connections.close_all()
        home = database_file()
        beside = [home.with_name(home.name + ending) for ending in ("", "-wal", "-shm")]
        _put_aside(beside, before)
        copy.replace(home)
    _put_aside([storage.folder()], before)
    if (staged / FILES).is_dir():
        (staged / FILES).replace(storage.folder())


def _put_aside(paths: Iterable[Path], before: Path | None) -> None:
    for path in paths:
        if not path.exists():
            continue
        if before is None:  # an empty file or folder that the site itself has made
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            continue
        before.mkdir(mode=0o700, exist_ok=True)
        path.replace(before / path.name)


def _insist(manifest: Manifest, found: dict[str, TableFacts]) -> None:
    if wrong := differences(manifest.tables, found):
        raise ArchiveError(
            f"恢复出的表与备份清单不一致：{wrong[0]}。",
            f"A restored table is not what the manifest says: {wrong[0]}.",
        )


def _prove(manifest: Manifest) -> int:
    """Hold the site as it now stands against the manifest; return how many files it has."""
    if vendor() == "postgresql":
        _insist(manifest, postgresql.Server(settings.DATABASES["default"]).tables())
    else:
        _insist(manifest, sqlite.tables_of(database_file()))
    expected = {name.rsplit("/", 1)[1] for name in manifest.members if name.startswith(FILES)}
    wrong = [digest for digest in sorted(expected) if not storage.is_whole(digest)]
    if wrong or set(storage.contents()) != expected:
        raise ArchiveError(
            f"恢复后的附件与备份清单不一致：{(wrong or ['?'])[0]}。",
            f"The restored files are not what the manifest says: {(wrong or ['?'])[0]}.",
        )
    return len(expected)


def _keys(staged: Path, manifest: Manifest, passphrase: str | None) -> dict[str, str] | None:
    """Open the keys of the archive, before anything is switched."""
    if not manifest.with_keys or passphrase is None:
        return None
    told: dict[str, str] = json.loads(unwrap((staged / KEYS).read_text("utf-8"), passphrase))
    return told


def _put_keys(told: dict[str, str], *, before: Path | None) -> None:
    path = keyring.ring_path()
    if before is not None and path.exists():
        shutil.copy2(path, before / path.name)
    restore_ring(keyring.ring_from_json(told["ring"], where=KEYS), path, instead=True)
    if told["secret"]:
        secret = Path(settings.DATA) / "secret.key"
        draft = secret.with_name(".secret.key.part")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(told["secret"])
        draft.replace(secret)


def _missing_keys(manifest: Manifest) -> tuple[str, ...]:
    path = keyring.ring_path()
    held = {key.id for key in keyring.read_ring(path).keys} if path.exists() else set()
    return tuple(key for key in manifest.keys if key not in held)
