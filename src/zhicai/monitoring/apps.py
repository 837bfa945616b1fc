"""The monitoring app."""

from importlib import import_module

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Cockpit, calendar, reminders."""

    name = "zhicai.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Declare the permissions and hang the pages into the sidebar."""
        for room in ("permissions", "navigation", "waiting", "leaving"):
            import_module(f"zhicai.monitoring.{room}")
