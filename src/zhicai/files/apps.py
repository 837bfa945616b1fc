"""The files app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that other apps keep."""

    name = "zhicai.files"
    label = "files"
