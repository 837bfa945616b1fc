"""The merits app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "permissions", "verbs", "navigation", "waiting", "own_tables", "following", "chores",
    "on_files", "merging",
)  # fmt: skip


class MeritsConfig(AppConfig):
    """Points, categories and grades of specialists."""

    name = "zhicai.merits"
    label = "merits"

    def ready(self) -> None:
        """Declare permissions, register what waits, what is followed and what files show."""
        for room in ROOMS:
            import_module(f"zhicai.merits.{room}")
