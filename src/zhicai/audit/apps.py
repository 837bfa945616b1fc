"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of every action."""

    name = "zhicai.audit"
    label = "audit"
