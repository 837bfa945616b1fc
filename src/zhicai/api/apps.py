"""The api app."""

from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The programming interface."""

    name = "zhicai.api"
    label = "api"

    def ready(self) -> None:
        """Declare permissions, open the way out for webhooks, listen, hang in the user's menu."""
        for room in ("permissions", "channel", "events", "entrance"):
            import_module(f"zhicai.api.{room}")
