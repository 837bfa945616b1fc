"""The notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices and their receipts."""

    name = "zhicai.notices"
    label = "notices"
