"""The staff app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Accounts an office opens, hands over and closes."""

    name = "zhicai.staff"
    label = "staff"
