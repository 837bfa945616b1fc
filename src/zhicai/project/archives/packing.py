"""The archive as a file: a zip whose every member is named in its manifest with its SHA-256.

Written beside its place and named at the end, so that half an archive never looks like one.
"""

import os
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from zhicai.project.archives.manifest import NAME, ArchiveError, Manifest, Member, manifest_from

_CHUNK = 2**20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)


class Packing:
    """An archive that is being written."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._zip = opened
        self.members: dict[str, Member] = {}

    def add(self, name: str, stream: BinaryIO, *, packs: bool = True) -> Member:
        """Write a member; ``packs`` is False for what is compressed already."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while chunk := stream.read(_CHUNK):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.members[name] = Member(size, digest.hexdigest())
        return self.members[name]

    def close_with(self, manifest: Manifest) -> str:
        """Write the manifest last; return its SHA-256, which proves the whole archive."""
        text = manifest.as_json()
        self._zip.writestr(NAME, text, zipfile.ZIP_DEFLATED)
        return sha256(text.encode()).hexdigest()


@contextmanager
def packing(path: Path) -> Iterator[Packing]:
    """Write an archive at ``path`` (mode 600), where nothing may be yet; whole or not at all."""
    if path.exists():
        raise ArchiveError(
            f"{path} 已经存在，请换一个文件名。", f"{path} is there already; choose another name."
        )
    if not path.parent.is_dir():
        raise ArchiveError(f"没有文件夹 {path.parent}。", f"There is no folder {path.parent}.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with (
            os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file,
        ):
            with zipfile.ZipFile(file, "w", allowZip64=True) as opened:
                yield Packing(opened)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest, str]]:
    """Open an archive: the zip, its manifest, and the SHA-256 of the manifest."""
    try:
        with zipfile.ZipFile(path) as opened:
            text = opened.read(NAME)
            yield opened, manifest_from(text.decode()), sha256(text).hexdigest()
    except FileNotFoundError as error:
        raise ArchiveError(f"没有文件 {path}。", f"There is no file {path}.") from error
    except KeyError as error:
        raise ArchiveError(
            f"{path} 不是知才的备份：里面没有 {NAME}。",
            f"{path} is no backup of Zhicai: it has no {NAME}.",
        ) from error
    except zipfile.BadZipFile as error:
        raise ArchiveError(
            f"{path} 不是完整的备份文件。", f"{path} is not a whole archive."
        ) from error


def unpack(opened: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Unpack every member below ``folder``, each held against the manifest.

    ArchiveError names the first member that was changed, is missing, or is not in the manifest.
    """
    listed = {name for name in opened.namelist() if name != NAME}
    if strange := sorted(listed ^ set(manifest.members)):
        raise _changed(strange[0])
    for name, member in manifest.members.items():
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name:
            raise _changed(name)
        target = folder.joinpath(*inside.parts)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _unpack_one(opened, name, target, most=member.size) != member:
            raise _changed(name)


def _unpack_one(opened: zipfile.ZipFile, name: str, target: Path, *, most: int) -> Member:
    digest, size = sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        try:
            with opened.open(name) as source:
                while chunk := source.read(_CHUNK):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                    if size > most:
                        raise _changed(name)
        except _UNREADABLE as error:
            raise _changed(name) from error
        file.flush()
        os.fsync(file.fileno())
    return Member(size, digest.hexdigest())


def _changed(name: str) -> ArchiveError:
    return ArchiveError(
        f"备份被改动过或不完整：{name}。没有恢复任何内容，请换另一份备份。",
        f"The archive was changed or is incomplete: {name}. Nothing was restored; take another "
        "copy.",
    )
