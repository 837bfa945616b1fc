"""The publicity app."""

from importlib import import_module

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """News, publicity log, public lists, scores."""

    name = "zhicai.publicity"
    label = "publicity"

    def ready(self) -> None:
        """Declare the permissions, register the metrics, hang into frame and inbox."""
        import_module("zhicai.publicity.permissions")
        import_module("zhicai.publicity.metrics")
        import_module("zhicai.publicity.navigation")
        import_module("zhicai.publicity.waiting")
