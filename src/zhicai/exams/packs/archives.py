"""Zip files of known members: read within limits, refused in plain words whatever they are."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

LARGEST_FILE = 20_000_000
"""Bytes of an uploaded file."""
LARGEST = 60_000_000
"""Bytes of everything in it, unpacked; a file that says more, or holds more, is not unpacked."""
TOO_LARGE = Text(
    f"文件太大：不超过 {LARGEST_FILE // 1_000_000} MB，解压后不超过 {LARGEST // 1_000_000} MB。",
    f"The file is too large: {LARGEST_FILE // 1_000_000} MB, and {LARGEST // 1_000_000} MB once "
    "unpacked, are the most.",
)
_DAY = (1980, 1, 1, 0, 0, 0)


def refused(says: Text) -> BadInput:
    """Return the refusal of a whole file."""
    return BadInput([Fault(says, "file")])


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of members; the same bytes for the same members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def unpacked(data: bytes, names: Sequence[str], says: Text) -> dict[str, bytes]:
    """Return the members of a zip that holds exactly these; BadInput with ``says`` for any other.

    A zip bomb is refused before it is unpacked by what it says, and while it is by what it holds.
    """
    if len(data) > LARGEST_FILE:
        raise refused(TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if sorted(one.filename for one in infos) != sorted(names):
                raise refused(says)
            if sum(one.file_size for one in infos) > LARGEST:
                raise refused(TOO_LARGE)
            return {one.filename: _read(archive, one) for one in infos}
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, RuntimeError,
        NotImplementedError, ValueError, OverflowError, LookupError,
    ) as error:  # fmt: skip
        raise refused(says) from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        found = member.read(info.file_size + 1)
    if len(found) != info.file_size:
        raise ValueError(info.filename)
    return found


def as_json(value: Any) -> bytes:
    """Return data as the bytes that are signed and sealed: the same for the same data."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def from_json(data: bytes, says: Text) -> dict[str, Any]:
    """Return the mapping in some bytes; BadInput with ``says`` where they hold none."""
    try:
        found = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise refused(says) from error
    if not isinstance(found, dict):
        raise refused(says)
    return found
