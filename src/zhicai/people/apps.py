"""The people app."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and their rights."""

    name = "zhicai.people"
    label = "people"

    def ready(self) -> None:
        """Declare permissions, take places in sidebar, inbox and the person's own export."""
        rooms = (
            "permissions", "navigation", "waiting", "own_tables", "holds", "sharing", "chores",
        )  # fmt: skip
        for room in rooms:
            import_module(f"zhicai.people.{room}")
