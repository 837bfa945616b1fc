"""The whole site as open data in one zip: every table as JSON lines, what each field means, files.

No password, session, second factor, token or signing key is in it. Sealed values stay sealed unless
they are asked for in the clear, which is recorded first.
"""

import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Cast

from zhicai.files import storage
from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.sealed import SealedTextField
from zhicai.foundation.text import Text

FORMAT = 1
MANIFEST, DICTIONARY = "manifest.json", "dictionary.json"
_CHUNK = 2**20

LEFT_OUT = frozenset(
    {
        "sessions.Session",
        "mfa.Authenticator",
        "socialaccount.SocialToken",
        "accounts.Ticket",
        "auth.Permission",
        "auth.Group",
        "contenttypes.ContentType",
    }
)
"""Tables of secrets, and of Django's own that hold nothing of the programme."""
SECRET = frozenset(
    {
        "accounts.User.password",
        "api.Token.digest",
        "api.Subscription.secret",
        "office_messages.Robot.address",
        "office_messages.Delivery.letter",
    }
)
"""Fields that open something; they are never in an export, in the clear or sealed."""


class ExportError(ZhicaiError):
    """An export that cannot be made; nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the export."""

    size: int
    sha256: str
    rows: int | None = None


@dataclass
class Written:
    """What an export holds."""

    members: dict[str, Member] = field(default_factory=dict)

    @property
    def tables(self) -> int:
        """How many tables."""
        return sum(member.rows is not None for member in self.members.values())

    @property
    def rows(self) -> int:
        """How many rows in all of them."""
        return sum(member.rows or 0 for member in self.members.values())

    @property
    def files(self) -> int:
        """How many uploaded files."""
        return sum(name.startswith("files/") for name in self.members)


def tables() -> list[type[models.Model]]:
    """Return every model that an export holds, by label."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label)


def fields_of(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Return the columns of a table that an export holds."""
    label = model._meta.label
    return [one for one in model._meta.local_concrete_fields if f"{label}.{one.name}" not in SECRET]


def dictionary() -> dict[str, Any]:
    """Return what every table and field means, out of the models themselves."""
    return {model._meta.label: _table(model) for model in tables()}


def _table(model: type[models.Model]) -> dict[str, Any]:
    says = " ".join((model.__doc__ or "").split())
    told = {one.attname: _field(one) for one in fields_of(model)}
    return {"says": says, "file": _file_of(model), "fields": told}


def _field(one: "models.Field[Any, Any]") -> dict[str, Any]:
    target = one.related_model
    told: dict[str, Any] = {
        "type": one.get_internal_type(),
        "name": str(one.verbose_name),
        "null": one.null,
        "unique": one.unique,
        "sealed": isinstance(one, SealedTextField),
        "length": one.max_length,
        "refers_to": target._meta.label if isinstance(target, type) else None,
    }
    choices = list(one.flatchoices)
    return told | ({"choices": {str(k): str(v) for k, v in choices}} if choices else {})


def _file_of(model: type[models.Model]) -> str:
    return f"tables/{model._meta.label_lower}.jsonl"


def rows_of(model: type[models.Model], *, opened: bool) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table in the order of their keys; sealed values as they lie there."""
    columns, sealed = [], {}
    for one in fields_of(model):
        if isinstance(one, SealedTextField) and not opened:
            sealed[f"zc_{one.attname}"] = one.attname
        else:
            columns.append(one.attname)
    stored = {new: Cast(F(old), models.TextField()) for new, old in sealed.items()}
    rows = model._base_manager.annotate(**stored).order_by("pk").values(*columns, *sealed)
    for row in rows.iterator(chunk_size=2000):
        yield {sealed.get(name, name): value for name, value in row.items()}


def export_to(path: Path, *, opened: bool, software: str, at: datetime) -> Written:
    """Write the export to ``path`` (mode 600), where nothing may be yet; whole or not at all.

    All tables are read at one moment. ExportError where the file cannot be made.
    """
    if path.exists() or not path.parent.is_dir():
        raise ExportError(
            Text(
                f"{path} 已经存在，或没有这个文件夹，请换一个文件名。",
                f"{path} is there already, or its folder is not; choose another name.",
            )
        )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
                written = _write(archive, opened=opened)
                _close(archive, written, opened=opened, software=software, at=at)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return written


def _write(archive: zipfile.ZipFile, *, opened: bool) -> Written:
    written = Written()
    told = json.dumps(dictionary(), ensure_ascii=False, indent=1) + "\n"
    written.members[DICTIONARY] = _put(archive, DICTIONARY, [told.encode()])
    with _one_moment():
        for model in tables():
            name, count = _file_of(model), _Count()
            member = _put(archive, name, count.over(_lines(model, opened=opened)))
            written.members[name] = Member(member.size, member.sha256, count.rows)
    for digest in sorted(storage.contents()):
        with storage.path_of(digest).open("rb") as file:
            written.members[f"files/{digest}"] = _put(archive, f"files/{digest}", _chunks(file))
    return written


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it stands at one moment, while others write."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Django's own transaction would be IMMEDIATE on SQLite and keep every writer waiting.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


class _Count:
    def __init__(self) -> None:
        self.rows = 0

    def over(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            self.rows += 1
            yield line


def _lines(model: type[models.Model], *, opened: bool) -> Iterator[bytes]:
    for row in rows_of(model, opened=opened):
        text = json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder)
        yield f"{text}\n".encode("utf-8", "backslashreplace")


def _put(archive: zipfile.ZipFile, name: str, chunks: Iterable[bytes]) -> Member:
    info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    digest, size = sha256(), 0
    with archive.open(info, "w", force_zip64=True) as target:
        for chunk in chunks:
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Member(size, digest.hexdigest())


def _close(
    archive: zipfile.ZipFile, written: Written, *, opened: bool, software: str, at: datetime
) -> None:
    told = {
        "format": FORMAT,
        "software": software,
        "made_at": at.isoformat(),
        "personal_data_in_the_clear": opened,
        "left_out": sorted(LEFT_OUT | SECRET),
        "members": {name: asdict(member) for name, member in written.members.items()},
    }
    archive.writestr(MANIFEST, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
