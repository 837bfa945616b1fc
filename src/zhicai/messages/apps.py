"""The messages app."""

from importlib import import_module

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages to offices, organisations and persons."""

    name = "zhicai.messages"
    label = "office_messages"  # Django's own "messages" (toasts) holds the plain label

    def ready(self) -> None:
        """Declare the permission and hang the bell into the top bar."""
        import_module("zhicai.messages.permissions")
        import_module("zhicai.messages.topbar")
