"""``zhicai exam-room PACK``: hold one exam on a machine without network, for its LAN.

Everything lies in a folder beside the pack (PACK.room): started again after a crash, with the same
pack, the exam goes on where it stood. The key is asked in the browser.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import django

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput


def main(argv: Sequence[str]) -> int:
    """Serve the exam of a pack until told to stop; 1 for a file that is no pack."""
    parser = argparse.ArgumentParser(
        prog="zhicai exam-room",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pack", type=Path)
    parser.add_argument("--host", default="0.0.0.0")  # a room's LAN is the purpose
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, help="where the exam is kept (PACK.room)")
    wants = parser.parse_args(argv)
    try:
        data = wants.pack.read_bytes()
    except OSError as error:
        sys.stderr.write(f"{wants.pack}: {error.strerror}\n")
        return 1
    folder = wants.folder or Path(f"{wants.pack}.room")
    for name in ("ZHICAI_DATABASE", "ZHICAI_SITE", "ZHICAI_TODAY", "ZHICAI_MFA_ROLES"):
        os.environ.pop(name, None)
    os.environ |= {"ZHICAI_DATA": str(folder), "ZHICAI_HOSTS": "*", "ZHICAI_EXAM_ROOM": "1"}
    # Only now the settings may be read, and with them the apps.
    django.setup()
    import_module("django.core.management").call_command("migrate", verbosity=0, interactive=False)
    try:
        import_module("zhicai.exams.actions.packs_room").serve_pack(data, by=SYSTEM, at=clock.now())
    except BadInput as refusal:
        sys.stderr.write(f"{refusal.says.zh}\n{refusal.says.en}\n")
        return 1
    words = ["--host", wants.host, "--port", str(wants.port), "--workers", "1", "--no-deliver"]
    sys.stdout.write(f"考场 · exam room: http://{wants.host}:{wants.port}/\n")
    code: int = import_module("zhicai.project.serve").main(words)
    return code
