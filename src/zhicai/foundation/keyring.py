"""The keys of data at rest: seal and open short texts, find one by its keyed hash.

A ring is one JSON file (mode 600): dated encryption keys, of which the last one seals and every
one opens, and a separate key for hashes. It lies in the data folder, as ``keys/ring.json``, and is
made there on first use. The keys that sign (``foundation.signing``) lie there too and are backed up
with the others. Where ``ZHICAI_KEYS`` names another file (a mounted secret), a missing file is an
error and never made anew: a new ring opens nothing that an old one sealed.

A sealed text is ``z1.<key id>.<nonce and AES-256-GCM, base64url>``. Chosen over MultiFernet: the
token names its key, so that a wrong key is told from a changed token and rotation finds by prefix
what is left to do; it carries no time; the key is 256 bits long; one primitive both hides and
authenticates. The ``z1`` leaves room for another cipher, should an office have to use SM4.

Custody, backup and rotation: ``docs/guide/keys.md``.
"""

import hmac
import json
import os
import secrets
import unicodedata
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhicai.foundation import clock
from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.text import Text

try:
    import fcntl
except ImportError:  # Windows, where one administrator changes the ring at a time
    fcntl = None  # type: ignore[assignment]

FORMAT = "z1"
_NONCE = 12
_KEY = 32


class KeyRingError(ZhicaiError):
    """The keys cannot be used as they are; ``says`` tells the administrator what to do."""

    status = 500


class NoKeyRing(KeyRingError):  # noqa: N818
    """There is no ring where one has to be."""


class UnsafeKeyRing(KeyRingError):  # noqa: N818
    """Others than the site's own user may read the ring."""


class DamagedKeyRing(KeyRingError):  # noqa: N818
    """The file is not a ring."""


class UnknownKey(KeyRingError):  # noqa: N818
    """A text was sealed with a key that the ring does not hold."""


class TamperedToken(KeyRingError):  # noqa: N818
    """A sealed text was changed after it was sealed, or is none."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name inside tokens, the day it was made, 32 secret bytes (never printed)."""

    id: str
    made: date
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id}, {self.made})"


@dataclass(frozen=True, slots=True)
class Ring:
    """Encryption keys, oldest first (the last one seals), the key of hashes, and signing keys, also
    oldest first (the last one signs).
    """

    keys: tuple[Key, ...]
    hash_key: Key
    signing_keys: tuple[Key, ...] = ()

    @property
    def newest(self) -> Key:
        """The key that seals."""
        return self.keys[-1]

    def seal(self, text: str) -> str:
        """Return ``text`` sealed with the newest key; two seals of one text differ."""
        nonce = secrets.token_bytes(_NONCE)
        head = f"{FORMAT}.{self.newest.id}"
        hidden = AESGCM(self.newest.secret).encrypt(nonce, text.encode(), head.encode())
        return f"{head}.{urlsafe_b64encode(nonce + hidden).decode()}"

    def open_sealed(self, token: str) -> str:
        """Return the text inside; UnknownKey or TamperedToken where it cannot be had."""
        head, key_id, body = _parts(token)
        key = next((key for key in self.keys if key.id == key_id), None)
        if key is None:
            raise UnknownKey(
                Text(
                    f"密钥环里没有密钥 {key_id}，用它加密的内容打不开。"
                    "请用 zhicai keys restore 恢复备份的密钥。",
                    f"The key ring lacks key {key_id}; what it sealed cannot be opened. "
                    "Bring the key back with zhicai keys restore.",
                )
            )
        try:
            return AESGCM(key.secret).decrypt(body[:_NONCE], body[_NONCE:], head.encode()).decode()
        except InvalidTag as error:
            raise _tampered() from error

    def keyed_hash(self, text: str) -> str:
        """Return 64 hex digits that only the hash key's holder can compute.

        Writings of one value give one hash: full-width forms, spaces and case are levelled first.
        Another hash key needs every stored hash computed anew from its opened text.
        """
        return hmac.new(self.hash_key.secret, normalised(text).encode(), sha256).hexdigest()

    def needs_resealing(self, token: str) -> bool:
        """Say whether an older key than the newest sealed the token."""
        return not token.startswith(self.newest_prefix)

    @property
    def newest_prefix(self) -> str:
        """What every token of the newest key starts with."""
        return f"{FORMAT}.{self.newest.id}."

    def with_new_key(self, *, on: date) -> "Ring":
        """Return the ring with one more key, which seals from now on; older ones still open."""
        return replace(self, keys=(*self.keys, _fresh(on)))

    def with_new_signing_key(self, *, on: date) -> "Ring":
        """Return the ring with one more key to sign with; what older ones signed stays good."""
        return replace(self, signing_keys=(*self.signing_keys, _fresh(on)))

    def with_keys_of(self, older: "Ring") -> "Ring":
        """Return the ring with every key of another one too; its own newest keys seal and sign."""
        return replace(
            self,
            keys=_joined(older.keys, self.keys),
            signing_keys=_joined(older.signing_keys, self.signing_keys),
        )


def seal(text: str) -> str:
    """Return ``text`` sealed with the newest key of this installation."""
    return present_ring().seal(text)


def open_sealed(token: str) -> str:
    """Return the text inside ``token``; UnknownKey or TamperedToken where it cannot be had."""
    return present_ring().open_sealed(token)


def keyed_hash(text: str) -> str:
    """Return the hash (64 hex digits) by which a sealed value is found again."""
    return present_ring().keyed_hash(text)


def needs_resealing(token: str) -> bool:
    """Say whether an older key than the newest sealed ``token``."""
    return present_ring().needs_resealing(token)


def normalised(text: str) -> str:
    """Return the writing that is hashed: NFKC, no white space, upper case (``x`` is ``X``)."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


# --- where the ring lies -------------------------------------------------------------------------


def ring_path() -> Path:
    """Return the file of this installation's ring."""
    return _path_of(os.environ.get("ZHICAI_KEYS", ""), os.environ.get("ZHICAI_DATA"), Path.cwd())


@lru_cache(maxsize=4)
def _path_of(named: str, data: str | None, here: Path) -> Path:
    """Return where the ring lies; a roster of ten thousand asks for it twenty thousand times."""
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[3] / "var"
    return (here / (data if data is not None else beside)).resolve() / "keys" / "ring.json"


def present_ring() -> Ring:
    """Return this installation's ring as its file stands now, so that a rotation reaches every
    worker at once; made on first use in the data folder.
    """
    path = ring_path()
    try:
        state = path.stat()
    except FileNotFoundError:
        if os.environ.get("ZHICAI_KEYS"):
            raise _no_ring(path) from None
        make_ring(path, on=clock.today())
        state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_ino, state.st_size, state.st_mode)


def make_ring(path: Path, *, on: date) -> Ring:
    """Make a ring at ``path`` unless one is there; return the one that stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = Ring(keys=(_fresh(on),), hash_key=_fresh(on), signing_keys=(_fresh(on),))
    write_ring(path, fresh, instead=False)
    return read_ring(path)


def read_ring(path: Path) -> Ring:
    """Read the ring at ``path``; NoKeyRing, UnsafeKeyRing or DamagedKeyRing where it cannot be."""
    try:
        state = path.stat()
    except FileNotFoundError:
        raise _no_ring(path) from None
    return _read(path, state.st_mtime_ns, state.st_ino, state.st_size, state.st_mode)


def write_ring(path: Path, ring: Ring, *, instead: bool) -> None:
    """Write the ring whole or not at all (mode 600, on disk before it is named).

    ``instead`` replaces the ring that is there; without it, that one stays.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(ring_as_json(ring))
            file.flush()
            os.fsync(file.fileno())
        if instead:
            draft.replace(path)
        else:
            try:
                os.link(draft, path)
            except FileExistsError:
                return
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Let nobody else change the ring meanwhile: of two writers, one would drop the other's key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ring_as_json(ring: Ring) -> str:
    """Return the ring as its file holds it."""
    told = {
        "format": 1,
        "keys": [_key_as_json(key) for key in ring.keys],
        "hash_key": _key_as_json(ring.hash_key),
        "signing_keys": [_key_as_json(key) for key in ring.signing_keys],
    }
    return json.dumps(told, indent=1) + "\n"


def ring_from_json(written: str, *, where: str) -> Ring:
    """Read a ring from the text of its file; DamagedKeyRing names ``where`` it came from."""
    try:
        told = json.loads(written)
        if told["format"] != 1 or not told["keys"]:
            raise ValueError("format or keys")
        return Ring(
            tuple(_key_from(key) for key in told["keys"]),
            _key_from(told["hash_key"]),
            tuple(_key_from(key) for key in told.get("signing_keys", ())),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedKeyRing(
            Text(
                f"{where} 不是可用的密钥环文件。请用 zhicai keys restore 从备份恢复。",
                f"{where} is no readable key ring. Bring it back with zhicai keys restore.",
            )
        ) from error


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, node: int, size: int, mode: int) -> Ring:
    """Read the file in the state that the other arguments describe."""
    if os.name != "nt" and mode & 0o077:
        raise UnsafeKeyRing(
            Text(
                f"其他用户能够读取密钥环 {path}（权限 {mode & 0o777:o}），网站不使用它。"
                f"请执行 chmod 600 {path}；如果可能已被他人读过，再执行 zhicai keys rotate。",
                f"Others may read the key ring {path} (mode {mode & 0o777:o}); it is not used. "
                f"Run chmod 600 {path}; if someone may have read it, zhicai keys rotate after.",
            )
        )
    return ring_from_json(path.read_text("utf-8"), where=str(path))


def _joined(older: tuple[Key, ...], own: tuple[Key, ...]) -> tuple[Key, ...]:
    held = {key.id for key in own}
    return (*(key for key in older if key.id not in held), *own)


def _fresh(on: date) -> Key:
    return Key(f"{on:%Y%m%d}-{secrets.token_hex(4)}", on, secrets.token_bytes(_KEY))


def _key_as_json(key: Key) -> dict[str, str]:
    secret = b64encode(key.secret).decode()
    return {"id": key.id, "made": key.made.isoformat(), "secret": secret}


def _key_from(told: Mapping[str, Any]) -> Key:
    secret = b64decode(told["secret"], validate=True)
    if len(secret) != _KEY or "." in told["id"]:
        raise ValueError("key")
    return Key(told["id"], date.fromisoformat(told["made"]), secret)


def _parts(token: str) -> tuple[str, str, bytes]:
    """Split a token into what is authenticated beside the text, the key's id, and the body."""
    try:
        form, key_id, body = token.split(".")
        decoded = urlsafe_b64decode(body.encode("ascii"))
    except (ValueError, UnicodeEncodeError) as error:
        raise _tampered() from error
    if form != FORMAT or len(decoded) <= _NONCE:
        raise _tampered()
    return f"{form}.{key_id}", key_id, decoded


def _tampered() -> TamperedToken:
    return TamperedToken(
        Text(
            "加密内容在写入以后被改动过，无法打开。请从备份恢复这条记录，并查看审计日志。",
            "The sealed text was changed after it was written and cannot be opened. "
            "Restore the record from a backup and look at the audit log.",
        )
    )


def _no_ring(path: Path) -> NoKeyRing:
    return NoKeyRing(
        Text(
            f"没有找到密钥环 {path}（ZHICAI_KEYS）。新装的网站请执行 zhicai keys make；"
            "已有数据的网站请执行 zhicai keys restore，用新密钥打不开旧数据。",
            f"There is no key ring at {path} (ZHICAI_KEYS). For a new site run zhicai keys make; "
            "where data exist run zhicai keys restore: new keys do not open old data.",
        )
    )


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder has no handle to sync there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
