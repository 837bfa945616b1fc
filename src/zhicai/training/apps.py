"""The training app."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Classes, timetable, lecturers."""

    name = "zhicai.training"
    label = "training"

    def ready(self) -> None:
        """Declare the permissions, what can be counted, what can wait, where it stands."""
        rooms = (
            "permissions", "metrics", "waiting", "navigation", "home", "money", "ceilings",
            "assessment",
        )  # fmt: skip
        for room in rooms:
            import_module(f"zhicai.training.{room}")
