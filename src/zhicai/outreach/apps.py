"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Visits, opinions, cases."""

    name = "zhicai.outreach"
    label = "outreach"
