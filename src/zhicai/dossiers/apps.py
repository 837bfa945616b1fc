"""The dossiers app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "permissions",
    "metrics",
    "navigation",
    "letters",
    "waiting",
    "closing_waiting",
    "own_tables",
    "sections",
)


class DossiersConfig(AppConfig):
    """Documents compiled from records."""

    name = "zhicai.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Declare permissions, register what is counted, what waits and what a summary holds."""
        for room in ROOMS:
            import_module(f"zhicai.dossiers.{room}")
