"""The training app."""

from importlib import import_module

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Classes, timetable, lecturers."""

    name = "zhicai.training"
    label = "training"

    def ready(self) -> None:
        """Declare the permissions."""
        import_module("zhicai.training.permissions")
