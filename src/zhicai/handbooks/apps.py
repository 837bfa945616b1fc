"""The handbooks app."""

from importlib import import_module

from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    """Documents that live."""

    name = "zhicai.handbooks"
    label = "handbooks"

    def ready(self) -> None:
        """Declare permissions, register what is counted, what waits, where it stands."""
        for room in ("permissions", "metrics", "waiting", "navigation", "letters"):
            import_module(f"zhicai.handbooks.{room}")
