"""The admission app."""

from importlib import import_module

from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    """Registration, eligibility, rosters."""

    name = "zhicai.admission"
    label = "admission"

    def ready(self) -> None:
        """Declare permissions, take a place in the sidebar and the inbox, follow the people."""
        for room in (
            "permissions", "navigation", "waiting", "own_tables", "following", "home", "metrics",
            "tabs", "merging",
        ):  # fmt: skip
            import_module(f"zhicai.admission.{room}")
