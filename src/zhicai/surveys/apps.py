"""The surveys app."""

from importlib import import_module

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questionnaires."""

    name = "zhicai.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Declare who asks and who reads; put what is asked of a user into the inbox."""
        import_module("zhicai.surveys.permissions")
        import_module("zhicai.surveys.waiting")
