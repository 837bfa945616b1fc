"""The archive app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = ("permissions", "navigation", "waiting", "own_tables", "verbs", "merging")


class ArchiveConfig(AppConfig):
    """The files of specialists."""

    name = "zhicai.archive"
    label = "archive"

    def ready(self) -> None:
        """Declare permissions, register links, what waits and what a person takes along."""
        for room in ROOMS:
            import_module(f"zhicai.archive.{room}")
