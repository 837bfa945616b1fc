"""The coordination app."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    """Tasks, targets, arrangements, problems."""

    name = "zhicai.coordination"
    label = "coordination"
