"""The signin app."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Ways in: second factor, sessions, outside identity."""

    name = "zhicai.signin"
    label = "signin"
