"""``zhicai tell PROGRAMME DAY [AFTER]``: tell a demo year up to a day into the data folder.

Run by ``zhicai demo`` in a process of its own; refuses a database that already holds something,
unless it was told up to the day AFTER and goes on from there.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from zhicai.accounts.models import User
from zhicai.demo.story import STORIES, figures_of, tell

Tick = Callable[[int, int], None]
"""Called with how many events have been told, and how many there are."""


def main(argv: list[str]) -> int:
    """Migrate, tell the story, and write what was told beside the database."""
    programme, day = argv[0], date.fromisoformat(argv[1])
    after = date.fromisoformat(argv[2]) if len(argv) > 2 else None
    call_command("migrate", verbosity=0)
    if after is None and User.objects.exists():
        sys.stderr.write("This database is in use; a demo is told into an empty one.\n")
        return 2
    story = STORIES[programme]
    with _progress(programme) as tick:
        tell(story, on=day, after=after, tick=tick)
    told = figures_of(story, on=day)
    # Closed before the word that it is told is written: whoever changes it later is seen to have.
    connections.close_all()
    path = settings.DATA / "told.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


@contextmanager
def _progress(title: str) -> Iterator[Tick]:
    console = Console(stderr=True)
    bar = Progress(TextColumn(title), BarColumn(), MofNCompleteColumn(), console=console)
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
