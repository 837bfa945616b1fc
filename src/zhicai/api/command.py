"""``zhicai export FILE``: every table as open data with its dictionary, and the uploaded files.

For another system to read; ``zhicai backup`` is what a site is restored from. Sealed values stay
sealed. ``--with-personal-data`` opens them and asks for a ``--reason``, which the audit log keeps.
"""

import argparse
import getpass
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from zhicai.api.actions import note_export
from zhicai.api.actions.tokens import Operator
from zhicai.api.exporting import export_to
from zhicai.foundation import clock
from zhicai.foundation.errors import ZhicaiError


def main(argv: Sequence[str]) -> int:
    """Write the export; 1 where it cannot be, said in both languages; 2 for wrong words."""
    parser = argparse.ArgumentParser(prog="zhicai export", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--with-personal-data", action="store_true")
    parser.add_argument("--reason", default="", help="why sealed values are opened; recorded")
    try:
        wants = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    opened, at = wants.with_personal_data, clock.now()
    who = f"os:{_operator()}"
    try:
        note_export(opened=opened, reason=wants.reason, by=Operator(who, who), at=at)
        written = export_to(wants.file, opened=opened, software=_software(), at=at)
    except ZhicaiError as error:
        sys.stderr.write(f"✗ {error.says.zh}\n  {error.says.en}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"✗ 文件不能读写：{error}\n  A file cannot be read or written: {error}\n")
        return 1
    sys.stdout.write(
        f"{wants.file}: {written.tables} tables, {written.rows} rows, {written.files} files, "
        f"sealed values {'opened' if opened else 'stay sealed'}\n"
    )
    return 0


def _operator() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _software() -> str:
    try:
        return version("zhicai")
    except PackageNotFoundError:
        return "unknown"
