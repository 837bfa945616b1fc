"""What every test stands on: quick settings, no outside network, Chromium, ``../shared``.

``--no-skips`` (CI) turns every skip whose reason does not start with ``shared:`` into a failure of
the run. On PostgreSQL only those tests run that ask the database, and fewer people walk: the rest
was said on SQLite and cannot differ. A user's machine without PostgreSQL or Chromium runs what it
can; the closing summary says what was left out.
"""

import os
import shutil
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db.backends.sqlite3.base import DatabaseOperations
from tests.migrated import keep_migrated

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parent
SHARED = ROOT.parent / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = "no Chromium on this machine: Debian has it as package chromium"
NO_POSTGRESQL = "no PostgreSQL here: set ZHICAI_DATABASE=postgresql://… or run .ci/run"
DATABASE_FIXTURES = ("db", "transactional_db", "django_db_setup", "serve")

# Playwright's event loop lives as long as its browser; without this Django would refuse the
# database in every test after it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_addoption(parser):
    parser.addoption(
        "--no-skips", action="store_true", help="fail on every skip but those for absent ../shared"
    )


def pytest_configure(config):
    scratch = config.rootpath / ".pytest_cache" / "site"
    for folder in ("static", "files"):
        (scratch / folder).mkdir(parents=True, exist_ok=True)
    settings.STATIC_ROOT = scratch / "static"
    settings.MEDIA_ROOT = scratch / "files"
    # The manifest of hashed names exists only after collectstatic, which tests do not need.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    # Still Argon2id on the same code path, at a cost that does not decide how long tests take.
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 8
    Argon2PasswordHasher.parallelism = 1
    DatabaseOperations.execute_sql_flush = lift_triggers(DatabaseOperations.execute_sql_flush)
    keep_migrated()


def lift_triggers(flush):
    """Let Django empty append-only tables after a test with a live server.

    SQLite has no TRUNCATE, so the flush deletes row by row, which their triggers forbid.
    """

    def lifted(self, statements):
        with self.connection.cursor() as cursor:
            triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            found = cursor.execute(triggers).fetchall()
            for name, _ in found:
                cursor.execute(f'DROP TRIGGER "{name}"')
            try:
                return flush(self, statements)
            finally:
                for _, text in found:
                    cursor.execute(text)

    return lifted


def browser_path():
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    return found[0] if found else None


def on_postgresql():
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


def asks_the_database(item):
    """Whether a test says something about the database that the suite runs on."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgresql"))
    asking = not set(DATABASE_FIXTURES).isdisjoint(item.fixturenames)
    return marked or asking or item.path.is_relative_to(ROOT / "tests" / "reliability")


def pytest_collection_modifyitems(config, items):
    # Those that start whole sites come first: at the end one process would wait for the other.
    items.sort(key=lambda item: not item.path.is_relative_to(ROOT / "tests"))
    if on_postgresql():
        elsewhere = [item for item in items if not asks_the_database(item)]
        items[:] = [item for item in items if asks_the_database(item)]
        config.hook.pytest_deselected(items=elsewhere)
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.get_closest_marker("browser") and browser_path() is None:
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        if item.get_closest_marker("postgresql") and not on_postgresql():
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRESQL))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    return {**browser_type_launch_args, "executable_path": browser_path(), "args": quiet}


@pytest.fixture
def page(page):
    """Playwright's page, which gives up on what never comes sooner than after half a minute."""
    page.set_default_timeout(15_000)
    return page


@pytest.fixture(scope="session")
def shared():
    """The project's shared material; tests that need it skip, loudly, where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"shared: {SHARED} is absent")
    return SHARED


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Let no test see what another has left in the cache."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _nothing_outside():
    """Refuse every connection that leaves the machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _only_loopback(getattr(socket.socket, name)))
    yield
    patch.undo()


def _only_loopback(connect):
    def guarded(self, address):
        outside = self.family in (socket.AF_INET, socket.AF_INET6) and not (
            address[0] in ("localhost", "::1") or address[0].startswith("127.")
        )
        if outside:
            raise OSError(f"tests reach nothing outside this machine, not {address[0]}")
        return connect(self, address)

    return guarded


def _skipped(terminalreporter):
    """Reason of every skip → how many tests."""
    reasons = {}
    for report in terminalreporter.stats.get("skipped", []):
        longrepr = report.longrepr
        reason = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    return reasons


def _forbidden(reasons):
    return {reason: n for reason, n in reasons.items() if not reason.startswith("shared:")}


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.getoption("--no-skips"):
        return
    if _forbidden(_skipped(reporter)) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    reasons = _skipped(terminalreporter)
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and not on_postgresql() and not config.getoption("--no-skips"):
        reasons.setdefault("this run was on SQLite; CI runs the suite on PostgreSQL as well", 0)
    if not reasons:
        return
    strict = config.getoption("--no-skips") and _forbidden(reasons)
    title = "LEFT OUT, AND THAT FAILS THE RUN (--no-skips)" if strict else "LEFT OUT"
    terminalreporter.section(title, sep="!", red=bool(strict), yellow=not strict, bold=True)
    for reason, count in reasons.items():
        terminalreporter.line(f"{count} tests: {reason}" if count else reason)
