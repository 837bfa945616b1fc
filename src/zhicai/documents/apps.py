"""The documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers in the official layout."""

    name = "zhicai.documents"
    label = "documents"
