"""The folder of contents: each once, under the hash of its bytes, on disk before any row says so.

``MEDIA_ROOT/ab/abcdef…``: a name never comes from a user. What is being written lies in
``MEDIA_ROOT/.incoming`` until it is whole.
"""

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.text import Text

try:
    import fcntl
except ImportError:  # Windows, where sweeping asks for a site that is stopped
    fcntl = None  # type: ignore[assignment]

_CHUNK = 2**20


class LostContent(ZhicaiError):  # noqa: N818
    """The database knows a file whose content is not in the folder."""

    status = 410


def folder() -> Path:
    """Return the folder of contents."""
    return Path(settings.MEDIA_ROOT)


def path_of(digest: str) -> Path:
    """Return where the content with this hash lies."""
    return folder() / digest[:2] / digest


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write a content to the disk and return its hash and size; the same content lies there once.

    Durable when it returns. A content that lay there already is written anew, so that its age
    starts again and no sweep takes it before its new row is committed.
    """
    incoming = folder() / ".incoming"
    incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = incoming / secrets.token_hex(16)
    digest, size = sha256(), 0
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        name = digest.hexdigest()
        home = path_of(name)
        home.parent.mkdir(mode=0o700, exist_ok=True)
        with _no_sweep_meanwhile():
            draft.replace(home)
        _sync(home.parent)
        _sync(folder())
    finally:
        draft.unlink(missing_ok=True)
    return name, size


def renew(digest: str) -> None:
    """Let the age of a content start again: a backup under way may still want it."""
    with suppress(FileNotFoundError), _no_sweep_meanwhile():
        os.utime(path_of(digest))


def open_content(digest: str) -> BinaryIO:
    """Open a content for reading; LostContent where it is not there."""
    try:
        return path_of(digest).open("rb")
    except FileNotFoundError as error:
        raise LostContent(
            Text(
                "这份文件的内容不在存储里，请联系系统管理员从备份恢复。",
                "The content of this file is not in the store; ask the system administrator to "
                "restore it from a backup.",
            )
        ) from error


def is_whole(digest: str) -> bool:
    """Say whether a content is there and still has its hash."""
    path = path_of(digest)
    if not path.is_file():
        return False
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest() == digest


def contents() -> Iterator[str]:
    """Yield the hash of every content in the folder, in order."""
    if folder().is_dir():
        for shelf in sorted(folder().iterdir()):
            if shelf.is_dir() and len(shelf.name) == 2:
                yield from sorted(path.name for path in shelf.iterdir() if len(path.name) == 64)


def age_of(path: Path) -> timedelta:
    """Return how long ago a file was last put, by the clock of the machine, not of the site."""
    return timedelta(seconds=time.time() - path.stat().st_mtime)


def remove(digest: str, *, older_than: timedelta) -> bool:
    """Remove a content that was last put longer ago; False where it was put again meanwhile."""
    with _no_sweep_meanwhile():
        if age_of(path_of(digest)) <= older_than:
            return False
        path_of(digest).unlink()
    return True


def remove_unfinished(*, older_than: timedelta) -> int:
    """Remove what killed processes left half written; return how many there were."""
    found = [path for path in (folder() / ".incoming").glob("*") if age_of(path) > older_than]
    for path in found:
        path.unlink()
    return len(found)


@contextmanager
def _no_sweep_meanwhile() -> Iterator[None]:
    """Keep putting and removing apart: a content put again must not be taken for an old one."""
    with (folder() / ".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(path: Path) -> None:
    if os.name == "nt":  # a folder has no handle to sync there
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
