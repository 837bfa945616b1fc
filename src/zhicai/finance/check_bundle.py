"""Checks an audit bundle: every file against the manifest, sums and settlement against the lines.

Runs anywhere with Python 3 alone, without network: ``python check.py`` in the unpacked folder, or
``python check.py bundle.zip``. Exit code 0 when everything holds, 1 when something does not.
"""

import csv
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
CHUNK = 1 << 20


class Folder:
    """An unpacked bundle."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> set[str]:
        """Return every file in it."""
        files = (one for one in self._root.rglob("*") if one.is_file())
        return {
            one.relative_to(self._root).as_posix()
            for one in files
            if "__pycache__" not in one.parts
        }

    def read(self, name: str) -> bytes:
        """Return a file."""
        return self._root.joinpath(name).read_bytes()

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        found = hashlib.sha256()
        with self._root.joinpath(name).open("rb") as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()


class Zipped:
    """A bundle as it was downloaded."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        """Return every file in it."""
        return set(self._archive.namelist())

    def read(self, name: str) -> bytes:
        """Return a file."""
        return self._archive.read(name)

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        found = hashlib.sha256()
        with self._archive.open(name) as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
        return found.hexdigest()


Bundle = Folder | Zipped


def rows(bundle: Bundle, name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    text = bundle.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def wrong_files(bundle: Bundle, manifest: dict[str, Any]) -> list[str]:
    """Return what is missing, changed or too much."""
    listed = {one["name"]: one for one in manifest["files"]}
    present = bundle.names() - {MANIFEST}
    found = [f"missing 缺少: {name}" for name in sorted(set(listed) - present)]
    found += [f"not in the manifest 清单以外: {name}" for name in sorted(present - set(listed))]
    for name in sorted(set(listed) & present):
        if bundle.digest(name) != listed[name]["sha256"]:
            found.append(f"changed 被改动: {name}")
    return found


def wrong_sums(bundle: Bundle) -> list[str]:
    """Return lines whose expenses do not add up to what the line says was spent."""
    spent: dict[str, int] = {}
    for one in rows(bundle, "expenses.csv"):
        spent[one["line"]] = spent.get(one["line"], 0) + int(one["fen"])
    found = []
    for one in rows(bundle, "lines.csv"):
        booked = spent.pop(one["id"], 0)
        if booked != int(one["spent_fen"]):
            found.append(f"line {one['id']}: {one['spent_fen']} ≠ {booked}")
        if booked > int(one["planned_fen"]):
            found.append(f"line {one['id']}: more spent than planned 支出超过预算")
    found += [f"expenses on no line of the budget 支出不在预算内: {key}" for key in sorted(spent)]
    return found


def wrong_settlement(bundle: Bundle, manifest: dict[str, Any]) -> list[str]:
    """Return what of the settlement does not hold: its hash, its sums."""
    if "settlement.json" not in bundle.names():
        return []
    kept = json.loads(bundle.read("settlement.json"))
    figures, found = kept["figures"], []
    if not manifest["masked"]:
        text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(text.encode()).hexdigest() != kept["sha256"]:
            found.append("settlement: its figures do not give its SHA-256 核定表校验码不符")
    lines = {one["id"]: one for one in rows(bundle, "lines.csv")}
    for one in figures["lines"]:
        mine = lines.get(str(one["id"]))
        if mine is None or (int(mine["planned_fen"]), int(mine["spent_fen"])) != (
            one["planned"],
            one["spent"],
        ):
            found.append(f"settlement: line {one['id']} differs 核定表与预算行不一致")
    for name in ("planned", "spent"):
        if sum(one[name] for one in figures["lines"]) != figures[name]:
            found.append(f"settlement: sum of {name} 合计不符")
    return found


def wrong_vouchers(bundle: Bundle, manifest: dict[str, Any]) -> list[str]:
    """Return vouchers whose file is not the one that was kept."""
    if manifest["masked"]:
        return []
    names, found = bundle.names(), []
    for one in rows(bundle, "vouchers.csv"):
        if one["path"] and (
            one["path"] not in names or bundle.digest(one["path"]) != one["sha256"]
        ):
            found.append(f"voucher of expense {one['expense']} 凭证不符: {one['path']}")
        elif not one["path"]:
            found.append(f"voucher of expense {one['expense']} was lost 凭证已丢失: {one['name']}")
    return found


def check(bundle: Bundle) -> list[str]:
    """Return everything that does not hold."""
    try:
        manifest = json.loads(bundle.read(MANIFEST))
        found = wrong_files(bundle, manifest)
        found += wrong_sums(bundle) + wrong_settlement(bundle, manifest)
        return found + wrong_vouchers(bundle, manifest)
    except (OSError, KeyError, ValueError, TypeError) as error:
        return [f"cannot be read 无法读取: {error!r}"]


def main(words: list[str]) -> int:
    """Check the bundle that is named, or the folder that this script lies in."""
    path = Path(words[0]) if words else Path(__file__).resolve().parent
    bundle: Bundle = Folder(path) if path.is_dir() else Zipped(path)
    found = check(bundle)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in found:
        sys.stdout.write(f"✗ {line}\n")
    if not found:
        files = len(json.loads(bundle.read(MANIFEST))["files"])
        sys.stdout.write(f"✓ {files} files hold 全部相符\n")
        sys.stdout.write(f"manifest.json SHA-256: {bundle.digest(MANIFEST)}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
