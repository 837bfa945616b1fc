"""Where the data lies: a folder with SQLite, or a PostgreSQL cluster of its own, as ``.ci/run``
starts one. Each can be put on a disk that is small, and filled.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.reliability.site import free_port

SMALL = 96
"""Megabytes that a small disk has beyond what lies on it."""
POSTGRESQL = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
SETTINGS = ("listen_addresses=127.0.0.1", "min_wal_size=2MB", "max_wal_size=16MB",
            "shared_buffers=64MB")  # fmt: skip
"""Nothing that makes it less durable; little room for the log, so that a full disk is felt soon."""


class NoDisk(Exception):  # noqa: N818
    """Why no small disk can be had here."""


class Folder:
    """SQLite in the data folder."""

    says = "SQLite"
    environment: dict[str, str] = {}

    def __init__(self, folder: Path, migrated: str) -> None:
        self.folder = folder
        if migrated:
            shutil.copyfile(migrated, self._file)

    @property
    def _file(self) -> Path:
        return self.folder / "zhicai.sqlite3"

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    heal = start

    def settle(self) -> None:
        """Put everything into the file, so that whatever is written next needs room."""
        with contextlib.closing(sqlite3.connect(self._file, timeout=20)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def whole(self) -> bool:
        """Say whether the file is sound and every reference leads somewhere."""
        with contextlib.closing(sqlite3.connect(self._file, timeout=20)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return sound and not connection.execute("PRAGMA foreign_key_check").fetchall()


class Cluster:
    """A PostgreSQL cluster that nobody else uses, with the settings that PostgreSQL comes with."""

    says = "PostgreSQL"

    def __init__(self, folder: Path, migrated: str) -> None:
        self.folder = folder / "cluster"
        self.folder.mkdir()
        folder.chmod(0o755)
        self._bin = POSTGRESQL[0]
        self._log = folder / "postgresql.log"
        self._port = free_port()
        self._as: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
            self._as = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "-U", "zhicai", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                  "--wal-segsize=1", "--no-sync")  # fmt: skip
        self.start()
        address = f"postgresql://zhicai@127.0.0.1:{self._port}/postgres"
        self.environment = {"ZHICAI_DATABASE": address}
        if migrated:
            self._fill(migrated, address)

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as, str(self._bin / program), "-D", str(self.folder), *words]
        with self._log.open("ab") as log:
            subprocess.run(command, check=True, stdout=log, stderr=log, cwd="/")

    def _fill(self, migrated: str, address: str) -> None:
        words = [str(self._bin / "pg_dump"), "--no-owner", "--dbname", migrated]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as dump:
            told = [str(self._bin / "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-d", address]
            subprocess.run(told, stdin=dump.stdout, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start, and wait until it answers; one that was killed recovers first."""
        given = " ".join(f"-c {one}" for one in SETTINGS)
        self._run("pg_ctl", "-w", "-t", "60", "start", "-l", str(self.folder / "server.log"),
                  "-o", f"{given} -c port={self._port} -c unix_socket_directories=''",
                  )  # fmt: skip

    def stop(self) -> None:
        """Stop at once; what is committed is in its log."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill every process of the server, as when the machine loses its power."""
        main = int((self.folder / "postmaster.pid").read_text("ascii").split("\n", 1)[0])
        # It must not fork another one while its children are counted.
        os.kill(main, signal.SIGSTOP)
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(main)], capture_output=True, text=True
        )
        theirs = [main, *map(int, listed.stdout.split())]
        for pid in theirs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while any(_lives(pid) for pid in theirs) and time.monotonic() < deadline:
            time.sleep(0.02)
        # After a power cut nobody has the process's number; here it may still wait for its parent.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def heal(self) -> None:
        """Start again where it has given up for want of room."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "status")
            return
        self.start()

    def settle(self) -> None:
        """Nothing to do: its log is short."""

    def whole(self) -> bool:
        """PostgreSQL answers for its own files; references are checked as they are written."""
        return True


def _lives(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


class Server(Folder):
    """A database on a PostgreSQL server that somebody gave: nobody kills that one."""

    says = "PostgreSQL (given)"

    def __init__(self, address: str) -> None:
        self.environment = {"ZHICAI_DATABASE": address}

    def settle(self) -> None:
        """Nothing to do."""

    def whole(self) -> bool:
        """PostgreSQL answers for its own files."""
        return True


Place = Folder | Cluster


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Lay a small disk over a folder, with all that lies in it; afterwards it is as it was.

    Raises :class:`NoDisk` where this machine lets nobody mount one.
    """
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise NoDisk("only root may mount a small disk, and this is not root")
    used = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) >> 20
    kept = folder.with_name(f"{folder.name}.kept")
    stat = folder.stat()
    words = (
        f"size={used + SMALL}m,mode={stat.st_mode & 0o777:o},uid={stat.st_uid},gid={stat.st_gid}"
    )
    subprocess.run(["cp", "-a", str(folder), str(kept)], check=True)
    try:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", words, "tmpfs", str(folder)],
                                 capture_output=True, text=True)  # fmt: skip
        if mounted.returncode:
            raise NoDisk(f"no small disk can be mounted here: {mounted.stderr.strip()}")
        try:
            subprocess.run(["cp", "-a", f"{kept}/.", str(folder)], check=True)
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    finally:
        shutil.rmtree(kept)


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Fill the disk of a folder to the last byte while the block runs."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    try:
        yield
    finally:
        filler.unlink()
