"""The coordination app."""

from importlib import import_module

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    """Tasks, targets, arrangements, problems."""

    name = "zhicai.coordination"
    label = "coordination"

    def ready(self) -> None:
        """Declare permissions, register what is counted and what waits, hang up the page."""
        for room in ("permissions", "metrics", "navigation", "waiting"):
            import_module(f"zhicai.coordination.{room}")
