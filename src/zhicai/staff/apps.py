"""The staff app."""

from importlib import import_module

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Accounts an office opens, hands over and closes."""

    name = "zhicai.staff"
    label = "staff"

    def ready(self) -> None:
        """Declare permissions, take a place in the sidebar and in the inbox."""
        for room in ("permissions", "navigation", "waiting", "links"):
            import_module(f"zhicai.staff.{room}")
