"""The desk app."""

from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The one inbox."""

    name = "zhicai.desk"
    label = "desk"

    def ready(self) -> None:
        """Stand first in the sidebar, and first on the page of who acts for nobody else."""
        import_module("zhicai.desk.permissions")
        import_module("zhicai.desk.navigation")
        import_module("zhicai.desk.home")
