"""Registers the app with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design layer, the frame and its components."""

    name = "zhicai.ui"
    label = "ui"
    verbose_name = "界面"
