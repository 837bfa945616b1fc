"""The filing app."""

from importlib import import_module

from django.apps import AppConfig


class FilingConfig(AppConfig):
    """Documents sent up, returned, accepted, filed."""

    name = "zhicai.filing"
    label = "filing"

    def ready(self) -> None:
        """Declare who may send and who may handle."""
        import_module("zhicai.filing.permissions")
