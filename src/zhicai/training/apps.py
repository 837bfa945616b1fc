"""The training app."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Classes, timetable, lecturers."""

    name = "zhicai.training"
    label = "training"

    def ready(self) -> None:
        """Declare the permissions, what can be counted, what can wait, where it stands."""
        for room in ("permissions", "metrics", "waiting", "navigation"):
            import_module(f"zhicai.training.{room}")
