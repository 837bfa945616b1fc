"""The outreach app."""

from importlib import import_module

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Visits, opinions, cases."""

    name = "zhicai.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Declare permissions, register what is counted, what waits, where it stands."""
        for room in ("permissions", "metrics", "waiting", "navigation", "letters"):
            import_module(f"zhicai.outreach.{room}")
