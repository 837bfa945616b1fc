"""``zhicai COMMAND …``: the site's own command line.

A command is loaded only when it is asked for, so that ``zhicai trace`` waits for no database.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@dataclass(frozen=True, slots=True)
class Command:
    """One command: the module whose ``main(argv)`` runs it.

    ``with_django`` sets Django up before; ``with_data`` asks for an up-to-date database as well.
    """

    module: str
    says: str
    with_django: bool = False
    with_data: bool = False


COMMANDS = {
    "demo": Command("zhicai.demo.command", "tell the demo year up to a date, and serve it"),
    "tell": Command(
        "zhicai.demo.telling", "tell a demo year into the data folder", with_django=True
    ),
    "serve": Command(
        "zhicai.project.serve", "bring the database up to date and serve", with_django=True
    ),
    "deliver": Command(
        "zhicai.messages.command",
        "deliver what waits in the outbox",
        with_django=True,
        with_data=True,
    ),
    "begin": Command(
        "zhicai.programmes.command", "bring in a province: divisions, accounts", with_django=True
    ),
    "law": Command("zhicai.project.law", "read every programme and say what is wrong, where"),
    "trace": Command("zhicai.tracing.command", "clauses, the rules that hold them, their tests"),
    "obligations": Command(
        "zhicai.monitoring.command",
        "who owes what by when on a date",
        with_django=True,
        with_data=True,
    ),
    "problems": Command(
        "zhicai.coordination.command",
        "raise a problem for every duty missed on a date",
        with_django=True,
        with_data=True,
    ),
    "backup": Command(
        "zhicai.project.backup", "the whole site in one archive, while it runs", with_django=True
    ),
    "restore": Command(
        "zhicai.project.restore", "the whole site from its archive, proven equal", with_django=True
    ),
    "export": Command(
        "zhicai.api.command",
        "every table as open data with its dictionary, and the files",
        with_django=True,
        with_data=True,
    ),
    "keys": Command(
        "zhicai.project.keys", "keys of sealed values: backup, rotate, check", with_django=True
    ),
    "files": Command(
        "zhicai.project.files",
        "the store of uploaded files: check, sweep",
        with_django=True,
        with_data=True,
    ),
    "items": Command(
        "zhicai.exams.command",
        "the bank of items: load what ships, the nightly look at it",
        with_django=True,
        with_data=True,
    ),
    "exam-room": Command(
        "zhicai.project.exam_room", "hold one exam of a pack on a machine without network"
    ),
    "audit": Command(
        "zhicai.project.audit",
        "seals over the audit log: check, seal",
        with_django=True,
        with_data=True,
    ),
    "manage": Command("zhicai.project.manage", "Django's own commands"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that ``argv`` (the words after the program's name) asks for.

    Returns its exit code; 2 for a command that there is not.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicai.project.settings")
    if not words or words[0] in ("-h", "--help", "help"):
        sys.stdout.write("".join(f"{name:12} {c.says}\n" for name, c in COMMANDS.items()))
        return 0
    name, *rest = words
    if name not in COMMANDS:
        close = get_close_matches(name, COMMANDS, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        sys.stderr.write(f"There is no command {name}.{meant} zhicai --help lists them.\n")
        return 2
    command = COMMANDS[name]
    if command.with_django:
        django.setup()
    if command.with_data and not _up_to_date():
        sys.stderr.write(
            f"The database of {os.environ.get('ZHICAI_DATA', 'var')} is not up to date with this "
            "version.\nzhicai serve brings it up to date, as does zhicai manage migrate.\n"
        )
        return 2
    code: int = import_module(command.module).main(rest)
    return code


def _up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
