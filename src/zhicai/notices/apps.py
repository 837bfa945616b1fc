"""The notices app."""

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices and their receipts."""

    name = "zhicai.notices"
    label = "notices"

    def ready(self) -> None:
        """Declare the permissions, hang the pages into the frame, tell what waits."""
        import_module("zhicai.notices.permissions")
        import_module("zhicai.notices.navigation")
        import_module("zhicai.notices.waiting")
