"""The answers that come back: one JSON file and its Ed25519 signature by the key of the pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from zhicai.exams.packs import archives
from zhicai.exams.rules.saving import LONGEST, MOST
from zhicai.foundation.text import Text

FORMAT, VERSION = "zhicai-answers", 2
READ = (1, VERSION)
"""Versions that are read; the first did not tell of voided items."""
ANSWERS, SIGNATURE = "answers.json", "signature.bin"
MOST_SITTINGS, MOST_ENTRIES, MOST_INCIDENTS, MOST_VOIDS = 2000, 20_000, 2000, 500
NO_ANSWERS = Text(
    "这不是答案文件，或文件已损坏。请从考场电脑重新导出 .zcanswers 文件。",
    "This is no answers file, or it is damaged. Export the .zcanswers file from the room again.",
)
NEWER = Text(
    "答案文件由更新的版本导出，请先更新本站软件。",
    "The answers were exported by a newer version; update this site first.",
)
UNSIGNED = Text(
    "签名不对：答案不是由这个考试包的考场导出的，或导出后被改动过，没有导入。",
    "The signature is wrong: the answers do not come from the room of this pack, or were changed "
    "afterwards. Nothing was taken.",
)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer: the item's number, the candidate's own count, what was given, when it was kept."""

    number: int
    revision: int
    value: Any
    flagged: bool
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry of the room's journal."""

    key: str
    kind: str
    data: Mapping[str, Any]
    sent_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Sat:
    """One candidate's sitting as the room has it; times are the room's."""

    code: str
    state: str
    started_at: datetime
    deadline: datetime
    submitted_at: datetime | None
    checked_at: datetime | None
    checked_by: str
    extra: int
    answers: tuple[Written, ...]
    journal: tuple[Noted, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """An incident of the room; ``code`` names the candidate, empty for all."""

    kind: str
    says: str
    at: datetime
    by: str
    code: str


@dataclass(frozen=True, slots=True)
class Voided:
    """An item of the paper that the room voided for all, by its number."""

    number: int
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Export:
    """What a room hands over; ``number`` counts its exports, ``paused`` seconds stood still."""

    pack: str
    number: int
    at: datetime
    ended: bool
    paused: int
    sittings: tuple[Sat, ...]
    incidents: tuple[Happened, ...]
    voids: tuple[Voided, ...] = ()


def public_key(signing: bytes) -> bytes:
    """Return the key that proves signatures, of the seed that makes them."""
    found = Ed25519PrivateKey.from_private_bytes(signing).public_key()
    return found.public_bytes(Encoding.Raw, PublicFormat.Raw)


def write_answers(export: Export, signing: bytes) -> bytes:
    """Return the answers of a room as a signed file."""
    body = archives.as_json({
        "format": FORMAT, "version": VERSION, "pack": export.pack, "number": export.number,
        "at": export.at.isoformat(), "ended": export.ended, "paused": export.paused,
        "sittings": [_with_checksum(_sat_out(one)) for one in export.sittings],
        "incidents": [[one.kind, one.says, one.at.isoformat(), one.by, one.code]
                      for one in export.incidents],
        "voids": [[one.number, one.reason, one.at.isoformat(), one.by] for one in export.voids],
    })  # fmt: skip
    signature = Ed25519PrivateKey.from_private_bytes(signing).sign(body)
    return archives.packed({ANSWERS: body, SIGNATURE: signature})


def _with_checksum(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"sha256": sha256(archives.as_json(told)).hexdigest()}


def _sat_out(one: Sat) -> dict[str, Any]:
    return {
        "code": one.code, "state": one.state, "started_at": one.started_at.isoformat(),
        "deadline": one.deadline.isoformat(), "submitted_at": _iso(one.submitted_at),
        "checked_at": _iso(one.checked_at), "checked_by": one.checked_by, "extra": one.extra,
        "answers": [[a.number, a.revision, a.value, a.flagged, a.saved_at.isoformat()]
                    for a in one.answers],
        "journal": [[j.key, j.kind, j.data, _iso(j.sent_at), j.at.isoformat()]
                    for j in one.journal],
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def claimed_pack(data: bytes) -> str:
    """Return of which pack a file says it is, unproved; BadInput for whatever is no such file."""
    return str(_body(data)[1].get("pack", ""))[:64]


def _body(data: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    members = archives.unpacked(data, (ANSWERS, SIGNATURE), NO_ANSWERS)
    raw = archives.from_json(members[ANSWERS], NO_ANSWERS)
    if raw.get("format") != FORMAT:
        raise archives.refused(NO_ANSWERS)
    if raw.get("version") not in READ:
        raise archives.refused(NEWER)
    return members, raw


def read_answers(data: bytes, public: bytes) -> Export:
    """Return what a room handed over; BadInput where it is damaged or not signed by its pack."""
    members, raw = _body(data)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(members[SIGNATURE], members[ANSWERS])
    except (InvalidSignature, ValueError) as error:
        raise archives.refused(UNSIGNED) from error
    try:
        return _export(raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise archives.refused(NO_ANSWERS) from error


def _export(raw: Mapping[str, Any]) -> Export:
    sittings = tuple(_sat(one) for one in _few(raw["sittings"], MOST_SITTINGS))
    codes = [one.code for one in sittings]
    if len(set(codes)) < len(codes):
        raise ValueError
    incidents = tuple(
        Happened(_text(kind, 20), _text(says, 400), _moment(at), _text(by, 120), _text(code, 16))
        for kind, says, at, by, code in _few(raw["incidents"], MOST_INCIDENTS)
    )
    voids = tuple(
        Voided(_count(number), _text(reason, 400), _moment(at), _text(by, 120))
        for number, reason, at, by in _few(raw.get("voids", []), MOST_VOIDS)
    )
    return Export(
        _text(raw["pack"], 64), _count(raw["number"]), _moment(raw["at"]), raw["ended"] is True,
        _count(raw["paused"]), sittings, incidents, voids,
    )  # fmt: skip


def _sat(raw: Mapping[str, Any]) -> Sat:
    told = {key: value for key, value in raw.items() if key != "sha256"}
    if raw["sha256"] != _with_checksum(told)["sha256"]:
        raise ValueError
    answers = tuple(
        Written(_count(n), _count(revision), _value(value), flagged is True, _moment(at))
        for n, revision, value, flagged, at in _few(raw["answers"], MOST)
    )
    journal = tuple(
        Noted(_text(key, 40), _text(kind, 16), dict(data), _maybe(sent_at), _moment(at))
        for key, kind, data, sent_at, at in _few(raw["journal"], MOST_ENTRIES)
    )
    numbers = [one.number for one in answers]
    if len(set(numbers)) < len(numbers) or raw["state"] not in ("writing", "submitted"):
        raise ValueError
    found = Sat(
        _text(raw["code"], 16), raw["state"], _moment(raw["started_at"]),
        _moment(raw["deadline"]), _maybe(raw["submitted_at"]), _maybe(raw["checked_at"]),
        _text(raw["checked_by"], 120), _count(raw["extra"]), answers, journal,
    )  # fmt: skip
    if (found.state == "submitted") != (found.submitted_at is not None):
        raise ValueError
    return found


def _few(raw: Any, most: int) -> Sequence[Any]:
    if not isinstance(raw, list) or len(raw) > most:
        raise ValueError
    return raw


def _text(raw: Any, most: int) -> str:
    if not isinstance(raw, str) or len(raw) > most or "\x00" in raw:
        raise ValueError
    return raw


def _count(raw: Any) -> int:
    if type(raw) is not int or not 0 <= raw < 2**31:
        raise ValueError
    return raw


def _value(raw: Any) -> Any:
    if len(archives.as_json(raw)) > LONGEST:
        raise ValueError
    return raw


def _moment(raw: Any) -> datetime:
    found = datetime.fromisoformat(raw)
    if found.utcoffset() is None or not 2000 < found.year < 2200:
        raise ValueError
    return found


def _maybe(raw: Any) -> datetime | None:
    return None if raw is None else _moment(raw)
