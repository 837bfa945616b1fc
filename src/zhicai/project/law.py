"""``zhicai law [FOLDER …]``: read programmes and say what is wrong, with file and line.

Without a folder: those of the package and of ``ZHICAI_LAW``, as the site would load them.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhicai.foundation.errors import LawError
from zhicai.law.library import PACKAGED, Programme, read_programme


def main(argv: Sequence[str]) -> int:
    """Print a line for each programme; return 1 if one of them cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicai law", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    folders = parser.parse_args(argv).folders or list(_folders())
    faults = 0
    for folder in folders:
        try:
            sys.stdout.write(_line(read_programme(folder.resolve())))
        except LawError as error:
            faults += 1
            sys.stdout.write(f"✗ {error.says.zh}\n  {error.says.en}\n")
    if not folders:
        sys.stdout.write("✗ there is no programme\n")
    return 1 if faults or not folders else 0


def _folders() -> Iterator[Path]:
    own = [Path(root) for root in os.environ.get("ZHICAI_LAW", "").split(os.pathsep) if root]
    for root in (PACKAGED, *own):
        yield from sorted(file.parent for file in root.glob("*/programme.yaml"))


def _line(programme: Programme) -> str:
    return (
        f"✓ {programme.id}: {len(programme.clauses)} clauses, "
        f"{len(programme.obligations)} obligations, {len(programme.parameters)} parameters, "
        f"{len(programme.calendar)} dates\n"
    )
