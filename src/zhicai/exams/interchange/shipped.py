"""The bank that ships with Zhicai, and any folder of the same form: YAML files and ``bases.yaml``.

A file is named by the curriculum item whose items it lists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from zhicai.exams.interchange.drafts import Found, Raw
from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text

BASES = "bases.yaml"
FOLDER = Path(__file__).resolve().parent.parent / "bank"
"""The folder that ships."""


@dataclass(frozen=True, slots=True)
class WrittenBasis:
    """A document of ``bases.yaml``: ``versions`` are (version, since, until)."""

    code: str
    kind: str
    zh: str
    en: str
    versions: tuple[tuple[str, date, date | None], ...]


@lru_cache(maxsize=4)
def read_folder(folder: Path) -> tuple[tuple[WrittenBasis, ...], Found]:
    """Return the bases and raw items of a folder; an item's topic is the name of its file.

    BadInput names the file and line that cannot be read. Read once a process.
    """
    bases = tuple(_basis(one) for one in _rows(folder / BASES))
    found = Found()
    for path in sorted(folder.glob("*.yaml")):
        if path.name == BASES:
            continue
        for row, values in enumerate(_rows(path), start=1):
            if isinstance(values, Mapping):
                found.raws.append(Raw(row, {"topic": path.stem, **_plain(values)}))
            else:
                found.fault(row, f"{path.name}：这一项不是试题。", f"{path.name}: no item.")
    return bases, found


def _rows(path: Path) -> list[Any]:
    try:
        rows = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except OSError as error:
        raise _unread(path, 0, str(error.strerror)) from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _unread(path, line, str(error.problem)) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise _unread(path, 0, str(error)) from error
    return rows if isinstance(rows, list) else []


def _unread(path: Path, line: int, why: str) -> BadInput:
    where = f"{path.name} 第 {line} 行" if line else path.name
    where_en = f"{path.name}, line {line}" if line else path.name
    says = Text(f"{where}读不出来：{why}。", f"{where_en} cannot be read: {why}.")
    return BadInput([Fault(says, row=line or None)])


def _basis(written: Mapping[str, Any]) -> WrittenBasis:
    title = written["title"]
    return WrittenBasis(
        str(written["id"]),
        str(written["kind"]),
        str(title["zh"]),
        str(title.get("en", "")),
        tuple((str(one["version"]), one["from"], one.get("until")) for one in written["versions"]),
    )


def _plain(value: Any) -> Any:
    """Dates and numbers that stand as texts are texts: JSON keeps no dates."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
