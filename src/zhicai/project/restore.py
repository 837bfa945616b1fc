"""``zhicai restore FILE``: the whole site from its backup, proven equal. Stop the site before.

Into an empty site only; ``--force`` puts what is there aside, it deletes nothing. ``--proof`` is
the line that ``zhicai backup`` printed: with it, no other archive is taken for this one.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhicai.foundation import clock
from zhicai.foundation.errors import ZhicaiError
from zhicai.project.archives.giving_back import GivenBack, give_back
from zhicai.project.keys import read_passphrase


def main(argv: Sequence[str]) -> int:
    """Restore and say that it is equal; 1 where it is not, said in both languages."""
    parser = argparse.ArgumentParser(prog="zhicai restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--proof", default="")
    parser.add_argument("--passphrase-file", type=Path, help="brings the keys back as well")
    wants = parser.parse_args(argv)
    try:
        phrase = read_passphrase(wants.passphrase_file) if wants.passphrase_file else None
        given = give_back(
            wants.file, at=clock.now(), force=wants.force, passphrase=phrase, proof=wants.proof
        )
    except ZhicaiError as error:
        sys.stderr.write(f"✗ {error.says.zh}\n  {error.says.en}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"✗ 文件不能读写：{error}\n  A file cannot be read or written: {error}\n")
        return 1
    _tell(given)
    return 0


def _tell(given: GivenBack) -> None:
    told = given.manifest
    made_at = told.made_at.astimezone(clock.CHINA)
    sys.stdout.write(
        f"equal to the backup of {made_at:%Y-%m-%d %H:%M}: {len(told.tables)} tables, "
        f"{told.rows} rows, {given.files} files\n"
    )
    if given.before is not None:
        sys.stdout.write(f"what was there before: {given.before}\n")
    if given.missing_keys:
        missing = ", ".join(given.missing_keys)
        sys.stderr.write(
            f"! 缺少密钥 {missing}：请执行 zhicai keys restore，再用 zhicai keys check 核对。\n"
            f"  Keys are missing: {missing}. Run zhicai keys restore, then zhicai keys check.\n"
        )
