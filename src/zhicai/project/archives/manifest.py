"""What an archive says of itself: software, migrations, digests of tables, hashes of members."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from zhicai.foundation.errors import ZhicaiError
from zhicai.foundation.text import Text

NAME = "manifest.json"
FORMAT = 1


class ArchiveError(ZhicaiError):
    """A backup or a restoration that cannot be made; what stood before still stands."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(Text(zh, en))


@dataclass(frozen=True, slots=True)
class TableFacts:
    """How many rows a table has, and the SHA-256 over all of them in the order of their keys."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive: bytes and SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a restored site is held against.

    ``vendor`` is the kind of database; ``migrations`` are (app, name) as applied; ``keys`` the ids
    of the encryption keys that the site had, which are in the archive only if ``with_keys``.
    """

    made_at: datetime
    software: str
    vendor: str
    migrations: tuple[tuple[str, str], ...]
    tables: Mapping[str, TableFacts]
    members: Mapping[str, Member]
    keys: tuple[str, ...] = ()
    with_keys: bool = False

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def as_json(self) -> str:
        """Return the text of the archive's manifest."""
        told = asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def manifest_from(written: str) -> Manifest:
    """Read a manifest; ArchiveError where it is none, or of a later format."""
    try:
        told: dict[str, Any] = json.loads(written)
        if told["format"] != FORMAT:
            raise ValueError("format")
        return Manifest(
            made_at=datetime.fromisoformat(told["made_at"]),
            software=told["software"],
            vendor=told["vendor"],
            migrations=tuple((app, name) for app, name in told["migrations"]),
            tables={name: TableFacts(**facts) for name, facts in told["tables"].items()},
            members={name: Member(**facts) for name, facts in told["members"].items()},
            keys=tuple(told["keys"]),
            with_keys=bool(told["with_keys"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError(
            f"备份里的 {NAME} 读不懂，不是这个版本能恢复的备份。",
            f"The {NAME} of the archive cannot be read; this version cannot restore it.",
        ) from error


def differences(
    expected: Mapping[str, TableFacts], found: Mapping[str, TableFacts]
) -> tuple[str, ...]:
    """Return the names of tables that are not the same, in order."""
    names = sorted(set(expected) | set(found))
    return tuple(name for name in names if expected.get(name) != found.get(name))
