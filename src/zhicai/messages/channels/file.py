"""Into the data folder: one JSON file a delivery, for whatever the office lets pick it up.

``ZHICAI_DATA/outbox/DAY/KEY.json``, written whole or not at all and readable by the site's own user
only. The name is the key: written again it is the same file. Whoever takes files away keeps the
keys of those taken, since a file whose writing nobody saw the end of is written again.
"""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from zhicai.foundation.clock import CHINA
from zhicai.foundation.text import Text
from zhicai.messages.channels.registry import Channel, Parcel, Sent, Unavailable, register


def folder() -> Path:
    """Return the folder that the files are written to."""
    return Path(settings.DATA) / "outbox"


def write(parcel: Parcel) -> Sent:
    """Write the parcel's file; Unavailable where the disk does not take it."""
    day = folder() / f"{parcel.written_at.astimezone(CHINA):%Y-%m-%d}"
    path = day / f"{parcel.key}.json"
    try:
        if not path.exists():
            day.mkdir(parents=True, exist_ok=True)
            _write_whole(path, _told(parcel))
    except OSError as error:
        says = Text("数据目录写不进去", "the data folder cannot be written to")
        raise Unavailable(says) from error
    return Sent()


def _told(parcel: Parcel) -> bytes:
    told: dict[str, Any] = {
        "key": parcel.key,
        "kind": parcel.kind,
        "to": parcel.to,
        "address": parcel.address,
        "unit": parcel.unit,
        "subject": parcel.subject,
        "body": parcel.body,
        "short": parcel.short,
        "link": parcel.link,
        "language": parcel.language,
        "written_at": parcel.written_at.isoformat(),
    }
    if parcel.content is not None:
        told["content"] = dict(parcel.content)
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside it, bring it to the disk, then give it its name in one step."""
    draft = path.with_suffix(f".{os.getpid()}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    if hasattr(os, "O_DIRECTORY"):
        day = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(day)
        finally:
            os.close(day)


register(
    Channel(
        "file",
        Text("本机文件", "local file"),
        write,
        reach="all",
        idempotent=True,
        rings=False,
    )
)
