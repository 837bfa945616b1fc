"""The api app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The programming interface."""

    name = "zhicai.api"
    label = "api"
