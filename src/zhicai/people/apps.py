"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and their rights."""

    name = "zhicai.people"
    label = "people"
