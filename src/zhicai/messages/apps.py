"""The messages app."""

from importlib import import_module

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages to offices, organisations and persons, inside the site and out of it."""

    name = "zhicai.messages"
    label = "office_messages"  # Django's own "messages" (toasts) holds the plain label

    def ready(self) -> None:
        """Declare permissions, register channels and what waits, hang the bell into the top bar."""
        for channel in ("file", "mail", "sms", "wecom"):
            import_module(f"zhicai.messages.channels.{channel}")
        for room in ("permissions", "waiting", "navigation", "topbar"):
            import_module(f"zhicai.messages.{room}")
