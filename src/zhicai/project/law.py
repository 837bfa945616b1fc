"""``zhicai law [FOLDER …]``: read programmes and say what is wrong, with file and line.

Without a folder: those of the package and of ``ZHICAI_LAW``, as the site would load them.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhicai.foundation.errors import LawError
from zhicai.foundation.text import Text
from zhicai.law.library import PACKAGED, Programme, programme_folders, read_programme
from zhicai.places.own_files import problems_of


def main(argv: Sequence[str]) -> int:
    """Print a line for each programme and each fault; return 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="zhicai law", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    named = parser.parse_args(argv).folders
    own = [Path(root) for root in os.environ.get("ZHICAI_LAW", "").split(os.pathsep) if root]
    folders = named or [folder for root in (PACKAGED, *own) for folder in programme_folders(root)]
    faults = [] if named else list(_misnamed(own))
    for folder in folders:
        try:
            programme = read_programme(folder.resolve())
        except LawError as error:
            faults.append(error.says)
            continue
        beside = [problem.says for problem in problems_of(programme)]
        faults += beside
        if not beside:
            sys.stdout.write(_line(programme))
    for says in faults:
        sys.stdout.write(f"✗ {says.zh}\n  {says.en}\n")
    return 1 if faults else 0


def _misnamed(own: Sequence[Path]) -> Iterator[Text]:
    """What ``ZHICAI_LAW`` names and that holds no folder of a programme."""
    for root in own:
        if (root / "programme.yaml").is_file():
            yield Text(
                f"ZHICAI_LAW 应写它的上一级文件夹：{root.parent}",
                f"ZHICAI_LAW names a programme itself; name the folder above it: {root.parent}",
            )
        elif not any(programme_folders(root)):
            yield Text(
                f"ZHICAI_LAW 指的 {root} 里没有项目文件夹。",
                f"{root}, which ZHICAI_LAW names, holds no folder of a programme.",
            )


def _line(programme: Programme) -> str:
    return (
        f"✓ {programme.id}: {len(programme.clauses)} clauses, "
        f"{len(programme.obligations)} obligations, {len(programme.parameters)} parameters, "
        f"{len(programme.calendar)} dates\n"
    )
