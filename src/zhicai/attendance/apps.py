"""The attendance app."""

from importlib import import_module

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    """Sign-in and the ledger of class hours."""

    name = "zhicai.attendance"
    label = "attendance"

    def ready(self) -> None:
        """Declare permissions; hang in tab, condition, inbox source, own pages and own export."""
        for room in ("permissions", "tabs", "waiting", "navigation", "home", "own_tables"):
            import_module(f"zhicai.attendance.{room}")
