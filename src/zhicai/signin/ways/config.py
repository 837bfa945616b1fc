"""Reads which outside identities the office has configured."""

import json
import logging
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from zhicai.foundation.text import Text

KINDS = ("oidc", "weixin", "wecom", "dingtalk")
ENDPOINTS = ("authorize_url", "access_token_url", "profile_url")
"""May be given where an office reaches a provider through an address of its own."""
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_NEAR = ("127.0.0.1", "localhost", "::1")
log = logging.getLogger(__name__)


class WaysError(ValueError):
    """The file of outside identities cannot be used; says where and why."""


@dataclass(frozen=True, slots=True)
class Way:
    """One configured way in: ``server`` for OIDC, ``agent_id`` for WeCom."""

    key: str
    kind: str
    name: Text
    client_id: str
    secret: str = field(repr=False)
    server: str = ""
    agent_id: str = ""
    endpoints: tuple[tuple[str, str], ...] = ()


def ways() -> tuple[Way, ...]:
    """Return what is configured; a file that cannot be used configures nothing, and is logged."""
    try:
        return read_ways(Path(settings.ZHICAI_SIGNIN))
    except WaysError:
        log.exception("outside sign-in is off")
        return ()


def way_of(key: str) -> Way | None:
    """Return the way with this key, None where there is none."""
    return next((way for way in ways() if way.key == key), None)


def read_ways(path: Path) -> tuple[Way, ...]:
    """Read the file; none where it is absent, WaysError where it cannot be used."""
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return _read(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, size: int) -> tuple[Way, ...]:
    """Read the file in the state that the other arguments describe."""
    try:
        told = json.loads(path.read_text("utf-8"))
        found = tuple(_way(one, path) for one in told["ways"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WaysError(f"{path}: {error!r}") from error
    keys = [way.key for way in found]
    if len(set(keys)) < len(keys):
        raise WaysError(f"{path}: two ways have the same key")
    return found


def _way(told: dict[str, Any], path: Path) -> Way:
    key, kind = str(told.get("key", told["kind"])), str(told["kind"])
    if not _KEY.fullmatch(key) or kind not in KINDS:
        raise WaysError(f"{path}: key {key!r}, kind {kind!r}: a kind is one of {', '.join(KINDS)}")
    secret = told.get("secret") or Path(told["secret_file"]).read_text("utf-8").strip()
    server = str(told.get("server", "")).rstrip("/")
    if kind == "oidc":
        _check_address(server, path)
    endpoints = tuple((name, str(told[name])) for name in ENDPOINTS if name in told)
    for _, address in endpoints:
        _check_address(address, path)
    if kind == "wecom" and not told.get("agent_id"):
        raise WaysError(f"{path}: {key} needs agent_id")
    name = str(told.get("name", key))
    return Way(
        key=key,
        kind=kind,
        name=Text(name, str(told.get("name_en", name))),
        client_id=str(told["client_id"]),
        secret=str(secret),
        server=server,
        agent_id=str(told.get("agent_id", "")),
        endpoints=endpoints,
    )


def _check_address(address: str, path: Path) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _NEAR:
        raise WaysError(f"{path}: {address!r} is not an https address")
