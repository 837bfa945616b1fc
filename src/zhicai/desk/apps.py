"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The one inbox."""

    name = "zhicai.desk"
    label = "desk"
