"""The certificates app."""

from importlib import import_module

from django.apps import AppConfig

ROOMS = (
    "permissions",
    "metrics",
    "navigation",
    "waiting",
    "own_tables",
    "chores",
    "certifying",
    "merging",
)


class CertificatesConfig(AppConfig):
    """Certificates of those who qualified."""

    name = "zhicai.certificates"
    label = "certificates"

    def ready(self) -> None:
        """Declare permissions, register what is counted, what waits and what a person takes."""
        for room in ROOMS:
            import_module(f"zhicai.certificates.{room}")
