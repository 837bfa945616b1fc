"""The places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Divisions, seats and organisations."""

    name = "zhicai.places"
    label = "places"
