"""``zhicai demo``: tell the demo year up to a day, keep it, print address and accounts, serve."""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from rich.console import Console
from rich.table import Table

PACKAGE = Path(__file__).resolve().parent.parent
STARTS = {"hubei-2022": date(2022, 4, 8), "zhejiang-2024": date(2024, 11, 20)}
"""The day on which each demo stands if none is asked for: just after a deadline, with some offices
late.
"""

DONE, DATABASE = "told.json", "zhicai.sqlite3"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for."""

    programme: str
    on: date
    serve: bool
    as_json: bool
    port: int


def main(argv: list[str]) -> int:
    """Run the command; 0 when the demo stands (and was served until stopped)."""
    began = time.monotonic()
    wish = _parse(argv)
    folder = folder_of(wish.programme, wish.on)
    if not (folder / DONE).is_file():
        code = _tell(wish, folder)
        if code:
            return code
    told = json.loads((folder / DONE).read_text(encoding="utf-8"))
    figures = told["figures"] | {"seconds": round(time.monotonic() - began, 1)}
    if wish.as_json:
        print(json.dumps(figures, ensure_ascii=False))  # noqa: T201 - the answer of the command
    else:
        _present(wish, told)
    return _serve(wish, folder) if wish.serve else 0


def _parse(argv: list[str]) -> Wish:
    parser = argparse.ArgumentParser(prog="zhicai demo", description=__doc__)
    parser.add_argument("--programme", default="hubei-2022", choices=sorted(STARTS))
    parser.add_argument("--on", type=date.fromisoformat, help="the day the site stands on")
    parser.add_argument("--no-serve", action="store_true", help="tell the year, then stop")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args(argv)
    return Wish(
        asked.programme,
        asked.on or STARTS[asked.programme],
        not asked.no_serve,
        asked.json,
        asked.port,
    )


def folder_of(programme: str, on: date) -> Path:
    """Return where a told year is kept: by version of the code, programme and day."""
    root = Path(os.environ.get("ZHICAI_DATA", PACKAGE.parent.parent / "var"))
    return root / "demo" / _version() / f"{programme}@{on.isoformat()}"


def _version() -> str:
    """A short hash over everything that shapes the story: code, law and migrations."""
    digest = sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".yaml", ".csv"} and "tests" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _environment(wish: Wish, folder: Path) -> dict[str, str]:
    return os.environ | {
        "ZHICAI_DATA": str(folder),
        "ZHICAI_TODAY": wish.on.isoformat(),
        "ZHICAI_DEMO": "1",
    }


def _tell(wish: Wish, folder: Path) -> int:
    """Tell the year in a process of its own, into a folder that takes its name only when it is
    whole.
    """
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}")
    rmtree(fresh, ignore_errors=True)
    command = [sys.executable, "-m", "zhicai", "tell", wish.programme, wish.on.isoformat()]
    earlier = _told_before(wish, folder)
    if earlier is None:
        fresh.mkdir(parents=True)
    else:
        copytree(earlier, fresh, ignore=ignore_patterns(DONE))
        command.append(_day_of(earlier).isoformat())
    code = subprocess.run(command, env=_environment(wish, fresh), check=False).returncode
    if code:
        rmtree(fresh, ignore_errors=True)
        return code
    rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return 0


def _day_of(folder: Path) -> date:
    return date.fromisoformat(folder.name.rpartition("@")[2])


def _told_before(wish: Wish, folder: Path) -> Path | None:
    """Return the latest earlier day that is told and as it was told: the story goes on from it.

    A demo that somebody has worked in since is left alone, and so is one in another database.
    """
    if os.environ.get("ZHICAI_DATABASE"):
        return None
    found = [
        one
        for one in folder.parent.glob(f"{wish.programme}@*")
        if _day_of(one) < wish.on and _untouched(one)
    ]
    return max(found, key=_day_of, default=None)


def _untouched(folder: Path) -> bool:
    done, database = folder / DONE, folder / DATABASE
    if not (done.is_file() and database.is_file()):
        return False
    return database.stat().st_mtime_ns <= done.stat().st_mtime_ns


def _present(wish: Wish, told: dict[str, object]) -> None:
    console = Console()
    table = Table(title=f"{wish.programme} · {wish.on.isoformat()}")
    for head in ("账号 account", "姓名 name", "岗位 role"):
        table.add_column(head)
    for account in told["accounts"]:  # type: ignore[attr-defined]
        table.add_row(account["username"], account["name"], f"{account['zh']} · {account['en']}")
    console.print(table)
    console.print(f"密码 password: [bold]{told['password']}[/bold]")
    if wish.serve:
        console.print(
            f"地址 address: [bold]http://127.0.0.1:{wish.port}/[/bold]  (Ctrl+C 停止 to stop)"
        )


def _serve(wish: Wish, folder: Path) -> int:
    command = [sys.executable, "-m", "zhicai", "serve", "--port", str(wish.port)]
    environment = _environment(wish, folder)
    sys.stdout.flush()
    if sys.platform != "win32":
        # Become the server: a signal then reaches it, and its workers are not left behind.
        os.execve(sys.executable, command, environment)
    return subprocess.run(command, env=environment, check=False).returncode
