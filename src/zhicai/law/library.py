"""Loads programme folders, each by itself, and keeps the last version of each that was good."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zhicai.foundation.errors import LawError
from zhicai.foundation.text import Text
from zhicai.law.folder import programme_of, read_files, read_programme, version_of
from zhicai.law.programme import Programme

__all__ = ["PACKAGED", "REFERENCE", "Library", "Programme", "read_programme"]

PACKAGED = Path(__file__).parent / "programmes"
REFERENCE = Path(__file__).parent / "reference"

VERSIONS = 5
"""Copies of a programme that are kept; only the one in force is ever read."""


class Library:
    """All programmes of the package and of further folders, each good or at its last good version.

    ``folders`` hold programme folders; ``keep`` is where the last good copy of a province's own
    folder is kept, so that a YAML error in it leaves the site up on the rules as they were, also
    after a restart. ``problems`` holds what is wrong now, at most one fault for each programme. A
    folder of the same name as a packaged one replaces it.
    """

    def __init__(
        self,
        folders: Sequence[Path] = (),
        *,
        keep: Path | None = None,
        packaged: Path = PACKAGED,
    ) -> None:
        self._packaged = packaged
        self._own = tuple(folders)
        self._kept = None if keep is None else _Kept(keep)
        self.problems: tuple[LawError, ...] = ()
        self.programmes: dict[str, Programme] = {}
        self.reload()

    def reload(self) -> tuple[LawError, ...]:
        """Read every folder anew and return what is wrong; a broken one stays as it was."""
        problems: list[LawError] = []
        fresh: dict[str, Programme] = {}
        for root, own in ((self._packaged, False), *((folder, True) for folder in self._own)):
            for folder in programme_folders(root):
                try:
                    fresh[folder.name] = self._read(folder, problems, own=own)
                except LawError as error:
                    problems.append(error)
                    last = self._last_good(folder.name)
                    if last is not None:
                        fresh[folder.name] = last
        for name in self._gone(fresh, problems):
            last = self._last_good(name)
            if last is not None:
                fresh[name] = last
                says = Text(
                    "文件夹不见了，仍按保留的版本执行。",
                    "the folder is gone; its kept version stays in force.",
                )
                problems.append(LawError(f"{name}/programme.yaml", 1, says))
        self.programmes, self.problems = fresh, tuple(problems)
        return self.problems

    def programme(self, name: str) -> Programme:
        """Return a programme by id; KeyError if there is none."""
        return self.programmes[name]

    def _read(self, folder: Path, problems: list[LawError], *, own: bool) -> Programme:
        files = read_files(folder)
        last = self.programmes.get(folder.name)
        if last is not None and last.version == version_of(files):
            return last
        programme = programme_of(files, folder.name, folder)
        if own and self._kept is not None:
            try:
                self._kept.put(folder.name, files, programme.version)
            except OSError as error:
                why = error.strerror or type(error).__name__
                says = Text(f"无法保留副本（{why}）。", f"no copy of it could be kept ({why}).")
                problems.append(LawError(f"{folder.name}/programme.yaml", 1, says))
        return programme

    def _last_good(self, name: str) -> Programme | None:
        if name in self.programmes:
            return self.programmes[name]
        return self._kept.programme(name) if self._kept is not None else None

    def _gone(self, fresh: Mapping[str, Programme], problems: Sequence[LawError]) -> list[str]:
        """Programmes of a province's own that were there once and whose folder is not there now."""
        reported = {problem.file.partition("/")[0] for problem in problems}
        kept = self._kept.names() if self._kept is not None else []
        return [name for name in kept if name not in fresh and name not in reported]


def programme_folders(root: Path) -> Iterator[Path]:
    """Folders that hold YAML files, broken or not; hidden ones and loose files are left out."""
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        if (
            folder.is_dir()
            and not folder.name.startswith((".", "_"))
            and any(folder.glob("*.yaml"))
        ):
            yield folder


class _Kept:
    """The last good copy of each folder: one subfolder a version, and a file that names it.

    A copy is written aside and moved into place, then the name is replaced in one step: a process
    killed in between leaves the old copy in force, several processes do not disturb each other.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> list[str]:
        """Return the programmes of which a copy is kept."""
        return sorted(path.parent.name for path in self._root.glob("*/current"))

    def put(self, name: str, files: Mapping[str, bytes], version: str) -> None:
        """Keep ``files`` as the last good version of programme ``name``."""
        home = self._root / name
        home.mkdir(parents=True, exist_ok=True)
        if not (home / version).is_dir():
            aside = Path(tempfile.mkdtemp(prefix=".new-", dir=home))
            for file, raw in files.items():
                (aside / file).parent.mkdir(parents=True, exist_ok=True)
                (aside / file).write_bytes(raw)
            with contextlib.suppress(OSError):  # another process was quicker
                aside.rename(home / version)
            shutil.rmtree(aside, ignore_errors=True)
        os.utime(home / version)
        handle, pointer = tempfile.mkstemp(prefix=".current-", dir=home)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(version)
        Path(pointer).replace(home / "current")
        self._forget(home)

    def _forget(self, home: Path) -> None:
        """Remove copies that have been out of force for long."""
        copies = [path for path in home.iterdir() if path.is_dir() and path.name[0] != "."]
        for old in sorted(copies, key=lambda path: path.stat().st_mtime)[:-VERSIONS]:
            shutil.rmtree(old, ignore_errors=True)

    def programme(self, name: str) -> Programme | None:
        """Return the kept copy of programme ``name``; None if there is none that can be read."""
        try:
            version = (self._root / name / "current").read_text(encoding="ascii").strip()
            folder = self._root / name / version
            return programme_of(read_files(folder), name, folder)
        except (OSError, ValueError, LawError):
            return None
