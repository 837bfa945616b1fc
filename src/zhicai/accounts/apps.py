"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, memberships and the guard."""

    name = "zhicai.accounts"
    label = "accounts"
