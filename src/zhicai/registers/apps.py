"""The registers app."""

from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Directories defined by data."""

    name = "zhicai.registers"
    label = "registers"

    def ready(self) -> None:
        """Declare permissions, take a place in the sidebar and the inbox."""
        for room in ("permissions", "navigation", "waiting"):
            import_module(f"zhicai.registers.{room}")
