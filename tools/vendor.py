"""Bring third-party browser files into the repository, and hold them against their lock.

``--check``   (stdlib only, offline, what CI runs) every committed file is what vendor.lock.json
              says, none is missing, nothing extra lies in a vendored folder.
``--update``  (maintainers; needs npm) fetches the versions of vendor.toml, checks npm's sha512,
              copies the listed files and writes the lock. The same version with other bytes is
              refused.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from trimming import without_families

ROOT = Path(__file__).resolve().parent.parent
SOURCE_MAP = re.compile(
    rb"\s*(/\*#\s*sourceMappingURL=[^*]*\*/|//#\s*sourceMappingURL=\S*)\s*\Z",
)


class VendorError(Exception):
    """A vendored file or package is not what it should be."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_wanted(root: Path) -> dict[str, dict[str, Any]]:
    """Return the packages of vendor.toml; ``files`` maps a packaged path to one in the folder."""
    packages = tomllib.loads((root / "vendor.toml").read_text("utf-8"))
    for package in packages.values():
        each = package.pop("each", None)
        if each:
            for name in each["names"]:
                package["files"][each["pattern"].format(name)] = f"{name}.svg"
    return packages


def read_lock(root: Path) -> dict[str, Any]:
    path = root / "vendor.lock.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def check(root: Path) -> list[str]:
    """Return every difference between the committed files, vendor.toml and the lock."""
    wanted, lock = read_wanted(root), read_lock(root)
    faults = [
        f"{name}: in vendor.lock.json but not in vendor.toml" for name in lock.keys() - wanted
    ]
    for name, package in wanted.items():
        locked = lock.get(name)
        if locked is None:
            faults.append(f"{name}: not in vendor.lock.json; run tools/vendor.py --update")
            continue
        if locked["version"] != package["version"]:
            faults.append(f"{name}: {package['version']} wanted, {locked['version']} locked")
        if set(locked["files"]) != set(package["files"].values()):
            faults.append(f"{name}: vendor.toml lists other files than the lock")
        faults += check_folder(root / package["into"], locked["files"], name)
    return faults


def check_folder(folder: Path, files: dict[str, str], name: str) -> list[str]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    faults = [f"{name}: {extra} lies in {folder} but is not locked" for extra in found - set(files)]
    for file, digest in files.items():
        if file not in found:
            faults.append(f"{name}: {file} is missing")
        elif sha256((folder / file).read_bytes()) != digest:
            faults.append(f"{name}: {file} differs from the lock")
    return sorted(faults)


def fetch(npm: str, version: str, folder: Path) -> tuple[Path, str]:
    """Return the package file of npm and its checked integrity (``sha512-…``)."""
    command = ["npm", "pack", f"{npm}@{version}", "--json", "--pack-destination", str(folder)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    entry = (answer if isinstance(answer, list) else list(answer.values()))[0]
    file = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    if entry["integrity"] != f"sha512-{digest}":
        raise VendorError(f"{npm}@{version}: the package is not what npm announced")
    return file, entry["integrity"]


def bring(root: Path, name: str, package: dict[str, Any], locked: dict[str, Any]) -> dict[str, Any]:
    """Copy one package's files into its folder and return its part of the lock."""
    with tempfile.TemporaryDirectory() as scratch:
        file, integrity = fetch(package["npm"], package["version"], Path(scratch))
        same_version = locked.get("version") == package["version"]
        if same_version and locked["integrity"] != integrity:
            raise VendorError(f"{name} {package['version']}: same version, other bytes; refused")
        folder = root / package["into"]
        for old in sorted(folder.rglob("*"), reverse=True):
            old.unlink() if old.is_file() else old.rmdir()
        digests = {}
        with tarfile.open(file) as archive:
            for inside, outside in sorted(package["files"].items(), key=lambda pair: pair[1]):
                member = archive.extractfile(f"package/{inside}")
                if member is None:
                    raise VendorError(f"{name}: no file {inside} in the package")
                data = member.read()
                if package.get("strip_source_maps"):
                    data = SOURCE_MAP.sub(b"\n", data)
                if package.get("drop") and outside.endswith(".css"):
                    data = without_families(data.decode(), package["drop"]).encode()
                target = folder / outside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                digests[outside] = sha256(data)
    return {
        "npm": package["npm"],
        "version": package["version"],
        "licence": package["licence"],
        "integrity": integrity,
        "files": digests,
    }


def update(root: Path) -> None:
    wanted, lock = read_wanted(root), read_lock(root)
    fresh = {
        name: bring(root, name, package, lock.get(name, {})) for name, package in wanted.items()
    }
    text = json.dumps(fresh, indent=1, ensure_ascii=False, sort_keys=True)
    (root / "vendor.lock.json").write_text(text + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--check", action="store_true", help="hold the committed files to the lock")
    group.add_argument("--update", action="store_true", help="fetch the versions of vendor.toml")
    wants = parser.parse_args()
    if wants.update:
        update(ROOT)
    faults = check(ROOT)
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"vendored files: {len(faults)} fault(s)" if faults else "vendored files match the lock")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
