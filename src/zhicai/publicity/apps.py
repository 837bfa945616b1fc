"""The publicity app."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """News, publicity log, scores."""

    name = "zhicai.publicity"
    label = "publicity"
