"""``zhicai backup FILE``: one archive of the whole site, taken while it runs.

Database, uploaded files and a manifest that proves them. The keys of sealed values are not inside:
whoever finds the archive opens no ID. ``--with-keys`` adds them under a passphrase.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhicai.foundation import clock
from zhicai.foundation.errors import ZhicaiError
from zhicai.project.archives.taking import FILES, take
from zhicai.project.keys import read_passphrase


def main(argv: Sequence[str]) -> int:
    """Write the archive; 1 where it cannot be, said in both languages."""
    parser = argparse.ArgumentParser(prog="zhicai backup", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--with-keys", action="store_true")
    parser.add_argument("--passphrase-file", type=Path)
    wants = parser.parse_args(argv)
    if wants.with_keys != (wants.passphrase_file is not None):
        parser.error("--with-keys and --passphrase-file go together")
    try:
        phrase = read_passphrase(wants.passphrase_file) if wants.with_keys else None
        taken = take(wants.file, at=clock.now(), passphrase=phrase)
    except ZhicaiError as error:
        sys.stderr.write(f"✗ {error.says.zh}\n  {error.says.en}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"✗ 文件不能读写：{error}\n  A file cannot be read or written: {error}\n")
        return 1
    told = taken.manifest
    files = sum(name.startswith(f"{FILES}/") for name in told.members)
    sys.stdout.write(
        f"{wants.file}: {len(told.tables)} tables, {told.rows} rows, {files} files, "
        f"{'with' if told.with_keys else 'without'} keys\nproof {taken.proof}\n"
    )
    return 0
