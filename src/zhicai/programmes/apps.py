"""The programmes app."""

from importlib import import_module

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The programme year in force."""

    name = "zhicai.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Declare the permissions, register the metrics, hang the pages into the frame."""
        import_module("zhicai.programmes.permissions")
        import_module("zhicai.programmes.metrics")
        import_module("zhicai.programmes.navigation")
        import_module("zhicai.programmes.letters")
