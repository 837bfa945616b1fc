"""The planning app."""

from importlib import import_module

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Annual plans, their way up, and the classes they plan."""

    name = "zhicai.planning"
    label = "planning"

    def ready(self) -> None:
        """Declare permissions, register what can be counted and where it stands in the sidebar."""
        for room in ("permissions", "metrics", "navigation", "letters", "answers", "waiting", "forward"):
            import_module(f"zhicai.planning.{room}")
