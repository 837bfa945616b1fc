"""The handbooks app."""

from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    """Documents that live."""

    name = "zhicai.handbooks"
    label = "handbooks"
