"""``zhicai manage …``: Django's own commands, with the site's settings."""

from collections.abc import Sequence

from django.core.management import execute_from_command_line


def main(argv: Sequence[str]) -> int:
    """Run one of Django's commands; it ends the process itself where it fails."""
    execute_from_command_line(["zhicai manage", *argv])
    return 0
