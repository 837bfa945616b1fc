"""The exams app."""

from importlib import import_module

from django.apps import AppConfig


class ExamsConfig(AppConfig):
    """Bank, papers, sittings, marking."""

    name = "zhicai.exams"
    label = "exams"

    def ready(self) -> None:
        """Declare permissions; take a place on the first page; watch the clock."""
        rooms = (
            "permissions", "verbs", "practical.kinds", "home", "chores", "own_tables", "navigation",
            "waiting", "marks_waiting", "packages", "merging",
        )  # fmt: skip
        for room in rooms:
            import_module(f"zhicai.exams.{room}")
