"""The people app."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and their rights."""

    name = "zhicai.people"
    label = "people"

    def ready(self) -> None:
        """Declare the permissions."""
        import_module("zhicai.people.permissions")
