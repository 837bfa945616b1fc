"""The accounts app."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, memberships and the guard."""

    name = "zhicai.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hang the office picker and the user menu into the top bar."""
        import_module("zhicai.accounts.topbar")
