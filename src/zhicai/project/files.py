"""``zhicai files …``: the store of uploaded files.

check     every file that the database knows is there and has its hash
sweep     remove contents that have had no row for a day (--list only names them)
"""

import argparse
import sys
from collections.abc import Sequence

from zhicai.files.actions import sweep
from zhicai.files.queries import lost, orphans


def main(argv: Sequence[str]) -> int:
    """Do what is asked; 1 where a content is gone or changed."""
    parser = argparse.ArgumentParser(
        prog="zhicai files",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, dest="what", metavar="COMMAND")
    commands.add_parser("check")
    commands.add_parser("sweep").add_argument("--list", action="store_true", dest="only_list")
    wants = parser.parse_args(argv)
    if wants.what == "check":
        return _check()
    if wants.only_list:
        for digest in orphans():
            sys.stdout.write(f"{digest}\n")
        return 0
    sys.stdout.write(f"{sweep()} contents removed\n")
    return 0


def _check() -> int:
    found = list(lost())
    for digest in found:
        sys.stderr.write(f"✗ {digest} 不见了或被改动过。\n  {digest} is gone or was changed.\n")
    if not found:
        sys.stdout.write("every file is there and has its hash\n")
    return 1 if found else 0
