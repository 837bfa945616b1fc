"""The planning app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = ("permissions", "metrics", "navigation", "letters", "answers", "waiting", "forward")


class PlanningConfig(AppConfig):
    """Annual plans, their way up, and the classes they plan."""

    name = "zhicai.planning"
    label = "planning"

    def ready(self) -> None:
        """Declare permissions, register what can be counted and where it stands in the sidebar."""
        for room in ROOMS:
            import_module(f"zhicai.planning.{room}")
