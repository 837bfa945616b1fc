"""The desk app."""

from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The one inbox."""

    name = "zhicai.desk"
    label = "desk"

    def ready(self) -> None:
        """Stand first in the sidebar."""
        import_module("zhicai.desk.permissions")
        import_module("zhicai.desk.navigation")
