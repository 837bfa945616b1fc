"""The results app."""

from importlib import import_module

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Facts per trainee and what follows."""

    name = "zhicai.results"
    label = "results"

    def ready(self) -> None:
        """Declare permissions, what can be counted and can wait; follow classes; take places."""
        rooms = ("permissions", "metrics", "steps", "waiting", "following", "own_tables",
                 "navigation", "home", "coverage", "checks", "costs",
                 "marks_waiting", "merging")  # fmt: skip
        for room in rooms:
            import_module(f"zhicai.results.{room}")
