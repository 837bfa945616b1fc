"""The exams app."""

from importlib import import_module

from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """Bank, papers, sittings, marking."""

    name = "zhicai.exams"
    label = "exams"

    def ready(self) -> None:
        """Declare permissions."""
        for room in ("permissions", "verbs"):
            import_module(f"zhicai.exams.{room}")
