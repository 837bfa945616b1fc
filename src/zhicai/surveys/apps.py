"""The surveys app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Questionnaires."""

    name = "zhicai.surveys"
    label = "surveys"
