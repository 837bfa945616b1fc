"""The sealed pack: an open manifest and the paper, encrypted under the short key.

``manifest.json`` says which exam, where, when, for whom (masked names, seats, salted hashes of slip
codes) and how the key is stretched; ``paper.bin`` is AES-256-GCM over questions, candidates and the
key that signs answers, with the manifest's bytes bound to it: one changed sign in either, and it
does not open. Nothing in the manifest tells of a question.
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhicai.exams.packs import archives, keys
from zhicai.exams.rules.items import read_content
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

FORMAT, VERSION = "zhicai-pack", 1
MANIFEST, PAPER = "manifest.json", "paper.bin"
NONCE, SALT = 12, 16
MOST_SEATS, MOST_ITEMS = 2000, 500
NO_PACK = Text(
    "这不是考试包，或文件已损坏。请重新拷贝 .zcpack 文件，仍不行请省里重新制作。",
    "This is no exam pack, or it is damaged. Copy the .zcpack file again; else ask the province "
    "for another.",
)
NEWER = Text(
    "考试包由更新的版本制作，请先更新本机的软件。",
    "The pack was made by a newer version; update the software on this machine first.",
)
CHANGED = Text(
    "密钥正确，但考试包的内容被改动或损坏，不能使用。请换用原来的文件，并报告省里。",
    "The key is right, but the pack was changed or damaged and cannot be used. Take the original "
    "file, and tell the province.",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A candidate as the open part names one: masked, with a salted hash of the slip's code."""

    name: str
    slip: str
    room: str = ""
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The open facts of a pack: which exam, where, when; times are ISO with their offset.

    ``programme``, ``year`` and ``province`` name the rules under which it is held; ``rooms`` are
    names with their seats; ``sign_in`` (minutes) and ``check`` are the province's settings.
    """

    pack: str
    number: int
    programme: str
    year: int
    province: str
    place: str
    title: str
    part: str
    round: str
    track: str
    office: str
    starts_at: str
    minutes: int
    latest_start: int
    rooms: tuple[tuple[str, int], ...]
    sign_in: int
    check: bool
    made_at: str

    @property
    def starts(self) -> datetime:
        """When the exam begins."""
        return datetime.fromisoformat(self.starts_at)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate in the sealed part; ``last4`` is asked at the door, where it is known."""

    code: str
    name: str
    seed: str
    room: str
    seat: int | None
    extra: int
    last4: str


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the paper, veiled: its number, kind, marks and plain content."""

    number: int
    kind: str
    marks: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What opens with the key; ``signing`` is the seed of the key that signs answers."""

    signing: bytes
    lines: tuple[Line, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The open part of a pack as read; ``bound`` are its very bytes."""

    facts: Facts
    seats: tuple[Seat, ...]
    salt: bytes
    check: str
    bound: bytes


def slip_hash(pack: str, code: str) -> str:
    """Return the hash by which the open part knows a slip's code; it tells nothing of the code."""
    return sha256(f"{pack}:{code}".encode()).hexdigest()


def write_pack(facts: Facts, seats: Sequence[Seat], sealed: Sealed, key: str) -> bytes:
    """Return a pack as a file; ``key`` is as ``keys.new_key`` makes it."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    secret = keys.derived(key, salt)
    manifest = archives.as_json({
        "format": FORMAT, "version": VERSION, "facts": asdict(facts),
        "seats": [asdict(one) for one in seats], "salt": b64encode(salt).decode(),
        "check": _check(secret),
    })  # fmt: skip
    plain = archives.as_json({
        "signing": b64encode(sealed.signing).decode(),
        "lines": [asdict(one) for one in sealed.lines],
        "candidates": [asdict(one) for one in sealed.candidates],
    })  # fmt: skip
    paper = nonce + AESGCM(secret).encrypt(nonce, plain, manifest)
    return archives.packed({MANIFEST: manifest, PAPER: paper})


def _check(secret: bytes) -> str:
    """What tells a wrong key from a changed pack; it tells nothing of either."""
    return sha256(b"zhicai pack" + secret).hexdigest()


def read_manifest(data: bytes) -> Manifest:
    """Return the open part of a pack; BadInput for whatever is none."""
    bound = archives.unpacked(data, (MANIFEST, PAPER), NO_PACK)[MANIFEST]
    raw = archives.from_json(bound, NO_PACK)
    if raw.get("format") != FORMAT:
        raise archives.refused(NO_PACK)
    if raw.get("version") != VERSION:
        raise archives.refused(NEWER)
    try:
        facts = _facts(raw["facts"])
        seats = tuple(Seat(**one) for one in raw["seats"])
        salt = b64decode(raw["salt"], validate=True)
        if len(seats) > MOST_SEATS or len(salt) != SALT or not isinstance(raw["check"], str):
            raise ValueError
        for one in seats:
            _insist(isinstance(one.name, str) and isinstance(one.room, str))
            _insist(isinstance(one.slip, str) and isinstance(one.seat, int | None))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise archives.refused(NO_PACK) from error
    return Manifest(facts, seats, salt, raw["check"], bound)


def _facts(raw: Mapping[str, Any]) -> Facts:
    rooms = tuple((str(name), int(seats)) for name, seats in raw["rooms"])
    found = Facts(**{**raw, "rooms": rooms})
    for name in ("number", "year", "minutes", "latest_start", "sign_in"):
        value = getattr(found, name)
        _insist(type(value) is int and 0 <= value < 10_000)
    for name in ("pack", "programme", "province", "place", "title", "part", "round", "track",
                 "office", "starts_at", "made_at"):  # fmt: skip
        value = getattr(found, name)
        _insist(isinstance(value, str) and len(value) <= 200)
    _insist(isinstance(found.check, bool))
    _insist(found.starts.utcoffset() is not None and found.minutes > 0)
    _insist(len(rooms) <= 50 and all(0 < seats < 10_000 for _, seats in rooms))
    return found


def _insist(holds: bool) -> None:
    if not holds:
        raise ValueError


def open_pack(data: bytes, key: str) -> tuple[Manifest, Sealed]:
    """Return what a pack holds; BadInput for no pack, a wrong key, or one that was changed."""
    manifest = read_manifest(data)
    secret = keys.derived(key, manifest.salt)
    if _check(secret) != manifest.check:
        raise BadInput([Fault(keys.WRONG, "key")])
    paper = archives.unpacked(data, (MANIFEST, PAPER), NO_PACK)[PAPER]
    try:
        plain = AESGCM(secret).decrypt(paper[:NONCE], paper[NONCE:], manifest.bound)
    except (InvalidTag, ValueError) as error:
        raise archives.refused(CHANGED) from error
    return manifest, _sealed(archives.from_json(plain, CHANGED))


def _sealed(raw: Mapping[str, Any]) -> Sealed:
    try:
        lines = tuple(Line(**one) for one in raw["lines"])
        candidates = tuple(Candidate(**one) for one in raw["candidates"])
        signing = b64decode(raw["signing"], validate=True)
        _insist(len(signing) == 32 and 0 < len(lines) <= MOST_ITEMS)
        _insist(all(not isinstance(read_content(one.kind, one.content), tuple) for one in lines))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise archives.refused(CHANGED) from error
    return Sealed(signing, lines, candidates)
