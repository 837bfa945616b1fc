"""The audit app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    """Append-only record of every action."""

    name = "zhicai.audit"
    label = "audit"

    def ready(self) -> None:
        """Learn from every app what its verbs mean."""
        autodiscover_modules("verbs")
