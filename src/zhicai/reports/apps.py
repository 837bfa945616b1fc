"""The reports app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "permissions", "navigation", "waiting", "own_tables", "verbs", "metrics",
    "figures.training", "figures.specialists", "figures.following", "figures.merits",
)  # fmt: skip


class ReportsConfig(AppConfig):
    """Reports of a year."""

    name = "zhicai.reports"
    label = "reports"

    def ready(self) -> None:
        """Declare permissions, register figures, metrics, what waits and what a person takes."""
        for room in ROOMS:
            import_module(f"zhicai.reports.{room}")
